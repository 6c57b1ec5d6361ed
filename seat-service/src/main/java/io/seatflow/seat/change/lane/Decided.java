package io.seatflow.seat.change.lane;

import io.seatflow.platform.idempotency.KeptAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What a rule made of its work.
 *
 * @param outcome for whoever asked
 * @param effects null: nothing changes
 * @param isRefusal whether something was missing or in the way: that is never decided on figures
 *     that were only remembered
 * @param answer the whole answer, where it is final; it is kept with the request's key
 */
public record Decided<A>(
        A outcome, @Nullable Effects effects, boolean isRefusal, @Nullable KeptAnswer answer) {

    /** Nothing is to be done. */
    public static <A> Decided<A> nothing(A outcome) {
        return new Decided<>(outcome, null, true, null);
    }

    /** This is done. */
    public static <A> Decided<A> done(A outcome, Effects effects) {
        return new Decided<>(outcome, effects, false, null);
    }
}
