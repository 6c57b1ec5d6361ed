package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import io.seatflow.local.mail.MailFolder;
import io.seatflow.local.mail.ReceivedMail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is told what, in the portal and by e-mail, when a client asks for more than is available. */
@ExtendWith(RunningSuite.class)
class A9NotificationsTest {

    private static final String PASSWORD = "seatflow";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String clientAdmin = "boss-" + UUID.randomUUID() + "@client.test";

    @Test
    void aClientsRequestIsToldWithAmountsToThePartnerAndWithoutToTheClient(House house) {
        TestPartner partner = house.partner();
        String partnerAdmin =
                audited(partner, "?subject=USER&action=CREATED").at("/0/after/email").asText();
        String client = createGlobex(partner);
        Client boss = signIn(house);

        Answer asked =
                boss.post(
                                partner.path("/seat-changes"),
                                Map.of("action", "ALLOCATE", "clientId", client, "seats", 15))
                        .expect(202);
        assertThat(asked.text()).doesNotContain("amount");
        String change = asked.string("/id");

        String charge =
                partner.admin()
                        .get(partner.path("/seat-changes/" + change))
                        .expect(200)
                        .string("/quote/proratedCharge/amount");
        assertThat(charge).matches("\\d+\\.\\d\\d");
        JsonNode priced = awaited(partner, partner.admin(), change, "AWAITING_CONFIRMATION");
        assertThat(priced.at("/amounts/proratedCharge/amount").asText()).isEqualTo(charge);
        assertThat(priced.at("/readAt").isNull()).isTrue();
        JsonNode plain = awaited(partner, boss, change, "AWAITING_CONFIRMATION");
        assertThat(plain.toString()).doesNotContain("amount", charge, "USD");
        assertThat(notifications(partner, boss).number("/unread")).isEqualTo(1);

        ReceivedMail toPartner = mail(house, partnerAdmin, "wait for your confirmation");
        assertThat(toPartner.text()).contains("USD " + charge, clientAdmin);
        assertThat(toPartner.html()).contains("USD " + charge);
        ReceivedMail toClient = mail(house, clientAdmin, "wait for a confirmation");
        assertThat(toClient.text() + toClient.html() + toClient.subject())
                .doesNotContain(charge, "USD");

        partner.confirm(change).expect(200);
        JsonNode confirmed = awaited(partner, boss, change, "CONFIRMED");
        assertThat(confirmed.at("/title").asText()).contains(partnerAdmin, "5 more seats");
        awaited(partner, partner.admin(), change, "CLIENT_GREW_PLAN");
        assertThat(mail(house, clientAdmin, "confirmed 5 more seats").text())
                .contains(partnerAdmin);
        assertThat(notifications(partner, boss).text()).doesNotContain("amount", charge);

        JsonNode log = audited(partner, "?subject=SEAT_CHANGE&subjectId=" + change);
        assertThat(log.valueStream().map(entry -> entry.at("/action").asText()))
                .containsExactly("COMPLETED", "CONFIRMED", "REQUESTED");
        assertThat(log.valueStream().map(entry -> entry.at("/actor").asText()))
                .containsExactly(clientAdmin, partnerAdmin, clientAdmin);
        assertThat(log.toString()).doesNotContain("amount", charge);
        Answer ofClient = boss.get(partner.path("/audit-log")).expect(200);
        assertThat(ofClient.json().at("/items").valueStream())
                .isNotEmpty()
                .allMatch(entry -> entry.at("/clientId").asText().equals(client));
    }

    private String createGlobex(TestPartner partner) {
        return partner.admin()
                .post(
                        partner.path("/clients"),
                        Map.of(
                                "name",
                                "Globex",
                                "status",
                                "ACTIVE",
                                "seats",
                                90,
                                "admin",
                                Map.of(
                                        "email", clientAdmin,
                                        "name", "Boss",
                                        "password", PASSWORD)))
                .expect(201)
                .string("/id");
    }

    /** A sign-in comes a moment after its user. */
    private Client signIn(House house) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> house.nobody().signIn(house.issuer(), clientAdmin, PASSWORD),
                        signedIn -> true);
    }

    private static JsonNode awaited(
            TestPartner partner, Client reader, String change, String kind) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () ->
                                notifications(partner, reader)
                                        .json()
                                        .at("/items")
                                        .valueStream()
                                        .filter(item ->
                                                item.at("/kind").asText().equals(kind)
                                                        && item.at("/subject/id")
                                                                .asText()
                                                                .equals(change))
                                        .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    private static Answer notifications(TestPartner partner, Client reader) {
        return reader.get(partner.path("/notifications")).expect(200);
    }

    private static ReceivedMail mail(House house, String to, String about) {
        var folder = MailFolder.in(house.suite().mails());
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () ->
                                folder.mails().stream()
                                        .filter(mail ->
                                                mail.to().equals(to)
                                                        && mail.subject().contains(about))
                                        .toList(),
                        (List<ReceivedMail> found) -> !found.isEmpty())
                .getFirst();
    }

    private static JsonNode audited(TestPartner partner, String query) {
        return partner.admin()
                .get(partner.path("/audit-log" + query))
                .expect(200)
                .json()
                .at("/items");
    }
}
