package io.seatflow.seat.ledger.rest;

import static io.restassured.RestAssured.given;
import static io.seatflow.seat.ledger.postgres.LedgerInSql.BEGINNING;
import static io.seatflow.seat.ledger.postgres.LedgerInSql.clientOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.seat.ledger.postgres.LedgerInSql;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a ledger tells over HTTP: lines, files, figures of the past. */
@QuarkusTest
@WithTestResource(Servers.class)
class LedgerResourceTest {

    private static final int LONG = 60_000;

    private static UUID partner = new UUID(0, 0);

    @BeforeAll
    static void aLongLedger() {
        partner = LedgerInSql.partnerWithTransfers(LONG);
    }

    @Test
    void linesOfOneClientComeNewestFirst() {
        var query = "clientId=" + clientOf(2) + "&limit=3";
        var second =
                ledger(query)
                        .statusCode(200)
                        .body("items.seq", equalTo(List.of(59_983, 59_982, 59_963)))
                        .body("items[0].clientId", equalTo(clientOf(2).toString()))
                        .body("nextCursor", notNullValue())
                        .extract()
                        .<String>path("nextCursor");
        ledger(query + "&cursor=" + second)
                .body("items.seq", equalTo(List.of(59_962, 59_943, 59_942)));
    }

    @Test
    void linesOfAReasonAndOfATimeComeAlone() {
        ledger("reason=plan_started")
                .body("items.seq", equalTo(List.of(1)))
                .body("nextCursor", nullValue());

        ledger("from=%s&to=%s".formatted(BEGINNING.plusSeconds(99), BEGINNING.plusSeconds(103)))
                .body("items.seq", equalTo(List.of(103, 102, 101, 100)))
                .body("nextCursor", nullValue());
        ledger(
                        "from=%s&to=%s&reason=RETURN&clientId=%s"
                                .formatted(BEGINNING, BEGINNING.plusSeconds(40), clientOf(2)))
                .body("items.seq", equalTo(List.of(23, 3)));
        ledger("to=" + BEGINNING).body("items", hasSize(0)).body("nextCursor", nullValue());
        ledger("from=" + BEGINNING.plusSeconds(LONG)).body("items", hasSize(0));
    }

    /** A change may make many lines, all at its own instant. */
    @Test
    void linesOfOneInstantBelongTogether() {
        var instant = BEGINNING.plusSeconds(50);
        var crowded =
                LedgerInSql.partnerWithTransfers(
                        100,
                        List.of(
                                "update seat_transfer set occurred_at = '%s' where partner_id = :partner and sequence between 41 and 60"
                                        .formatted(instant)));
        for (var each :
                List.of(
                        List.of("asOf=" + instant.minusNanos(1_000), 40),
                        List.of("asOf=" + instant, 60),
                        List.of("asOf=" + instant.plusNanos(999), 60))) {
            as(TestTokens.partnerAdmin(crowded))
                    .get("/v1/partners/" + crowded + "/seats?" + each.getFirst())
                    .then()
                    .body("version", equalTo(each.getLast()));
        }
        var lines = "/v1/partners/" + crowded + "/seats/ledger?limit=200&";
        as(TestTokens.partnerAdmin(crowded))
                .get(lines + "from=" + instant)
                .then()
                .body(
                        "items.seq",
                        equalTo(IntStream.rangeClosed(41, 100).mapToObj(i -> 141 - i).toList()));
        as(TestTokens.partnerAdmin(crowded))
                .get(lines + "to=" + instant)
                .then()
                .body(
                        "items.seq",
                        equalTo(IntStream.rangeClosed(1, 40).mapToObj(i -> 41 - i).toList()));
    }

    @Test
    void everyWrongParameterIsNamed() {
        ledger("clientId=me&reason=GIFT&from=yesterday&to=tomorrow&limit=many&cursor=x&format=xml")
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body(
                        "errors.pointer",
                        containsInAnyOrder(
                                "/clientId",
                                "/reason",
                                "/from",
                                "/to",
                                "/limit",
                                "/cursor",
                                "/format"));
        ledger("limit=201").body("errors.pointer", equalTo(List.of("/limit")));
        ledger("from=%s&to=%s".formatted(BEGINNING, BEGINNING))
                .body("errors.pointer", equalTo(List.of("/to")));
        ledger("format=csv&limit=5&reason=GIFT")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.pointer", containsInAnyOrder("/limit", "/reason"));
    }

