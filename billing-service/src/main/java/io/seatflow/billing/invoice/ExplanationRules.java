package io.seatflow.billing.invoice;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.invoice.Arithmetic.NotKept;
import io.seatflow.billing.invoice.Arithmetic.PartOfPeriod;
import io.seatflow.billing.invoice.Arithmetic.Rise;
import io.seatflow.billing.invoice.Arithmetic.TakenBack;
import io.seatflow.billing.invoice.Arithmetic.WholePeriod;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.FeePart;
import io.seatflow.billing.plan.FeeRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** How the amounts of an invoice are accounted for. */
public final class ExplanationRules {

    private static final String WHOLE =
            "A period is paid for in advance: the price list in force on its first day, times the quantity on that day.";
    private static final String PART =
            "The first period runs to the next billing day: every fee counts for its share of the days of a full period. All lines together are rounded once, half up; each asks for what those before it leave.";
    private static final String RISE =
            "A change within a period costs what the fee rises by above the fee that the period is paid for, for the days that are left, its own day included. All charges of a period together are rounded once, half up.";
    private static final String LATE =
            "What was told only after its period had closed is asked for at once, for each period since, as if it had been told in time.";
    private static final String BACK = "A credit note gives back what an invoice has asked for.";
    private static final String NOT_KEPT = "How it was computed was not kept at that time.";

    private final Subject subject;
    private final Map<Cause, Deque<Working>> workings = new HashMap<>();
    private Money feesSoFar;
    private Money askedSoFar;

    /**
     * All that an explanation goes by.
     *
     * @param period of the invoice; null where it is not known any more
     * @param catalogs the price lists of its workings and of its period, by version
     * @param seats the seats that its period began with
     * @param corrected of a credit note the invoice that it corrects
     */
    public record Subject(
            Invoice.Kind kind,
            List<InvoiceLine> lines,
            Interval interval,
            @Nullable BillingPeriod period,
            List<Working> workings,
            Map<String, Catalog> catalogs,
            List<SeatMove> seats,
            @Nullable Corrected corrected) {}

    /** The invoice that a credit note corrects. */
    public record Corrected(UUID id, String number) {}

    private ExplanationRules(Subject subject) {
        this.subject = subject;
        var currency = subject.lines().getFirst().amount().getCurrencyUnit();
        this.feesSoFar = Money.zero(currency);
        this.askedSoFar = Money.zero(currency);
        // A line is asked for where something was due alone, so the others have none.
        subject.workings().stream()
                .filter(each -> each.charge().amount().isPositive())
                .forEach(each ->
                        workings.computeIfAbsent(each.cause(), _ -> new ArrayDeque<>()).add(each));
    }

    /** The account of an invoice. */
    public static Explanation explain(Subject subject) {
        var rules = new ExplanationRules(subject);
        return new Explanation(subject.lines().stream().map(rules::explained).toList());
    }

    private Explanation.Line explained(InvoiceLine line) {
        if (subject.kind() == Invoice.Kind.CREDIT_NOTE) {
            return takenBack(line);
        }
        return switch (line.kind()) {
            case PROGRAM_FEE, SEATS, ADD_ON -> ofPeriod(line);
            case PRORATION, ADJUSTMENT -> ofCharge(line);
        };
    }

    private Explanation.Line ofPeriod(InvoiceLine line) {
        var fee = line.unitPrice().multipliedBy(line.quantity());
        feesSoFar = feesSoFar.plus(fee);
        var askedBefore = askedSoFar;
        askedSoFar = askedSoFar.plus(line.amount());
        var seats = line.kind() == InvoiceLine.Kind.SEATS ? subject.seats() : List.<SeatMove>of();
        var product =
                "%,d × %s = %s"
                        .formatted(
                                line.quantity(),
                                Amounts.number(line.unitPrice()),
                                Amounts.number(fee));
        var period = subject.period();
        if (period == null || period.days() == period.periodDays()) {
            return new Explanation.Line(
                    line,
                    new WholePeriod(line.quantity(), line.unitPrice()),
                    WHOLE,
                    List.of(product),
                    "",
                    seats);
        }
        var part =
                new PartOfPeriod(
                        line.quantity(),
                        line.unitPrice(),
                        feesSoFar,
                        period.days(),
                        period.periodDays(),
                        askedBefore);
        return new Explanation.Line(line, part, PART, steps(product, part), note(part), seats);
    }

    private static List<String> steps(String product, PartOfPeriod part) {
        var due = part.amount().plus(part.askedBefore());
        return List.of(
                product + " for a full period",
                "All fees up to this line: %s × %d ÷ %d days = %s"
                        .formatted(
                                Amounts.number(part.feesSoFar()),
                                part.days(),
                                part.periodDays(),
                                Amounts.number(due)),
                "Less %s that the lines before ask for: %s"
                        .formatted(
                                Amounts.number(part.askedBefore()), Amounts.number(part.amount())));
    }

    private static String note(PartOfPeriod part) {
        return "%,d × %s × %d of %d days"
                .formatted(
                        part.quantity(),
                        Amounts.words(part.unitPrice()),
                        part.days(),
                        part.periodDays());
    }

