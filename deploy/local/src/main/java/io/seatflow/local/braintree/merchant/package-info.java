/**
 * What one Braintree merchant holds and the rules by which it changes: the vault and the
 * transactions. Pure.
 */
@NullMarked
package io.seatflow.local.braintree.merchant;

import org.jspecify.annotations.NullMarked;
