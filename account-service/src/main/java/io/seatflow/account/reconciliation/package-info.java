/**
 * Whether users, their seats and their sign-ins agree: nothing is decided here, what differs is
 * mended by the rules.
 */
@NullMarked
package io.seatflow.account.reconciliation;

import org.jspecify.annotations.NullMarked;
