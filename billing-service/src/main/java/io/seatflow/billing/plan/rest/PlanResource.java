package io.seatflow.billing.plan.rest;

import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.rest.PlanAnswers.PlanView;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** What a partner's plan is and costs. */
@Path("/v1/partners/{partnerId}/plan")
class PlanResource {

    private final PlanAnswers answers;
    private final CurrentCall call;

    PlanResource(PlanAnswers answers, CurrentCall call) {
        this.answers = answers;
        this.call = call;
    }

    @GET
    public Uni<RestResponse<PlanView>> get(UUID partnerId) {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
        return answers.get(Account.ofPartner(partnerId));
    }
}
