package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every caller may rely on, whichever service answers. */
@ExtendWith(RunningSuite.class)
class A3ContractTest {

    @Test
    void aWrongTokenIsRefused(House house) {
        String path = "/v1/partners/" + java.util.UUID.randomUUID() + "/seats";

        assertThat(house.nobody().get(path).expect(401).string("/type"))
                .isEqualTo("/problems/unauthorized");
        assertThat(house.nobody().with("nonsense").get(path).status()).isEqualTo(401);
    }

    @Test
    void anotherPartnersAccountDoesNotExist(House house) {
        TestPartner mine = house.partner();
        TestPartner other = house.partner();
        for (String rest :
                new String[] {"", "/seats", "/plan", "/clients", "/invoices", "/seat-changes"}) {
            assertThat(mine.admin().get(other.path(rest)).status()).as(rest).isEqualTo(404);
        }
        mine.admin()
                .post(other.path("/clients"), Map.of("name", "x", "status", "ACTIVE", "seats", 1))
                .expect(404);
        assertThat(other.seats().at("/allocated").asInt()).isZero();
    }

    @Test
    void whatARoleDoesNotAllowIsForbidden(House house) {
        TestPartner partner = house.partner();

        partner.admin().post("/v1/partners", Map.of()).expect(403);
        partner.admin().post("/sandbox/clock", Map.of("advance", "P1D")).expect(403);
    }

    @Test
    void everyBadFieldIsNamed(House house) {
        TestPartner partner = house.partner();

        Answer refused =
                partner.admin()
                        .post(partner.path("/seat-changes"), "{\"seats\":0,\"foo\":1}")
                        .expect(400);

        assertThat(refused.string("/type")).isEqualTo("/problems/invalid-request");
        assertThat(
                        refused.json()
                                .at("/errors")
                                .valueStream()
                                .map(error -> error.at("/pointer").asText()))
                .contains("/seats", "/foo", "/action");
    }

    @Test
    void theSameKeyHasOneEffect(House house) throws Exception {
        TestPartner partner = house.partner();
        Callable<Answer> request =
                () ->
                        partner.admin()
                                .post(
                                        partner.path("/clients"),
                                        "one-key",
                                        Map.of("name", "Globex", "status", "ACTIVE", "seats", 5));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(java.util.Collections.nCopies(20, request))) {
                assertThat(answer.get().status()).isIn(201, 409);
            }
        }
        Answer again = request.call().expect(201);

        assertThat(again.headers()).containsKey("idempotency-replayed");
        assertThat(partner.seats().at("/allocated").asInt()).isEqualTo(5);
        assertThat(partner.admin().get(partner.path("/clients")).json().at("/items")).hasSize(1);
    }

    @Test
    void oneHundredConfirmationsChargeOnce(House house) throws Exception {
        TestPartner partner = house.partner();
        String change = partner.createClient("Globex", 105).expect(202).string("/seatChange/id");
        Callable<Answer> confirm = () -> partner.confirm(change);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(java.util.Collections.nCopies(100, confirm))) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
        assertThat(partner.invoices("PRORATION")).hasSize(1);
        JsonNode payments = partner.invoices("PRORATION").getFirst().at("/payments");
        assertThat(payments).hasSize(1);
        assertThat(house.transactions(payments.at("/0/id").asText())).isEqualTo(1);
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(105);
    }

    @Test
    void theSuiteDescribesItself(House house) {
        JsonNode paths = house.nobody().get("/openapi?format=json").expect(200).json().at("/paths");
        assertThat(paths.has("/v1/partners")).isTrue();
        assertThat(paths.has("/v1/partners/{partnerId}/seat-changes")).isTrue();
        assertThat(paths.has("/v1/partners/{partnerId}/plan")).isTrue();
        assertThat(house.nobody().get("/docs/").status()).isIn(200, 302);
        assertThat(house.nobody().get("/health").status()).isEqualTo(200);
        assertThat(house.nobody().get("/problems/insufficient-seats").expect(200).text())
                .contains("not enough seats");
    }
}
