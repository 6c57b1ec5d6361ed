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
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As when the database's host is gone without a word: only a lane's own time-out helps. */
@QuarkusTest
@TestProfile(LostRoundTest.Impatient.class)
@WithTestResource(Servers.class)
class LostRoundTest {

    @Inject Pool pool;

    private static LaneNeighbours neighbours;

    /** Rounds are given up much sooner than otherwise, and sooner than PostgreSQL ends them. */
    public static class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("seatflow.seat.round-max", "3s", "seatflow.seat.lock-max", "60s");
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
    void aRoundThatDoesNotEndIsGivenUpAndItsLaneGoesOn() {
        var stuck = neighbours.welcome();
        var other = neighbours.welcomeNeighbourOf(stuck);
        var key = UUID.randomUUID();
        var held = Held.rowOf(stuck, pool);
        var waits = stuck.begin(1, key);
        Held.awaitSomebodyWaiting(pool);

        // One lost round is all that it costs them, however long the row is held.
        for (int i = 0; i < 10; i++) {
            assertThat(other.allocate(1, UUID.randomUUID()).statusCode()).isEqualTo(201);
        }
        assertThat(LaneNeighbours.allocated(stuck, pool)).isZero();

        held.close();
        // Written late or not at all: whoever asks again learns of it, and it is there once.
        assertThat(waits.join().statusCode()).isIn(201, 503);
        await().atMost(PATIENCE).until(() -> stuck.allocate(1, key).statusCode() == 201);
        assertThat(LaneNeighbours.allocated(stuck, pool)).isOne();
        assertThat(LaneNeighbours.allocated(other, pool)).isEqualTo(10);
    }
}
