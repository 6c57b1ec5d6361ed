package io.seatflow.billing.invoice;

import io.seatflow.billing.plan.FeePart;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** The figures that the amount of a line follows from, and how. */
public sealed interface Arithmetic {

    /** What follows from the figures. */
    Money amount();

    /** So many of something for a whole period. */
    record WholePeriod(int quantity, Money unitPrice) implements Arithmetic {

        @Override
        public Money amount() {
            return unitPrice.multipliedBy(quantity);
        }
    }

    /**
     * So many of something for the days of a stub: all fees up to and with this line's, prorated
     * and rounded once, less what the lines before ask for.
     */
    record PartOfPeriod(
            int quantity,
            Money unitPrice,
            Money feesSoFar,
            int days,
            int periodDays,
            Money askedBefore)
            implements Arithmetic {

        @Override
        public Money amount() {
            var feeDays = feesSoFar.getAmount().multiply(BigDecimal.valueOf(days));
            return rounded(feeDays, periodDays, askedBefore.getCurrencyUnit()).minus(askedBefore);
        }
    }

    /**
     * A rise of the fee within a period above what the period is paid for.
     *
     * @param feeBefore the fee that the period was paid for before
     * @param feeParts what makes up the fee of a whole period after the change
     * @param feeDaysBefore the exact sum due before, times the days of the period
     * @param chargedBefore what of that was charged
     * @param charged what was charged for it: what follows from the figures, or a minor unit less
     *     where the quote that was confirmed said less
     */
    record Rise(
            Money feeBefore,
            List<FeePart> feeParts,
            int days,
            int periodDays,
            BigDecimal feeDaysBefore,
            Money chargedBefore,
            Money charged)
            implements Arithmetic {

        public Rise {
            feeParts = List.copyOf(feeParts);
        }

        public Money feeAfter() {
            return Money.total(feeParts.stream().map(FeePart::amount).toList());
        }

        public Money rise() {
            return feeAfter().minus(feeBefore);
        }

        /** The exact sum due with it, times the days of the period. */
        public BigDecimal feeDaysAfter() {
            return feeDaysBefore.add(rise().getAmount().multiply(BigDecimal.valueOf(days)));
        }

        /** All that is due in the period with it. */
        public Money due() {
            return rounded(feeDaysAfter(), periodDays, charged.getCurrencyUnit());
        }

        /** Whether the quote that was confirmed said less. */
        public boolean isAsQuoted() {
            return !due().minus(chargedBefore).equals(charged);
        }

        @Override
        public Money amount() {
            return charged;
        }
    }

    /** What another invoice asked for, or a charge that came to nothing, given back. */
    record TakenBack(UUID invoiceId, String number, Money asked) implements Arithmetic {

        @Override
        public Money amount() {
            return asked.negated();
        }
    }

    /**
     * What a period was charged for seats that it did not have: what was charged, less the exact
     * sum without them, rounded once.
     *
     * @param partsWith what made up the fee of a whole period with them
     * @param partsWithout what makes it up without them
     * @param days of the period
     * @param feeDaysBefore the exact sum due with them, times the days of a full period
     * @param chargedBefore what of that was charged
     * @param takenOff what was given back of it: less than too much where no more was left of the
     *     period's invoices
     */
    record TooMuch(
            List<FeePart> partsWith,
            List<FeePart> partsWithout,
            int days,
            int periodDays,
            BigDecimal feeDaysBefore,
            Money chargedBefore,
            List<Part> takenOff)
            implements Arithmetic {

        public TooMuch {
            partsWith = List.copyOf(partsWith);
            partsWithout = List.copyOf(partsWithout);
            takenOff = List.copyOf(takenOff);
        }

        /** A part of an invoice. */
        public record Part(UUID invoiceId, String number, Money amount) {}

        public Money feeWith() {
            return Money.total(partsWith.stream().map(FeePart::amount).toList());
        }

        public Money feeWithout() {
            return Money.total(partsWithout.stream().map(FeePart::amount).toList());
        }

        /** All that is due in the period without them. */
        public Money due() {
            var less = feeWith().minus(feeWithout()).getAmount();
            return rounded(
                    feeDaysBefore.subtract(less.multiply(BigDecimal.valueOf(days))),
                    periodDays,
                    chargedBefore.getCurrencyUnit());
        }

        /** What was charged too much. */
        public Money tooMuch() {
            return chargedBefore.minus(due());
        }

        public Money givenBack() {
            return Money.total(takenOff.stream().map(Part::amount).toList());
        }

        @Override
        public Money amount() {
            return givenBack().negated();
        }
    }

    /**
     * What is left of an invoice.
     *
     * @param total what it asked for
     * @param before what credit notes before had taken off it
     * @param stays what is still owed of it, since it is about time before its plan ended
     */
    record Rest(UUID invoiceId, String number, Money total, Money before, Money stays)
            implements Arithmetic {

        @Override
        public Money amount() {
            return stays.plus(before).minus(total);
        }
    }

    /** The figures were not kept when it was charged: a charge of before they were. */
    record NotKept(Money amount) implements Arithmetic {}

    private static Money rounded(BigDecimal feeDays, int periodDays, CurrencyUnit unit) {
        return Money.of(
                unit,
                feeDays.divide(
                        BigDecimal.valueOf(periodDays),
                        unit.getDecimalPlaces(),
                        RoundingMode.HALF_UP));
    }
}
