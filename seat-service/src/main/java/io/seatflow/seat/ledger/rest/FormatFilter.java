package io.seatflow.seat.ledger.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * {@code ?format=csv} says the same as {@code Accept: text/csv}: a link can carry no header.
 * Whoever takes anything gets JSON.
 */
class FormatFilter {

    @ServerRequestFilter(preMatching = true)
    public void prefer(ContainerRequestContext request) {
        var uri = request.getUriInfo();
        if (!uri.getPath().endsWith("/seats/ledger")) {
            return;
        }
        var format = uri.getQueryParameters().getFirst("format");
        var accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (LedgerResource.CSV.equals(format)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, LedgerResource.TEXT_CSV);
        } else if (format != null || accept == null || takesAnything(accept)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
        }
    }

    private static boolean takesAnything(String accept) {
        return accept.contains(MediaType.WILDCARD) && !accept.contains(LedgerResource.TEXT_CSV);
    }
}
