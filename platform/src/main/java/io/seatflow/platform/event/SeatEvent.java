package io.seatflow.platform.event;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What seat-service tells: how many seats, whose, since when. Topic {@code seatflow.seats}. */
public sealed interface SeatEvent extends SeatflowEvent {

    /** The ledger of a new partner was opened with the seats that its plan starts with. */
    record SeatLedgerOpened(int supply) implements SeatEvent {}

    /**
     * A seat change needs {@code shortfall} seats more than there are: billing is asked for a
     * price.
     *
     * @param attempt 1 for the first asking; a repeat of the same question has the next number
     * @param requestedAt when the change was asked for, or asked again
     * @param payingClientId the client whose own plan pays; null: the partner's plan
     */
    record SeatShortfall(
            UUID changeId,
            String action,
            @Nullable UUID clientId,
            int seats,
            int shortfall,
            int attempt,
            Instant requestedAt,
            @Nullable UUID payingClientId)
            implements SeatEvent {

        /** Of the partner's plan. */
        public SeatShortfall(
                UUID changeId,
                String action,
                @Nullable UUID clientId,
                int seats,
                int shortfall,
                int attempt,
                Instant requestedAt) {
            this(changeId, action, clientId, seats, shortfall, attempt, requestedAt, null);
        }
    }

    /**
     * A purchase was confirmed: billing charges it.
     *
     * @param quoteId the quote that was confirmed; null where the request consented to the price
     *     computed when it is charged ({@code onShortfall: PURCHASE})
     * @param confirmedAt its local day in the plan's time zone is the first day charged
     * @param payingClientId the client whose own plan pays; null: the partner's plan
     */
    record SeatPurchaseConfirmed(
            UUID changeId,
            String action,
            @Nullable UUID clientId,
            int seats,
            int shortfall,
            @Nullable UUID quoteId,
            int attempt,
            Instant confirmedAt,
            String confirmedBy,
            @Nullable UUID payingClientId)
            implements SeatEvent {

        /** Of the partner's plan. */
        public SeatPurchaseConfirmed(
                UUID changeId,
                String action,
                @Nullable UUID clientId,
                int seats,
                int shortfall,
                @Nullable UUID quoteId,
                int attempt,
                Instant confirmedAt,
                String confirmedBy) {
            this(
                    changeId,
                    action,
                    clientId,
                    seats,
                    shortfall,
                    quoteId,
                    attempt,
                    confirmedAt,
                    confirmedBy,
                    null);
        }
    }

    /** Paid, but it cannot be completed: billing refunds it. */
    record SeatPurchaseAbandoned(UUID changeId, String reason) implements SeatEvent {}

    /**
     * A client got seats: from the partner's, complimentary ones, or bought on its own plan; {@code
     * seatsAfter} is what the client has now.
     */
    record SeatsAllocated(UUID changeId, UUID clientId, int seats, int seatsAfter)
            implements SeatEvent {}

    /**
     * Seats of a client went back where they came from; {@code seatsAfter} is what it has now.
     *
     * @param changeId the change that asked for it; null where none did
     */
    record SeatsReturned(@Nullable UUID changeId, UUID clientId, int seats, int seatsAfter)
            implements SeatEvent {}

    /**
     * Seats are out of use now and leave the supply at the period's end.
     *
     * @param payingClientId the client whose own plan it is about; null: the partner's plan
     */
    record SeatsRetired(
            UUID changeId,
            int seats,
            int retiringAfter,
            long ledgerSequence,
            @Nullable UUID payingClientId)
            implements SeatEvent {

        /** Of the partner's plan. */
        public SeatsRetired(UUID changeId, int seats, int retiringAfter, long ledgerSequence) {
            this(changeId, seats, retiringAfter, ledgerSequence, null);
        }
    }

