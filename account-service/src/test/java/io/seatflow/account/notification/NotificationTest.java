package io.seatflow.account.notification;

import static io.restassured.RestAssured.given;
import static io.seatflow.account.World.change;
import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.seatflow.account.Neighbours;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.local.mail.MailFolder;
import io.seatflow.local.mail.ReceivedMail;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.BillingEvent.CardExpired;
import io.seatflow.platform.event.BillingEvent.CardExpiring;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.event.TrialEvent.TrialExpiring;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of an event, to whom, in the portal and by a real mail server. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
@WithTestResource(MailServers.class)
class NotificationTest {

    @Inject World world;
    @Inject Neighbours neighbours;
    @Inject Pool pool;

    @ConfigProperty(name = "seatflow.test.mails", defaultValue = "nowhere")
    String folder = "";

    private UUID partner = new UUID(0, 0);

    /** Addresses of their own, since the mail server keeps what other tests were sent. */
    private String mailsOf = "";

    @BeforeEach
    void aPartner() {
        partner = world.partner();
        mailsOf = "-" + partner + "@acme.test";
        // What its first invoice brought.
        run("delete from notification where partner_id = '%s'".formatted(partner));
        run(
                "update account_user set email = 'admin%s' where partner_id = '%s'"
                        .formatted(mailsOf, partner));
    }

    @AfterEach
    void mailsAreTaken() {
        mails().open();
    }

    @Test
    void aRequestOfAClientBeyondWhatIsAvailableIsToldWithAmountsToThePartnerAlone() {
        ClientCreated client = clientWithSeats();
        user(client.clientId(), "boss", "ADMIN");
        user(client.clientId(), "staff", "MEMBER");
        user(null, "helper", "MEMBER");
        neighbours.tell(partner, new SeatChangeAwaitingConfirmation(asked(client, null)));

        awaited("admin", null)
                .body("unread", equalTo(1))
                .body("items[0].kind", equalTo("AWAITING_CONFIRMATION"))
                .body(
                        "items[0].title",
                        equalTo("5 more seats wait for your confirmation for Globex"))
                .body("items[0].subject.type", equalTo("SEAT_CHANGE"))
                .body("items[0].subject.id", equalTo(client.seatChangeId() + ""))
                .body("items[0].amounts.proratedCharge.amount", equalTo("66.67"))
                .body("items[0].readAt", nullValue());
        awaited("boss", client.clientId())
                .body("unread", equalTo(1))
                .body("items[0].kind", equalTo("AWAITING_CONFIRMATION"))
                .body(not(containsString("amount")))
                .body(not(containsString("66.67")));
        list("staff", client.clientId()).body("items.size()", equalTo(0));
        list("helper", null).body("items.size()", equalTo(0));

        ReceivedMail priced = mail("admin");
        assertThat(priced.subject()).contains("5 more seats wait for your confirmation");
        assertThat(priced.text()).contains("USD 66.67", "USD 2349.00", "boss" + mailsOf);
        assertThat(priced.html()).contains("USD 66.67", "<h");
        ReceivedMail plain = mail("boss");
        assertThat(plain.text() + plain.html() + plain.subject())
                .contains("5 seats are needed")
                .doesNotContain("USD", "66.67", "2349");
        assertThat(mailsTo("staff")).isEmpty();
        assertThat(mailsTo("helper")).isEmpty();
    }

    @Test
    void whoConfirmedIsToldOnceToTheOthers() {
        ClientCreated client = clientWithSeats();
        user(client.clientId(), "boss", "ADMIN");
        user(null, "second", "ADMIN");
        UUID changeId = Objects.requireNonNull(client.seatChangeId());
        for (int attempt = 1; attempt <= 2; attempt++) {
            neighbours.tell(
                    partner,
                    new SeatPurchaseConfirmed(
                            changeId,
                            "ALLOCATE",
                            client.clientId(),
                            15,
                            5,
                            new UUID(7, 7),
                            attempt,
                            Instant.parse("2026-11-16T12:00:00Z"),
                            "admin" + mailsOf));
        }
        neighbours.tell(partner, new SeatChangeCompleted(change(client, "COMPLETED", 5, null)));

        awaitedKind("boss", client.clientId(), "PLAN_UPDATED")
                .body("items.kind", contains("PLAN_UPDATED", "CONFIRMED"))
                .body(
                        "items[1].title",
                        equalTo("admin%s confirmed 5 more seats for Globex".formatted(mailsOf)))
                .body(not(containsString("amount")));
        list("second", null)
                .body("items.kind", contains("PLAN_UPDATED", "CONFIRMED"))
                .body("items[0].amounts.proratedCharge.amount", equalTo("66.67"));
        list("admin", null).body("items.kind", contains("PLAN_UPDATED"));
    }

