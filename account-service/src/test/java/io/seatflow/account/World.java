package io.seatflow.account;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.BillingEvent.CatalogLoaded;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.TestTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** What the tests say to account-service, and what its neighbours answer. */
@ApplicationScoped
public class World {

    private final Neighbours neighbours;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    World(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /** A request that is on its way while the neighbours answer. */
    public CompletableFuture<ValidatableResponse> meanwhile(Supplier<ValidatableResponse> call) {
        return CompletableFuture.supplyAsync(call, callers);
    }

    public static ValidatableResponse post(String token, String path, String body) {
        return post(token, path, UUID.randomUUID().toString(), "wait=20", body);
    }

    public static ValidatableResponse post(
            String token, String path, String key, String prefer, String body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .header("Prefer", prefer)
                .body(body)
                .post(path)
                .then();
    }

    public static ValidatableResponse get(String token, String path) {
        return given().auth().oauth2(token).get(path).then();
    }

    /** Billing has told of its price list, and it has been heard. */
    public void loadCatalog() {
        neighbours.tell(
                Ids.NIL,
                new CatalogLoaded(
                        "2026-01",
                        LocalDate.parse("2020-01-01"),
                        "USD",
                        List.of("BASIC", "PREFERRED"),
                        List.of("WHITE_LABEL")));
        Awaitility.await()
                .until(
                        () ->
                                post(TestTokens.operator(), "/v1/partners", "{}")
                                        .extract()
                                        .statusCode(),
                        status -> status == 400);
    }

    public static String registration(String name) {
        return """
        {"name":"%s","program":"BASIC","interval":"MONTHLY","currency":"USD","timeZone":"America/Toronto",
         "billingAnchorDay":1,"seats":100,"addOns":["WHITE_LABEL"],
         "admin":{"email":"Admin@acme.test","name":"Ada"},"paymentMethodNonce":"fake-valid-nonce"}
        """
                .formatted(name);
    }

    /** Seat-service and billing do for a new partner what they do. */
    public void start(UUID partner) {
        UUID invoice = UUID.randomUUID();
        Money total = Money.parse("USD 2249.00");
        // In any order, since they come on two topics.
        neighbours.tell(
                partner,
                new InvoiceIssued(
                        invoice, "INV-000001", "PERIOD", total, LocalDate.parse("2026-11-01")));
        neighbours.tell(partner, new InvoicePaid(invoice, "INV-000001", "PERIOD", total));
        neighbours.tell(partner, new SeatLedgerOpened(100));
    }

    /** A partner whose start is complete. */
    public UUID partner() {
        loadCatalog();
        String name = "Partner " + UUID.randomUUID();
        var answer =
                meanwhile(() -> post(TestTokens.operator(), "/v1/partners", registration(name)));
        UUID partner = neighbours.partnerNamed(name);
        start(partner);
        answer.join().statusCode(201);
        return partner;
    }

    /** The change that a client was made with, as seat-service tells of it. */
    public static SeatChangeState change(
            ClientCreated client, String status, int shortfall, @Nullable String reason) {
        return new SeatChangeState(
                java.util.Objects.requireNonNull(client.seatChangeId()),
                "ALLOCATE",
                client.clientId(),
                client.seats(),
                status,
                shortfall,
                shortfall == 0 ? null : quote(),
                reason,
                reason == null ? null : "Because of " + reason + ".",
                client.requestedBy(),
                Instant.parse("2026-11-16T12:00:00Z"),
                status.equals("COMPLETED") ? Instant.parse("2026-11-16T12:00:01Z") : null);
    }

    private static Quote quote() {
        return new Quote(
                UUID.randomUUID(),
                Money.parse("USD 66.67"),
                Money.parse("USD 2249.00"),
                Money.parse("USD 2349.00"),
                15,
                30,
                LocalDate.parse("2026-12-01"),
                Instant.parse("2026-11-16T12:30:00Z"));
    }
}
