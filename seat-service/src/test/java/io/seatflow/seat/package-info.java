@NullMarked
package io.seatflow.seat;

import org.jspecify.annotations.NullMarked;
