package io.seatflow.billing.invoice.rest;

import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.ClientAccounts;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The invoices of a client that the vendor bills, for its own people. */
@Path("/v1/partners/{partnerId}/clients/{clientId}/billing/invoices")
class ClientInvoiceResource {

    private final InvoiceAnswers answers;
    private final ClientAccounts accounts;
    private final CurrentCall call;

    ClientInvoiceResource(InvoiceAnswers answers, ClientAccounts accounts, CurrentCall call) {
        this.answers = answers;
        this.accounts = accounts;
        this.call = call;
    }

    @GET
    public Uni<Page<InvoiceView>> list(
            UUID partnerId,
            UUID clientId,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return account(partnerId, clientId).chain(of -> answers.list(of, limit, cursor));
    }

    @GET
    @Path("/{invoiceId}")
    public Uni<InvoiceView> get(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.get(of, invoiceId));
    }

    @POST
    @Path("/{invoiceId}/pay")
    @Cancellable(false)
    public Uni<RestResponse<InvoiceView>> pay(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.pay(of, invoiceId));
    }

    private Uni<Account> account(UUID partnerId, UUID clientId) {
        return accounts.of(call.caller(), partnerId, clientId);
    }
}
