package io.seatflow.account.user.postgres;

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

    /** Locks the account and refuses with {@code not-found} or {@code client-disabled}. */
    static Uni<Boolean> lockOpen(HibernateTx tx, UUID partnerId, @Nullable UUID clientId) {
        return clientId == null
                ? lock(tx, partnerId, null)
                : status(tx, partnerId, clientId).map(Accounts::requireUsable);
    }

    /**
     * Locks the account; tells whether its users work in it: neither a client in Setup nor a
     * disabled one.
     */
    static Uni<Boolean> lock(HibernateTx tx, UUID partnerId, @Nullable UUID clientId) {
        if (clientId != null) {
            return status(tx, partnerId, clientId).map(Accounts::isOpen);
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
                    return true;
                });
    }

    private static Uni<String> status(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .createNativeQuery(
                        """
                        select status from client
                        where partner_id = ?1 and client_id = ?2 and existence = 'LISTED'
                        for update
                        """,
                        String.class)
                .setParameter(1, partnerId)
                .setParameter(2, clientId)
                .getSingleResultOrNull();
    }

    private static boolean requireUsable(@Nullable String status) {
        if (status == null) {
            throw Problem.notFound("client");
        }
        if (status.equals("DISABLED")) {
            throw disabled();
        }
        return isOpen(status);
    }

    /** The refusal of a seat for a user of a disabled client. */
    static Problem disabled() {
        return new Problem(
                ProblemType.CLIENT_DISABLED,
                "The client is disabled: its users get no seats until it is active again.");
    }

    private static boolean isOpen(@Nullable String status) {
        return status != null && !status.equals("SETUP") && !status.equals("DISABLED");
    }
}
