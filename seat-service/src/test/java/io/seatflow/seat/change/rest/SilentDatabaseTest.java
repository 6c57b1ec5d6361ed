package io.seatflow.seat.change.rest;

import static io.seatflow.seat.change.rest.LaneNeighbours.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.seatflow.platform.testing.Servers;
import io.seatflow.seat.change.rest.LaneNeighbours.Held;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A round hangs for much longer than callers should wait: they are told before it is given up. */
@QuarkusTest
@TestProfile(SilentDatabaseTest.Patient.class)
@WithTestResource(Servers.class)
class SilentDatabaseTest {

    @Inject Pool pool;

    private static LaneNeighbours neighbours;

    /** Neither PostgreSQL nor the lane ends a round that hangs. */
    public static class Patient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("seatflow.seat.round-max", "90s", "seatflow.seat.lock-max", "90s");
        }
    }

    @BeforeAll
    static void joinTheTopics() {
        neighbours = new LaneNeighbours();
    }

    @AfterAll
    static void leaveTheTopics() throws InterruptedException {
        neighbours.leave();
    }

    @Test
    void whoeverWaitsForASilentDatabaseIsToldInTime() {
        var stuck = neighbours.welcome();
        var other = neighbours.welcomeNeighbourOf(stuck);
        var key = UUID.randomUUID();
        var othersKey = UUID.randomUUID();
        var held = Held.rowOf(stuck, pool);
        var begun = System.nanoTime();
        var waits = stuck.begin(1, key);
        Held.awaitSomebodyWaiting(pool);

        var othersAnswer = other.allocate(1, othersKey);

        assertThat(othersAnswer.statusCode()).isEqualTo(503);
        assertThat(othersAnswer.header("Retry-After")).isEqualTo("1");
        // Whoever is in the round as well, though nobody knows what comes of that.
        assertThat(waits.join().statusCode()).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(30));
        held.close();
        await().atMost(PATIENCE).until(() -> stuck.allocate(1, key).statusCode() == 201);
        await().atMost(PATIENCE).until(() -> other.allocate(1, othersKey).statusCode() == 201);
        assertThat(LaneNeighbours.allocated(stuck, pool)).isOne();
        assertThat(LaneNeighbours.allocated(other, pool)).isOne();
    }
}
