package io.seatflow.account.role;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What roles may allow, and who may give them. */
public final class RoleRules {

    private static final List<String> OF_CLIENTS =
            List.of("users:manage", "company-settings:manage", "seats:manage");

    private static final List<String> OF_PARTNERS =
            List.of(
                    "clients:manage",
                    "users:manage",
                    "seats:allocate",
                    "seats:purchase",
                    "billing:manage");

    private RoleRules() {}

    /**
     * The permissions that a role of this account can have.
     *
     * @param clientId null: of the partner's own account
     */
    public static List<String> permissions(@Nullable UUID clientId) {
        return clientId == null ? OF_PARTNERS : OF_CLIENTS;
    }

    /** The places in a list of permissions that name none of this account's. */
    public static List<Integer> unknown(@Nullable UUID clientId, List<String> permissions) {
        return Stream.iterate(0, i -> i < permissions.size(), i -> i + 1)
                .filter(i -> !permissions(clientId).contains(permissions.get(i)))
                .toList();
    }

    /**
     * What of a role is not the giver's to give: nobody makes of others more than they are
     * themselves.
     *
     * @param held the permissions of the giver in that account; all of them for an administrator
     * @param administers whether the giver administers that account
     * @return what the giver lacks, in words; null where they lack nothing
     */
    public static @Nullable String lacking(Role role, Set<String> held, boolean administers) {
        if (administers) {
            return null;
        }
        if (role.isAdmin()) {
            return "an administrator of the account";
        }
        List<String> missing =
                role.permissions().stream().filter(one -> !held.contains(one)).sorted().toList();
        return missing.isEmpty() ? null : String.join(", ", missing);
    }

    static void requireKnown(@Nullable UUID clientId, Role role) {
        if (!permissions(clientId).containsAll(role.permissions())) {
            throw new IllegalArgumentException("There are no permissions " + role.permissions());
        }
    }
}
