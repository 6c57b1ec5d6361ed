package io.seatflow.billing.invoice.rest;

import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** A partner's invoices and how they are paid. */
@Path("/v1/partners/{partnerId}/invoices")
class InvoiceResource {

    private final InvoiceAnswers answers;
    private final CurrentCall call;

    InvoiceResource(InvoiceAnswers answers, CurrentCall call) {
        this.answers = answers;
        this.call = call;
    }

    @GET
    public Uni<Page<InvoiceView>> list(
            UUID partnerId,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        requireSight();
        return answers.list(Account.ofPartner(partnerId), limit, cursor);
    }

    @GET
    @Path("/{invoiceId}")
    public Uni<InvoiceView> get(UUID partnerId, String invoiceId) {
        requireSight();
        return answers.get(Account.ofPartner(partnerId), invoiceId);
    }

    @POST
    @Path("/{invoiceId}/pay")
    @Cancellable(false)
    public Uni<RestResponse<InvoiceView>> pay(UUID partnerId, String invoiceId) {
        call.caller().require(Permission.BILLING_MANAGE);
        requireSight();
        return answers.pay(Account.ofPartner(partnerId), invoiceId);
    }

    private void requireSight() {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
    }
}
