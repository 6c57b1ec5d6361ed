package io.seatflow.seat.change.postgres;

import io.seatflow.platform.tenancy.RequestId;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work that waits for its lane, and whoever waits for it. */
final class Pending<A> {

    private final Work<A> work;
    private final UniEmitter<? super A> caller;
    private final Context context;
    private final @Nullable String traceParent;
    private final @Nullable String requestId;
    private final long sinceNanos;

    /** How often it was tried by itself. */
    private int triedAlone;

    private boolean alone;
    private boolean mayBeWritten;

    /** How often its partner was left out of what a careful round wrote. */
    private int leftOut;

    Pending(Work<A> work, UniEmitter<? super A> caller, Vertx vertx, long nowNanos) {
        this.work = work;
        this.caller = caller;
        this.context = vertx.getOrCreateContext();
        this.traceParent = RequestId.traceParent();
        this.requestId = RequestId.current();
        this.sinceNanos = nowNanos;
    }

    Work<A> work() {
        return work;
    }

    PartnerId partner() {
        return work.partner();
    }

    Work.@Nullable Key key() {
        return work.once() instanceof Work.Key key ? key : null;
    }

    /** The event that it is the effect of, or a step towards. */
    @Nullable UUID event() {
        return switch (work.once()) {
            case Work.Event(var id) -> id;
            case Work.Step(var id) -> id;
            case Work.Key _, Work.Harmless _ -> null;
        };
    }

    @Nullable String traceParent() {
        return traceParent;
    }

    @Nullable String requestId() {
        return requestId;
    }

    long ageNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    /**
     * Something in its transaction failed: whether it was this will show when it is tried alone.
     */
    void tryAlone() {
        alone = true;
    }

    boolean isAlone() {
        return alone;
    }

    /** The connection was lost while it was being written: nobody knows whether it is. */
    void mayBeWritten() {
        mayBeWritten = true;
    }

    /** Whether a row of its key, about this resource, may be its own. */
    boolean isOwn(UUID resource) {
        return mayBeWritten && work.once() instanceof Work.Key(_, var own) && own.equals(resource);
    }

    /** Counts another try of it alone, and tells how many there were. */
    int triedAlone() {
        return ++triedAlone;
    }

    /** Counts that nothing of its partner was written, and tells how often that has been so. */
    int leftOut() {
        return ++leftOut;
    }

    void answer(Object outcome) {
        @SuppressWarnings("unchecked") // Its own rule made it.
        var own = (A) outcome;
        context.runOnContext(_ -> caller.complete(own));
    }

    void fail(Throwable failure) {
        context.runOnContext(_ -> caller.fail(failure));
    }
}
