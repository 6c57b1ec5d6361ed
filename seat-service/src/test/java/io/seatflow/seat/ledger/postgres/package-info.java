@NullMarked
package io.seatflow.seat.ledger.postgres;

import org.jspecify.annotations.NullMarked;
