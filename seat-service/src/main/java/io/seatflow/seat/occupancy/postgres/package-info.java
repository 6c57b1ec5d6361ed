@NullMarked
package io.seatflow.seat.occupancy.postgres;

import org.jspecify.annotations.NullMarked;
