/** What time brings to seat changes. */
@NullMarked
package io.seatflow.seat.change.schedule;

import org.jspecify.annotations.NullMarked;
