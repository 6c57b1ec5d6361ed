@NullMarked
package io.seatflow.seat.ledger.rest;

import org.jspecify.annotations.NullMarked;
