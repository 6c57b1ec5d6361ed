package io.seatflow.billing.purchase;

import java.util.Optional;

/** What a confirmation means, however often it is told. */
public final class PurchaseRules {

    private PurchaseRules() {}

    public static Reception receive(Optional<Known> known, Confirmation confirmation) {
        if (known.isEmpty()) {
            return Reception.QUEUE;
        }
        return switch (known.get().status()) {
            case QUEUED, CHARGING -> Reception.WAIT;
            case PAID, DECLINED, TAKEN_BACK -> Reception.ANSWER_AGAIN;
            case REQUOTED -> {
                var requote = known.get().requoteId();
                yield requote != null && requote.equals(confirmation.quoteId())
                        ? Reception.QUEUE_AGAIN
                        : Reception.ANSWER_AGAIN;
            }
        };
    }
}
