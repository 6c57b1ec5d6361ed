package io.seatflow.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutagesTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "28P01", "53300", "57P01", "58030", "25006", "25P03"})
    void aServerInTroubleIsAway(String state) {
        assertThat(Outages.isOutage(said(state))).isTrue();
    }

    /** An event that violates a constraint is poison: waiting for the database would never end. */
    @ParameterizedTest
    @ValueSource(strings = {"23505", "23514", "22021", "42703", "40001", "57014"})
    void whatTheServerRefusesIsNoOutage(String state) {
        assertThat(Outages.isOutage(said(state))).isFalse();
        assertThat(Outages.isOutage(new IllegalStateException(said(state)))).isFalse();
    }

    @Test
    void aLostConnectionIsAnOutage() {
        assertThat(Outages.isOutage(new IOException("reset"))).isTrue();
        assertThat(Outages.isOutage(new ConnectException("refused"))).isTrue();
        assertThat(Outages.isOutage(new VertxException("Connection was closed", true))).isTrue();
        assertThat(Outages.isOutage(ClosedConnectionException.INSTANCE)).isTrue();
        assertThat(Outages.isOutage(new NoStackTraceThrowable("Timeout"))).isTrue();
    }

    /** Jackson's failures are I/O exceptions, and yet no wait would ever cure one. */
    @Test
    void aPayloadThatCannotBeReadIsNoOutage() {
        assertThat(Outages.isOutage(unreadable())).isFalse();
        assertThat(Outages.isOutage(new IllegalArgumentException(unreadable()))).isFalse();
    }

    @Test
    void aParameterThatTheClientRefusesIsNoOutage() {
        var refused =
                new NoStackTraceThrowable(
                        "Parameter at position[0] with value = [Timeout] can not be coerced.");
        assertThat(Outages.isOutage(refused)).isFalse();
        assertThat(Outages.isOutage(new VertxException("ignored", true))).isFalse();
    }

    private static JsonProcessingException unreadable() {
        return new JsonParseException(null, "no JSON");
    }

    private static PgException said(String state) {
        return new PgException("no", "ERROR", state, null);
    }
}
