package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.TokenIssuer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who moves a partner's seats to and fro.
 *
 * @param client whose seats alone; null: those of any client of the partner
 */
record BenchCaller(String token, @Nullable UUID client) {

    private static final int CLIENTS_WITH_PEOPLE_MAX = 50;

    /** The administrator of a partner. */
    static BenchCaller administrator(TokenIssuer issuer, UUID partner) {
        return new BenchCaller(issuer.partnerAdmin(partner), null);
    }

    /**
     * People and programs of every kind that may hand out seats: an administrator, two members and
     * a program of the partner, and of each client an administrator and a member; each with a token
     * of their own.
     */
    static List<BenchCaller> ofEveryRole(TokenIssuer issuer, UUID partner, List<UUID> clients) {
        var callers = new ArrayList<BenchCaller>();
        callers.add(administrator(issuer, partner));
        for (String name : List.of("ada", "ben")) {
            callers.add(
                    new BenchCaller(
                            issuer.partnerMember(
                                    partner,
                                    name + "-" + partner + "@acme.test",
                                    List.of("seats:allocate")),
                            null));
        }
        callers.add(
                new BenchCaller(
                        issuer.integration(
                                partner,
                                "program-" + partner,
                                List.of("seats:read", "seats:write")),
                        null));
        for (UUID client : clients.subList(0, Math.min(clients.size(), CLIENTS_WITH_PEOPLE_MAX))) {
            callers.add(
                    new BenchCaller(
                            issuer.clientAdmin(partner, client, "admin-" + client + "@client.test"),
                            client));
            callers.add(
                    new BenchCaller(
                            issuer.clientMember(
                                    partner,
                                    client,
                                    "cleo-" + client + "@client.test",
                                    List.of("seats:manage")),
                            client));
        }
        return callers;
    }
}
