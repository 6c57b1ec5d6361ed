package io.seatflow.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.proof.ProofProfile;
import io.seatflow.platform.testing.Servers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Two runs of one request, each of which may have begun it. */
@QuarkusTest
@TestProfile(ProofProfile.class)
@WithTestResource(Servers.class)
class IdempotencyKeysTest {

    private static final KeptAnswer REFUSAL = new KeptAnswer(409, null, null, null, "refused");
    private static final KeptAnswer SUCCESS = new KeptAnswer(201, null, null, null, "made");

    @Inject IdempotencyKeys keys;
    @Inject PgTransactions transactions;

    private final UUID partner = UUID.randomUUID();
    private final UUID resource = UUID.randomUUID();

    @Test
    void aRefusalIsNotWrittenOnTheEffectOfAnotherRun() {
        IdempotentRequest refused = run();
        IdempotentRequest successful = run();
        // Both were about the same resource; one was rolled back, and so the other could begin.
        refused.isMine().set(true);
        await(transactions.run(tx -> successful.begin(tx, resource)));

        assertThat(await(keys.keep(refused, REFUSAL))).isFalse();
        assertThat(await(keys.keep(successful, SUCCESS))).isTrue();

        assertThat(await(keys.find(refused)).orElseThrow().answer())
                .extracting(answer -> answer == null ? null : answer.body())
                .isEqualTo("made");
    }

    private IdempotentRequest run() {
        return new IdempotentRequest(
                partner,
                "POST /v1/notes",
                "key",
                "same",
                Instant.EPOCH,
                Duration.ofSeconds(1),
                null,
                UUID.randomUUID(),
                new AtomicBoolean(),
                new AtomicBoolean());
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(30));
    }
}
