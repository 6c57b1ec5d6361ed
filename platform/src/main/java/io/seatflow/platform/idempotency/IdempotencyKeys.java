package io.seatflow.platform.idempotency;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.Purge;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys that requests came with, and the answers that they got. */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class IdempotencyKeys {

    /** Twice what the API promises. */
    private static final Duration KEPT_FOR = Duration.ofDays(2);

    private static final String OLD =
            """
            delete from idempotency_key where (partner_id, operation, key) in (
                select partner_id, operation, key from idempotency_key where created_at < $1 limit $2)
            """;

    private final Pool pool;
    private final Clock clock;

    IdempotencyKeys(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** What is known of a key. */
    record Known(
            String fingerprint,
            @Nullable UUID resourceId,
            Instant runningUntil,
            @Nullable KeptAnswer answer) {}

    /**
     * The answer that a request with this known key got.
     *
     * @return fails with {@code idempotency-key-reused} where that was another request, with {@code
     *     request-in-progress} while it runs, and with {@link AlreadyBegun} where it was cut off
     *     between its effect and its answer: then this run answers, from what that one made
     */
    public Uni<KeptAnswer> firstAnswer(IdempotentRequest request) {
        return find(request)
                .map(known -> known.orElseThrow(IdempotentRequest::inProgress))
                .chain(known -> firstAnswer(request, known));
    }

    private Uni<KeptAnswer> firstAnswer(IdempotentRequest request, Known known) {
        if (!known.fingerprint().equals(request.fingerprint())) {
            throw IdempotentRequest.reused();
        }
        if (known.answer() == null) {
            return takeOver(request)
                    .invoke(taken -> resume(request, known, taken))
                    .map(_ -> none());
        }
        request.isAnswered().set(true);
        return Uni.createFrom().item(known.answer());
    }

    private static void resume(IdempotentRequest request, Known known, boolean taken) {
        if (!taken) {
            throw IdempotentRequest.inProgress();
        }
        request.isMine().set(true);
        throw new AlreadyBegun(Objects.requireNonNull(known.resourceId(), "It began with one."));
    }

    private static KeptAnswer none() {
        throw new IllegalStateException("A key without an answer is resumed or refused.");
    }

    Uni<Optional<Known>> find(IdempotentRequest request) {
        return pool.preparedQuery(
                        """
                        select fingerprint, resource_id, running_until, status, location, etag, content_type, body
                        from idempotency_key where partner_id = $1 and operation = $2 and key = $3
                        """)
                .execute(Tuple.of(request.partnerId(), request.operation(), request.key()))
                .map(IdempotencyKeys::first);
    }

    /** Makes this run the one that answers, if no other run has just done so. */
    Uni<Boolean> takeOver(IdempotentRequest request) {
        return pool.preparedQuery(
                        """
                        update idempotency_key set running_until = $4, run = $6
                        where partner_id = $1 and operation = $2 and key = $3 and status is null and running_until < $5
                        """)
                .execute(
                        Tuple.of(
                                request.partnerId(),
                                request.operation(),
                                request.key(),
                                request.receivedAt()
                                        .plus(request.answerWithin())
                                        .atOffset(ZoneOffset.UTC),
                                request.receivedAt().atOffset(ZoneOffset.UTC),
                                request.run()))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Keeps the first answer, also that of a request that was refused and so never began. Such a
     * one leaves alone the row of another run, which began and has yet to answer; also where it had
     * begun itself, before its transaction was rolled back. A row without a run is of a {@link
     * KeyWithEffect}, which says that it is its own only after the commit.
     *
     * @return false where another run was quicker: what it answers is the first answer
     */
    Uni<Boolean> keep(IdempotentRequest request, KeptAnswer answer) {
        return pool.preparedQuery(
                        """
                        insert into idempotency_key as known
                            (partner_id, operation, key, fingerprint, running_until, created_at,
                             status, location, etag, content_type, body)
                        values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)
                        on conflict (partner_id, operation, key) do update
                            set status = excluded.status, location = excluded.location, etag = excluded.etag,
                                content_type = excluded.content_type, body = excluded.body
                            where known.status is null and cast($11 as boolean)
                                  and (known.run is null or known.run = cast($12 as uuid))
                        """)
                .execute(
                        Tuple.wrap(
                                java.util.Arrays.<@Nullable Object>asList(
                                        request.partnerId(),
                                        request.operation(),
                                        request.key(),
                                        request.fingerprint(),
                                        request.receivedAt().atOffset(ZoneOffset.UTC),
                                        answer.status(),
                                        answer.location(),
                                        answer.etag(),
                                        answer.contentType(),
                                        answer.body(),
                                        request.isMine().get(),
                                        request.run())))
                .map(rows -> rows.rowCount() == 1);
    }

    @Scheduled(
            every = "1h",
            delayed = "5m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> forgetOld() {
        return Purge.run(pool, OLD, clock.instant().minus(KEPT_FOR));
    }

    private static Optional<Known> first(RowSet<Row> rows) {
        for (Row row : rows) {
            Integer status = row.getInteger("status");
            KeptAnswer answer =
                    status == null
                            ? null
                            : new KeptAnswer(
                                    status,
                                    row.getString("location"),
                                    row.getString("etag"),
                                    row.getString("content_type"),
                                    row.getString("body"));
            return Optional.of(
                    new Known(
                            row.getString("fingerprint"),
                            row.getUUID("resource_id"),
                            row.getOffsetDateTime("running_until").toInstant(),
                            answer));
        }
        return Optional.empty();
    }
}
