package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * The accounts of clients that the vendor bills, for those who may see their money: the client's
 * own administrators and whoever may manage its company settings, never the partner.
 */
@ApplicationScoped
public class ClientAccounts {

    /** The account of a client; fails as not found or forbidden where it is not the caller's. */
    public Uni<Account> of(Caller caller, UUID partnerId, UUID clientId) {
        return caller.clientId() == null
                ? ofOthers(partnerId, clientId)
                : own(caller, partnerId, clientId);
    }

    private static Uni<Account> own(Caller caller, UUID partnerId, UUID clientId) {
        if (!clientId.equals(caller.clientId())) {
            throw Problem.notFound("client");
        }
        if (!caller.seesOwnAmounts()) {
            throw forbidden();
        }
        return exists(
                        "select count(*) from plan where partner_id = ?1 and plan_id = ?2",
                        partnerId,
                        clientId)
                .map(hasPlan -> {
                    if (hasPlan) {
                        return Account.ofClient(partnerId, clientId);
                    }
                    throw Problem.notFound("plan");
                });
    }

    /** Whoever is not of the client hears no more than that it exists, if they may hear that. */
    private static Uni<Account> ofOthers(UUID partnerId, UUID clientId) {
        return exists(
                        "select count(*) from billed_client where partner_id = ?1 and client_id = ?2",
                        partnerId,
                        clientId)
                .map(isKnown -> {
                    throw isKnown ? forbidden() : Problem.notFound("client");
                });
    }

    private static Problem forbidden() {
        return Caller.forbidden("the client's administrator or company-settings:manage");
    }

    private static Uni<Boolean> exists(String sql, UUID partnerId, UUID clientId) {
        return Panache.withSession(() ->
                Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(sql, Long.class)
                                        .setParameter(1, partnerId)
                                        .setParameter(2, clientId)
                                        .getSingleResult())
                        .map(count -> count > 0));
    }
}
