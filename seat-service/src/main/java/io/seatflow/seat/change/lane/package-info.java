/**
 * Lanes: what arrives about many partners while a transaction is in flight is decided one after
 * another by the pure rules and committed together.
 */
@NullMarked
package io.seatflow.seat.change.lane;

import org.jspecify.annotations.NullMarked;
