package io.seatflow.account.user;

import io.seatflow.account.role.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user who is to be added, and is to take a seat.
 *
 * @param clientId the client whose user it is to be; null: the partner's
 * @param email in lower case
 * @param changeId the id of the seat change that is to seat it
 */
public record NewUser(
        UUID id,
        UUID partnerId,
        @Nullable UUID clientId,
        String email,
        String name,
        Role role,
        UUID changeId,
        String requestedBy) {}
