package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.client.PlanGrowth;
import io.seatflow.account.client.SeatSource;
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

/** A row of {@code plan_growth}. */
@Entity(name = "PlanGrowthRow")
@Table(name = "plan_growth")
@IdClass(PlanGrowthKey.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class PlanGrowthRow extends PanacheEntityBase {

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id
    @Column(name = "growth_id")
    UUID growthId;

    @Column(name = "client_id")
    UUID clientId;

    @Enumerated(EnumType.STRING)
    PlanGrowth.Purpose purpose;

    @Enumerated(EnumType.STRING)
    @Column(name = "seat_source")
    SeatSource seatSource;

    @Column(name = "trial_ends_at")
    @Nullable Instant trialEndsAt;

    @Nullable Integer seats;
    @Nullable String quote;
    @Nullable String reason;
    @Nullable String detail;

    @Column(name = "seats_most")
    @Nullable Integer seatsMost;

    @Column(name = "done_at")
    @Nullable Instant doneAt;

    @Column(name = "requested_by")
    String requestedBy;

    String through;

    /** When seat-service was last asked, by the system's clock; null: others are asked first. */
    @Column(name = "asked_at")
    @Nullable Instant askedAt;

    /**
     * @param at when it was kept, by the system's clock
     * @param isAsked whether seat-service is asked at once
     */
    static PlanGrowthRow of(UUID partnerId, PlanGrowth growth, Instant at, boolean isAsked) {
        var row = new PlanGrowthRow();
        row.partnerId = partnerId;
        row.growthId = growth.id();
        row.clientId = growth.clientId();
        row.purpose = growth.purpose();
        row.seatSource = growth.seatSource();
        row.trialEndsAt = growth.trialEndsAt();
        row.requestedBy = growth.requestedBy();
        row.through = growth.through();
        row.askedAt = isAsked ? at : null;
        row.become(growth, at);
        return row;
    }

    /** Takes over what may change. */
    final void become(PlanGrowth growth, Instant at) {
        seats = growth.seats();
        quote = Quotes.write(growth.quote());
        reason = growth.reason();
        detail = growth.detail();
        seatsMost = growth.limit();
        doneAt = growth.isDone() && doneAt == null ? at : doneAt;
    }

    PlanGrowth toGrowth() {
        return new PlanGrowth(
                growthId,
                clientId,
                purpose,
                seatSource,
                trialEndsAt,
                seats,
                Quotes.read(quote),
                reason,
                detail,
                seatsMost,
                doneAt != null,
                requestedBy,
                through);
    }
}
