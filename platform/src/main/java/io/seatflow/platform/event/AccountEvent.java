package io.seatflow.platform.event;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What account-service tells: who exists and in what status. Topic {@code seatflow.accounts}. */
public sealed interface AccountEvent extends SeatflowEvent {

    /**
     * A partner was created. Seat-service opens its ledger with {@code seats}, billing starts its
     * plan.
     *
     * @param interval {@code MONTHLY} or {@code ANNUAL}
     * @param billingAnchorDay day of the month, 1 to 31; null: the day the plan starts
     * @param supplyLimit the most seats that the plan may ever have; null: no limit
     * @param prorationCollection {@code IMMEDIATE} or {@code NEXT_INVOICE}
     * @param paymentMethodNonce a single-use card nonce to vault, or null. Never leaves the suite.
     */
    record PartnerRegistered(
            String name,
            String program,
            String interval,
            String currency,
            String timeZone,
            @Nullable Integer billingAnchorDay,
            int seats,
            List<String> addOns,
            @Nullable Integer supplyLimit,
            String prorationCollection,
            String adminEmail,
            @Nullable String paymentMethodNonce)
            implements AccountEvent {}

    /** A partner is called something else: its later invoices name it so. */
    record PartnerRenamed(String name) implements AccountEvent {}

    /** The same of a client, which has invoices of its own where the vendor bills it. */
    record ClientRenamed(UUID clientId, String name) implements AccountEvent {}

    /**
     * A client was created; seat-service gives it its seats.
     *
     * @param status {@code SETUP}, {@code TRIAL} or {@code ACTIVE}
     * @param billingManager {@code PARTNER} or {@code VENDOR}
     * @param seats seats wanted, 0 or more
     * @param seatChangeId the id of the seat change that gives them; null when {@code seats} is 0
     * @param onShortfall {@code ASK}, {@code PURCHASE} or {@code REJECT}
     * @param requestedBy who asked, as in {@code Actor}
     * @param name what it was called then, for the invoices of a plan of its own; null in events
     *     that were told before names were
     */
    record ClientCreated(
            UUID clientId,
            String status,
            String billingManager,
            int seats,
            @Nullable UUID seatChangeId,
            String onShortfall,
            String requestedBy,
            @Nullable String name)
            implements AccountEvent {

        /** Of a client whose name does not matter. */
        public ClientCreated(
                UUID clientId,
                String status,
                String billingManager,
                int seats,
                @Nullable UUID seatChangeId,
                String onShortfall,
                String requestedBy) {
            this(
                    clientId,
                    status,
                    billingManager,
                    seats,
                    seatChangeId,
                    onShortfall,
                    requestedBy,
                    null);
        }
    }

    /** The most seats that a partner's supply may have changed; null: no limit. */
    record SupplyLimitChanged(@Nullable Integer supplyLimit) implements AccountEvent {}

    /**
     * A partner lets people of its clients confirm what it pays for, or does not any more. Until it
     * says so they may.
     */
    record ClientConfirmationChanged(boolean allowed) implements AccountEvent {}

    /**
     * A user was added, or asks for its seat again; seat-service seats it.
     *
     * @param clientId the client whose user it is; null: the partner's
     * @param seatChangeId the id of the seat change that seats it
     * @param onShortfall {@code ASK}, {@code PURCHASE} or {@code REJECT}
     * @param requestedBy who asked, as in {@code Actor}
     */
    record UserAdded(
            UUID userId,
            @Nullable UUID clientId,
            UUID seatChangeId,
            String onShortfall,
            String requestedBy)
            implements AccountEvent {}

    /**
     * A user was removed: seat-service frees its seat, or ends its waiting for one.
     *
     * @param clientId the client whose user it was; null: the partner's
     */
    record UserRemoved(UUID userId, @Nullable UUID clientId) implements AccountEvent {}

    /**
     * Seat-service records a seat of someone who has none by account-service's users: whoever it is
     * leaves it. Told by the reconciliation alone.
     */
    record SeatLeftBehind(UUID userId) implements AccountEvent {}

    /**
     * A user may sign in from now on, or not any more: it got its seat, lost it, or waits for one.
     * Of one who is removed {@code UserRemoved} says so.
     *
     * @param clientId the client whose user it is; null: the partner's
     * @param status {@code ACTIVE}, {@code AWAITING_SEAT} or {@code SUSPENDED}
     */
    record UserStatusChanged(UUID userId, @Nullable UUID clientId, String status)
            implements AccountEvent {}

    /**
     * Users of a client who wait for their seats by a change that {@code ClientActivated} is going
     * to ask for: where they are more than one event has room for, it names but the last of them.
     */
    record UsersAwaitSeats(UUID clientId, UUID seatChangeId, List<UUID> users)
            implements AccountEvent {}

    /**
     * A client became Active: its complimentary seats, if any, join a plan, and its users who wait
     * for a seat get one.
     *
     * @param seatSource {@code ADD_TO_PLAN} or {@code USE_AVAILABLE_FIRST}
     * @param billingManager {@code PARTNER} or {@code VENDOR}
     * @param seatChangeId the id of the one seat change that seats all {@code users}; null where
     *     none wait
     * @param users its users who wait for a seat, but for those whom {@code UsersAwaitSeats} named
     * @param requestedBy who asked, as in {@code Actor}
     */
    record ClientActivated(
            UUID clientId,
            String seatSource,
            String billingManager,
            @Nullable UUID seatChangeId,
            List<UUID> users,
            String requestedBy)
            implements AccountEvent {}

    /**
     * A client was disabled.
     *
     * @param releaseSeats whether it gives its seats back; else it keeps them
     */
    record ClientDisabled(UUID clientId, boolean releaseSeats) implements AccountEvent {}

    /**
     * Somebody else bills a client from now on.
     *
     * @param billingManager {@code PARTNER} or {@code VENDOR}
     * @param seatSource {@code ADD_TO_PLAN} or {@code USE_AVAILABLE_FIRST}: from where the
     *     partner's plan gets its seats, if {@code PARTNER}
     */
    record BillingManagerChanged(UUID clientId, String billingManager, String seatSource)
            implements AccountEvent {}

    /**
     * The most seats that a client may have changed.
     *
     * @param seatLimit null: no limit
     * @param complimentaryLimit the most that it may have in Setup or Trial
     */
    record ClientLimitsChanged(UUID clientId, @Nullable Integer seatLimit, int complimentaryLimit)
            implements AccountEvent {}

    /**
     * A client's trial began. It follows {@code ClientCreated} for a client that is made in Trial.
     *
     * @param endsAt when it is over, unless it is extended
     */
    record TrialStarted(UUID clientId, Instant startedAt, Instant endsAt) implements AccountEvent {}

    /**
     * A client's trial, still running, got a later end.
     *
     * @param endsAt the end that counts from now on
     */
    record TrialExtended(UUID clientId, Instant endsAt) implements AccountEvent {}

    /**
     * Somebody asked what it would cost if a client's seats joined a plan, by activation or because
     * somebody else bills it. Seat-service answers with {@code PlanGrowthPreviewed} or {@code
     * PlanGrowthRefused}; nothing changes.
     *
     * @param billingManager {@code PARTNER} or {@code VENDOR}: whose plan the seats would join
     * @param seatSource {@code ADD_TO_PLAN} or {@code USE_AVAILABLE_FIRST}
     */
    record PlanGrowthPreviewAsked(
            UUID previewId, UUID clientId, String billingManager, String seatSource)
            implements AccountEvent {}
}
