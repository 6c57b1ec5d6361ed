package io.seatflow.seat.change.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.testing.Servers;
import io.seatflow.seat.change.rest.LaneNeighbours.Held;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Somebody holds a partner's rows for longer than anybody wants to wait. */
@QuarkusTest
@WithTestResource(Servers.class)
class HeldPartnerTest {

    @Inject Pool pool;

    private static LaneNeighbours neighbours;

    @BeforeAll
    static void joinTheTopics() {
        neighbours = new LaneNeighbours();
    }

    @AfterAll
    static void leaveTheTopics() throws InterruptedException {
        neighbours.leave();
    }

    @Test
    void whoseRowsAreHeldIsToldInTimeAndItsNeighboursAreServedMeanwhile() {
        var stuck = neighbours.welcome();
        var other = neighbours.welcomeNeighbourOf(stuck);
        var key = UUID.randomUUID();
        var held = Held.rowOf(stuck, pool);
        var waits = stuck.begin(1, key);
        Held.awaitSomebodyWaiting(pool);

        var served = 0;
        while (!waits.isDone()) {
            assertThat(other.allocate(1, UUID.randomUUID()).statusCode()).isIn(201, 409);
            served++;
        }

        assertThat(served).isGreaterThan(10);
        assertThat(waits.join().statusCode()).isEqualTo(503);
        assertThat(waits.join().header("Retry-After")).isEqualTo("1");
        assertThat(waits.join().jsonPath().getString("type")).isEqualTo("/problems/unavailable");
        // It is still held up: whoever comes now costs its neighbours no round either.
        var again = stuck.begin(1, key);
        held.close();
        assertThat(again.join().statusCode()).isEqualTo(201);
        assertThat(LaneNeighbours.allocated(stuck, pool)).isOne();
    }

    /** Forty and seventy are more than there are: whoever came first has got them. */
    @Test
    void whoIsHeldUpKeepsTheOrder() {
        var stuck = neighbours.welcome();
        var held = Held.rowOf(stuck, pool);
        var first = stuck.begin(40, UUID.randomUUID());
        Held.awaitSomebodyWaiting(pool);
        var second = stuck.begin(70, UUID.randomUUID());
        neighbours.welcomeNeighbourOf(stuck);

        held.close();

        assertThat(first.join().statusCode()).isEqualTo(201);
        assertThat(second.join().statusCode()).isEqualTo(409);
    }
}
