package io.seatflow.billing.quote;

import java.time.LocalDate;
import org.joda.money.Money;

/**
 * What a change would cost.
 *
 * @param proratedCharge due now, for the rest of the period
 * @param currentFee the fee of the running period before the change
 * @param nextPeriodFee the fee from the next period on, the change included
 * @param remainingDays the days that are charged
 * @param periodDays of so many
 */
public record Price(
        Money proratedCharge,
        Money currentFee,
        Money nextPeriodFee,
        int remainingDays,
        int periodDays,
        LocalDate periodEnd) {

    /** The same where something else is due beforehand. */
    public Price after(Money due) {
        return new Price(
                due.plus(proratedCharge),
                currentFee,
                nextPeriodFee,
                remainingDays,
                periodDays,
                periodEnd);
    }
}
