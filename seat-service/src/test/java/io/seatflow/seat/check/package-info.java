@NullMarked
package io.seatflow.seat.check;

import org.jspecify.annotations.NullMarked;
