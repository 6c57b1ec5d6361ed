/** Who has a seat, told to account-service to compare with its users. */
@NullMarked
package io.seatflow.seat.occupancy;

import org.jspecify.annotations.NullMarked;
