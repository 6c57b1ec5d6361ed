package io.seatflow.billing.run.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code billed_client}. */
@Entity
@Table(name = "billed_client")
@IdClass(BilledClientRow.Key.class)
class BilledClientRow extends PanacheEntityBase {

    static final String VENDOR = "VENDOR";

    record Key(UUID partnerId, UUID clientId) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID clientId;
    String billingManager;
    boolean complimentary;
    boolean disabled;
    @Nullable String name;

    static BilledClientRow of(UUID partnerId, UUID clientId) {
        var row = new BilledClientRow();
        row.partnerId = partnerId;
        row.clientId = clientId;
        row.billingManager = "PARTNER";
        return row;
    }

    /** What its invoices call it. */
    String payerName() {
        return name == null ? "Client " + clientId : name;
    }

    /** Whether it has, or is to have, a plan of its own. */
    boolean isBilledByVendor() {
        return billingManager.equals(VENDOR) && !complimentary;
    }
}
