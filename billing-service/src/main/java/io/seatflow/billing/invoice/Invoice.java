package io.seatflow.billing.invoice;

import java.time.LocalDate;
import java.util.List;
import org.joda.money.Money;

/**
 * An invoice before it has a number: everything that it says.
 *
 * @param cause what it is issued for; there is one invoice of a kind for a cause
 */
public record Invoice(
        Kind kind,
        LocalDate periodStart,
        LocalDate periodEnd,
        Cause cause,
        List<InvoiceLine> lines) {

    /** What an invoice is issued for. */
    public enum Kind {
        PERIOD,
        PRORATION,
        ADJUSTMENT,
        CREDIT_NOTE
    }

    /** How far an invoice is paid. */
    public enum Status {
        OPEN,
        PAID,
        PAST_DUE,
        VOID
    }

    public Invoice {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("An invoice says what it is for.");
        }
        if (kind == Kind.CREDIT_NOTE && !total(lines).isNegative()) {
            throw new IllegalArgumentException("A credit note gives something back.");
        }
    }

    public Money total() {
        return total(lines);
    }

    private static Money total(List<InvoiceLine> lines) {
        return Money.total(lines.stream().map(InvoiceLine::amount).toList());
    }
}
