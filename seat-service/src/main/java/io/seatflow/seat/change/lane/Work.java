package io.seatflow.seat.change.lane;

import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.seat.ledger.PartnerId;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that is wanted of one partner's seats.
 *
 * @param once by what a repetition is known: it then has no effect
 * @param rule decides; it may be asked more than once, on newer figures each time
 */
public record Work<A>(PartnerId partner, Needs needs, Once once, Rule<A> rule) {

    /** Decides by what there is at {@code now}, without reading or changing anything itself. */
    @FunctionalInterface
    public interface Rule<A> {

        Decided<A> decide(View view, Instant now);
    }

    /** It is harmless to repeat. */
    public static final Once HARMLESS = new Harmless();

    /** By what a repetition is known. */
    public sealed interface Once {}

    /**
     * Whether a caller waits who can be told to come again; whatever else there is must be done,
     * however long it waits: nobody would ask for it once more.
     */
    public boolean isRequest() {
        return once instanceof Key;
    }

    /** A request's key, kept with {@code resourceId}, from which it can be answered again. */
    public record Key(IdempotentRequest request, UUID resourceId) implements Once {}

    /** An event, which has its effect once. */
    public record Event(UUID id) implements Once {

        /** A step before the one that is the event's effect: not taken any more after that. */
        public Step step() {
            return new Step(id);
        }
    }

    /** See {@link Event#step()}. It may be taken more than once until then. */
    public record Step(UUID eventId) implements Once {}

    /** See {@link #HARMLESS}. */
    public record Harmless() implements Once {}
}
