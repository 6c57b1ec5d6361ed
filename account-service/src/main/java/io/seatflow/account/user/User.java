package io.seatflow.account.user;

import io.seatflow.account.role.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person of a partner or of one of its clients.
 *
 * @param clientId the client whose user it is; null for the partner's own people
 * @param email in lower case; also the name to sign in with
 * @param version counts its changes
 */
public record User(
        UUID id,
        UUID partnerId,
        @Nullable UUID clientId,
        String email,
        String name,
        Role role,
        UserState state,
        Instant createdAt,
        long version) {

    /** The role of the realm that goes with it. */
    public String realmRole() {
        return (clientId == null ? "partner-" : "client-") + (role.isAdmin() ? "admin" : "member");
    }
}
