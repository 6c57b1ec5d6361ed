package io.seatflow.billing.invoice.paper;

import io.seatflow.billing.invoice.Amounts;
import io.seatflow.billing.invoice.Explanation;
import io.seatflow.billing.invoice.SeatMove;
import io.seatflow.billing.invoice.Transfers;
import io.seatflow.billing.invoice.postgres.Issued;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The account of an invoice in the words that are shown. */
public record ExplanationPage(String number, String total, List<Line> lines) {

    /** The account of a line. */
    public record Line(
            String description,
            String amount,
            String rule,
            List<String> steps,
            List<Seats> seats) {}

    /** Seats that came or went. */
    public record Seats(String seats, String words, String from, String transfers) {}

    static ExplanationPage of(Issued invoice, Explanation explanation) {
        return new ExplanationPage(
                invoice.number(),
                Amounts.words(invoice.total()),
                explanation.lines().stream().map(ExplanationPage::line).toList());
    }

    private static Line line(Explanation.Line line) {
        return new Line(
                line.line().description(),
                Amounts.words(line.line().amount()),
                line.rule(),
                line.steps(),
                line.seats().stream().map(ExplanationPage::seats).toList());
    }

    private static Seats seats(SeatMove move) {
        var words =
                switch (move.what()) {
                    case STARTED_WITH -> "which the plan began with";
                    case CARRIED_OVER -> "at the start of the period before, " + move.on();
                    case BOUGHT -> "bought on " + move.on();
                    case JOINED -> "joined the plan on " + move.on();
                    case LEFT -> "left as the period before " + move.on() + " ended";
                    case NOT_GIVEN -> "paid for and not given";
                    case TOLD_LATE -> "told of after their period had closed";
                };
        return new Seats(
                "%+,d".formatted(move.seats()), words, from(move), transfers(move.transfers()));
    }

    private static String from(SeatMove move) {
        var from = move.from();
        return from == null ? "" : (isOfAChange(move) ? "seat change " : "invoice ") + from;
    }

    private static boolean isOfAChange(SeatMove move) {
        return move.what() == SeatMove.What.BOUGHT || move.what() == SeatMove.What.NOT_GIVEN;
    }

    private static String transfers(@Nullable Transfers transfers) {
        if (transfers == null) {
            return "";
        }
        return transfers.first() == transfers.last()
                ? "ledger transfer " + transfers.first()
                : "ledger transfers %d to %d".formatted(transfers.first(), transfers.last());
    }
}
