package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.invoice.TakenOff;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.UUID;

/** A row of {@code credit_part}. */
@Entity
@Table(name = "credit_part")
@IdClass(CreditPartRow.Key.class)
class CreditPartRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID creditId, int position, UUID invoiceId)
            implements Serializable {}

    @Id UUID partnerId;
    @Id UUID creditId;
    @Id int position;
    @Id UUID invoiceId;
    BigDecimal amount;

    static CreditPartRow of(Issued credit, int position, TakenOff part) {
        var row = new CreditPartRow();
        row.partnerId = credit.partnerId();
        row.creditId = credit.id();
        row.position = position;
        row.invoiceId = part.invoiceId();
        row.amount = part.amount().getAmount();
        return row;
    }
}
