/** The self-check that never ends. */
@NullMarked
package io.seatflow.seat.check.schedule;

import org.jspecify.annotations.NullMarked;
