package io.seatflow.account.role.rest;

import io.seatflow.account.role.CustomRole;
import io.seatflow.account.role.Role;
import io.seatflow.account.role.RoleRules;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role, as the API tells of it.
 *
 * @param id null for one that every account has
 * @param permissions of an administrator: all that there are
 */
record RoleView(
        @Nullable UUID id,
        String name,
        List<String> permissions,
        boolean builtIn,
        @Nullable Instant createdAt) {

    static RoleView of(CustomRole role) {
        return new RoleView(
                role.id(), role.role().name(), sorted(role.role()), false, role.createdAt());
    }

    static RoleView builtIn(Role role, @Nullable UUID clientId) {
        return new RoleView(
                null,
                role.name(),
                role.isAdmin() ? RoleRules.permissions(clientId) : sorted(role),
                true,
                null);
    }

    private static List<String> sorted(Role role) {
        return role.permissions().stream().sorted().toList();
    }
}
