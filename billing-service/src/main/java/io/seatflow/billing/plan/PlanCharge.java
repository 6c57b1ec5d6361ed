package io.seatflow.billing.plan;

import java.time.LocalDate;
import org.joda.money.Money;

/**
 * What an addition to a plan costs now.
 *
 * @param periodStart the period that it is charged in
 * @param on the first day charged
 */
public record PlanCharge(PlanChange change, LocalDate periodStart, LocalDate on, Rise rise) {

    public Money amount() {
        return rise.amount();
    }

    /** The same at another amount. */
    public PlanCharge at(Money amount) {
        return new PlanCharge(change, periodStart, on, rise.at(amount));
    }
}
