package io.seatflow.account.user.postgres;

import io.seatflow.account.user.Admission;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that users are of, as far as users need to know them. Whatever changes users locks
 * their account first, so that it happens before or after what changes the account, and never
 * meanwhile.
 */
final class Accounts {

    private Accounts() {}

    /** What users need to know of a client. */
    private record Known(String status, String billingManager) {

        Admission admission() {
            return Admission.ofClient(
                    !status.equals("SETUP") && !isDisabled(), billingManager.equals("VENDOR"));
        }

        boolean isDisabled() {
            return status.equals("DISABLED");
        }
    }

    /** Locks the account and refuses with {@code not-found} or {@code client-disabled}. */
    static Uni<Admission> lockOpen(HibernateTx tx, UUID partnerId, @Nullable UUID clientId) {
        return clientId == null
                ? lock(tx, partnerId, null)
                : client(tx, partnerId, clientId).map(Accounts::requireUsable);
    }

    /** Locks the account; tells whom it lets in. */
    static Uni<Admission> lock(HibernateTx tx, UUID partnerId, @Nullable UUID clientId) {
        if (clientId != null) {
            return client(tx, partnerId, clientId)
                    .map(known -> known == null ? Admission.NOBODY : known.admission());
        }
        return tx.session()
                .createNativeQuery(
                        "select cast(1 as int) from partner where partner_id = ?1 for update",
                        Integer.class)
                .setParameter(1, partnerId)
                .getSingleResultOrNull()
                .map(found -> {
                    if (found == null) {
                        throw Problem.notFound("partner");
                    }
                    return Admission.ACTIVE;
                });
    }

    /** Whether users get no seats at present; in the transaction that has locked the account. */
    static Uni<Boolean> isDisabled(HibernateTx tx, UUID partnerId, @Nullable UUID clientId) {
        return clientId == null
                ? Uni.createFrom().item(false)
                : client(tx, partnerId, clientId).map(known -> known == null || known.isDisabled());
    }

    private static Uni<@Nullable Known> client(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .createNativeQuery(
                        """
                        select status, billing_manager from client
                        where partner_id = ?1 and client_id = ?2 and existence = 'LISTED'
                        for update
                        """,
                        Object[].class)
                .setParameter(1, partnerId)
                .setParameter(2, clientId)
                .getSingleResultOrNull()
                .map(row -> row == null ? null : new Known((String) row[0], (String) row[1]));
    }

    private static Admission requireUsable(@Nullable Known known) {
        if (known == null) {
            throw Problem.notFound("client");
        }
        if (known.isDisabled()) {
            throw disabled();
        }
        return known.admission();
    }

    /** The refusal of a seat for a user of a disabled client. */
    static Problem disabled() {
        return new Problem(
                ProblemType.CLIENT_DISABLED,
                "The client is disabled: its users get no seats until it is active again.");
    }
}
