package io.seatflow.billing.run;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.InvoiceRules;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanCommand.Renew;
import io.seatflow.billing.plan.PlanEvent.LeftEarlier;
import io.seatflow.billing.plan.PlanRules;
import java.util.List;

/** What becomes of a plan whose period is over. */
public sealed interface Renewal {

    /** It was the last one. */
    record Ended(Plan plan) implements Renewal {}

    /** The next one has begun. */
    record GoneOn(Plan plan, Catalog prices, Invoice invoice) implements Renewal {

        public Invoice.Status status() {
            return InvoiceRules.statusAtIssue(invoice);
        }
    }

    /** The plan without what left with its last period. */
    static Ended ended(Plan plan, int leaving) {
        return new Ended(PlanRules.apply(plan, new LeftEarlier(leaving)));
    }

    /**
     * The plan in its next period, with its invoice.
     *
     * @param prices in force on the next period's first day
     * @param gathered lines for what the period before did not collect
     */
    static GoneOn goneOn(Plan plan, Catalog prices, int leaving, List<InvoiceLine> gathered) {
        if (!(PlanRules.decide(plan, prices, new Renew(leaving)) instanceof Accepted(var event))) {
            throw new IllegalStateException("A period that is over is followed by the next.");
        }
        var next = PlanRules.apply(plan, event);
        return new GoneOn(next, prices, InvoiceRules.ofPeriod(next, prices, gathered));
    }
}
