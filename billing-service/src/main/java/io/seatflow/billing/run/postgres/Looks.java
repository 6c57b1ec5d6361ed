package io.seatflow.billing.run.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Looking again while something is left to be done: several periods or retries may have passed. */
final class Looks {

    private Looks() {}

    /**
     * Does something until nothing is left of it.
     *
     * @param most after so many looks it is left to the background: what it waits for may be down
     * @param work says whether anything was left
     */
    static Uni<Void> untilDone(
            Vertx vertx, int most, long pauseMillis, Supplier<Uni<Boolean>> work) {
        return work.get()
                .chain(any ->
                        !any || most == 0
                                ? Uni.createFrom().voidItem()
                                : pause(vertx, pauseMillis)
                                        .chain(() ->
                                                untilDone(vertx, most - 1, pauseMillis, work)));
    }

    private static Uni<Void> pause(Vertx vertx, long millis) {
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(millis, _ -> emitter.complete(null)));
    }
}
