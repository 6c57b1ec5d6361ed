package io.seatflow.local.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The partner, the client and the people that a fresh suite has.
 *
 * @param partnerId of Acme Dashboards
 * @param clientId of Globex
 */
record DemoData(String partnerId, String clientId) {

    static final String PASSWORD = "seatflow";
    static final String OPERATOR = "operator@seatflow.test";
    static final String PARTNER_ADMIN = "admin@acme.test";
    static final String PARTNER_MEMBER = "member@acme.test";
    static final String CLIENT_ADMIN = "admin@client.test";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Loads it unless the data folder says that it is there. Every step may be repeated: a load
     * that was cut short goes on where it stopped.
     */
    static DemoData loadOnce(Path data, Api api) {
        var marker = data.resolve("demo.json");
        try {
            if (Files.exists(marker)) {
                return JSON.readValue(marker.toFile(), DemoData.class);
            }
            var loaded = load(api);
            JSON.writeValue(marker.toFile(), loaded);
            return loaded;
        } catch (IOException e) {
            throw new StartupFailure("Cannot use " + marker + ".", e);
        }
    }

    private static DemoData load(Api api) {
        var partnerId =
                api.signIn(OPERATOR, PASSWORD)
                        .call("/v1/partners")
                        .idempotencyKey("demo-data-partner")
                        .header("Prefer", "wait=30")
                        .post(
                                Map.of(
                                        "name", "Acme Dashboards",
                                        "program", "BASIC",
                                        "interval", "MONTHLY",
                                        "currency", "USD",
                                        "timeZone", "America/Toronto",
                                        "billingAnchorDay", 1,
                                        "seats", 100,
                                        "addOns", List.of("WHITE_LABEL"),
                                        "admin", administrator(),
                                        "paymentMethodNonce", "fake-valid-nonce"))
                        .expect("Creating the demo partner", 201, 202)
                        .text("/id");
        var admin = api.signInSoon(PARTNER_ADMIN, PASSWORD);
        admin.await(
                "The first seats of the demo partner",
                "/v1/partners/" + partnerId + "/seats",
                seats -> seats.number("/supply") == 100);
        var clients = "/v1/partners/" + partnerId + "/clients";
        var clientId =
                admin.call(clients)
                        .idempotencyKey("demo-data-client")
                        .header("Prefer", "wait=30")
                        .post(Map.of("name", "Globex", "status", "ACTIVE", "seats", 75))
                        .expect("Creating the demo client", 201, 202)
                        .text("/id");
        admin.await(
                "Giving the demo client its seats",
                clients + "/" + clientId,
                client -> client.number("/seats/seats") == 75);
        addUser(api, PARTNER_MEMBER, "Mia", "partner-member", Map.of("partner_id", partnerId));
        addUser(
                api,
                CLIENT_ADMIN,
                "Carl",
                "client-admin",
                Map.of("partner_id", partnerId, "client_id", clientId));
        return new DemoData(partnerId, clientId);
    }

    private static Map<String, String> administrator() {
        return Map.of("email", PARTNER_ADMIN, "name", "Ada", "password", PASSWORD);
    }

    private static void addUser(
            Api api, String email, String name, String role, Map<String, String> attributes) {
        var admin = api.signInAsAccountService();
        admin.admin("/users")
                .post(
                        Map.of(
                                "username", email,
                                "email", email,
                                "emailVerified", true,
                                "firstName", name,
                                "enabled", true,
                                "attributes", attributes,
                                "credentials",
                                        List.of(
                                                Map.of(
                                                        "type",
                                                        "password",
                                                        "value",
                                                        PASSWORD,
                                                        "temporary",
                                                        false))))
                .expect("Creating " + email, 201, 409);
        var id =
                admin.admin("/users?exact=true&username=" + Api.encode(email))
                        .get()
                        .expect("Finding " + email, 200)
                        .text("/0/id");
        var realmRole = admin.admin("/roles/" + role).get().expect("Finding " + role, 200).body();
        admin.admin("/users/" + id + "/role-mappings/realm")
                .post(List.of(realmRole))
                .expect("Making %s a %s".formatted(email, role), 204);
    }
}
