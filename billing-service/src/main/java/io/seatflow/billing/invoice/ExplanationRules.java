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
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final String NOT_DONE =
            "A purchase that was charged and could not be completed is given back, and counts as if it had not been made.";
    private static final String TOO_MUCH =
            "A period that was charged for seats that it did not have is charged anew without them: the exact sum, less their fee for the days of the period, rounded once, half up. What was charged above that is given back.";
    private static final String REST =
            "What an invoice asks for time after its plan had ended is given back, as far as it was not before.";
    private static final String NOT_KEPT = "How it was computed was not kept at that time.";

    private final Subject subject;
    private final Map<Cause, Deque<Working>> workings = new HashMap<>();
    private Money feesSoFar;
    private Money askedSoFar;
    private int lineNumber;

    /**
     * All that an explanation goes by.
     *
     * @param period of the invoice; null where it is not known any more
     * @param catalogs the price lists of its workings and of its period, by version
     * @param seats the seats that its period began with
     * @param corrected of a credit note the invoice that it corrects
     * @param credit of a credit note how it came about
     */
    public record Subject(
            Invoice.Kind kind,
            List<InvoiceLine> lines,
            Interval interval,
            @Nullable BillingPeriod period,
            List<Working> workings,
            Map<String, Catalog> catalogs,
            List<SeatMove> seats,
            @Nullable Corrected corrected,
            Credit credit) {

        /** Of what is no credit note, or of one of which nothing was kept. */
        public Subject(
                Invoice.Kind kind,
                List<InvoiceLine> lines,
                Interval interval,
                @Nullable BillingPeriod period,
                List<Working> workings,
                Map<String, Catalog> catalogs,
                List<SeatMove> seats,
                @Nullable Corrected corrected) {
            this(
                    kind,
                    lines,
                    interval,
                    period,
                    workings,
                    catalogs,
                    seats,
                    corrected,
                    Credit.UNKNOWN);
        }
    }

    /**
     * How a credit note came about.
     *
     * @param workings those of its lines that came about by themselves
     * @param takenOff the invoices that they were taken off, by id
     * @param corrected the account of the invoice that it corrects, if that is one
     * @param takenOffBefore what credit notes before had taken off that one; null where there is
     *     none
     */
    public record Credit(
            List<CreditWorking> workings,
            Map<UUID, Corrected> takenOff,
            List<Explanation.Line> corrected,
            @Nullable Money takenOffBefore) {

        static final Credit UNKNOWN = new Credit(List.of(), Map.of(), List.of(), null);

        public Credit {
            workings = List.copyOf(workings);
            takenOff = Map.copyOf(takenOff);
            corrected = List.copyOf(corrected);
        }

        private Optional<CreditWorking> at(int position) {
            return workings.stream().filter(each -> each.position() == position).findFirst();
        }
    }

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
                                words(rise.feeParts()),
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

    /** A credit note's line: by what was kept of it, or else by the invoice that it takes back. */
    private Explanation.Line takenBack(InvoiceLine line) {
        var position = ++lineNumber;
        var working = subject.credit().at(position);
        if (working.isEmpty()) {
            return takenBackAsAWhole(line, position);
        }
        var tooMuch = working.get().tooMuch();
        if (tooMuch != null) {
            return tooMuch(line, tooMuch, working.get().takenOff());
        }
        return line.cause().type() == Cause.Type.INVOICE
                ? restOf(line)
                : notDone(line, working.get().takenOff());
    }

    private Explanation.Line takenBackAsAWhole(InvoiceLine line, int position) {
        var corrected = subject.corrected();
        var asked = line.amount().negated();
        var original = original(position, asked);
        // An adjustment that gives back no line of an invoice came about in a way that was not
        // kept.
        if (corrected == null
                || (line.kind() == InvoiceLine.Kind.ADJUSTMENT && original.isEmpty())) {
            return notKept(line);
        }
        var step =
                "%s asked for %s: it is given back"
                        .formatted(corrected.number(), Amounts.number(asked));
        return new Explanation.Line(
                line,
                new TakenBack(corrected.id(), corrected.number(), asked),
                BACK,
                Stream.concat(
                                original.stream().flatMap(each -> each.steps().stream()),
                                Stream.of(step))
                        .toList(),
                "",
                original.map(Explanation.Line::seats).orElse(List.of()));
    }

    /** The line that is given back: a note that takes an invoice back as a whole has the same. */
    private Optional<Explanation.Line> original(int position, Money asked) {
        var lines = subject.credit().corrected();
        return lines.size() == subject.lines().size()
                ? Optional.of(lines.get(position - 1))
                        .filter(each -> each.line().amount().equals(asked))
                : Optional.empty();
    }

    private static Explanation.Line notKept(InvoiceLine line) {
        return new Explanation.Line(
                line, new NotKept(line.amount()), NOT_KEPT, List.of(), "", List.of());
    }

    private Explanation.Line tooMuch(
            InvoiceLine line, CreditWorking.TooMuch tooMuch, List<TakenOff> takenOff) {
        var catalog = subject.catalogs().get(tooMuch.catalogVersion());
        if (catalog == null) {
            return notKept(line);
        }
        var period = tooMuch.period();
        var figures =
                new Arithmetic.TooMuch(
                        FeeRules.parts(catalog, subject.interval(), tooMuch.charged()),
                        FeeRules.parts(catalog, subject.interval(), tooMuch.without()),
                        period.days(),
                        period.periodDays(),
                        tooMuch.paid().feeDays(),
                        tooMuch.paid().charged(),
                        takenOff.stream().map(this::part).toList());
        return new Explanation.Line(
                line,
                figures,
                TOO_MUCH,
                steps(tooMuch, figures),
                "%s less a period × %d of %d days"
                        .formatted(
                                Amounts.words(figures.feeWith().minus(figures.feeWithout())),
                                period.days(),
                                period.periodDays()),
                List.of(gone(line.cause(), tooMuch)));
    }

    private Arithmetic.TooMuch.Part part(TakenOff takenOff) {
        return new Arithmetic.TooMuch.Part(
                takenOff.invoiceId(), number(takenOff.invoiceId()), takenOff.amount());
    }

    private String number(UUID invoiceId) {
        var corrected = subject.credit().takenOff().get(invoiceId);
        return corrected == null ? invoiceId.toString() : corrected.number();
    }

    private static List<String> steps(CreditWorking.TooMuch tooMuch, Arithmetic.TooMuch figures) {
        var less = figures.feeWith().minus(figures.feeWithout());
        var digits = less.getCurrencyUnit().getDecimalPlaces();
        var lessDays = less.getAmount().multiply(BigDecimal.valueOf(figures.days()));
        var steps = new ArrayList<String>();
        steps.add(
                "The period from %s to %s was charged for %,d seats, of which it had not %,d"
                        .formatted(
                                tooMuch.period().start(),
                                tooMuch.period().end().minusDays(1),
                                tooMuch.charged().seats(),
                                tooMuch.seats()));
        steps.add(
                "Fee of a full period with them, by price list %s: %s = %s"
                        .formatted(
                                tooMuch.catalogVersion(),
                                words(figures.partsWith()),
                                Amounts.number(figures.feeWith())));
        steps.add(
                "Without them: %s = %s, which is %s less"
                        .formatted(
                                words(figures.partsWithout()),
                                Amounts.number(figures.feeWithout()),
                                Amounts.number(less)));
        steps.add(
                "Due in the period without them: (%s − %s) ÷ %d = %s"
                        .formatted(
                                Amounts.number(figures.feeDaysBefore(), digits),
                                Amounts.number(lessDays, digits),
                                figures.periodDays(),
                                Amounts.number(figures.due())));
        steps.add(
                "Charged were %s, which is too much by %s"
                        .formatted(
                                Amounts.number(figures.chargedBefore()),
                                Amounts.number(figures.tooMuch())));
        figures.takenOff().forEach(part -> steps.add(takenOff(part.number(), part.amount())));
        if (!figures.givenBack().equals(figures.tooMuch())) {
            steps.add("No more than that was left of the period’s invoices");
        }
        return steps;
    }

    private static String words(List<FeePart> parts) {
        return parts.stream().map(ExplanationRules::words).collect(Collectors.joining(" + "));
    }

    private static String takenOff(String number, Money amount) {
        return "Taken off %s: %s".formatted(number, Amounts.number(amount));
    }

    /** Seats that the period did not have, since they had left or were never given. */
    private static SeatMove gone(Cause cause, CreditWorking.TooMuch tooMuch) {
        var hadLeft = cause.type() == Cause.Type.LEDGER_RANGE;
        return new SeatMove(
                -tooMuch.seats(),
                hadLeft ? SeatMove.What.LEFT : SeatMove.What.NOT_GIVEN,
                tooMuch.period().start(),
                hadLeft ? null : cause.id(),
                hadLeft ? Transfers.one(Long.parseLong(cause.id())) : null);
    }

    /** What was charged for a change that could not be completed. */
    private Explanation.Line notDone(InvoiceLine line, List<TakenOff> takenOff) {
        var back = line.amount().negated();
        var working =
                subject.workings().stream()
                        .filter(each -> each.cause().equals(line.cause()) && !each.isLate())
                        .findFirst();
        var steps = new ArrayList<String>();
        working.ifPresent(each ->
                steps.add(
                        "The change was charged with %s for %d of %d days from %s on"
                                .formatted(
                                        Amounts.number(each.charge().amount()),
                                        each.charge().rise().days(),
                                        each.charge().rise().periodDays(),
                                        each.charge().on())));
        takenOff.forEach(part -> steps.add(takenOff(number(part.invoiceId()), part.amount())));
        if (working.filter(each -> !each.charge().amount().equals(back)).isPresent()) {
            steps.add("No more than that was left of the period’s invoices");
        }
        var first = takenOff.getFirst().invoiceId();
        return new Explanation.Line(
                line,
                new TakenBack(first, number(first), back),
                NOT_DONE,
                steps,
                "",
                working
                        .filter(each -> each.charge().change().seats() > 0)
                        .map(each -> notGiven(line.cause(), each))
                        .stream()
                        .toList());
    }

    private static SeatMove notGiven(Cause cause, Working working) {
        return new SeatMove(
                -working.charge().change().seats(),
                SeatMove.What.NOT_GIVEN,
                working.charge().on(),
                cause.id(),
                null);
    }

    /** What is left of an invoice for time after its plan had ended. */
    private Explanation.Line restOf(InvoiceLine line) {
        var corrected = subject.corrected();
        var before = subject.credit().takenOffBefore();
        if (corrected == null || before == null) {
            return notKept(line);
        }
        var total =
                Money.total(
                        subject.credit().corrected().stream()
                                .map(each -> each.line().amount())
                                .toList());
        var back = line.amount().negated();
        var stays = total.minus(before).minus(back);
        var steps = new ArrayList<String>();
        steps.add("%s asked for %s".formatted(corrected.number(), Amounts.number(total)));
        if (before.isPositive()) {
            steps.add("Credit notes before took %s off it".formatted(Amounts.number(before)));
        }
        if (stays.isPositive()) {
            steps.add(
                    "%s of it is about time before the plan ended, and stays"
                            .formatted(Amounts.number(stays)));
        }
        steps.add("What is left is given back: " + Amounts.number(back));
        return new Explanation.Line(
                line,
                new Arithmetic.Rest(corrected.id(), corrected.number(), total, before, stays),
                REST,
                steps,
                "",
                List.of());
    }
}
