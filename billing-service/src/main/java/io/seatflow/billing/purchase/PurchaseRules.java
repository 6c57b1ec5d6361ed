package io.seatflow.billing.purchase;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What a confirmation means, however often it is told. */
public final class PurchaseRules {

    private PurchaseRules() {}

    /**
     * What to do about a confirmation.
     *
     * @param planId the plan that pays by now
     */
    public static Reception receive(Optional<Known> known, UUID planId, Confirmation confirmation) {
        if (known.isEmpty()) {
            return Reception.QUEUE;
        }
        return switch (known.get().status()) {
            case QUEUED, CHARGING -> Reception.WAIT;
            case PAID, INVOICED, DECLINED, TAKEN_BACK -> Reception.ANSWER_AGAIN;
            // The one that was quoted again is told again; any other, or on another plan, asks
            // anew.
            case REQUOTED ->
                    known.get().planId().equals(planId)
                                    && Objects.equals(known.get().quoteId(), confirmation.quoteId())
                            ? Reception.ANSWER_AGAIN
                            : Reception.QUEUE_AGAIN;
        };
    }
}
