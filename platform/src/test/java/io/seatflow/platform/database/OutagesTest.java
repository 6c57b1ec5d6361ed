package io.seatflow.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutagesTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53300", "57P01", "58030", "25006"})
    void aServerInTroubleIsAway(String state) {
        assertThat(Outages.isOutage(said(state))).isTrue();
    }

    /** An event that violates a constraint is poison: waiting for the database would never end. */
    @ParameterizedTest
    @ValueSource(strings = {"23505", "23514", "22021", "42703", "40001"})
    void whatTheServerRefusesIsNoOutage(String state) {
        assertThat(Outages.isOutage(said(state))).isFalse();
        assertThat(Outages.isOutage(new IllegalStateException(said(state)))).isFalse();
    }

    @Test
    void aLostConnectionIsAnOutage() {
        assertThat(Outages.isOutage(new IOException("reset"))).isTrue();
        assertThat(Outages.isOutage(new VertxException("closed", true))).isTrue();
    }

    private static PgException said(String state) {
        return new PgException("no", "ERROR", state, null);
    }
}
