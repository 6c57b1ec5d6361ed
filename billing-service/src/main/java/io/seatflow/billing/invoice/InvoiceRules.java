package io.seatflow.billing.invoice;

import io.seatflow.billing.catalog.AddOn;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Program;
import io.seatflow.billing.invoice.Invoice.Kind;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.FeePart;
import io.seatflow.billing.plan.FeeRules;
import io.seatflow.billing.plan.Overpaid;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanCharge;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.money.Money;

/** What invoices say. */
public final class InvoiceRules {

    private InvoiceRules() {}

    /**
     * The invoice in advance for the period that a plan has just begun. In a stub every line is
     * prorated, rounded so that the lines add up to the rounded total.
     */
    public static Invoice ofPeriod(Plan plan, Catalog catalog) {
        return ofPeriod(plan, catalog, List.of());
    }

    /**
     * The same with charges of the period before that were not collected in it.
     *
     * @param gathered their lines
     */
    public static Invoice ofPeriod(Plan plan, Catalog catalog, List<InvoiceLine> gathered) {
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
        lines.addAll(gathered);
        return new Invoice(Kind.PERIOD, period.start(), period.end(), cause, lines);
    }

    /** An invoice of nothing is paid from the start: no card can be charged nothing. */
    public static Invoice.Status statusAtIssue(Invoice invoice) {
        return invoice.total().isZero() ? Invoice.Status.PAID : Invoice.Status.OPEN;
    }

    /** The invoice for seats that were bought within a period. */
    public static Invoice ofPurchase(
            PlanCharge charge, LocalDate periodEnd, Money seatPrice, String changeId) {
        return ofSeats(charge, periodEnd, seatPrice, new Cause(Cause.Type.SEAT_CHANGE, changeId));
    }

    /**
     * The invoice for seats that joined the plan.
     *
     * @param ledgerSequence the transfer in the partner's ledger that they joined by
     */
    public static Invoice ofJoining(
            PlanCharge charge, LocalDate periodEnd, Money seatPrice, String ledgerSequence) {
        return ofSeats(
                charge, periodEnd, seatPrice, new Cause(Cause.Type.LEDGER_RANGE, ledgerSequence));
    }

    /**
     * The invoice for seats that had joined the plan in a period that was over when it was told:
     * what each period since then missed, the running one included.
     */
    public static Invoice ofMissed(
            List<PlanCharge> missed, LocalDate periodEnd, Money seatPrice, String ledgerSequence) {
        var cause = new Cause(Cause.Type.LEDGER_RANGE, ledgerSequence);
        var lines =
                missed.stream()
                        .filter(charge -> charge.amount().isPositive())
                        .map(charge -> seats(InvoiceLine.Kind.ADJUSTMENT, charge, seatPrice, cause))
                        .toList();
        return new Invoice(
                Kind.ADJUSTMENT, missed.getLast().periodStart(), periodEnd, cause, lines);
    }

    /**
     * The credit note for seats that had left before periods which were charged for them.
     *
     * @param overpaid what each of those periods was charged too much, the last is the running one
     * @param ledgerSequence the transfer in the partner's ledger that they left by
     */
    public static Invoice ofOverpaid(
            List<Overpaid> overpaid, LocalDate periodEnd, String ledgerSequence) {
        var cause = new Cause(Cause.Type.LEDGER_RANGE, ledgerSequence);
        var lines = overpaid(overpaid, "%d seats that had left before %s", cause).toList();
        return new Invoice(
                Kind.CREDIT_NOTE, overpaid.getLast().periodStart(), periodEnd, cause, lines);
    }

    /**
     * How the lines of a credit note came about, in their order.
     *
     * @param own what was taken off for the charge itself; empty where that has no line
     */
    public static List<CreditWorking> creditWorkings(
            List<TakenOff> own, List<CreditWorking.GivenBack> since) {
        var workings = new ArrayList<CreditWorking>();
        if (!own.isEmpty()) {
            workings.add(new CreditWorking(1, null, own));
        }
        since.stream()
                .filter(each -> each.asTakenOff().amount().isPositive())
                .forEach(each -> workings.add(each.at(workings.size() + 1)));
        return List.copyOf(workings);
    }

