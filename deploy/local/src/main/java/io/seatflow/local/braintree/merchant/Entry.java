package io.seatflow.local.braintree.merchant;

/**
 * One thing that a decision made so, as it is kept: the whole of what changed, so that the last one
 * counts.
 */
public sealed interface Entry {

    record CustomerKept(Customer customer) implements Entry {}

    record CustomerGone(String id) implements Entry {}

    record TransactionKept(Transaction transaction) implements Entry {}
}
