package io.seatflow.billing.purchase.rest;

import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.ClientAccounts;
import io.seatflow.billing.purchase.rest.UpcomingInvoices.UpcomingView;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;

/** The invoice that a partner, or a client that the vendor bills, is to expect next. */
@Path("/v1/partners/{partnerId}")
class UpcomingInvoiceResource {

    private final UpcomingInvoices upcoming;
    private final ClientAccounts accounts;
    private final CurrentCall call;

    UpcomingInvoiceResource(UpcomingInvoices upcoming, ClientAccounts accounts, CurrentCall call) {
        this.upcoming = upcoming;
        this.accounts = accounts;
        this.call = call;
    }

    @GET
    @Path("/upcoming-invoice")
    public Uni<UpcomingView> ofPartner(UUID partnerId) {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
        return upcoming.of(Account.ofPartner(partnerId));
    }

    @GET
    @Path("/clients/{clientId}/billing/upcoming-invoice")
    public Uni<UpcomingView> ofClient(UUID partnerId, UUID clientId) {
        return accounts.of(call.caller(), partnerId, clientId).chain(upcoming::of);
    }
}
