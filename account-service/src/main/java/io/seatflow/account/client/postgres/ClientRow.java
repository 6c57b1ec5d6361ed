package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientLimits;
import io.seatflow.account.client.ClientState;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.Existence;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.client.SeatChange;
import io.seatflow.account.client.SeatFigures;
import io.seatflow.account.client.TrialPeriod;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
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

    @Column(name = "trial_started_at")
    @Nullable Instant trialStartedAt;

    @Column(name = "trial_ends_at")
    @Nullable Instant trialEndsAt;

    @Column(name = "trial_extended")
    boolean trialExtended;

    boolean billed;
    boolean released;

    @Column(name = "disabled_reason")
    @Nullable String disabledReason;

    @Column(name = "seat_limit")
    @Nullable Integer seatLimit;

    @Column(name = "complimentary_limit")
    int complimentaryLimit;

    @Column(name = "supply_sequence")
    long supplySequence;

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
        become(client.state());
        existence = client.existence();
        billingManager = client.billingManager();
        onTrialEnd = client.onTrialEnd();
        externalId = client.externalId();
        purchaseOrder = client.purchaseOrder();
        seatLimit = client.limits().seats();
        complimentaryLimit = client.limits().complimentary();
        seats = client.figures().seats();
        inUse = client.figures().inUse();
        supplySequence = client.figures().supplySequence();
        version = client.version();
    }

    private void become(ClientState state) {
        status = state.status();
        billed = state.isBilled();
        TrialPeriod trial = state.trial();
        trialStartedAt = trial == null ? null : trial.startedAt();
        trialEndsAt = trial == null ? null : trial.endsAt();
        trialExtended = trial != null && trial.extended();
        if (state instanceof ClientState.Disabled disabled) {
            released = disabled.released();
            disabledReason = disabled.reason();
        } else {
            released = false;
            disabledReason = null;
        }
    }

    private ClientState state() {
        return switch (status) {
            case SETUP -> new ClientState.Setup();
            case TRIAL ->
                    new ClientState.Trial(
                            Objects.requireNonNull(trial(), "Who is in Trial has one."));
            case ACTIVE -> new ClientState.Active(trial());
            case DISABLED -> new ClientState.Disabled(trial(), billed, released, disabledReason);
        };
    }

    private @Nullable TrialPeriod trial() {
        return trialStartedAt == null || trialEndsAt == null
                ? null
                : new TrialPeriod(trialStartedAt, trialEndsAt, trialExtended);
    }

    Client toClient(@Nullable SeatChange change) {
        return new Client(
                clientId,
                name,
                state(),
                existence,
                billingManager,
                onTrialEnd,
                new ClientLimits(seatLimit, complimentaryLimit),
                externalId,
                purchaseOrder,
                new SeatFigures(seats, inUse, supplySequence),
                change,
                createdAt,
                version);
    }
}
