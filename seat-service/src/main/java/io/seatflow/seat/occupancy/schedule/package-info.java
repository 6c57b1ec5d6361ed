@NullMarked
package io.seatflow.seat.occupancy.schedule;

import org.jspecify.annotations.NullMarked;