    @Test
    void aClientsUsersReadNoLines() {
        var own = clientOf(2);
        for (var query : List.of("", "?format=csv", "?clientId=" + own)) {
            as(TestTokens.clientAdmin(partner, own))
                    .get("/v1/partners/" + partner + "/seats/ledger" + query)
                    .then()
                    .statusCode(403);
            as(TestTokens.partnerAdmin(UUID.randomUUID()))
                    .get("/v1/partners/" + partner + "/seats/ledger" + query)
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void theWholeLedgerIsAFile() throws IOException {
        var answer =
                as(TestTokens.partnerAdmin(partner))
                        .get("/v1/partners/" + partner + "/seats/ledger?format=csv");
        answer.then()
                .statusCode(200)
                .contentType(startsWith("text/csv"))
                .header(
                        "Content-Disposition",
                        startsWith("attachment; filename=\"seat-ledger-" + partner))
                .header("Content-Disposition", endsWith("Z.csv\""));
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(answer.asInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine())
                    .isEqualTo("seq,from,to,clientId,seats,reason,changeId,actor,occurredAt");
            assertThat(lines.readLine())
                    .isEqualTo(
                            "60000,AVAILABLE,CLIENT_FREE,%s,1,ALLOCATE,,admin@acme.test,%s"
                                    .formatted(clientOf(LONG), BEGINNING.plusSeconds(LONG - 1)));
            assertThat(
                            lines.lines()
                                    .mapToInt(line ->
                                            Integer.parseInt(line.substring(0, line.indexOf(',')))))
                    .containsExactlyElementsOf(
                            IntStream.iterate(LONG - 1, seq -> seq - 1)
                                    .limit(LONG - 1)
                                    .boxed()
                                    .toList());
        }
    }

    @Test
    void aFileHoldsWhatWasAskedForByAHeaderToo() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .accept("text/csv")
                .get(
                        "/v1/partners/%s/seats/ledger?to=%s"
                                .formatted(partner, BEGINNING.plusSeconds(1)))
                .then()
                .statusCode(200)
                .body(
                        equalTo(
                                """
                                seq,from,to,clientId,seats,reason,changeId,actor,occurredAt\r
                                1,PLAN,AVAILABLE,,1000,PLAN_STARTED,,admin@acme.test,2025-01-01T00:00:00Z\r
                                """));
        as(TestTokens.partnerAdmin(partner))
                .get("/v1/partners/%s/seats/ledger?format=csv&to=%s".formatted(partner, BEGINNING))
                .then()
                .body(equalTo(LedgerCsv.HEADER));
    }

    @Test
    void thePastIsTheFiguresAfterTheLastLineByThen() {
        seats("?asOf=" + BEGINNING.minusMillis(1)).body("supply", equalTo(0));
        seats("?asOf=" + BEGINNING).body("available", equalTo(1000)).body("version", equalTo(1));
        seats("?asOf=" + BEGINNING.plusMillis(30_001_500))
                .body("supply", equalTo(1000))
                .body("available", equalTo(999))
                .body("allocated", equalTo(1))
                .body("version", equalTo(30_002));
        seats("?asOf=" + BEGINNING.plusSeconds(LONG)).body("version", equalTo(LONG));
    }

    @Test
    void whoHasAVersionDoesNotGetItAgain() {
        for (var path : List.of("seats", "clients/" + clientOf(LONG) + "/seats")) {
            var tag = get(path).statusCode(200).extract().header("ETag");

            with("If-None-Match", tag, path).statusCode(304).header("ETag", tag).body(equalTo(""));
            with("If-None-Match", "\"0\", " + tag, path).statusCode(304);
            with("If-None-Match", "\"0\"", path).statusCode(200);
            with("If-Match", tag, path).statusCode(200);
            with("If-Match", "\"0\"", path)
                    .statusCode(412)
                    .body("type", equalTo("/problems/stale-version"));
        }
    }

    private static ValidatableResponse ledger(String query) {
        return get("seats/ledger?" + query);
    }

    private static ValidatableResponse seats(String query) {
        return get("seats" + query).statusCode(200);
    }

    private static ValidatableResponse get(String path) {
        return as(TestTokens.partnerAdmin(partner))
                .get("/v1/partners/" + partner + "/" + path)
                .then();
    }

    private static ValidatableResponse with(String header, String value, String path) {
        return as(TestTokens.partnerAdmin(partner))
                .header(header, value)
                .get("/v1/partners/" + partner + "/" + path)
                .then();
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token);
    }
}
