package io.seatflow.account.partner.rest;

import io.seatflow.account.partner.Catalog;
import io.seatflow.account.partner.postgres.Catalogs;
import io.seatflow.platform.clock.Sandbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Gets ready what a registration is read by, and lets nobody but operators come so far as to have
 * one read.
 */
class RegistrationFilter {

    private final CurrentCall call;
    private final Catalogs catalogs;
    private final RegistrationTerms terms;
    private final Sandbox sandbox;

    RegistrationFilter(
            CurrentCall call, Catalogs catalogs, RegistrationTerms terms, Sandbox sandbox) {
        this.call = call;
        this.catalogs = catalogs;
        this.terms = terms;
        this.sandbox = sandbox;
    }

    @ServerRequestFilter(priority = Priorities.USER + 100)
    public Uni<@Nullable Response> prepare(ContainerRequestContext request) {
        boolean registers =
                request.getMethod().equals("POST")
                        && request.getUriInfo().getRequestUri().getPath().matches("/v1/partners/?");
        if (!registers) {
            return Uni.createFrom().nullItem();
        }
        call.caller().requireOperator();
        return catalogs.inForce().invoke(this::offer).map(_ -> null);
    }

    private void offer(List<Catalog> offered) {
        if (offered.isEmpty()) {
            throw new Problem(
                    ProblemType.UNAVAILABLE,
                    "The price list is not known here yet: billing has not told of one.");
        }
        terms.are(offered, sandbox.isOn());
    }
}
