package io.seatflow.billing.payment.rest;

import io.seatflow.billing.payment.rest.CardAnswers.CardRequest;
import io.seatflow.billing.payment.rest.CardAnswers.CardView;
import io.seatflow.billing.payment.rest.CardAnswers.ClientToken;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.ClientAccounts;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The cards that a client which the vendor bills pays with, for its own people. */
@Path("/v1/partners/{partnerId}/clients/{clientId}/billing/payment-methods")
class ClientPaymentMethodResource {

    private final CardAnswers answers;
    private final ClientAccounts accounts;
    private final CurrentCall call;

    ClientPaymentMethodResource(CardAnswers answers, ClientAccounts accounts, CurrentCall call) {
        this.answers = answers;
        this.accounts = accounts;
        this.call = call;
    }

    @GET
    public Uni<Page<CardView>> list(UUID partnerId, UUID clientId) {
        return account(partnerId, clientId).chain(answers::list);
    }

    @GET
    @Path("/{paymentMethodId}")
    public Uni<CardView> one(UUID partnerId, UUID clientId, String paymentMethodId) {
        return account(partnerId, clientId).chain(of -> answers.one(of, paymentMethodId));
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<CardView>> add(UUID partnerId, UUID clientId, CardRequest request) {
        return account(partnerId, clientId).chain(of -> answers.add(of, request));
    }

    @POST
    @Path("/client-token")
    public Uni<ClientToken> clientToken(UUID partnerId, UUID clientId) {
        return account(partnerId, clientId).chain(answers::clientToken);
    }

    @DELETE
    @Path("/{paymentMethodId}")
    @Cancellable(false)
    public Uni<RestResponse<Void>> remove(UUID partnerId, UUID clientId, String paymentMethodId) {
        return account(partnerId, clientId).chain(of -> answers.remove(of, paymentMethodId));
    }

    private Uni<Account> account(UUID partnerId, UUID clientId) {
        return accounts.of(call.caller(), partnerId, clientId);
    }
}
