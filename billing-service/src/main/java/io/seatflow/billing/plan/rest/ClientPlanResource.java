package io.seatflow.billing.plan.rest;

import io.seatflow.billing.plan.postgres.ClientAccounts;
import io.seatflow.billing.plan.rest.PlanAnswers.PlanView;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** What the plan of a client that the vendor bills is and costs, for its own people. */
@Path("/v1/partners/{partnerId}/clients/{clientId}/billing/plan")
class ClientPlanResource {

    private final PlanAnswers answers;
    private final ClientAccounts accounts;
    private final CurrentCall call;

    ClientPlanResource(PlanAnswers answers, ClientAccounts accounts, CurrentCall call) {
        this.answers = answers;
        this.accounts = accounts;
        this.call = call;
    }

    @GET
    public Uni<RestResponse<PlanView>> get(UUID partnerId, UUID clientId) {
        return accounts.of(call.caller(), partnerId, clientId).chain(answers::get);
    }
}
