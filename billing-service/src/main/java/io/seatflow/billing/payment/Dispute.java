package io.seatflow.billing.payment;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A card holder's objection to a charge.
 *
 * @param id at the gateway
 * @param toldAt when that stage was told, by the gateway's clock
 */
public record Dispute(
        String id, Stage stage, Money amount, @Nullable LocalDate openedOn, Instant toldAt) {

    /** How far it is. One that is over does not go back to being open. */
    public enum Stage {
        OPEN(0),
        UNDER_REVIEW(1),
        /** Nobody answered it in time. */
        EXPIRED(2),
        /** We did not object. */
        ACCEPTED(3),
        WON(3),
        LOST(3);

        private final int rank;

        Stage(int rank) {
            this.rank = rank;
        }
    }

    /** The further stage counts; of two ends the one that was told last. */
    private static final Comparator<Dispute> PROGRESS =
            Comparator.<Dispute>comparingInt(dispute -> dispute.stage().rank)
                    .thenComparing(Dispute::toldAt)
                    .thenComparing(Dispute::stage);

    /** What is known of one dispute by two notices, whichever came first. */
    Dispute or(Dispute other) {
        return PROGRESS.compare(this, other) >= 0 ? this : other;
    }
}
