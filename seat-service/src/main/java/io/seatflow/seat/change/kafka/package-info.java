/** What other services tell that moves seats. */
@NullMarked
package io.seatflow.seat.change.kafka;

import org.jspecify.annotations.NullMarked;
