package io.seatflow.local.braintree.merchant;

import java.util.List;
import java.util.Optional;

/** What the merchant holds at the moment of a decision. */
public interface Holdings {

    Optional<Customer> customer(String id);

    /** Whose card a token stands for. */
    Optional<Customer> ownerOf(String token);

    /** All customers, newest first. */
    List<Customer> customers();

    Optional<Transaction> transaction(String id);

    /** All transactions with that order id, newest first. */
    List<Transaction> ordered(String orderId);

    /** All transactions, newest first. */
    List<Transaction> transactions();
}