    @Test
    void aClientThatMadeThePlanGrowIsNamed() {
        ClientCreated client = clientWithSeats();
        user(client.clientId(), "boss", "ADMIN");
        SeatChangeState done = change(client, "COMPLETED", 5, null);
        neighbours.tell(partner, new SeatChangeCompleted(by("boss" + mailsOf, done, null)));

        awaited("admin", null)
                .body("items[0].kind", equalTo("CLIENT_GREW_PLAN"))
                .body("items[0].title", equalTo("Globex made your plan grow: 5 more seats"));
        list("boss", client.clientId()).body("items[0].kind", equalTo("PLAN_UPDATED"));
    }

    @Test
    void aDeclineIsToldWithItsReasonToWhoPays() {
        ClientCreated client = clientWithSeats();
        user(client.clientId(), "boss", "ADMIN");
        // Whoever was asked before keeps the client, and with it its users.
        neighbours.tell(partner, new SeatChangeAwaitingConfirmation(asked(client, null)));
        neighbours.tell(
                partner, new SeatChangeDeclined(change(client, "DECLINED", 5, "payment-declined")));

        awaitedKind("admin", null, "DECLINED")
                .body("items[0].kind", equalTo("DECLINED"))
                .body("items[0].text", containsString("Because of payment-declined."));
        list("boss", client.clientId())
                .body("items[0].kind", equalTo("DECLINED"))
                .body("items[0].text", not(containsString("payment-declined")));
        get(TestTokens.integration(partner, "clients:read"), path(""))
                .statusCode(200)
                .body(not(containsString("payment-declined")));
        get(TestTokens.integration(partner, "clients:read billing:read"), path(""))
                .body("items.text", hasItem(containsString("payment-declined")));
    }

    @Test
    void whatAClientsOwnPlanPaysForIsToldToThatClientAlone() {
        ClientCreated client = clientWithSeats();
        user(client.clientId(), "boss", "ADMIN");
        neighbours.tell(
                partner, new SeatChangeAwaitingConfirmation(asked(client, client.clientId())));

        awaited("boss", client.clientId())
                .body("items[0].amounts.proratedCharge.amount", equalTo("66.67"));
        assertThat(mail("boss").text()).contains("USD 66.67");
        neighbours.tell(
                partner,
                new InvoiceIssued(
                        UUID.randomUUID(),
                        "INV-000009",
                        "PERIOD",
                        Money.parse("USD 98.76"),
                        LocalDate.parse("2026-11-16"),
                        client.clientId()));
        awaitedKind("boss", client.clientId(), "INVOICE_ISSUED")
                .body("items[0].amounts.total.amount", equalTo("98.76"));
        list("admin", null).body("items.size()", equalTo(0));
        assertThat(mailsTo("admin")).isEmpty();
    }