    /**
     * Retiring seats are in use after all.
     *
     * @param payingClientId the client whose own plan it is about; null: the partner's plan
     */
    record SeatsKept(
            UUID changeId,
            int seats,
            int retiringAfter,
            long ledgerSequence,
            @Nullable UUID payingClientId)
            implements SeatEvent {

        /** Of the partner's plan. */
        public SeatsKept(UUID changeId, int seats, int retiringAfter, long ledgerSequence) {
            this(changeId, seats, retiringAfter, ledgerSequence, null);
        }
    }

    /**
     * Retiring seats left the supply as their period ended; also said with 0 seats, as the answer
     * to {@code PeriodEnding}.
     *
     * @param payingClientId the client whose own plan it is about, {@code supplyAfter} as well;
     *     null: the partner's plan
     */
    record SupplyReduced(
            int seats,
            int supplyAfter,
            Instant periodEnd,
            long ledgerSequence,
            @Nullable UUID payingClientId)
            implements SeatEvent {

        /** Of the partner's plan. */
        public SupplyReduced(int seats, int supplyAfter, Instant periodEnd, long ledgerSequence) {
            this(seats, supplyAfter, periodEnd, ledgerSequence, null);
        }
    }

    /**
     * Seats that a client had joined a plan without a purchase first: billing prorates and charges
     * them.
     *
     * @param supplyAfter what that plan supplies now
     * @param cause {@code ACTIVATE} or {@code BILLING_MANAGER}
     * @param addedAt when account-service decided it, however late it was carried out: its local
     *     day is the first that is charged
     * @param payingClientId the client whose own plan they joined; null: the partner's plan
     */
    record SeatsAdded(
            UUID clientId,
            int seats,
            int supplyAfter,
            String cause,
            long ledgerSequence,
            Instant addedAt,
            @Nullable UUID payingClientId)
            implements SeatEvent {

        /** Of the partner's plan. */
        public SeatsAdded(
                UUID clientId,
                int seats,
                int supplyAfter,
                String cause,
                long ledgerSequence,
                Instant addedAt) {
            this(clientId, seats, supplyAfter, cause, ledgerSequence, addedAt, null);
        }
    }

    /**
     * Seats that a change had bought are in the ledger: how they came to be there is what the
     * invoice for them goes back to.
     *
     * @param firstTransfer the sequence number of the first transfer that brought them, and any
     *     others of the change, to where they were wanted
     * @param lastTransfer that of the last one
     * @param payingClientId the client whose own plan they are of; null: the partner's plan
     */
    record SeatsBought(
            UUID changeId,
            int seats,
            long firstTransfer,
            long lastTransfer,
            @Nullable UUID payingClientId)
            implements SeatEvent {}

    /**
     * A user has a seat.
     *
     * @param clientId the client that holds it; null: the partner
     * @param changeId the change that asked for it; null where none did
     */
    record SeatOccupied(UUID userId, @Nullable UUID clientId, @Nullable UUID changeId)
            implements SeatEvent {}

    /**
     * A user left its seat, which its holder keeps.
     *
     * @param clientId the client that holds it; null: the partner
     */
    record SeatVacated(UUID userId, @Nullable UUID clientId) implements SeatEvent {}

    /**
     * Some of a partner's users who have a seat, its clients' too: all whose ids are in a range.
     * Account-service compares them with its own. Told of all in turn, for ever.
     *
     * @param after before the first id of the range
     * @param upTo the last id of the range; null: there are no more
     * @param users in the order of their ids
     */
    record OccupantsListed(UUID after, @Nullable UUID upTo, List<UUID> users)
            implements SeatEvent {}

    /** The price of a change is known and someone entitled is asked for a confirmation. */
    record SeatChangeAwaitingConfirmation(SeatChangeState change) implements SeatEvent {}

    /** A change is done. */
    record SeatChangeCompleted(SeatChangeState change) implements SeatEvent {}

    /** The payment of a change failed; nothing changed. */
    record SeatChangeDeclined(SeatChangeState change) implements SeatEvent {}