    /** The invoice for a higher program or further add-ons within a period. */
    public static Invoice ofPlanChange(
            PlanCharge charge, Catalog catalog, LocalDate periodEnd, String changeId) {
        var cause = new Cause(Cause.Type.PLAN_CHANGE, changeId);
        var change = charge.change();
        var what =
                Stream.concat(
                                Stream.ofNullable(change.program())
                                        .map(code ->
                                                catalog.program(code)
                                                        .map(Program::name)
                                                        .orElse(code)),
                                change.addOns().stream()
                                        .map(code ->
                                                catalog.addOn(code).map(AddOn::name).orElse(code)))
                        .collect(Collectors.joining(", "));
        var line =
                new InvoiceLine(
                        InvoiceLine.Kind.PRORATION,
                        "%s from %s, %d of %d days"
                                .formatted(
                                        what,
                                        charge.on(),
                                        charge.rise().days(),
                                        charge.rise().periodDays()),
                        1,
                        charge.rise().fee(),
                        charge.amount(),
                        cause);
        return new Invoice(Kind.PRORATION, charge.periodStart(), periodEnd, cause, List.of(line));
    }

    private static Invoice ofSeats(
            PlanCharge charge, LocalDate periodEnd, Money seatPrice, Cause cause) {
        var line = seats(InvoiceLine.Kind.PRORATION, charge, seatPrice, cause);
        return new Invoice(Kind.PRORATION, charge.periodStart(), periodEnd, cause, List.of(line));
    }

    private static InvoiceLine seats(
            InvoiceLine.Kind kind, PlanCharge charge, Money seatPrice, Cause cause) {
        return new InvoiceLine(
                kind,
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
    }

    /**
     * The credit note for a purchase that was paid but could not be completed.
     *
     * @param charge at what is given back of it
     * @param since what later periods were charged for its seats
     */
    public static Invoice creditFor(
            PlanCharge charge,
            List<Overpaid> since,
            LocalDate periodEnd,
            Money seatPrice,
            String changeId) {
        var cause = new Cause(Cause.Type.SEAT_CHANGE, changeId);
        var own =
                new InvoiceLine(
                        InvoiceLine.Kind.PRORATION,
                        "%d more seats from %s, not given"
                                .formatted(charge.change().seats(), charge.on()),
                        charge.change().seats(),
                        seatPrice,
                        charge.amount().negated(),
                        cause);
        var lines =
                Stream.concat(
                                charge.amount().isPositive() ? Stream.of(own) : Stream.empty(),
                                overpaid(since, "%d seats from %s, not given", cause))
                        .toList();
        return new Invoice(Kind.CREDIT_NOTE, charge.periodStart(), periodEnd, cause, lines);
    }

    /** A line for each period that was charged too much. */
    private static Stream<InvoiceLine> overpaid(
            List<Overpaid> overpaid, String description, Cause cause) {
        return overpaid.stream()
                .filter(each -> each.amount().isPositive())
                .map(each ->
                        new InvoiceLine(
                                InvoiceLine.Kind.ADJUSTMENT,
                                description.formatted(each.seats(), each.periodStart()),
                                1,
                                each.fee(),
                                each.amount().negated(),
                                cause));
    }

    /**
     * The credit note that takes an issued invoice back, line by line.
     *
     * @param reason why, in a sentence for whoever was to pay it
     */
    public static Invoice creditFor(
            UUID invoiceId,
            String number,
            LocalDate periodStart,
            LocalDate periodEnd,
            List<InvoiceLine> lines,
            String reason) {
        var cause = new Cause(Cause.Type.INVOICE, invoiceId.toString());
        var negated =
                lines.stream()
                        .map(line ->
                                new InvoiceLine(
                                        line.kind(),
                                        "%s, of %s: %s"
                                                .formatted(line.description(), number, reason),
                                        line.quantity(),
                                        line.unitPrice(),
                                        line.amount().negated(),
                                        cause))
                        .toList();
        return new Invoice(Kind.CREDIT_NOTE, periodStart, periodEnd, cause, negated);
    }

    /**
     * The credit note for what is left of an invoice of which a part was given back before, or is
     * still owed.
     *
     * @param reason why, in a sentence for whoever was to pay it
     */
    public static Invoice creditForRest(
            UUID invoiceId,
            String number,
            LocalDate periodStart,
            LocalDate periodEnd,
            Money rest,
            String reason) {
        var cause = new Cause(Cause.Type.INVOICE, invoiceId.toString());
        var line =
                new InvoiceLine(
                        InvoiceLine.Kind.ADJUSTMENT,
                        "What is left of %s: %s".formatted(number, reason),
                        1,
                        rest,
                        rest.negated(),
                        cause);
        return new Invoice(Kind.CREDIT_NOTE, periodStart, periodEnd, cause, List.of(line));
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
