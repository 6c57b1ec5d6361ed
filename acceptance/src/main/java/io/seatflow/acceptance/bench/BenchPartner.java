package io.seatflow.acceptance.bench;

import java.util.List;
import java.util.UUID;

/**
 * A partner whose seats are moved to and fro.
 *
 * @param clients Active clients without seats
 * @param token of its administrator
 */
record BenchPartner(UUID id, List<UUID> clients, String token) {

    BenchPartner {
        clients = List.copyOf(clients);
    }
}