    private Explanation.Line ofCharge(InvoiceLine line) {
        var known = workings.get(line.cause());
        var working = known == null ? null : known.poll();
        var catalog = working == null ? null : subject.catalogs().get(working.catalogVersion());
        if (working == null || catalog == null) {
            return new Explanation.Line(
                    line, new NotKept(line.amount()), NOT_KEPT, List.of(), "", List.of());
        }
        var charge = working.charge();
        var rise =
                new Rise(
                        working.paid().fee(),
                        FeeRules.parts(
                                catalog,
                                subject.interval(),
                                working.before().with(charge.change())),
                        charge.rise().days(),
                        charge.rise().periodDays(),
                        working.paid().feeDays(),
                        working.paid().charged(),
                        line.amount());
        return new Explanation.Line(
                line,
                rise,
                line.kind() == InvoiceLine.Kind.ADJUSTMENT ? LATE + " " + RISE : RISE,
                steps(working, rise),
                note(working, rise),
                seats(working));
    }

    private static List<SeatMove> seats(Working working) {
        return working.charge().change().seats() == 0 ? List.of() : List.of(move(working));
    }

    /** The seats of a charge. */
    public static SeatMove move(Working working) {
        var isBought = working.cause().type() == Cause.Type.SEAT_CHANGE;
        return new SeatMove(
                working.charge().change().seats(),
                isBought ? SeatMove.What.BOUGHT : SeatMove.What.JOINED,
                working.charge().on(),
                isBought ? working.cause().id() : null,
                working.transfers());
    }

    private static List<String> steps(Working working, Rise rise) {
        var steps = new ArrayList<String>();
        steps.add(
                "Fee of a full period with the change, by price list %s: %s = %s"
                        .formatted(
                                working.catalogVersion(),
                                rise.feeParts().stream()
                                        .map(ExplanationRules::words)
                                        .collect(Collectors.joining(" + ")),
                                Amounts.number(rise.feeAfter())));
        steps.add(
                "The period from %s to %s was paid for up to a fee of %s: it rises by %s"
                        .formatted(
                                working.period().start(),
                                working.period().end().minusDays(1),
                                Amounts.number(rise.feeBefore()),
                                Amounts.number(rise.rise())));
        steps.add(
                "From %s on, %d of %d days: %s × %d ÷ %d"
                        .formatted(
                                working.charge().on(),
                                rise.days(),
                                rise.periodDays(),
                                Amounts.number(rise.rise()),
                                rise.days(),
                                rise.periodDays()));
        steps.add(
                "Due in the period with it: (%s + %s) ÷ %d = %s"
                        .formatted(
                                number(rise.feeDaysBefore(), rise),
                                number(rise.feeDaysAfter().subtract(rise.feeDaysBefore()), rise),
                                rise.periodDays(),
                                Amounts.number(rise.due())));
        steps.add(
                "Less %s charged before: %s"
                        .formatted(
                                Amounts.number(rise.chargedBefore()),
                                Amounts.number(rise.due().minus(rise.chargedBefore()))));
        if (rise.isAsQuoted()) {
            steps.add(
                    "The quote that was confirmed said less, so that was charged: "
                            + Amounts.number(rise.charged()));
        }
        return steps;
    }

    private static String number(BigDecimal feeDays, Rise rise) {
        return Amounts.number(feeDays, rise.charged().getCurrencyUnit().getDecimalPlaces());
    }

    private static String words(FeePart part) {
        return part.quantity() == 1
                ? "%s (%s)".formatted(Amounts.number(part.unitPrice()), part.description())
                : "%,d × %s (%s)"
                        .formatted(
                                part.quantity(),
                                Amounts.number(part.unitPrice()),
                                part.description());
    }

    /** Where every seat costs its price more, that is said; else what the fee rises by. */
    private static String note(Working working, Rise rise) {
        var seats = working.charge().change().seats();
        var eachRise = seats == 0 ? null : eachOf(rise.rise(), seats);
        return eachRise == null
                ? "%s more a period × %d of %d days"
                        .formatted(Amounts.words(rise.rise()), rise.days(), rise.periodDays())
                : "%,d %s × %s × %d of %d days"
                        .formatted(
                                seats,
                                seats == 1 ? "seat" : "seats",
                                Amounts.words(eachRise),
                                rise.days(),
                                rise.periodDays());
    }

    private static @Nullable Money eachOf(Money rise, int seats) {
        var digits = rise.getCurrencyUnit().getDecimalPlaces();
        var minor = rise.getAmount().movePointRight(digits).toBigIntegerExact();
        var parts = minor.divideAndRemainder(BigInteger.valueOf(seats));
        return parts[1].signum() == 0
                ? Money.of(rise.getCurrencyUnit(), new BigDecimal(parts[0], digits))
                : null;
    }

    private Explanation.Line takenBack(InvoiceLine line) {
        var corrected = subject.corrected();
        return corrected == null
                ? new Explanation.Line(
                        line, new NotKept(line.amount()), BACK, List.of(), "", List.of())
                : new Explanation.Line(
                        line,
                        new TakenBack(corrected.id(), corrected.number(), line.amount().negated()),
                        BACK,
                        List.of(
                                "%s asked for %s: it is given back"
                                        .formatted(
                                                corrected.number(),
                                                Amounts.number(line.amount().negated()))),
                        "",
                        List.of());
    }
}
