package io.seatflow.platform.database;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives work that no request began a Vert.x context of its own, as a session must have. */
public final class Contexts {

    private Contexts() {}

    /** Runs the work on a new duplicated context; the result is handed over on that context. */
    public static <T extends @Nullable Object> Uni<T> onNewContext(
            Vertx vertx, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .emitter(emitter -> {
                    Context context =
                            Objects.requireNonNull(
                                    VertxContext.createNewDuplicatedContext(
                                            vertx.getOrCreateContext()));
                    VertxContextSafetyToggle.setContextSafe(context, true);
                    context.runOnContext(_ ->
                            Uni.createFrom()
                                    .deferred(() -> work.get())
                                    .subscribe()
                                    .with(emitter::complete, emitter::fail));
                });
    }

    /**
     * Takes the step again and again while it says that there is more to do: however often, nothing
     * grows, as a chain of steps that each begin the next one would.
     */
    public static Uni<Void> whileMore(Supplier<Uni<Boolean>> step) {
        return Uni.createFrom()
                .deferred(() -> step.get())
                .repeat()
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
