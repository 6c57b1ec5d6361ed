package io.seatflow.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A partner made for the occasion, and its administrator.
 *
 * @param id of the partner
 * @param admin signed in
 */
public record TestPartner(String id, Client admin) {

    private static final String PASSWORD = "seatflow";

    /** How a partner starts; what is not said is as in the scenarios. */
    public static final class Plan {

        private final Map<String, Object> request = new HashMap<>();

        public Plan() {
            request.putAll(
                    Map.of(
                            "name", "Acme Dashboards",
                            "program", "BASIC",
                            "interval", "MONTHLY",
                            "currency", "USD",
                            "timeZone", "America/Toronto",
                            "billingAnchorDay", 1,
                            "seats", 100,
                            "paymentMethodNonce", "fake-valid-nonce"));
        }

        /** The same with another value of a field of the request. */
        public Plan with(String field, Object value) {
            request.put(field, value);
            return this;
        }

        Map<String, Object> request(String email) {
            var all = new HashMap<>(request);
            all.put("admin", Map.of("email", email, "name", "Ada", "password", PASSWORD));
            return all;
        }
    }

    /** Has the operator create a partner, and signs its administrator in. */
    public static TestPartner create(Client operator, URI issuer, Plan plan) {
        String email = "admin-" + UUID.randomUUID() + "@acme.test";
        Answer created = operator.post("/v1/partners", plan.request(email)).expect(201);
        return new TestPartner(created.string("/id"), operator.signIn(issuer, email, PASSWORD));
    }

    /** An address inside this partner's account. */
    public String path(String rest) {
        return "/v1/partners/" + id + rest;
    }

    public JsonNode seats() {
        return admin.get(path("/seats")).expect(200).json();
    }

    /** Asks for a new Active client with seats; a shortfall waits for a confirmation. */
    public Answer createClient(String name, int seats) {
        return admin.post(
                path("/clients"), Map.of("name", name, "status", "ACTIVE", "seats", seats));
    }

    /** Buys seats in one action. */
    public Answer purchase(int seats) {
        return admin.post(
                path("/seat-changes"),
                Map.of("action", "PURCHASE", "seats", seats, "onShortfall", "PURCHASE"));
    }

    public Answer confirm(String changeId) {
        return admin.post(path("/seat-changes/" + changeId + "/confirm"), Map.of());
    }

    /** This partner's invoices of a kind, oldest first. */
    public List<JsonNode> invoices(String kind) {
        return invoices(admin, path("/invoices"), kind);
    }

    /** The invoices at an address that are of a kind, oldest first. */
    static List<JsonNode> invoices(Client reader, String path, String kind) {
        return reader.get(path + "?limit=200")
                .expect(200)
                .json()
                .at("/items")
                .valueStream()
                .filter(invoice -> invoice.at("/kind").asText().equals(kind))
                .sorted((a, b) -> a.at("/number").asText().compareTo(b.at("/number").asText()))
                .toList();
    }
}
