package io.seatflow.billing.invoice.paper;

import io.seatflow.billing.invoice.Amounts;
import io.seatflow.billing.invoice.Arithmetic;
import io.seatflow.billing.invoice.Explanation;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.Issuer;
import io.seatflow.billing.invoice.Letterhead;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.payment.Card;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.postgres.Payments;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * An invoice in the words that are printed.
 *
 * @param corrects of a credit note the numbers of the invoices that it corrects
 * @param status in a word; empty of a credit note, which nobody pays
 * @param totals what the lines add up to, what is paid, what is left to pay
 */
public record InvoicePage(
        String title,
        String number,
        Issuer issuer,
        String payer,
        String payerEmail,
        String account,
        String issuedOn,
        String period,
        @Nullable String corrects,
        String status,
        String statusDetail,
        String currency,
        List<Line> lines,
        List<Total> totals,
        List<Payment> payments) {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    /**
     * A line.
     *
     * @param note how its amount follows, where quantity times price is not all
     */
    public record Line(
            String description, String note, String quantity, String unitPrice, String amount) {}

    /** A line below the sum. */
    public record Total(String words, String amount, boolean isSum) {}

    /** A payment, made or tried. */
    public record Payment(String card, String status, String amount) {}

    static InvoicePage of(
            Letterhead letterhead,
            Issued invoice,
            Explanation explanation,
            List<Payments.Shown> payments) {
        var isCredit = invoice.kind() == Invoice.Kind.CREDIT_NOTE;
        var own = payments.stream().filter(each -> invoice.id().equals(each.invoiceId())).toList();
        return new InvoicePage(
                isCredit ? "Credit note" : "Invoice",
                invoice.number(),
                letterhead.issuer(),
                letterhead.payer(),
                letterhead.payerEmail(),
                invoice.planId().toString(),
                DAY.format(invoice.issuedOn()),
                period(invoice.periodStart(), invoice.periodEnd().minusDays(1)),
                corrects(explanation),
                isCredit ? "" : status(invoice.status()),
                isCredit ? "" : statusDetail(invoice),
                invoice.total().getCurrencyUnit().getCode(),
                explanation.lines().stream().map(InvoicePage::line).toList(),
                totals(invoice, own),
                own.stream().map(InvoicePage::payment).toList());
    }

    private static String period(LocalDate first, LocalDate last) {
        return first.equals(last) ? DAY.format(first) : whole(first) + " – " + whole(last);
    }

    /** In one piece, so that a line breaks between two days alone. */
    private static String whole(LocalDate day) {
        return DAY.format(day).replace(' ', '\u00a0');
    }

    private static @Nullable String corrects(Explanation explanation) {
        var numbers =
                explanation.lines().stream()
                        .flatMap(line -> corrected(line.arithmetic()))
                        .distinct()
                        .collect(Collectors.joining(", "));
        return numbers.isEmpty() ? null : numbers;
    }

    private static Stream<String> corrected(Arithmetic arithmetic) {
        return switch (arithmetic) {
            case Arithmetic.TakenBack taken -> Stream.of(taken.number());
            case Arithmetic.Rest rest -> Stream.of(rest.number());
            case Arithmetic.TooMuch much ->
                    much.takenOff().stream().map(Arithmetic.TooMuch.Part::number);
            case Arithmetic.WholePeriod _,
                    Arithmetic.PartOfPeriod _,
                    Arithmetic.Rise _,
                    Arithmetic.NotKept _ ->
                    Stream.empty();
        };
    }

    private static String status(Invoice.Status status) {
        return switch (status) {
            case OPEN -> "Open";
            case PAID -> "Paid";
            case PAST_DUE -> "Past due";
            case VOID -> "Void";
        };
    }

    private static String statusDetail(Issued invoice) {
        return switch (invoice.status()) {
            case OPEN -> "due on " + DAY.format(invoice.issuedOn());
            case PAST_DUE -> "was due on " + DAY.format(invoice.issuedOn());
            case VOID -> "taken back with a credit note";
            case PAID -> "";
        };
    }

    private static Line line(Explanation.Line explained) {
        InvoiceLine line = explained.line();
        return new Line(
                line.description(),
                explained.note(),
                "%,d".formatted(line.quantity()),
                Amounts.number(line.unitPrice()),
                Amounts.number(line.amount()));
    }

    private static List<Total> totals(Issued invoice, List<Payments.Shown> payments) {
        if (invoice.kind() == Invoice.Kind.CREDIT_NOTE) {
            return List.of(new Total("Credited", Amounts.words(invoice.total()), true));
        }
        var zero = Money.zero(invoice.total().getCurrencyUnit());
        var paid = sum(zero, payments, PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDING);
        var paidBack = sum(zero, payments, PaymentStatus.REFUNDED);
        var totals = new ArrayList<Total>();
        totals.add(new Total("Total", Amounts.words(invoice.total()), true));
        // What was taken off it after it was paid was paid back.
        var off = invoice.total().minus(invoice.owed());
        var open = invoice.total().minus(paid);
        var credited = off.isLessThan(open) ? off : open.isNegative() ? zero : open;
        paidBack = paidBack.plus(off.minus(credited));
        if (credited.isPositive()) {
            totals.add(new Total("Credited", Amounts.words(credited), false));
        }
        totals.add(new Total("Paid", Amounts.words(paid), false));
        if (!paidBack.isZero()) {
            totals.add(new Total("Paid back", Amounts.words(paidBack), false));
        }
        totals.add(new Total("To pay", Amounts.words(invoice.toPay()), true));
        return totals;
    }

    private static Money sum(Money zero, List<Payments.Shown> payments, PaymentStatus... counting) {
        return payments.stream()
                .filter(payment -> List.of(counting).contains(payment.status()))
                .map(Payments.Shown::amount)
                .reduce(zero, Money::plus);
    }

    private static Payment payment(Payments.Shown made) {
        var words =
                switch (made.status()) {
                    case PENDING, UNKNOWN -> "under way";
                    case SUCCEEDED, REFUNDING -> "paid";
                    case DECLINED -> "declined";
                    case REFUNDED -> "paid back";
                };
        return new Payment(
                Card.words(made.brand(), made.last4()), words, Amounts.words(made.amount()));
    }
}
