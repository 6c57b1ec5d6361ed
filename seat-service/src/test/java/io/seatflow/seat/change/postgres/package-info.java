@NullMarked
package io.seatflow.seat.change.postgres;

import org.jspecify.annotations.NullMarked;
