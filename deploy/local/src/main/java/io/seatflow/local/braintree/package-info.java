/**
 * A stand-in for Braintree's gateway, for local runs and tests: the same protocol, the same test
 * cards, no money.
 */
@NullMarked
package io.seatflow.local.braintree;

import org.jspecify.annotations.NullMarked;
