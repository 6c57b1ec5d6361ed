package io.seatflow.platform.tenancy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be done inside a partner's account, and who may: a role that always may, a permission
 * that a member's roles may give, a scope that an integration may have. From the roles table of the
 * API's contract.
 */
public enum Permission {
    SEATS_READ(
            "your account's users",
            "partner-admin partner-member client-admin client-member",
            null,
            "seats:read"),
    CLIENTS_READ(
            "your account's users",
            "partner-admin partner-member client-admin client-member",
            null,
            "clients:read"),
    PARTNER_READ("the partner's users", "partner-admin partner-member", null, "clients:read"),
    CLIENTS_MANAGE("clients:manage", "partner-admin", "clients:manage", "clients:write"),
    USERS_MANAGE("users:manage", "partner-admin client-admin", "users:manage", "clients:write"),
    /** Of a client's administrator: what concerns that client. */
    AUDIT_READ("administrator", "partner-admin client-admin", null, "clients:read"),
    PARTNER_MANAGE("partner administrator", "partner-admin", null, null),
    SEATS_ALLOCATE("seats:allocate", "partner-admin", "seats:allocate", "seats:write"),
    /** For their own client alone: hand back, ask for, and (without seeing amounts) confirm. */
    CLIENT_SEATS_MANAGE("seats:manage", "client-admin", "seats:manage", null),
    BILLING_READ(
            "billing:manage or seats:purchase", "partner-admin", "billing:manage", "billing:read"),
    BILLING_MANAGE("billing:manage", "partner-admin", "billing:manage", "billing:write");

    private final String words;
    private final String roles;
    private final @Nullable String grant;
    private final @Nullable String scope;

    Permission(String words, String roles, @Nullable String grant, @Nullable String scope) {
        this.words = words;
        this.roles = roles;
        this.grant = grant;
        this.scope = scope;
    }

    boolean heldBy(Caller caller) {
        return List.of(roles.split(" ")).stream().anyMatch(caller.roles()::contains)
                || (grant != null && caller.permissions().contains(grant))
                || (scope != null && caller.scopes().contains(scope));
    }

    /** For the detail of a refusal. */
    String words() {
        return words;
    }
}
