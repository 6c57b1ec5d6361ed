package io.seatflow.account.role;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role that an account made for itself.
 *
 * @param clientId the client whose role it is; null: the partner's own
 */
public record CustomRole(
        UUID id, UUID partnerId, @Nullable UUID clientId, Role role, Instant createdAt) {

    public CustomRole {
        if (Role.isBuiltIn(role.name())) {
            throw new IllegalArgumentException(role.name() + " is built in.");
        }
        RoleRules.requireKnown(clientId, role);
    }
}
