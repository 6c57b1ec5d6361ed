package io.seatflow.account.audit.rest;

import io.seatflow.platform.list.Csv;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The log is to be had as JSON and as CSV. */
class FormatFilter {

    @ServerRequestFilter(preMatching = true)
    public void prefer(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().endsWith("/audit-log")) {
            Csv.negotiate(request);
        }
    }
}
