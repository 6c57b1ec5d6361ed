package io.seatflow.account.user;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person of a partner or of one of its clients.
 *
 * @param clientId the client whose user it is; null for the partner's own people
 * @param email in lower case; also the name to sign in with
 */
public record User(
        UUID id,
        UUID partnerId,
        @Nullable UUID clientId,
        String email,
        String name,
        Role role,
        Instant createdAt) {

    /** The role of the realm that goes with it. */
    public String realmRole() {
        return (clientId == null ? "partner-" : "client-")
                + switch (role) {
                    case ADMIN -> "admin";
                    case MEMBER -> "member";
                };
    }
}
