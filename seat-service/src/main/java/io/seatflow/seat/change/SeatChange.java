package io.seatflow.seat.change;

import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.seat.ledger.Reservation;
import io.seatflow.seat.ledger.UserId;
import java.time.Instant;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A request about seats and what has become of it.
 *
 * @param shortfall seats beyond what there was when it was last looked at
 * @param kept retiring seats that it takes back, as of then
 * @param direct whether the client's own plan pays for it: then the partner sees no amounts
 * @param quote its current price; null while there is none
 * @param quoted how many prices it has been given
 * @param attempt how many times billing was asked anything about it; the number of the last asking
 * @param version goes up with every change to this
 * @param nextPeriodFee what the plan costs from the next period on, now that the change has taken
 *     retiring seats back and bought none; null: nobody has told
 */
public record SeatChange(
        SeatRequest request,
        int shortfall,
        int kept,
        boolean direct,
        @Nullable Quote quote,
        int quoted,
        int attempt,
        State state,
        int version,
        @Nullable Money nextPeriodFee) {

    public SeatChange {
        if (shortfall < 0 || kept < 0 || quoted < 0 || attempt < 0 || version < 0) {
            throw new IllegalArgumentException("A change counts upwards from nothing.");
        }
        if (state instanceof State.AwaitingConfirmation && quote == null) {
            throw new IllegalArgumentException("Only a change with a price can be confirmed.");
        }
        if (direct && request.client() == null) {
            throw new IllegalArgumentException("Only a client has a plan of its own.");
        }
    }

    /** Of which nobody has told what it does to the next fee. */
    public SeatChange(
            SeatRequest request,
            int shortfall,
            int kept,
            boolean direct,
            @Nullable Quote quote,
            int quoted,
            int attempt,
            State state,
            int version) {
        this(request, shortfall, kept, direct, quote, quoted, attempt, state, version, null);
    }

    /** Where a change is in its life. */
    public sealed interface State {

        /**
         * Billing was asked for a price.
         *
         * @param since the asking that first put this question
         */
        record Quoting(int since, Instant openUntil) implements State {}

        /** Someone entitled may confirm. */
        record AwaitingConfirmation(Instant openUntil) implements State {}

        /**
         * Billing was asked to charge; only billing ends this.
         *
         * @param since the asking that first put this question
         * @param quoteId the price that was agreed to; null: whatever it costs
         */
        record Purchasing(
                int since,
                Reservation reservation,
                @Nullable UUID quoteId,
                Instant confirmedAt,
                String confirmedBy)
                implements State {}

        record Completed(Instant at) implements State {}

        record Declined(Reason reason, Instant at) implements State {}

        record Rejected(Reason reason, Instant at) implements State {}

        record Cancelled(Instant at) implements State {}

        record Expired(Instant at) implements State {}
    }

    /** The name of a state, as the world knows it. */
    public enum Status {
        QUOTING,
        AWAITING_CONFIRMATION,
        PURCHASING,
        COMPLETED,
        DECLINED,
        REJECTED,
        CANCELLED,
        EXPIRED;

        /** Whether it stays as it is. */
        public boolean isOver() {
            return !isUnderWay() && this != AWAITING_CONFIRMATION;
        }

        /** Whether billing's next word is being waited for. */
        public boolean isUnderWay() {
            return this == QUOTING || this == PURCHASING;
        }
    }

    public SeatChangeId id() {
        return request.id();
    }

    public Status status() {
        return switch (state) {
            case State.Quoting _ -> Status.QUOTING;
            case State.AwaitingConfirmation _ -> Status.AWAITING_CONFIRMATION;
            case State.Purchasing _ -> Status.PURCHASING;
            case State.Completed _ -> Status.COMPLETED;
            case State.Declined _ -> Status.DECLINED;
            case State.Rejected _ -> Status.REJECTED;
            case State.Cancelled _ -> Status.CANCELLED;
            case State.Expired _ -> Status.EXPIRED;
        };
    }

    /** Why it came to nothing; null where it did not. */
    public @Nullable Reason reason() {
        return switch (state) {
            case State.Declined(var reason, _) -> reason;
            case State.Rejected(var reason, _) -> reason;
            default -> null;
        };
    }

    /** When it was done; null where it was not. */
    public @Nullable Instant completedAt() {
        return state instanceof State.Completed(var at) ? at : null;
    }

    /** What it means for the plan, in a sentence without amounts; null where it means nothing. */
    public @Nullable String notice() {
        var isDone = state instanceof State.Completed;
        var isOpen = status().isUnderWay() || state instanceof State.AwaitingConfirmation || isDone;
        if (!isOpen || shortfall + kept == 0) {
            return null;
        }
        var bought =
                (isDone ? "Your plan was updated: " : "Your plan will be updated: ")
                        + Words.seats(shortfall, "more seat")
                        + (isDone ? "." : " for the rest of this period and from then on.");
        var takenBack =
                Words.seats(kept, "seat")
                        + " that would have left your plan "
                        + (kept == 1 ? "is" : "are")
                        + " kept; the next fee rises accordingly.";
        if (shortfall == 0) {
            return takenBack;
        }
        return kept == 0 ? bought : bought + " " + takenBack;
    }

    /**
     * Whether seats that would have left have gone to a client at no charge: that is done without a
     * price, and yet the next fee rises.
     */
    public boolean raisesNextFee() {
        return state instanceof State.Completed
                && request.action() == Action.ALLOCATE
                && !direct
                && shortfall == 0
                && kept > 0;
    }

    /** The change as other services are told of it. */
    SeatChangeState told() {
        var reason = reason();
        return new SeatChangeState(
                id().value(),
                request.action().name(),
                request.client() == null ? null : request.client().value(),
                request.seats(),
                status().name(),
                shortfall,
                quote,
                reason == null ? null : reason.slug(),
                reason == null ? null : reason.detail(),
                request.requestedBy(),
                request.createdAt(),
                completedAt(),
                payingClientId());
    }

    /** The client whose own plan pays; null: the partner's plan. */
    @Nullable UUID payingClientId() {
        return direct ? request.owner().value() : null;
    }

    SeatChange become(State next) {
        return new SeatChange(
                request,
                shortfall,
                kept,
                direct,
                quote,
                quoted,
                attempt,
                next,
                version + 1,
                nextPeriodFee);
    }

    SeatChange needing(Reservation cover) {
        return needing(cover.shortfall(), cover.kept(), cover.direct());
    }

    SeatChange needing(int seats, int taken, boolean onDirectPlan) {
        return new SeatChange(
                request,
                seats,
                taken,
                onDirectPlan,
                quote,
                quoted,
                attempt,
                state,
                version,
                nextPeriodFee);
    }

    SeatChange asking() {
        return new SeatChange(
                request,
                shortfall,
                kept,
                direct,
                quote,
                quoted,
                attempt + 1,
                state,
                version,
                nextPeriodFee);
    }

    SeatChange priced(Quote price) {
        return new SeatChange(
                request,
                shortfall,
                kept,
                direct,
                price,
                quoted + 1,
                attempt,
                state,
                version,
                nextPeriodFee);
    }

    SeatChange charged(@Nullable Quote price) {
        return new SeatChange(
                request,
                shortfall,
                kept,
                direct,
                price,
                quoted,
                attempt,
                state,
                version,
                nextPeriodFee);
    }

    /** The same change for one user less. */
    SeatChange without(UserId user) {
        return new SeatChange(
                request.without(user),
                shortfall,
                kept,
                direct,
                quote,
                quoted,
                attempt,
                state,
                version + 1,
                nextPeriodFee);
    }
}
