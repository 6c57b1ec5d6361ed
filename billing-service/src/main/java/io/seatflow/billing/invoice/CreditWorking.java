package io.seatflow.billing.invoice;

import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.Overpaid;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.PlanState;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * How a line of a credit note came about by itself.
 *
 * @param position of the line, from 1 on
 * @param tooMuch where a period was charged for seats that it did not have: how; else null
 * @param takenOff what it was taken off
 */
public record CreditWorking(int position, @Nullable TooMuch tooMuch, List<TakenOff> takenOff) {

    public CreditWorking {
        takenOff = List.copyOf(takenOff);
    }

    /**
     * A period that was charged for seats that it did not have.
     *
     * @param charged what it was charged for
     * @param paid what of it was charged
     * @param without what it is for without them
     * @param catalogVersion its price list
     */
    public record TooMuch(
            BillingPeriod period,
            PlanState charged,
            PaidLevel paid,
            PlanState without,
            String catalogVersion) {

        static TooMuch of(Overpaid overpaid) {
            return new TooMuch(
                    overpaid.charged().period(),
                    overpaid.charged().state(),
                    overpaid.charged().paid(),
                    overpaid.state(),
                    overpaid.catalogVersion());
        }

        int seats() {
            return charged.seats() - without.seats();
        }
    }

    /** What a period was charged too much, and was taken off its invoices. */
    public record GivenBack(Overpaid overpaid, List<TakenOff> takenOff) {

        public GivenBack {
            takenOff = List.copyOf(takenOff);
        }

        /** At what was taken off: nothing where the invoices were taken back before. */
        public Overpaid asTakenOff() {
            return overpaid.of(
                    takenOff.stream()
                            .map(TakenOff::amount)
                            .reduce(Money.zero(overpaid.fee().getCurrencyUnit()), Money::plus));
        }

        CreditWorking at(int position) {
            return new CreditWorking(position, TooMuch.of(overpaid), takenOff);
        }
    }
}
