package io.seatflow.acceptance.bench;

import java.util.List;
import java.util.UUID;

/**
 * A partner whose seats are moved to and fro.
 *
 * @param clients Active clients without seats
 * @param callers who move them
 */
record BenchPartner(UUID id, List<UUID> clients, List<BenchCaller> callers) {

    BenchPartner {
        clients = List.copyOf(clients);
        callers = List.copyOf(callers);
    }
}
