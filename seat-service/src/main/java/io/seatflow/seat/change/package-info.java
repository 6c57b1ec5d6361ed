/** The life of a seat change: from the request to its completion, or to the reason for none. */
@NullMarked
package io.seatflow.seat.change;

import org.jspecify.annotations.NullMarked;
