@NullMarked
package io.seatflow.seat.ledger;

import org.jspecify.annotations.NullMarked;
