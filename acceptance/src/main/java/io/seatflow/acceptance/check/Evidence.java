package io.seatflow.acceptance.check;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Everything that is known of a run once it has come to rest.
 *
 * @param seen what contradicted an answer while the load was on
 * @param periodEnds when each partner's periods ended
 */
record Evidence(
        List<Partner> partners,
        List<Operation> operations,
        List<Violation> seen,
        Books books,
        List<Heard> heard,
        List<Charge> charges,
        Map<UUID, List<Instant>> periodEnds) {

    Evidence {
        partners = List.copyOf(partners);
        operations = List.copyOf(operations);
        seen = List.copyOf(seen);
        heard = List.copyOf(heard);
        charges = List.copyOf(charges);
        periodEnds = Map.copyOf(periodEnds);
    }

    /** The same with other books. */
    Evidence with(Books others) {
        return new Evidence(partners, operations, seen, others, heard, charges, periodEnds);
    }
}
