package io.seatflow.gateway.route.proxy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.seatflow.gateway.testing.Upstream;
import io.seatflow.gateway.testing.Upstreams;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway on the wire, between callers and servers in the services' places. */
@QuarkusTest
@WithTestResource(Upstreams.class)
class ForwardingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final UUID partner = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();
    private final String seats = "/v1/partners/" + partner + "/seats";
    private final String changes = "/v1/partners/" + partner + "/seat-changes";

    private final Upstreams upstreams = Upstreams.running();
    private final Upstream seat = upstreams.get("seat");

    @BeforeEach
    void forget() {
        upstreams.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "account, /clients",
        "seat, /seats",
        "billing, /plan",
        "trial, /trials",
    })
    void aRequestGoesToItsServiceAsItIs(String service, String path) {
        as(TestTokens.partnerAdmin(partner))
                .get("/v1/partners/" + partner + path + "?status=A%20B&q=%C3%A9")
                .then()
                .statusCode(200)
                .body("service", equalTo(service));

        assertThat(upstreams.get(service).last().uri()).endsWith(path + "?status=A%20B&q=%C3%A9");
    }

    /** The service checks their signature. */
    @Test
    void braintreesWebhooksComeInWithoutAToken() {
        given().contentType("application/x-www-form-urlencoded")
                .formParam("bt_payload", "told")
                .post("/webhooks/braintree")
                .then()
                .statusCode(200)
                .body("service", equalTo("billing"));

        assertThat(upstreams.get("billing").last().uri()).isEqualTo("/webhooks/braintree");
    }

    @Test
    void bodyStatusAndHeadersPassBothWays() {
        seat.answers(
                changes,
                request ->
                        request.response()
                                .setStatusCode(202)
                                .putHeader("Location", changes + "/1")
                                .putHeader("ETag", "\"7\"")
                                .putHeader("Content-Type", "application/json")
                                .end("{\"status\":\"QUOTING\"}"));
        String token = TestTokens.partnerAdmin(partner);

        as(token)
                .header("Idempotency-Key", "k")
                .header("Prefer", "wait=3")
                .contentType(ContentType.JSON)
                .body("{\"action\":\"PURCHASE\",\"seats\":5}")
                .post(changes)
                .then()
                .statusCode(202)
                .header("Location", changes + "/1")
                .header("ETag", "\"7\"")
                .header("X-Content-Type-Options", "nosniff")
                .body("status", equalTo("QUOTING"));

        Upstream.Heard heard = seat.last();
        assertThat(heard.body().toString()).isEqualTo("{\"action\":\"PURCHASE\",\"seats\":5}");
        assertThat(heard.headers().get("Authorization")).isEqualTo("Bearer " + token);
        assertThat(heard.headers().get("Idempotency-Key")).isEqualTo("k");
        assertThat(heard.headers().get("Prefer")).isEqualTo("wait=3");
    }

    @Test
    void anAnswerWithoutABodyHasNone() {
        seat.answers(seats, request -> request.response().setStatusCode(204).end());

        as(TestTokens.partnerAdmin(partner)).delete(seats).then().statusCode(204);
        as(TestTokens.partnerAdmin(partner)).head(changes).then().statusCode(200);
    }

    @Test
    void nobodyElseSaysWhereARequestCameFrom() {
        as(TestTokens.partnerAdmin(partner))
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Prefix", "/evil")
                .header("X-Real-IP", "6.6.6.6")
                .header("Forwarded", "for=6.6.6.6")
                .get(seats);

        var headers = seat.last().headers();
        assertThat(headers.getAll("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(headers.getAll("X-Forwarded-Proto")).containsExactly("http");
        assertThat(headers.getAll("X-Forwarded-Host"))
                .containsExactly("127.0.0.1:" + RestAssured.port);
        assertThat(headers.getAll("Forwarded"))
                .containsExactly(
                        "for=127.0.0.1;host=\"127.0.0.1:" + RestAssured.port + "\";proto=http");
        assertThat(headers.contains("X-Forwarded-Prefix")).isFalse();
        assertThat(headers.contains("X-Real-IP")).isFalse();
    }

    @Test
    void whatIsMeantForOneConnectionStaysThere() {
        seat.answers(
                seats,
                request ->
                        request.response()
                                .putHeader("Connection", "X-Inner")
                                .putHeader("X-Inner", "1")
                                .putHeader("Keep-Alive", "timeout=5")
                                .putHeader("Proxy-Authenticate", "Basic")
                                .putHeader("X-Outer", "2")
                                .end());

        as(TestTokens.partnerAdmin(partner))
                .header("TE", "trailers")
                .get(seats)
                .then()
                .statusCode(200)
                .header("X-Inner", nullValue())
                .header("Keep-Alive", nullValue())
                .header("Proxy-Authenticate", nullValue())
                .header("X-Outer", "2");

        assertThat(seat.last().headers().contains("TE")).isFalse();
    }

    @Test
    void aRequestsIdIsKeptOrMadeAndGoesAllTheWay() {
        seat.answers(seats, request -> request.response().putHeader("X-Request-Id", "inner").end());

        as(TestTokens.partnerAdmin(partner))
                .header("X-Request-Id", "mine-1")
                .get(seats)
                .then()
                .header("X-Request-Id", "mine-1");
        assertThat(seat.last().headers().getAll("X-Request-Id")).containsExactly("mine-1");

        String made =
                as(TestTokens.partnerAdmin(partner))
                        .header("X-Request-Id", "x".repeat(101))
                        .get(seats)
                        .header("X-Request-Id");
        assertThat(made).matches("[0-9a-f-]{36}");
        assertThat(seat.last().headers().get("X-Request-Id")).isEqualTo(made);
    }

    @Test
    void aTraceGoesOn() {
        as(TestTokens.partnerAdmin(partner))
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .get(seats);

        assertThat(seat.last().headers().getAll("traceparent"))
                .singleElement()
                .asString()
                .startsWith("00-" + TRACE + "-")
                .doesNotContain("00f067aa0ba902b7");

        as(TestTokens.partnerAdmin(partner)).get(seats);
        assertThat(seat.last().headers().get("traceparent")).matches("00-[0-9a-f]{32}-.*");
    }

    @Test
    void withoutAGoodTokenNothingIsPassedOn() {
        given().get(seats)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("type", equalTo("/problems/unauthorized"), "instance", equalTo(seats));
        as("x.y.z").get(seats).then().statusCode(401).header("X-Request-Id", not(nullValue()));
        String token = TestTokens.partnerAdmin(partner);
        String forged = token.substring(0, token.lastIndexOf('.')) + ".c2lnbmF0dXJl";
        as(token).get(seats).then().statusCode(200);
        as(forged).get(seats).then().statusCode(401);
        given().get("/v1/nothing").then().statusCode(401);
        given().contentType(ContentType.JSON).body("{}").post(changes).then().statusCode(401);

        assertThat(seat.heard()).hasSize(1);
    }

    @Test
    void whatIsNotOnesOwnDoesNotExist() {
        String other = "/v1/partners/" + UUID.randomUUID();
        String own = "/v1/partners/" + partner + "/clients/";

        as(TestTokens.partnerAdmin(partner)).get(other + "/seats").then().statusCode(404);
        as(TestTokens.partnerAdmin(partner))
                .get(other)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("There is no such partner."));
        as(TestTokens.clientAdmin(partner, client))
                .get(own + UUID.randomUUID() + "/seats")
                .then()
                .statusCode(404)
                .body("detail", equalTo("There is no such client."));
        assertThat(seat.heard()).isEmpty();

        as(TestTokens.clientAdmin(partner, client))
                .get(own + client + "/seats")
                .then()
                .statusCode(200);
        as(TestTokens.operator()).get(other + "/seats").then().statusCode(200);
        as(TestTokens.integration(partner, "seats:read")).get(seats).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/nothing",
                "/v1/partners/no-id/seats",
                "/nothing",
                "/internal/clock"
            })
    void anUnknownAddressIsAProblem(String path) {
        as(TestTokens.operator())
                .get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/not-found"));
    }

    @Test
    void aServiceThatIsDownIsUnavailableAndComesBack() {
        seat.stop();

        as(TestTokens.partnerAdmin(partner))
                .contentType(ContentType.JSON)
                .body("{\"seats\":1}")
                .post(changes)
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("\\d+"))
                .body(
                        "type",
                        equalTo("/problems/unavailable"),
                        "detail",
                        containsString("seat-service"));

        seat.start();
        as(TestTokens.partnerAdmin(partner)).get(seats).then().statusCode(200);
    }

    @Test
    void aServiceThatIsTooSlowIsUnavailable() {
        seat.answers(seats, _ -> {});

        as(TestTokens.partnerAdmin(partner))
                .get(seats)
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("type", equalTo("/problems/unavailable"));
    }

    @Test
    void aServiceThatHangsUpIsUnavailable() {
        seat.answers(seats, request -> request.connection().close());

        as(TestTokens.partnerAdmin(partner)).get(seats).then().statusCode(503);
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() throws IOException {
        seat.answers(
                seats,
                request -> {
                    request.response().putHeader("Content-Length", "100");
                    request.response()
                            .write("{\"half\":")
                            .onSuccess(_ -> request.connection().close());
                });

        String answer = raw("GET " + seats + " HTTP/1.1\r\n" + authority() + "\r\n", new byte[0]);

        assertThat(answer).containsIgnoringCase("Content-Length: 100").endsWith("{\"half\":");
    }

    @Test
    void anAnswerThatDoesNotSayItsLengthPasses() throws IOException {
        seat.answers(
                seats,
                request -> {
                    request.response().setChunked(true).write("one, ");
                    request.response().end("two");
                });

        as(TestTokens.partnerAdmin(partner)).get(seats).then().body(equalTo("one, two"));
        String old = raw("GET " + seats + " HTTP/1.0\r\n" + authority() + "\r\n", new byte[0]);
        assertThat(old).startsWith("HTTP/1.0 200").doesNotContain("chunked").endsWith("one, two");
    }

    @Test
    void aLargeAnswerPasses() {
        String large = "x".repeat(300_000);
        seat.answers(seats, request -> request.response().end(large));

        as(TestTokens.partnerAdmin(partner))
                .get(seats)
                .then()
                .header("Content-Length", "300000")
                .body(equalTo(large));
    }

    @Test
    void aLargeBodyIsRefusedBeforeAnyServiceSeesIt() {
        as(TestTokens.partnerAdmin(partner))
                .contentType(ContentType.JSON)
                .body("x".repeat(1024 * 1024 + 1))
                .post(changes)
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/payload-too-large"));
        as(TestTokens.partnerAdmin(partner))
                .contentType(ContentType.JSON)
                .body("x".repeat(1024 * 1024))
                .post(changes)
                .then()
                .statusCode(200);

        assertThat(seat.heard()).hasSize(1);
        assertThat(seat.last().body().length()).isEqualTo(1024 * 1024);
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIsCutOffWhenItIsTooLarge() throws IOException {
        byte[] body = new byte[2 * 1024 * 1024];
        String answer =
                raw(
                        "POST "
                                + changes
                                + " HTTP/1.1\r\n"
                                + authority()
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(body.length)
                                + "\r\n",
                        body);

        assertThat(answer).startsWith("HTTP/1.1 413").contains("payload-too-large");
        assertThat(seat.heard()).isEmpty();
    }

    @Test
    void aSmallBodyThatDoesNotSayItsLengthPasses() throws IOException {
        raw(
                "POST "
                        + changes
                        + " HTTP/1.1\r\n"
                        + authority()
                        + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                new byte[0]);

        assertThat(seat.last().body().toString()).isEqualTo("abc");
    }

    @Test
    void whoeverHangsUpAfterAskingCutsNothingInHalf() throws IOException {
        var received = new CompletableFuture<HttpServerRequest>();
        var cut = new AtomicBoolean();
        seat.answers(
                changes,
                request -> {
                    request.connection().closeHandler(_ -> cut.set(true));
                    received.complete(request);
                });
        try (Socket caller = new Socket("localhost", RestAssured.port)) {
            send(
                    caller,
                    "POST "
                            + changes
                            + " HTTP/1.1\r\n"
                            + authority()
                            + "Content-Length: 3\r\n\r\nabc");
            received.join();
        }
        // By the time that these are answered the gateway has long seen the caller go.
        for (int i = 0; i < 20; i++) {
            as(TestTokens.partnerAdmin(partner)).get(seats).then().statusCode(200);
        }

        assertThat(cut).isFalse();
        var ended = received.join().response().end("{}");
        await().until(ended::isComplete);
        assertThat(ended.succeeded()).isTrue();
    }

    @Test
    void whoeverHangsUpInTheMiddleOfARequestHasNotAsked() throws IOException {
        List<String> before = new CopyOnWriteArrayList<>();
        seat.answers(changes, request -> before.add(request.uri()));
        try (Socket caller = new Socket("localhost", RestAssured.port)) {
            send(
                    caller,
                    "POST "
                            + changes
                            + " HTTP/1.1\r\n"
                            + authority()
                            + "Content-Length: 100\r\n\r\nabc");
        }

        as(TestTokens.partnerAdmin(partner)).get(seats).then().statusCode(200);
        assertThat(before).isEmpty();
    }

    private String authority() {
        return "Host: localhost\r\nAuthorization: Bearer "
                + TestTokens.partnerAdmin(partner)
                + "\r\n";
    }

    /** Sends as much as is taken, and reads until the other side hangs up. */
    private static String raw(String head, byte[] body) throws IOException {
        try (Socket caller = new Socket("localhost", RestAssured.port)) {
            caller.setSoTimeout(10_000);
            send(caller, head);
            try {
                caller.getOutputStream().write(body);
            } catch (IOException e) {
                // The gateway need not read what it refuses.
            }
            return read(caller.getInputStream());
        }
    }

    private static String read(InputStream input) throws IOException {
        var read = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
                read.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (java.net.SocketException e) {
            // Reset, because bytes were left unread: what was read before counts.
        }
        return read.toString();
    }

    private static void send(Socket caller, String text) throws IOException {
        OutputStream out = caller.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static RequestSpecification as(String token) {
        return given().urlEncodingEnabled(false).header("Authorization", "Bearer " + token);
    }
}