    /** A change was taken back before it was confirmed. */
    record SeatChangeCancelled(SeatChangeState change) implements SeatEvent {}

    /** Nobody confirmed a change in time. */
    record SeatChangeExpired(SeatChangeState change) implements SeatEvent {}

    /** A change was never possible; {@code change.reason()} is the problem's slug. */
    record SeatChangeRejected(SeatChangeState change) implements SeatEvent {}

    /**
     * A seat change as it stands.
     *
     * @param shortfall seats beyond what was available, 0 if none
     * @param quote its current price, null while there is none
     * @param reason the slug of the problem that ended it, null where it went well
     * @param detail a sentence to go with {@code reason}
     * @param payingClientId the client whose own plan pays, and who alone sees amounts; null: the
     *     partner's plan
     * @param cancelledBy who took it back, as it is told for the first time; null: nobody did
     */
    record SeatChangeState(
            UUID changeId,
            String action,
            @Nullable UUID clientId,
            int seats,
            String status,
            int shortfall,
            @Nullable Quote quote,
            @Nullable String reason,
            @Nullable String detail,
            String requestedBy,
            Instant createdAt,
            @Nullable Instant completedAt,
            @Nullable UUID payingClientId,
            @Nullable String cancelledBy) {

        /** That nobody took back. */
        public SeatChangeState(
                UUID changeId,
                String action,
                @Nullable UUID clientId,
                int seats,
                String status,
                int shortfall,
                @Nullable Quote quote,
                @Nullable String reason,
                @Nullable String detail,
                String requestedBy,
                Instant createdAt,
                @Nullable Instant completedAt,
                @Nullable UUID payingClientId) {
            this(
                    changeId,
                    action,
                    clientId,
                    seats,
                    status,
                    shortfall,
                    quote,
                    reason,
                    detail,
                    requestedBy,
                    createdAt,
                    completedAt,
                    payingClientId,
                    null);
        }

        /** The same, taken back by somebody. */
        public SeatChangeState cancelledBy(String somebody) {
            return new SeatChangeState(
                    changeId,
                    action,
                    clientId,
                    seats,
                    status,
                    shortfall,
                    quote,
                    reason,
                    detail,
                    requestedBy,
                    createdAt,
                    completedAt,
                    payingClientId,
                    somebody);
        }

        /** Of the partner's plan. */
        public SeatChangeState(
                UUID changeId,
                String action,
                @Nullable UUID clientId,
                int seats,
                String status,
                int shortfall,
                @Nullable Quote quote,
                @Nullable String reason,
                @Nullable String detail,
                String requestedBy,
                Instant createdAt,
                @Nullable Instant completedAt) {
            this(
                    changeId,
                    action,
                    clientId,
                    seats,
                    status,
                    shortfall,
                    quote,
                    reason,
                    detail,
                    requestedBy,
                    createdAt,
                    completedAt,
                    null);
        }
    }

    /**
     * The answer to {@code PlanGrowthPreviewAsked}: how many seats the supply of the plan would
     * grow by, as the ledger stands now. Billing puts a price on it with {@code
     * PlanUpdatePreviewed}. Also asked by seat-service itself, with the id of a seat change that
     * has taken retiring seats back for a client: by no seat, and with the next fee as the answer.
     *
     * @param seats seats that the plan would have more than now; 0 or more
     * @param payingClientId the client whose own plan would pay; null: the partner's plan
     */
    record PlanGrowthPreviewed(
            UUID previewId, UUID clientId, int seats, Instant at, @Nullable UUID payingClientId)
            implements SeatEvent {}

    /**
     * The answer to {@code PlanGrowthPreviewAsked} where the seats may not join the plan.
     *
     * @param reason the slug of the problem, such as {@code supply-limit-reached}
     * @param limit the limit that stands in the way; null where it is none
     */
    record PlanGrowthRefused(
            UUID previewId, UUID clientId, String reason, String detail, @Nullable Integer limit)
            implements SeatEvent {}
}
