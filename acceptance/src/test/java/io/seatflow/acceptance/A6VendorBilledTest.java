package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may do what of a client that the vendor bills: its own people see and spend its money, each
 * as far as they may; the partner's manage everything but that, and pay for nothing of it.
 */
@ExtendWith(RunningSuite.class)
@TestInstance(Lifecycle.PER_CLASS)
class A6VendorBilledTest {

    /** Somebody, what they ask for, what they are answered, and the problem where it is one. */
    private static final String TABLE =
            """
            partner admin                  | read its plan       | 403 | forbidden
            partner admin                  | read its invoices   | 403 | forbidden
            partner admin                  | store a card        | 403 | forbidden
            partner admin                  | buy its seats       | 400 | invalid-request
            partner admin                  | give its seats up   | 400 | invalid-request
            partner admin                  | hand it a seat      | 409 | client-vendor-billed
            partner admin                  | take a seat back    | 409 | client-vendor-billed
            partner admin                  | confirm its price   | 403 | forbidden
            partner admin                  | take its wish back  | 403 | forbidden
            partner admin                  | see its seats       | 200 |
            partner admin                  | add a user          | 201 |
            partner admin                  | rename it           | 200 |
            partner admin                  | preview to PARTNER  | 200 |
            partner with billing:manage    | read its plan       | 403 | forbidden
            partner with billing:manage    | read its invoices   | 403 | forbidden
            partner with billing:manage    | store a card        | 403 | forbidden
            partner with seats:purchase    | buy its seats       | 400 | invalid-request
            partner with seats:purchase    | confirm its price   | 403 | forbidden
            partner with seats:allocate    | hand it a seat      | 409 | client-vendor-billed
            partner with seats:allocate    | take its wish back  | 403 | forbidden
            partner with clients:manage    | rename it           | 200 |
            partner with clients:manage    | read its plan       | 403 | forbidden
            client with seats:manage       | read its plan       | 403 | forbidden
            client with seats:manage       | buy its seats       | 400 | invalid-request
            client with seats:manage       | give its seats up   | 400 | invalid-request
            client with seats:manage       | hand it a seat      | 409 | client-vendor-billed
            client with seats:manage       | confirm its price   | 403 | forbidden
            client with seats:manage       | take its wish back  | 403 | forbidden
            client with users:manage       | add a user          | 201 |
            client with users:manage       | read its invoices   | 403 | forbidden
            client with users:manage       | confirm its price   | 403 | forbidden
            client with company-settings:manage | read its plan     | 200 |
            client with company-settings:manage | read its invoices | 200 |
            client with company-settings:manage | store a card      | 201 |
            client with company-settings:manage | buy its seats     | 400 | invalid-request
            client with company-settings:manage | confirm its price | 403 | forbidden
            client admin                   | read its plan       | 200 |
            client admin                   | read its invoices   | 200 |
            client admin                   | store a card        | 201 |
            client admin                   | hand it a seat      | 409 | client-vendor-billed
            client admin                   | take a seat back    | 409 | client-vendor-billed
            client admin                   | add a user          | 201 |
            client admin                   | disable it          | 403 | forbidden
            client admin                   | extend its trial    | 403 | forbidden
            client admin                   | preview to PARTNER  | 403 | forbidden
            client admin                   | give its seats up   | 201 |
            client admin                   | buy its seats       | 201 |
            client admin                   | confirm its price   | 200 |
            """;

    record Row(String who, String asks, int status, String problem) {

        static Row of(String line) {
            var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            return new Row(
                    cells.get(0), cells.get(1), Integer.parseInt(cells.get(2)), cells.get(3));
        }

        @Override
        public String toString() {
            return who + " asks to " + asks + ": " + status + " " + problem;
        }
    }

    private final Map<String, Client> people = new LinkedHashMap<>();
    private WalkedPartner walked;
    private int available;

    static Stream<Row> rows() {
        return TABLE.lines().map(Row::of);
    }

    @BeforeAll
    void somebodyOfEachKind(House house) {
        walked = WalkedPartner.make(house);
        walked.partner().purchase(10).expect(201);
        people.put("partner admin", walked.partner().admin());
        people.put("client admin", walked.direct().admin());
        for (String permission :
                List.of("billing:manage", "seats:purchase", "seats:allocate", "clients:manage")) {
            people.put("partner with " + permission, walked.personWith(permission));
        }
        for (String permission :
                List.of("seats:manage", "users:manage", "company-settings:manage")) {
            people.put("client with " + permission, walked.personWith(walked.direct(), permission));
        }
        available = walked.partner().seats().at("/available").asInt();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everybodyDoesWhatIsTheirs(Row row) {
        Client client = Objects.requireNonNull(people.get(row.who()), row.who());

        Answer answer = ask(client, row.asks());

        assertThat(answer.status()).as(answer.text()).isEqualTo(row.status());
        if (!row.problem().isEmpty()) {
            assertThat(answer.string("/type")).isEqualTo("/problems/" + row.problem());
        }
    }

    /** Whatever was done, the partner has its seats, and paid for none but its own. */
    @AfterAll
    void thePartnerPaidForNothingOfIt() {
        assertThat(walked.partner().seats().at("/available").asInt()).isEqualTo(available);
        assertThat(walked.partner().invoices("PRORATION")).hasSize(1);
    }

    private Answer ask(Client by, String what) {
        String path = walked.partner().path("/clients/" + walked.direct().id());
        String change =
                walked.partner().path("/seat-changes/" + walked.direct().ids().get("changeId"));
        return switch (what) {
            case "read its plan" -> by.get(path + "/billing/plan");
            case "read its invoices" -> by.get(path + "/billing/invoices");
            case "store a card" ->
                    by.post(
                            path + "/billing/payment-methods",
                            Map.of("nonce", "fake-valid-mastercard-nonce"));
            case "buy its seats" -> seatChange(by, "PURCHASE");
            case "give its seats up" -> seatChange(by, "RETIRE");
            case "hand it a seat" -> seatChange(by, "ALLOCATE");
            case "take a seat back" -> seatChange(by, "RETURN");
            case "confirm its price" -> by.post(change + "/confirm", Map.of());
            case "take its wish back" -> by.post(change + "/cancel", Map.of());
            case "see its seats" -> by.get(path + "/seats");
            case "add a user" -> by.post(path + "/users", newUser());
            case "rename it" -> by.patch(path, Map.of("name", "Hooli"));
            case "disable it" -> by.post(path + "/disable", Map.of());
            case "extend its trial" -> by.post(path + "/extend-trial", Map.of());
            case "preview to PARTNER" ->
                    by.post(
                            path + "/billing-manager",
                            Map.of("billingManager", "PARTNER", "preview", true));
            default -> throw new IllegalArgumentException(what);
        };
    }

    private Answer seatChange(Client by, String action) {
        return by.post(
                walked.partner().path("/seat-changes"),
                Map.of("action", action, "clientId", walked.direct().id(), "seats", 1));
    }

    private static Map<String, Object> newUser() {
        return Map.of(
                "email", "user-" + UUID.randomUUID() + "@people.test",
                "name", "Grace",
                "role", "MEMBER",
                "password", "seatflow");
    }
}
