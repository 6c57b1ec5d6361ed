package io.seatflow.billing.invoice.rest;

import io.seatflow.billing.invoice.Arithmetic;
import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.Explanation;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.SeatMove;
import io.seatflow.billing.invoice.Transfers;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.plan.FeePart;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** The account of an invoice as the API shows it. */
record ExplanationView(
        UUID invoiceId, String number, Invoice.Kind kind, Money total, List<Line> lines) {

    /**
     * The account of a line.
     *
     * @param steps the arithmetic in words
     * @param figures the same in figures
     */
    record Line(
            String description,
            Money amount,
            Cause cause,
            String rule,
            List<String> steps,
            Figures figures,
            List<Seats> seats) {}

    /**
     * The figures that an amount follows from. Which there are depends on {@code how}:
     *
     * <ul>
     *   <li>{@code WHOLE_PERIOD}: quantity × unitPrice
     *   <li>{@code PART_OF_PERIOD}: round(feesSoFar × days ÷ periodDays) − askedBefore
     *   <li>{@code RISE}: round((feeDaysBefore + (feeAfter − feeBefore) × days) ÷ periodDays) −
     *       chargedBefore; {@code asQuoted}: the quote that was confirmed said less
     *   <li>{@code TAKEN_BACK}: −asked, which that invoice asked for
     *   <li>{@code TOO_MUCH}: chargedBefore − round((feeDaysBefore − (feeBefore − feeAfter) × days)
     *       ÷ periodDays) was too much; −takenOff, as far as anything was left of those invoices
     *   <li>{@code REST}: stays + takenOffBefore − asked, which that invoice asked for
     *   <li>{@code NOT_KEPT}: none were kept
     * </ul>
     */
    record Figures(
            String how,
            @Nullable Integer quantity,
            @Nullable Money unitPrice,
            @Nullable Integer days,
            @Nullable Integer periodDays,
            @Nullable Money feesSoFar,
            @Nullable Money askedBefore,
            @Nullable Money feeBefore,
            @Nullable Money feeAfter,
            @Nullable List<FeePart> feeAfterParts,
            @Nullable String feeDaysBefore,
            @Nullable Money chargedBefore,
            @Nullable Boolean asQuoted,
            @Nullable UUID invoiceId,
            @Nullable String invoiceNumber,
            @Nullable Money asked,
            @Nullable List<FeePart> feeBeforeParts,
            @Nullable List<TakenOff> takenOff,
            @Nullable Money takenOffBefore,
            @Nullable Money stays) {}

    /** What was given back of an invoice. */
    record TakenOff(UUID invoiceId, String invoiceNumber, Money amount) {}

    /** Seats that came (or, below zero, went), down to the partner's seat ledger. */
    record Seats(
            int seats,
            SeatMove.What what,
            LocalDate on,
            @Nullable String from,
            @Nullable Transfers ledger) {}

    static ExplanationView of(Issued invoice, Explanation explanation) {
        return new ExplanationView(
                invoice.id(),
                invoice.number(),
                invoice.kind(),
                invoice.total(),
                explanation.lines().stream().map(ExplanationView::line).toList());
    }

    private static Line line(Explanation.Line line) {
        return new Line(
                line.line().description(),
                line.line().amount(),
                line.line().cause(),
                line.rule(),
                line.steps(),
                figures(line.arithmetic()),
                line.seats().stream()
                        .map(move ->
                                new Seats(
                                        move.seats(),
                                        move.what(),
                                        move.on(),
                                        move.from(),
                                        move.transfers()))
                        .toList());
    }

    private static Figures figures(Arithmetic arithmetic) {
        return switch (arithmetic) {
            case Arithmetic.WholePeriod it ->
                    figures("WHOLE_PERIOD", it.quantity(), it.unitPrice());
            case Arithmetic.PartOfPeriod it -> partOfPeriod(it);
            case Arithmetic.Rise it -> rise(it);
            case Arithmetic.TakenBack it ->
                    given("TAKEN_BACK", it.invoiceId(), it.number(), it.asked(), null, null);
            case Arithmetic.TooMuch it -> tooMuch(it);
            case Arithmetic.Rest it ->
                    given("REST", it.invoiceId(), it.number(), it.total(), it.before(), it.stays());
            case Arithmetic.NotKept _ -> figures("NOT_KEPT", null, null);
        };
    }

    private static Figures partOfPeriod(Arithmetic.PartOfPeriod it) {
        return new Figures(
                "PART_OF_PERIOD",
                it.quantity(),
                it.unitPrice(),
                it.days(),
                it.periodDays(),
                it.feesSoFar(),
                it.askedBefore(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Figures rise(Arithmetic.Rise it) {
        return new Figures(
                "RISE",
                null,
                null,
                it.days(),
                it.periodDays(),
                null,
                null,
                it.feeBefore(),
                it.feeAfter(),
                it.feeParts(),
                plain(it.feeDaysBefore()),
                it.chargedBefore(),
                it.isAsQuoted(),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Figures tooMuch(Arithmetic.TooMuch it) {
        return new Figures(
                "TOO_MUCH",
                null,
                null,
                it.days(),
                it.periodDays(),
                null,
                null,
                it.feeWith(),
                it.feeWithout(),
                it.partsWithout(),
                plain(it.feeDaysBefore()),
                it.chargedBefore(),
                null,
                null,
                null,
                null,
                it.partsWith(),
                it.takenOff().stream()
                        .map(part -> new TakenOff(part.invoiceId(), part.number(), part.amount()))
                        .toList(),
                null,
                null);
    }

    private static Figures given(
            String how,
            UUID invoiceId,
            String number,
            Money asked,
            @Nullable Money takenOffBefore,
            @Nullable Money stays) {
        return new Figures(
                how,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                invoiceId,
                number,
                asked,
                null,
                null,
                takenOffBefore,
                stays);
    }

    private static Figures figures(
            String how, @Nullable Integer quantity, @Nullable Money unitPrice) {
        return new Figures(
                how, quantity, unitPrice, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null);
    }

    private static String plain(BigDecimal sum) {
        return sum.toPlainString();
    }
}
