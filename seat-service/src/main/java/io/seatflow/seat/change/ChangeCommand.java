package io.seatflow.seat.change;

import io.seatflow.platform.event.Quote;
import io.seatflow.seat.ledger.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may happen to a seat change after it was asked for. */
public sealed interface ChangeCommand {

    /**
     * Agree to the price.
     *
     * @param quoteId the price that was seen; null: the only one there was
     */
    record Confirm(@Nullable UUID quoteId, String by) implements ChangeCommand {}

    /** Take it back. */
    record Cancel(String by) implements ChangeCommand {}

    /** A user whom it is to seat is no longer there. */
    record RemoveUser(UserId user) implements ChangeCommand {}

    /** Billing named a price; while it charges: a higher one than was agreed to. */
    record TakeQuote(int attempt, int shortfall, Quote quote) implements ChangeCommand {}

    /** Billing will not sell. */
    record TakeRefusal(int attempt, String slug, String detail) implements ChangeCommand {}

    /** Billing was paid. */
    record TakePayment(int shortfall, Quote charged) implements ChangeCommand {}

    /** Billing was not paid. */
    record TakeDecline(String slug, String detail) implements ChangeCommand {}
}
