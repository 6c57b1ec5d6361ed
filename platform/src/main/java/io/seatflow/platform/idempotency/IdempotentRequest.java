package io.seatflow.platform.idempotency;

import io.seatflow.platform.database.Tx;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request as its Idempotency-Key names it. The command's transaction {@linkplain #begin begins}
 * it, so that the key and the effect are kept together or not at all.
 *
 * @param partnerId the partner in whose account it is; the nil id for an operator's
 * @param operation method and path
 * @param fingerprint of the body and the caller
 * @param receivedAt by the system's clock
 * @param answerWithin how long it may run before its key counts as abandoned
 * @param begunResourceId what an earlier run of the same request made before it was cut off; null
 *     for a first run
 * @param run names this run of the request, beside others with the same key
 * @param isMine whether the key's row is this run's to answer: it made the row, or took it over
 * @param isAnswered whether the answer is kept already, or is one that was kept before
 */
public record IdempotentRequest(
        UUID partnerId,
        String operation,
        String key,
        String fingerprint,
        Instant receivedAt,
        Duration answerWithin,
        @Nullable UUID begunResourceId,
        UUID run,
        AtomicBoolean isMine,
        AtomicBoolean isAnswered) {

    /** The path of the operation. */
    public String path() {
        return operation.substring(operation.indexOf(' ') + 1);
    }

    /**
     * Claims the key for an effect on {@code resourceId}, in the transaction of that effect. To be
     * called before anything is changed in it.
     *
     * @return fails with {@link AlreadyBegun} where an earlier run had its effect but not its
     *     answer: answer from that resource then; and with {@code request-in-progress} where the
     *     same request runs at this moment
     */
    public Uni<Void> begin(Tx tx, UUID resourceId) {
        if (begunResourceId != null) {
            return Uni.createFrom().failure(new AlreadyBegun(begunResourceId));
        }
        return tx.execute(
                        """
                        insert into idempotency_key
                            (partner_id, operation, key, fingerprint, resource_id, running_until, created_at, run)
                        values ($1, $2, $3, $4, $5, $6, $7, $8)
                        on conflict do nothing
                        """,
                        partnerId,
                        operation,
                        key,
                        fingerprint,
                        resourceId,
                        receivedAt.plus(answerWithin).atOffset(ZoneOffset.UTC),
                        receivedAt.atOffset(ZoneOffset.UTC),
                        run)
                .invoke(this::requireInserted)
                .replaceWithVoid();
    }

    private void requireInserted(int rows) {
        if (rows == 0) {
            throw inProgress();
        }
        isMine.set(true);
    }

    /** The refusal while the first request with the same key runs. */
    public static Problem inProgress() {
        return new Problem(
                ProblemType.REQUEST_IN_PROGRESS,
                "The first request with this Idempotency-Key has not been answered yet.");
    }

    /** The refusal of a key that came with another request before. */
    static Problem reused() {
        return new Problem(
                ProblemType.IDEMPOTENCY_KEY_REUSED,
                "This Idempotency-Key came with another request before.");
    }
}
