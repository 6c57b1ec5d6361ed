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
        addUser(admin, "/v1/partners/" + partnerId, PARTNER_MEMBER, "Mia", "MEMBER");
        addUser(admin, clients + "/" + clientId, CLIENT_ADMIN, "Carl", "ADMIN");
        return new DemoData(partnerId, clientId);
    }

    private static Map<String, String> administrator() {
        return Map.of("email", PARTNER_ADMIN, "name", "Ada", "password", PASSWORD);
    }

    /** Each takes a seat: of the partner's available ones, and of the client's own. */
    private static void addUser(
            Api.Session admin, String account, String email, String name, String role) {
        var id =
                admin.call(account + "/users")
                        .idempotencyKey("demo-data-" + email)
                        .header("Prefer", "wait=30")
                        .post(
                                Map.of(
                                        "email",
                                        email,
                                        "name",
                                        name,
                                        "role",
                                        role,
                                        "password",
                                        PASSWORD))
                        .expect("Adding " + email, 201, 202)
                        .text("/id");
        admin.await(
                "Seating " + email,
                account + "/users/" + id,
                user -> user.text("/status").equals("ACTIVE"));
    }
}
