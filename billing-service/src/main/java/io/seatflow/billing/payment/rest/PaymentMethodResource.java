package io.seatflow.billing.payment.rest;

import io.seatflow.billing.payment.rest.CardAnswers.CardRequest;
import io.seatflow.billing.payment.rest.CardAnswers.CardView;
import io.seatflow.billing.payment.rest.CardAnswers.ClientToken;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The cards that a partner pays with. No card number ever comes here: a nonce stands for it. */
@Path("/v1/partners/{partnerId}/payment-methods")
class PaymentMethodResource {

    private final CardAnswers answers;
    private final CurrentCall call;

    PaymentMethodResource(CardAnswers answers, CurrentCall call) {
        this.answers = answers;
        this.call = call;
    }

    @GET
    public Uni<Page<CardView>> list(UUID partnerId) {
        requireSight();
        return answers.list(Account.ofPartner(partnerId));
    }

    @GET
    @Path("/{paymentMethodId}")
    public Uni<CardView> one(UUID partnerId, String paymentMethodId) {
        requireSight();
        return answers.one(Account.ofPartner(partnerId), paymentMethodId);
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<CardView>> add(UUID partnerId, CardRequest request) {
        requireManagement();
        return answers.add(Account.ofPartner(partnerId), request);
    }

    @POST
    @Path("/client-token")
    public Uni<ClientToken> clientToken(UUID partnerId) {
        requireManagement();
        return answers.clientToken(Account.ofPartner(partnerId));
    }

    @DELETE
    @Path("/{paymentMethodId}")
    @Cancellable(false)
    public Uni<RestResponse<Void>> remove(UUID partnerId, String paymentMethodId) {
        requireManagement();
        return answers.remove(Account.ofPartner(partnerId), paymentMethodId);
    }

    private void requireSight() {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
    }

    private void requireManagement() {
        call.caller().require(Permission.BILLING_MANAGE);
        if (call.caller().clientId() != null) {
            throw Caller.forbidden("billing:manage");
        }
    }
}
