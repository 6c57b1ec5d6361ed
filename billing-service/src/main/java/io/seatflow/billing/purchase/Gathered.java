package io.seatflow.billing.purchase;

import io.seatflow.billing.invoice.InvoiceLine;
import java.util.List;
import java.util.UUID;

/** Charges that the next period's invoice collects, and its lines for them. */
public record Gathered(List<UUID> chargeIds, List<InvoiceLine> lines) {

    public Gathered {
        chargeIds = List.copyOf(chargeIds);
        lines = List.copyOf(lines);
    }
}
