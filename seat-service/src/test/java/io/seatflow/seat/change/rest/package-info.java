@NullMarked
package io.seatflow.seat.change.rest;

import org.jspecify.annotations.NullMarked;
