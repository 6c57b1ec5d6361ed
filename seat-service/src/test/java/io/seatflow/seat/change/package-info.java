@NullMarked
package io.seatflow.seat.change;

import org.jspecify.annotations.NullMarked;
