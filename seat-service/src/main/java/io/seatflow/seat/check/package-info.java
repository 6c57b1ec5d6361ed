/** The proof that ledger and balances agree: what a difference is and what a verification tells. */
@NullMarked
package io.seatflow.seat.check;

import org.jspecify.annotations.NullMarked;
