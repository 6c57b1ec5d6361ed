package io.seatflow.platform.tenancy;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, for which account, and what they may do, as their token says.
 *
 * @param partnerId the partner whose account it is; null for an operator
 * @param clientId the client whose user it is; null for the partner's own people and programs
 * @param userId the user's id in account-service; null for programs and operators
 * @param permissions given by a member's roles
 * @param scopes of an integration; empty for people
 */
public record Caller(
        String subject,
        @Nullable String email,
        Set<String> roles,
        @Nullable UUID partnerId,
        @Nullable UUID clientId,
        @Nullable UUID userId,
        Set<String> permissions,
        Set<String> scopes) {

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Who did it, as stored with every change: an e-mail address, or the name of an integration.
     */
    public String actor() {
        return email == null ? subject : email;
    }

    public boolean isOperator() {
        return roles.contains("operator");
    }

    public boolean isPartnerAdmin() {
        return roles.contains("partner-admin");
    }

    /** Whether the caller is a program of the partner's: it has scopes, and none of our roles. */
    public boolean isProgram() {
        return partnerId != null
                && clientId == null
                && roles.stream()
                        .noneMatch(
                                role -> role.startsWith("partner-") || role.startsWith("client-"));
    }

    /** Whether this partner exists for the caller. */
    public boolean seesPartner(UUID partner) {
        return isOperator() || partner.equals(partnerId);
    }

    /** Whether this client, of a partner that the caller sees, exists for the caller. */
    public boolean seesClient(UUID client) {
        return clientId == null || clientId.equals(client);
    }

    public boolean may(Permission permission) {
        return permission.heldBy(this);
    }

    /** Whether the caller may see amounts of the partner's plan. */
    public boolean seesAmounts() {
        return clientId == null
                && (isPartnerAdmin()
                        || permissions.contains("billing:manage")
                        || permissions.contains("seats:purchase")
                        || scopes.contains("billing:read"));
    }

    /**
     * Whether the caller may see amounts of the plan of their own client, which the vendor bills.
     */
    public boolean seesOwnAmounts() {
        return clientId != null
                && (isClientAdmin() || permissions.contains("company-settings:manage"));
    }

    /**
     * Whether the caller may see amounts of a plan.
     *
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    public boolean seesAmountsOf(@Nullable UUID payingClientId) {
        return payingClientId == null
                ? seesAmounts()
                : seesOwnAmounts() && payingClientId.equals(clientId);
    }

    /** Whether the caller administers a client, and so may spend its own plan's money. */
    public boolean isClientAdmin() {
        return clientId != null && roles.contains("client-admin");
    }

    /** Whether the caller may spend the partner's money on seats. */
    public boolean mayPurchase() {
        return clientId == null
                && (isPartnerAdmin()
                        || permissions.contains("seats:purchase")
                        || (scopes.contains("seats:write") && scopes.contains("billing:write")));
    }

    /** Refuses with {@code forbidden} who may not. */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw forbidden(permission.words());
        }
    }

    public void requireOperator() {
        if (!isOperator()) {
            throw forbidden("operator");
        }
    }

    /** The refusal of a caller who lacks {@code needed}. */
    public static Problem forbidden(String needed) {
        return new Problem(ProblemType.FORBIDDEN, "This needs: " + needed + ".");
    }
}
