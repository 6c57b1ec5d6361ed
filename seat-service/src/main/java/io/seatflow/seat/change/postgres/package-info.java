/** The seat changes' table, and the one transaction in which each is decided. */
@NullMarked
package io.seatflow.seat.change.postgres;

import org.jspecify.annotations.NullMarked;
