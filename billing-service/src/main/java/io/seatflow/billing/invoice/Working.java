package io.seatflow.billing.invoice;

import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.PlanState;
import org.jspecify.annotations.Nullable;

/**
 * How a charge within a period was computed: every figure that its amount follows from.
 *
 * @param before what the plan was for before the change
 * @param paid what of the period was paid before
 * @param catalogVersion the price list of the period
 * @param isLate whether the period had closed when the charge was made
 * @param isTakenBack whether it was paid back since, because its change could not be completed
 * @param transfers what brought the seats into the ledger; null where none did, or it is not told
 *     yet
 */
public record Working(
        Cause cause,
        BillingPeriod period,
        PlanState before,
        PaidLevel paid,
        PlanCharge charge,
        String catalogVersion,
        boolean isLate,
        boolean isTakenBack,
        @Nullable Transfers transfers) {

    /** Of a charge that is about to be made. */
    public static Working of(
            Cause cause,
            BillingPeriod period,
            PlanState before,
            PaidLevel paid,
            PlanCharge charge,
            String catalogVersion,
            boolean isLate) {
        var transfers =
                cause.type() == Cause.Type.LEDGER_RANGE
                        ? Transfers.one(Long.parseLong(cause.id()))
                        : null;
        return new Working(
                cause, period, before, paid, charge, catalogVersion, isLate, false, transfers);
    }
}
