package io.seatflow.account.role.token;

import io.seatflow.account.role.Role;
import io.seatflow.account.role.RoleRules;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.Permission;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may read, make and give roles of an account. */
public final class Grants {

    private Grants() {}

    /** Refuses with {@code forbidden} who may not see the account's users and roles. */
    public static void requireRead(Caller caller, @Nullable UUID clientId) {
        if (!caller.isOperator()) {
            caller.require(clientId == null ? Permission.PARTNER_READ : Permission.CLIENTS_READ);
        }
    }

    /** Refuses with {@code forbidden} who may not manage the account's users and roles. */
    public static void requireManage(Caller caller, @Nullable UUID clientId) {
        caller.require(Permission.USERS_MANAGE);
        if (clientId == null && caller.clientId() != null) {
            throw Caller.forbidden("users:manage of the partner");
        }
    }

    /** Refuses with {@code forbidden} who would make of somebody more than they are themselves. */
    public static void requireMayGive(Caller caller, @Nullable UUID clientId, Role role) {
        String lacking =
                RoleRules.lacking(role, held(caller, clientId), administers(caller, clientId));
        if (lacking != null) {
            throw Caller.forbidden(lacking + ", to give it to others");
        }
    }

    /**
     * Of a client also whoever of the partner's may all that can be allowed in it: a member or a
     * program that manages clients and their people and may buy for the partner.
     */
    private static boolean administers(Caller caller, @Nullable UUID clientId) {
        return caller.isPartnerAdmin()
                || (clientId != null
                        && (caller.isClientAdmin()
                                || (caller.clientId() == null
                                        && held(caller, clientId)
                                                .containsAll(RoleRules.permissions(clientId)))));
    }

    private static Set<String> held(Caller caller, @Nullable UUID clientId) {
        Set<String> held = new HashSet<>(caller.permissions());
        if (caller.clientId() == null && clientId != null) {
            // Whoever manages a client's seats has purchases confirmed, so the partner's money.
            held.remove("seats:manage");
            if (caller.mayPurchase()) {
                held.add("seats:manage");
            }
            if (caller.may(Permission.CLIENTS_MANAGE)) {
                held.add("company-settings:manage");
            }
        }
        if (caller.scopes().contains("clients:write")) {
            held.addAll(Set.of("clients:manage", "users:manage"));
        }
        if (caller.scopes().contains("seats:write")) {
            held.add("seats:allocate");
        }
        if (caller.scopes().contains("billing:write")) {
            held.add("billing:manage");
        }
        if (caller.mayPurchase()) {
            held.add("seats:purchase");
        }
        return held;
    }
}
