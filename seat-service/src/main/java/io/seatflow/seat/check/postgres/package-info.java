/** How differences are found, by SQL over whole sets of lines. */
@NullMarked
package io.seatflow.seat.check.postgres;

import org.jspecify.annotations.NullMarked;
