package io.seatflow.billing.plan.postgres;

import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A plan that a transaction holds together with others, to take it to its next period.
 *
 * @param leaving seats that are known to have left with the running period
 * @param askedAt since when seat-service is asked what leaves; null before the period is over
 * @param answeredAt when it answered
 * @param endsWithPeriod whether the running period is the last
 * @param endedAt when the plan ended; null while it runs
 * @param isCharging whether a payment within the period is under way: then it cannot end yet
 * @param isWaitedFor whether charges wait for the next period
 */
public record DuePlan(
        PlanKey key,
        Plan plan,
        int leaving,
        @Nullable Instant askedAt,
        @Nullable Instant answeredAt,
        boolean endsWithPeriod,
        @Nullable Instant endedAt,
        boolean isCharging,
        boolean isWaitedFor) {

    /** The instant at which the running period is over. */
    public Instant periodEndsAt() {
        return plan.calendar().startOf(plan.period().end());
    }

    public String currency() {
        return plan.paid().fee().getCurrencyUnit().getCode();
    }

    /** With seats that left with the period, perhaps as the answer to what leaves. */
    public DuePlan left(int seats, Instant at) {
        return new DuePlan(
                key,
                plan,
                leaving + seats,
                askedAt,
                askedAt == null ? answeredAt : at,
                endsWithPeriod,
                endedAt,
                isCharging,
                isWaitedFor);
    }

    /** Whether nothing keeps it from its next period. */
    public boolean isReady() {
        return endedAt == null && answeredAt != null && !isCharging;
    }
}
