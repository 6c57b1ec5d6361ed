/** The seat ledger's rules: where every seat of a partner is, and what may move it. */
@NullMarked
package io.seatflow.seat.ledger;

import org.jspecify.annotations.NullMarked;
