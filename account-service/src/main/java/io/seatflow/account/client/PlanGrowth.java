package io.seatflow.account.client;

import io.seatflow.platform.event.Quote;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The question by how many seats the partner's plan would grow if a client's seats joined it, and
 * what was answered so far.
 *
 * @param trialEndsAt of {@link Purpose#TRIAL_END}: the end that it is about
 * @param seats by how many it would grow; null while seat-service has not said
 * @param quote what that would cost; null while billing has not said, or was not asked
 * @param reason the slug of the problem that stands in the way; null: none
 * @param limit the limit that stands in the way; null: none
 * @param isDone whether what it is named for was done; of a preview: the partner's plan has no part
 *     in it
 * @param requestedBy who asked
 * @param through the request or the event that asked
 */
public record PlanGrowth(
        UUID id,
        UUID clientId,
        Purpose purpose,
        SeatSource seatSource,
        @Nullable Instant trialEndsAt,
        @Nullable Integer seats,
        @Nullable Quote quote,
        @Nullable String reason,
        @Nullable String detail,
        @Nullable Integer limit,
        boolean isDone,
        String requestedBy,
        String through) {

    /** What is to be done with the answer. */
    public enum Purpose {
        /** Nothing: somebody wants to know what it would cost. */
        PREVIEW,
        ACTIVATE,
        /** The partner is to bill a client that the vendor billed. */
        BILLING_MANAGER,
        /** The client's trial is over, and it wants to go on. */
        TRIAL_END
    }

    /** A question that has just been asked. */
    public static PlanGrowth asked(
            UUID id,
            UUID clientId,
            Purpose purpose,
            SeatSource seatSource,
            @Nullable Instant trialEndsAt,
            String requestedBy,
            String through) {
        return new PlanGrowth(
                id,
                clientId,
                purpose,
                seatSource,
                trialEndsAt,
                null,
                null,
                null,
                null,
                null,
                false,
                requestedBy,
                through);
    }

    /** Whether nothing more is to be done about it; of a preview see {@link #isPreviewed}. */
    public boolean isSettled() {
        return isDone || reason != null;
    }

    /** Whether all is known that a preview shows. */
    public boolean isPreviewed(boolean withPrice) {
        return isDone || reason != null || (seats != null && (!withPrice || quote != null));
    }

    PlanGrowth by(int known) {
        return new PlanGrowth(
                id,
                clientId,
                purpose,
                seatSource,
                trialEndsAt,
                known,
                quote,
                reason,
                detail,
                limit,
                isDone,
                requestedBy,
                through);
    }

    PlanGrowth at(Quote price) {
        return new PlanGrowth(
                id,
                clientId,
                purpose,
                seatSource,
                trialEndsAt,
                seats,
                price,
                reason,
                detail,
                limit,
                isDone,
                requestedBy,
                through);
    }

    PlanGrowth refused(String why, String sentence, @Nullable Integer most) {
        return new PlanGrowth(
                id,
                clientId,
                purpose,
                seatSource,
                trialEndsAt,
                seats,
                quote,
                why,
                sentence,
                most,
                false,
                requestedBy,
                through);
    }

    /** The same, with nothing left to do. */
    public PlanGrowth done() {
        return new PlanGrowth(
                id,
                clientId,
                purpose,
                seatSource,
                trialEndsAt,
                seats,
                quote,
                reason,
                detail,
                limit,
                true,
                requestedBy,
                through);
    }
}
