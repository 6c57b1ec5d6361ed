package io.seatflow.billing.payment.postgres;

import io.seatflow.billing.payment.Purpose;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.platform.database.HibernateTx;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/**
 * What happens to that which a payment pays for, in the transaction that settles the payment and
 * holds the plan.
 */
public interface Settlement {

    /** What the payments pay for that it knows how to settle. */
    Purpose purpose();

    /**
     * It is paid.
     *
     * @return the invoice that the payment belongs to
     */
    Uni<UUID> paid(HibernateTx tx, HeldPlan plan, UUID purposeId);

    /** It is not paid; {@code reason} is a problem's slug. */
    Uni<Void> declined(HibernateTx tx, HeldPlan plan, UUID purposeId, String reason, String detail);

    /**
     * An invoice that was paid is owed again: its payment came to nothing after it had succeeded.
     */
    default Uni<Void> owedAgain(HibernateTx tx, HeldPlan plan, UUID invoiceId, String detail) {
        return Uni.createFrom()
                .failure(() -> new IllegalStateException(invoiceId + " is not collected here."));
    }

    /**
     * A card that an invoice waited for is stored, or was refused with that detail. Of no concern
     * to what is paid in another way.
     */
    default Uni<Void> cardCame(
            HibernateTx tx, HeldPlan plan, UUID invoiceId, Optional<String> refusal) {
        return Uni.createFrom().voidItem();
    }

    /** The plan pays with a new card from now on. Of no concern to what is paid in another way. */
    default Uni<Void> defaultCardCame(HeldPlan plan) {
        return Uni.createFrom().voidItem();
    }
}
