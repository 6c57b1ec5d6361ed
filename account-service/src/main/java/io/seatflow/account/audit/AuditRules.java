package io.seatflow.account.audit;

import io.seatflow.platform.event.BillingEvent.PlanChanged;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCancelled;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeExpired;
import io.seatflow.platform.event.SeatEvent.SeatChangeRejected;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatflowEvent;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the log says of a change. Reads neither a clock nor a database. */
public final class AuditRules {

    /** What entries about seat changes are about. */
    public static final String SEAT_CHANGE = "SEAT_CHANGE";

    private static final String PLAN = "PLAN";

    private AuditRules() {}

    /**
     * Where an entry comes from.
     *
     * @param call the call that is being served; null: none is
     */
    public static Provenance provenance(AuditEntry entry, @Nullable Call call) {
        if (call == null) {
            return new Provenance(channelOf(entry.origin().actor()), entry.clientId(), null, null);
        }
        UUID client = entry.clientId() == null ? call.clientId() : entry.clientId();
        boolean actsInside =
                call.callersClientId() == null
                        && call.clientId() != null
                        && call.clientId().equals(client);
        return new Provenance(
                call.ofProgram() ? Channel.INTEGRATION : Channel.PORTAL,
                client,
                actsInside ? client : null,
                call.address());
    }

    /**
     * What is kept of a change that another service made, as it tells of it; nothing where nobody
     * made it, or where it is told of elsewhere.
     */
    public static Optional<AuditEntry> heard(Received<? extends SeatflowEvent> received) {
        return switch (received.event()) {
            case SeatChangeAwaitingConfirmation(var change) ->
                    kept(received, change, "REQUESTED", change.requestedBy());
            case SeatPurchaseConfirmed confirmed -> Optional.of(confirmed(received, confirmed));
            case SeatChangeCompleted(var change) ->
                    kept(received, change, "COMPLETED", change.requestedBy());
            case SeatChangeDeclined(var change) ->
                    kept(received, change, "DECLINED", received.source());
            case SeatChangeCancelled(var change) ->
                    kept(
                            received,
                            change,
                            "CANCELLED",
                            Objects.requireNonNullElse(change.cancelledBy(), received.source()));
            case SeatChangeExpired(var change) ->
                    kept(received, change, "EXPIRED", received.source());
            case SeatChangeRejected(var change) ->
                    kept(received, change, "REJECTED", change.requestedBy());
            case PlanChanged changed -> Optional.of(planChanged(received, changed));
            default -> Optional.empty();
        };
    }

    /** A seat change, as the log shows it: there is no place for an amount in it. */
    private record SeatChange(
            String action,
            int seats,
            String status,
            int shortfall,
            @Nullable UUID quoteId,
            @Nullable String reason) {}

    /** A plan, as the log shows it. */
    private record Plan(String program, List<String> addOns, LocalDate effectiveOn) {}

    private static Optional<AuditEntry> kept(
            Received<?> received, SeatChangeState change, String action, String actor) {
        var after =
                new SeatChange(
                        change.action(),
                        change.seats(),
                        change.status(),
                        change.shortfall(),
                        change.quote() == null ? null : change.quote().id(),
                        change.reason());
        return Optional.of(
                entry(
                        received,
                        actor,
                        action,
                        SEAT_CHANGE,
                        change.changeId(),
                        change.clientId(),
                        after,
                        // A change is quoted again where its shortfall grew, and asked for once.
                        action + " " + change.changeId()));
    }

    /** Also told again while billing does not answer. */
    private static AuditEntry confirmed(Received<?> received, SeatPurchaseConfirmed confirmed) {
        var after =
                new SeatChange(
                        confirmed.action(),
                        confirmed.seats(),
                        "PURCHASING",
                        confirmed.shortfall(),
                        confirmed.quoteId(),
                        null);
        return entry(
                received,
                confirmed.confirmedBy(),
                "CONFIRMED",
                SEAT_CHANGE,
                confirmed.changeId(),
                confirmed.clientId(),
                after,
                "CONFIRMED " + confirmed.changeId() + " " + confirmed.quoteId());
    }

    private static AuditEntry planChanged(Received<?> received, PlanChanged changed) {
        return entry(
                received,
                Objects.requireNonNullElse(changed.changedBy(), received.source()),
                "CHANGED",
                PLAN,
                Objects.requireNonNullElse(changed.payingClientId(), received.partnerId()),
                changed.payingClientId(),
                new Plan(changed.program(), changed.addOns(), changed.effectiveOn()),
                null);
    }

    private static AuditEntry entry(
            Received<?> received,
            String actor,
            String action,
            String subject,
            UUID subjectId,
            @Nullable UUID clientId,
            Object after,
            @Nullable String onceKey) {
        var through = EventTypes.name(received.event().getClass()) + " " + received.id();
        return new AuditEntry(
                received.partnerId(),
                received.occurredAt(),
                new Origin(actor, through),
                action,
                subject,
                subjectId,
                clientId,
                null,
                after,
                onceKey);
    }

    /** A service is a path, a person an address, and a program neither. */
    private static Channel channelOf(String actor) {
        if (actor.startsWith("/")) {
            return Channel.SERVICE;
        }
        return actor.contains("@") ? Channel.PORTAL : Channel.INTEGRATION;
    }
}
