package io.seatflow.account.role;

import java.util.Set;

/**
 * What a user is in its account.
 *
 * @param name {@code ADMIN}, {@code MEMBER}, or that of a role of the account's own
 * @param permissions what it allows; an administrator may everything without any
 */
public record Role(String name, Set<String> permissions) {

    public static final Role ADMIN = new Role("ADMIN", Set.of());
    public static final Role MEMBER = new Role("MEMBER", Set.of());

    public Role {
        permissions = Set.copyOf(permissions);
    }

    public boolean isAdmin() {
        return name.equals(ADMIN.name());
    }

    /** Whether every account has a role of this name, in whatever case. */
    public static boolean isBuiltIn(String name) {
        return name.equalsIgnoreCase(ADMIN.name()) || name.equalsIgnoreCase(MEMBER.name());
    }
}
