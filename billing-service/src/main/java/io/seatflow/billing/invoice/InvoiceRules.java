package io.seatflow.billing.invoice;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.invoice.Invoice.Kind;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.FeePart;
import io.seatflow.billing.plan.FeeRules;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanCharge;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;

/** What invoices say. */
public final class InvoiceRules {

    private InvoiceRules() {}

    /**
     * The invoice in advance for the period that a plan has just begun. In a stub every line is
     * prorated, rounded so that the lines add up to the rounded total.
     */
    public static Invoice ofPeriod(Plan plan, Catalog catalog) {
        var period = plan.period();
        var cause = new Cause(Cause.Type.PERIOD, period.start().toString());
        var zero = Money.zero(catalog.currency());
        var lines = new ArrayList<InvoiceLine>();
        var fees = zero;
        var asked = zero;
        for (var part : FeeRules.parts(catalog, plan.calendar().interval(), plan.state())) {
            fees = fees.plus(part.amount());
            var amount = prorated(fees, period).minus(asked);
            asked = asked.plus(amount);
            lines.add(line(part, period, amount, cause));
        }
        return new Invoice(Kind.PERIOD, period.start(), period.end(), cause, lines);
    }

    /** An invoice of nothing is paid from the start: no card can be charged nothing. */
    public static Invoice.Status statusAtIssue(Invoice invoice) {
        return invoice.total().isZero() ? Invoice.Status.PAID : Invoice.Status.OPEN;
    }

    /** The invoice for seats that were bought within a period. */
    public static Invoice ofPurchase(
            PlanCharge charge, LocalDate periodEnd, Money seatPrice, String changeId) {
        return ofSeats(
                Kind.PRORATION,
                charge,
                periodEnd,
                seatPrice,
                new Cause(Cause.Type.SEAT_CHANGE, changeId));
    }

    /**
     * The invoice for seats that joined the plan.
     *
     * @param isLate whether they joined in a period that was over when it was told
     * @param ledgerSequence the transfer in the partner's ledger that they joined by
     */
    public static Invoice ofJoining(
            PlanCharge charge,
            LocalDate periodEnd,
            Money seatPrice,
            boolean isLate,
            String ledgerSequence) {
        return ofSeats(
                isLate ? Kind.ADJUSTMENT : Kind.PRORATION,
                charge,
                periodEnd,
                seatPrice,
                new Cause(Cause.Type.LEDGER_RANGE, ledgerSequence));
    }

    private static Invoice ofSeats(
            Kind kind, PlanCharge charge, LocalDate periodEnd, Money seatPrice, Cause cause) {
        var line =
                new InvoiceLine(
                        kind == Kind.ADJUSTMENT
                                ? InvoiceLine.Kind.ADJUSTMENT
                                : InvoiceLine.Kind.PRORATION,
                        "%d more seats from %s, %d of %d days"
                                .formatted(
                                        charge.change().seats(),
                                        charge.on(),
                                        charge.rise().days(),
                                        charge.rise().periodDays()),
                        charge.change().seats(),
                        seatPrice,
                        charge.amount(),
                        cause);
        return new Invoice(kind, charge.periodStart(), periodEnd, cause, List.of(line));
    }

    /** The credit note for a purchase that was paid but could not be completed. */
    public static Invoice creditFor(
            PlanCharge charge, LocalDate periodEnd, Money seatPrice, String changeId) {
        var cause = new Cause(Cause.Type.SEAT_CHANGE, changeId);
        var line =
                new InvoiceLine(
                        InvoiceLine.Kind.PRORATION,
                        "%d more seats from %s, not given"
                                .formatted(charge.change().seats(), charge.on()),
                        charge.change().seats(),
                        seatPrice,
                        charge.amount().negated(),
                        cause);
        return new Invoice(Kind.CREDIT_NOTE, charge.periodStart(), periodEnd, cause, List.of(line));
    }

    private static InvoiceLine line(FeePart part, BillingPeriod period, Money amount, Cause cause) {
        var kind =
                switch (part.kind()) {
                    case PROGRAM_FEE -> InvoiceLine.Kind.PROGRAM_FEE;
                    case SEATS -> InvoiceLine.Kind.SEATS;
                    case ADD_ON -> InvoiceLine.Kind.ADD_ON;
                };
        var description =
                period.days() == period.periodDays()
                        ? part.description()
                        : "%s, %d of %d days"
                                .formatted(part.description(), period.days(), period.periodDays());
        return new InvoiceLine(kind, description, part.quantity(), part.unitPrice(), amount, cause);
    }

    private static Money prorated(Money fee, BillingPeriod period) {
        return fee.multipliedBy(period.days())
                .dividedBy(BigDecimal.valueOf(period.periodDays()), RoundingMode.HALF_UP);
    }
}
