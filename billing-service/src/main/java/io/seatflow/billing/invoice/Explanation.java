package io.seatflow.billing.invoice;

import java.util.List;

/** Where every cent of an invoice comes from, line by line. */
public record Explanation(List<Line> lines) {

    public Explanation {
        lines = List.copyOf(lines);
    }

    /**
     * Where the amount of one line comes from.
     *
     * @param rule the rule of billing that it follows, in words
     * @param steps the arithmetic in words, which a bookkeeper can redo
     * @param note the same in a few words, for paper; empty where quantity times price says it all
     * @param seats the seats that it asks for, as they came and went
     */
    public record Line(
            InvoiceLine line,
            Arithmetic arithmetic,
            String rule,
            List<String> steps,
            String note,
            List<SeatMove> seats) {

        public Line {
            steps = List.copyOf(steps);
            seats = List.copyOf(seats);
        }
    }
}
