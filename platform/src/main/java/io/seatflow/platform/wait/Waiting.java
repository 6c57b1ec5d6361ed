package io.seatflow.platform.wait;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets a request wait for what other services do ({@code Prefer: wait}). Woken at once by this
 * replica's own news, and looking again every now and then for what another replica was told.
 */
@ApplicationScoped
public class Waiting {

    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Vertx vertx;
    private final ConcurrentHashMap<UUID, Set<Runnable>> sleepers = new ConcurrentHashMap<>();

    Waiting(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Says that something has become true of {@code id}. To be called after the commit. */
    public void signal(UUID id) {
        sleepers.getOrDefault(id, Set.of()).forEach(Runnable::run);
    }

    /**
     * Loads until what is loaded is settled, or the time is up; then gives what was loaded last.
     *
     * @param atMost zero: load once
     */
    public <T> Uni<T> until(UUID id, Duration atMost, Supplier<Uni<T>> load, Predicate<T> settled) {
        return look(id, System.nanoTime() + atMost.toNanos(), load, settled);
    }

    private <T> Uni<T> look(
            UUID id, long deadlineNanos, Supplier<Uni<T>> load, Predicate<T> settled) {
        // Listening begins before loading, or news in between would be missed.
        var nap = new Nap(id);
        return Uni.createFrom()
                .deferred(() -> load.get())
                .onFailure()
                .invoke(nap::end)
                .chain(loaded -> {
                    long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
                    if (settled.test(loaded) || leftMillis <= 0) {
                        nap.end();
                        return Uni.createFrom().item(loaded);
                    }
                    return nap.sleep(Math.min(leftMillis, LOOK_AGAIN_MILLIS))
                            .chain(() -> look(id, deadlineNanos, load, settled));
                });
    }

    /**
     * One pause of one request, ended by a signal or by its timer, on the request's own context.
     */
    private final class Nap implements Runnable {

        private final UUID id;
        private final Context context = vertx.getOrCreateContext();
        private final AtomicBoolean signalled = new AtomicBoolean();
        private volatile Runnable wake = () -> {};

        Nap(UUID id) {
            this.id = id;
            sleepers.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(this);
        }

        @Override
        public void run() {
            signalled.set(true);
            wake.run();
        }

        Uni<Void> sleep(long millis) {
            return Uni.createFrom()
                    .emitter(emitter -> {
                        Runnable awake =
                                () -> {
                                    end();
                                    context.runOnContext(_ -> emitter.complete(null));
                                };
                        long timer = vertx.setTimer(Math.max(millis, 1), _ -> awake.run());
                        wake =
                                () -> {
                                    vertx.cancelTimer(timer);
                                    awake.run();
                                };
                        if (signalled.get()) {
                            wake.run();
                        }
                    });
        }

        void end() {
            sleepers.computeIfPresent(
                    id,
                    (_, naps) -> {
                        naps.remove(this);
                        return naps.isEmpty() ? null : naps;
                    });
        }
    }
}
