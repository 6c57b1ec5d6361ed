package io.seatflow.billing.plan;

import java.math.BigDecimal;
import org.joda.money.Money;

/**
 * How far one charge raises the paid fee level of a period.
 *
 * @param fee by how much, for a full period
 * @param days for how many days
 * @param periodDays of how many
 * @param amount what is charged for it
 */
public record Rise(Money fee, int days, int periodDays, Money amount) {

    public Rise {
        if (fee.isNegative() || amount.isNegative() || days < 1 || days > periodDays) {
            throw new IllegalArgumentException("A charge raises the level for days that remain.");
        }
    }

    Rise at(Money agreed) {
        return new Rise(fee, days, periodDays, agreed);
    }

    BigDecimal feeDays() {
        return fee.getAmount().multiply(BigDecimal.valueOf(days));
    }
}
