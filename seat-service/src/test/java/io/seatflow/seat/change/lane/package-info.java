@NullMarked
package io.seatflow.seat.change.lane;

import org.jspecify.annotations.NullMarked;
