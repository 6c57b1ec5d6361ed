package io.seatflow.billing.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.joda.money.Money;

/**
 * What of a period is paid: the fee level that it is paid for, and the sums that rounding follows.
 *
 * @param fee the paid fee level {@code H}: a change that stays within it costs nothing
 * @param feeDays the exact sum of what was charged in the period, times the period's days, so that
 *     it stays a whole number of minor units
 * @param charged the sum of what was charged in the period, rounded as it was
 */
public record PaidLevel(Money fee, BigDecimal feeDays, Money charged) {

    public PaidLevel {
        if (fee.isNegative() || feeDays.signum() < 0 || charged.isNegative()) {
            throw new IllegalArgumentException("No more is given back than was paid.");
        }
    }

    /** What a period's first invoice pays for. */
    public static PaidLevel opening(BillingPeriod period, Money fee) {
        var zero = Money.zero(fee.getCurrencyUnit());
        var nothing = new PaidLevel(zero, BigDecimal.ZERO, zero);
        return nothing.plus(nothing.chargeFor(fee, period.days(), period.periodDays()));
    }

    /**
     * What it costs to raise the level to a fee for some days. Rounded cumulatively: all that is
     * due so far, half up, less all that was charged so far.
     */
    Rise chargeFor(Money newFee, int days, int periodDays) {
        if (!newFee.isGreaterThan(fee)) {
            var zero = Money.zero(fee.getCurrencyUnit());
            return new Rise(zero, days, periodDays, zero);
        }
        var rise = newFee.minus(fee);
        var sum =
                feeDays.add(rise.getAmount().multiply(BigDecimal.valueOf(days)))
                        .divide(
                                BigDecimal.valueOf(periodDays),
                                fee.getCurrencyUnit().getDecimalPlaces(),
                                RoundingMode.HALF_UP);
        // After a quote's lower amount or a refund the sums may be a minor unit apart either way.
        var due = Money.of(fee.getCurrencyUnit(), sum).minus(charged);
        return new Rise(
                rise, days, periodDays, due.isNegative() ? Money.zero(fee.getCurrencyUnit()) : due);
    }

    PaidLevel plus(Rise rise) {
        return new PaidLevel(
                fee.plus(rise.fee()), feeDays.add(rise.feeDays()), charged.plus(rise.amount()));
    }

    /** Without a part of the fee from the period's first day on. */
    PaidLevel without(Money part, BillingPeriod period) {
        var unit = fee.getCurrencyUnit();
        var days = feeDays.subtract(part.getAmount().multiply(BigDecimal.valueOf(period.days())));
        var sum =
                days.divide(
                        BigDecimal.valueOf(period.periodDays()),
                        unit.getDecimalPlaces(),
                        RoundingMode.HALF_UP);
        return new PaidLevel(fee.minus(part), days, Money.of(unit, sum));
    }

    PaidLevel minus(Rise rise) {
        return new PaidLevel(
                fee.minus(rise.fee()),
                feeDays.subtract(rise.feeDays()),
                charged.minus(rise.amount()));
    }
}
