package io.seatflow.platform.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.seatflow.platform.proof.ProofProfile;
import io.seatflow.platform.testing.Servers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ProofProfile.class)
@WithTestResource(Servers.class)
class DeadLettersTest {

    @Inject DeadLetters letters;

    private final UUID partner = UUID.randomUUID();

    @Test
    void anEventWaitsOnlyWhileThereIsOneToWaitFor() {
        RawEvent dead = event(1);
        RawEvent behind = event(2);
        await(letters.bury(dead, "a reason with a\0 in it"));
        assertThat(await(letters.hold(behind))).isTrue();

        await(letters.forget(dead));
        await(letters.forget(behind));

        // As when an operator has replayed the last one since it was seen that something waits.
        assertThat(await(letters.hold(event(3)))).isFalse();
        assertThat(await(letters.first(partner, "seatflow.seats"))).isEmpty();
    }

    private RawEvent event(long sequence) {
        return new RawEvent(
                UUID.randomUUID(),
                "seatflow.seats",
                "/seat-service",
                "seatflow.seat.SeatLedgerOpened.v1",
                partner,
                sequence,
                Instant.EPOCH,
                null,
                null,
                null,
                "{}");
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(30));
    }
}
