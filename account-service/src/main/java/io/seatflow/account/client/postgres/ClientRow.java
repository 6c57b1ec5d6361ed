package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.Existence;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.client.SeatChange;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code client}. */
@Entity(name = "ClientRow")
@Table(name = "client")
@IdClass(ClientKey.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class ClientRow extends PanacheEntityBase {

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id
    @Column(name = "client_id")
    UUID clientId;

    String name;

    @Enumerated(EnumType.STRING)
    ClientStatus status;

    @Enumerated(EnumType.STRING)
    Existence existence;

    @Enumerated(EnumType.STRING)
    @Column(name = "billing_manager")
    BillingManager billingManager;

    @Enumerated(EnumType.STRING)
    @Column(name = "on_trial_end")
    OnTrialEnd onTrialEnd;

    @Column(name = "external_id")
    @Nullable String externalId;

    @Column(name = "purchase_order")
    @Nullable String purchaseOrder;

    int seats;

    @Column(name = "in_use")
    int inUse;

    @Column(name = "seat_change_id")
    @Nullable UUID seatChangeId;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;

    long version;

    static ClientRow of(UUID partnerId, Client client, String createdBy) {
        var row = new ClientRow();
        row.partnerId = partnerId;
        row.clientId = client.id();
        SeatChange change = client.change();
        row.seatChangeId = change == null ? null : change.id();
        row.createdBy = createdBy;
        row.createdAt = client.createdAt();
        row.become(client);
        return row;
    }

    /** Takes over what may change. */
    final void become(Client client) {
        name = client.name();
        status = client.status();
        existence = client.existence();
        billingManager = client.billingManager();
        onTrialEnd = client.onTrialEnd();
        externalId = client.externalId();
        purchaseOrder = client.purchaseOrder();
        seats = client.seats();
        inUse = client.inUse();
        version = client.version();
    }

    Client toClient(@Nullable SeatChange change) {
        return new Client(
                clientId,
                name,
                status,
                existence,
                billingManager,
                onTrialEnd,
                externalId,
                purchaseOrder,
                seats,
                inUse,
                change,
                createdAt,
                version);
    }
}
