package io.seatflow.billing.plan;

import java.time.LocalDate;
import org.joda.money.Money;

/**
 * What a period was charged for seats that had left before it began, although nobody knew.
 *
 * @param state what the period is for without them
 * @param fee by how much a full period costs less without them
 * @param amount what is given back; zero where they cost nothing
 * @param paid what of the period is paid without it
 * @param charged the period as it was charged
 * @param catalogVersion its price list
 */
public record Overpaid(
        LocalDate periodStart,
        int seats,
        PlanState state,
        Money fee,
        Money amount,
        PaidLevel paid,
        ClosedPeriod charged,
        String catalogVersion) {

    /** The same with so much given back. */
    public Overpaid of(Money givenBack) {
        return new Overpaid(
                periodStart, seats, state, fee, givenBack, paid, charged, catalogVersion);
    }
}
