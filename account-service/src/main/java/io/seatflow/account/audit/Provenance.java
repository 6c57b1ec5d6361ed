package io.seatflow.account.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry comes from, and whom it concerns.
 *
 * @param clientId the client that it concerns; null: the partner alone
 * @param onBehalfOf the client inside which somebody of the partner acted; null where nobody did
 * @param address the network address that it came from; null where none is known
 */
public record Provenance(
        Channel channel,
        @Nullable UUID clientId,
        @Nullable UUID onBehalfOf,
        @Nullable String address) {

    public Provenance {
        if (onBehalfOf != null && !onBehalfOf.equals(clientId)) {
            throw new IllegalArgumentException("Acted inside a client that it does not concern.");
        }
    }
}
