package io.seatflow.billing.plan.postgres;

import java.util.UUID;

/**
 * Whose plan a request is about.
 *
 * @param planId the partner's own id for its plan, a client's for that of a client billed by the
 *     vendor
 * @param path where the account's billing is found
 */
public record Account(UUID partnerId, UUID planId, String path) {

    /** A partner's own. */
    public static Account ofPartner(UUID partnerId) {
        return new Account(partnerId, partnerId, "/v1/partners/" + partnerId);
    }

    /** That of a client billed by the vendor. */
    public static Account ofClient(UUID partnerId, UUID clientId) {
        return new Account(
                partnerId,
                clientId,
                "/v1/partners/%s/clients/%s/billing".formatted(partnerId, clientId));
    }
}