    @Test
    void aCardThatExpiresIsToldOnceInEachStageInThePortalAndByMail() {
        var card = UUID.randomUUID();
        user(null, "helper", "MEMBER");
        var expiring = new CardExpiring(card, "VISA", "1881", "12/2026", true, null);

        neighbours.tell(partner, expiring);
        neighbours.tell(partner, expiring);
        neighbours.tell(partner, new CardExpired(card, "VISA", "1881", "12/2026", true, null));

        awaitedKind("admin", null, "CARD_EXPIRES");
        Awaitility.await()
                .untilAsserted(() ->
                        list("admin", null)
                                .body(
                                        "items.title",
                                        equalTo(
                                                List.of(
                                                        "The card ending in 1881 has expired",
                                                        "The card ending in 1881 expires at the end of 12/2026")))
                                .body("items[0].subject.type", equalTo("PAYMENT_METHOD"))
                                .body("items[0].subject.id", equalTo(card.toString())));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(mailsTo("admin")).hasSize(2));
        for (var mail : mailsTo("admin")) {
            assertThat(mail.text()).contains("card ending in 1881", "Your plan pays with it");
            assertThat(mail.html()).contains("card ending in 1881", "<h");
        }
        list("helper", null).body("items.size()", equalTo(0));
    }

    @Test
    void aTrialsEndIsToldToBothSidesUnlessItWasExtended() {
        UUID client =
                UUID.fromString(
                        post(
                                        TestTokens.partnerAdmin(partner),
                                        "/v1/partners/" + partner + "/clients",
                                        "{\"name\":\"Globex\",\"status\":\"TRIAL\"}")
                                .statusCode(201)
                                .extract()
                                .path("id"));
        user(client, "boss", "ADMIN");
        TrialStarted started = neighbours.hear(partner, TrialStarted.class);
        neighbours.tell(partner, new TrialExpiring(client, started.endsAt().minusSeconds(1), 3));
        neighbours.tell(partner, new TrialExpiring(client, started.endsAt(), 1));

        awaited("boss", client).body("items.title", contains("Your trial ends in 1 day"));
        list("admin", null).body("items.title", contains("The trial of Globex ends in 1 day"));
        assertThat(mail("boss").subject()).isEqualTo("Your trial ends in 1 day");
    }

    @Test
    void theEndOfATrialWithAnActivationIsToldAlsoWhereTheVendorBillsTheClient() {
        UUID client = inTrialUntilItsVendorBillsIt();
        user(client, "boss", "ADMIN");
        Instant end = neighbours.hear(partner, TrialStarted.class).endsAt();
        neighbours.tell(partner, new TrialExpired(client, end.minusSeconds(1)));
        neighbours.tell(partner, new TrialExpired(client, end));

        awaited("boss", client).body("items.title", contains("Your trial is over"));
        list("admin", null).body("items.title", contains("The trial of Globex is over"));
        get(TestTokens.partnerAdmin(partner), "/v1/partners/" + partner + "/clients/" + client)
                .body("status", equalTo("ACTIVE"));
    }

    @Test
    void theEndOfATrialThatSomebodyHasLeftIsToldToNobody() {
        UUID client = inTrialUntilItsVendorBillsIt();
        user(client, "boss", "ADMIN");
        Instant end = neighbours.hear(partner, TrialStarted.class).endsAt();
        post(
                        TestTokens.partnerAdmin(partner),
                        "/v1/partners/" + partner + "/clients/" + client + "/activate",
                        "{}")
                .statusCode(200);
        UUID expired = neighbours.tell(partner, new TrialExpired(client, end));

        Awaitility.await().until(() -> hasHeard(expired));
        list("admin", null).body("items.size()", equalTo(0));
    }

    private UUID inTrialUntilItsVendorBillsIt() {
        return UUID.fromString(
                post(
                                TestTokens.partnerAdmin(partner),
                                "/v1/partners/" + partner + "/clients",
                                """
                                {"name":"Globex","status":"TRIAL","billingManager":"VENDOR","onTrialEnd":"ACTIVATE",
                                 "admin":{"email":"cleo%s","name":"Cleo"}}
                                """
                                        .formatted(mailsOf))
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    @Test
    void whoMaySeeNoAmountsAnyMoreSeesNoneInWhatTheyWereToldBefore() {
        neighbours.tell(partner, issued("INV-000007"));
        awaited("admin", null)
                .body("items.title", hasItem("Invoice INV-000007 was issued"))
                .body("items[0].amounts.total.amount", equalTo("12.34"));

        given().auth()
                .oauth2(TestTokens.withEmail("admin" + mailsOf, "partner-member", partner, null))
                .get(path(""))
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body(not(containsString("12.34")));
    }

    @Test
    void readingCountsDownAndNobodyReadsAnothers() {
        neighbours.tell(partner, issued("INV-000001"));
        neighbours.tell(partner, issued("INV-000002"));
        String newest =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(
                                () -> list("admin", null),
                                seen -> seen.extract().path("items.size()").equals(2))
                        .extract()
                        .path("items[0].id");
        user(null, "second", "ADMIN");

        post(token("second", null), path("/" + newest + "/read"), "").statusCode(404);
        for (int repeat = 0; repeat < 2; repeat++) {
            post(token("admin", null), path("/" + newest + "/read"), "k", "wait=1", "")
                    .statusCode(200)
                    .body("id", equalTo(newest))
                    .body("readAt", notNullValue());
        }
        list("admin", null).body("unread", equalTo(1)).body("items.size()", equalTo(2));
        get(token("admin", null), path("?unread=true"))
                .body("items.size()", equalTo(1))
                .body("items.id", not(hasItem(newest)));
        post(token("admin", null), path("/read-all"), "")
                .statusCode(200)
                .body("unread", equalTo(0));
        list("admin", null).body("unread", equalTo(0)).body("items.size()", equalTo(2));
        String next = list("admin", null, "?limit=1").extract().path("nextCursor");
        list("admin", null, "?limit=1&cursor=" + next)
                .body("items.size()", equalTo(1))
                .body("nextCursor", nullValue());
        get(token("admin", null), path("?limit=0&cursor=%&unread=maybe"))
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/limit", "/cursor", "/unread"));
    }

    @Test
    void eachPersonChoosesHowTheyHearOfWhat() {
        user(null, "second", "ADMIN");
        put("admin", "{\"items\":[{\"kind\":\"INVOICE_ISSUED\",\"portal\":true,\"email\":false}]}")
                .statusCode(200);
        put("second", "{\"items\":[{\"kind\":\"INVOICE_ISSUED\",\"portal\":false,\"email\":true}]}")
                .statusCode(200)
                .body("items.find { it.kind == 'INVOICE_ISSUED' }.portal", equalTo(false))
                .body("items.find { it.kind == 'INVOICE_PAID' }.portal", equalTo(true));
        neighbours.tell(partner, issued("INV-000003"));

        awaited("admin", null).body("unread", equalTo(1));
        assertThat(mail("second").subject()).isEqualTo("Invoice INV-000003 was issued");
        list("second", null).body("items.size()", equalTo(0)).body("unread", equalTo(0));
        assertThat(mailsTo("admin")).isEmpty();
        get(token("admin", null), path("/preferences"))
                .statusCode(200)
                .body("items.size()", equalTo(Kind.values().length))
                .body("items.find { it.kind == 'INVOICE_ISSUED' }.email", equalTo(false));
        get(token("admin", null), "/v1/partners/" + partner + "/audit-log")
                .body("items.subject", hasItem("NOTIFICATION_PREFERENCES"));
    }

    @Test
    void whatIsWrongWithAChoiceIsNamed() {
        put(
                        "admin",
                        "{\"items\":[{\"kind\":\"GOSSIP\",\"portal\":true},{\"kind\":\"DECLINED\",\"email\":1}]}")
                .statusCode(400)
                .body("errors.pointer", hasItem(equalTo("/items/0/kind")));
        put(
                        "admin",
                        "{\"items\":[{\"kind\":\"DECLINED\",\"portal\":true,\"email\":true},"
                                + "{\"kind\":\"DECLINED\",\"portal\":true,\"email\":true}]}")
                .statusCode(400)
                .body("errors.pointer", contains("/items/1/kind"));
    }

    @Test
    void aMailThatNoServerTakesIsTriedAgainUnderTheSameId() {
        mails().shut();
        neighbours.tell(partner, issued("INV-000004"));
        awaited("admin", null);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(tries()).isPositive());
        assertThat(mailsTo("admin")).isEmpty();
        mails().open();

        String id = mail("admin").id();
        // As a process leaves it that dies after the server has taken the mail.
        run(
                "update mail set state = 'PENDING', sent_at = null, due_at = now() where partner_id = '%s'"
                        .formatted(partner));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> mailsTo("admin").size() == 2);
        assertThat(mailsTo("admin")).extracting(ReceivedMail::id).containsOnly(id);
        assertThat(id).matches("<[0-9a-f-]{36}@seatflow.test>");
    }

    @Test
    void programsReadOnceWhatThePartnersPeopleWereTold() {
        ClientCreated client = clientWithSeats();
        user(client.clientId(), "boss", "ADMIN");
        user(null, "second", "ADMIN");
        neighbours.tell(partner, new SeatChangeAwaitingConfirmation(asked(client, null)));
        awaited("admin", null);
        awaited("second", null);

        get(TestTokens.integration(partner, "clients:read"), path(""))
                .statusCode(200)
                .body("items.kind", contains("AWAITING_CONFIRMATION"))
                .body("unread", equalTo(0))
                .body(not(containsString("amount")))
                .body(not(containsString("66.67")));
        get(TestTokens.integration(partner, "clients:read billing:read"), path(""))
                .body("items.amounts.proratedCharge.amount", contains("66.67"))
                .body("items[0].readAt", nullValue());
        get(TestTokens.integration(partner, "billing:read seats:read"), path("")).statusCode(403);
        post(TestTokens.integration(partner, "clients:read"), path("/read-all"), "")
                .statusCode(403);
        get(TestTokens.partnerAdmin(UUID.randomUUID()), path("")).statusCode(404);
    }

    private InvoiceIssued issued(String number) {
        return new InvoiceIssued(
                UUID.randomUUID(),
                number,
                "PRORATION",
                Money.parse("USD 12.34"),
                LocalDate.parse("2026-11-16"));
    }

    private SeatChangeState asked(ClientCreated client, @Nullable UUID payingClient) {
        return by("boss" + mailsOf, change(client, "AWAITING_CONFIRMATION", 5, null), payingClient);
    }

    private static SeatChangeState by(
            String requestedBy, SeatChangeState change, @Nullable UUID payingClient) {
        return new SeatChangeState(
                change.changeId(),
                change.action(),
                change.clientId(),
                change.seats(),
                change.status(),
                change.shortfall(),
                change.quote(),
                change.reason(),
                change.detail(),
                requestedBy,
                change.createdAt(),
                change.completedAt(),
                payingClient);
    }

    private ClientCreated clientWithSeats() {
        post(
                        TestTokens.partnerAdmin(partner),
                        "/v1/partners/" + partner + "/clients",
                        UUID.randomUUID().toString(),
                        "respond-async",
                        "{\"name\":\"Globex\",\"status\":\"ACTIVE\",\"seats\":15}")
                .statusCode(202);
        return neighbours.hear(partner, ClientCreated.class);
    }

    private void user(@Nullable UUID client, String name, String role) {
        run(
                """
                insert into account_user select * from jsonb_populate_record(null::account_user, jsonb_build_object(
                    'partner_id', '%s', 'user_id', '%s', 'client_id', %s, 'email', '%s', 'name', '%s', 'role', '%s',
                    'created_at', now(), 'state', 'SEATED', 'permissions', jsonb_build_array(), 'version', 1))
                """
                        .formatted(
                                partner,
                                UUID.randomUUID(),
                                client == null ? "null" : "'" + client + "'",
                                name + mailsOf,
                                name,
                                role));
    }

    private String token(String name, @Nullable UUID client) {
        return TestTokens.withEmail(
                name + mailsOf, client == null ? "partner-admin" : "client-admin", partner, client);
    }

    private ValidatableResponse list(String name, @Nullable UUID client) {
        return list(name, client, "");
    }

    private ValidatableResponse list(String name, @Nullable UUID client, String query) {
        return get(token(name, client), path(query)).statusCode(200);
    }

    private ValidatableResponse awaited(String name, @Nullable UUID client) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> list(name, client),
                        seen -> !seen.extract().path("items.size()").equals(0));
    }

    private ValidatableResponse awaitedKind(String name, @Nullable UUID client, String kind) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> list(name, client),
                        seen -> seen.extract().<List<String>>path("items.kind").contains(kind));
    }

    private ValidatableResponse put(String name, String body) {
        return given().auth()
                .oauth2(token(name, null))
                .contentType("application/json")
                .body(body)
                .put(path("/preferences"))
                .then();
    }

    private String path(String rest) {
        return "/v1/partners/" + partner + "/notifications" + rest;
    }

    private ReceivedMail mail(String name) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> mailsTo(name), found -> !found.isEmpty())
                .getFirst();
    }

    private List<ReceivedMail> mailsTo(String name) {
        return mails().mails().stream().filter(mail -> mail.to().equals(name + mailsOf)).toList();
    }

    private MailFolder mails() {
        return MailFolder.in(Path.of(folder));
    }

    private boolean hasHeard(UUID event) {
        return pool.query("select 1 from inbox where event_id = '%s'".formatted(event))
                .execute()
                .map(rows -> rows.size() == 1)
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private int tries() {
        return pool.query("select max(tries) from mail where partner_id = '%s'".formatted(partner))
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(30));
    }
}
