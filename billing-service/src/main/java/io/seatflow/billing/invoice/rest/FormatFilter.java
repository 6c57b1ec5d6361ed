package io.seatflow.billing.invoice.rest;

import io.seatflow.platform.list.Csv;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Invoices are to be had in several formats. Whoever takes anything gets JSON; whoever prefers
 * something gets that, by the weights that they give.
 */
class FormatFilter {

    static final String PDF = "application/pdf";

    private static final Pattern INVOICE = Pattern.compile(".*/invoices/[^/]+");
    private static final Pattern EXPLANATION = Pattern.compile(".*/invoices/[^/]+/explanation");

    private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE;

    @ServerRequestFilter(preMatching = true)
    public void prefer(ContainerRequestContext request) {
        var path = request.getUriInfo().getPath();
        if (path.endsWith("/invoices")) {
            Csv.negotiate(request);
        } else if (INVOICE.matcher(path).matches()) {
            choose(request, List.of(JSON, HTML, MediaType.valueOf(PDF)));
        } else if (EXPLANATION.matcher(path).matches()) {
            choose(request, List.of(JSON, HTML));
        }
    }

    /**
     * Says which of the formats it is.
     *
     * @throws NotAcceptableException if none of them is wanted
     */
    private static void choose(ContainerRequestContext request, List<MediaType> offered) {
        var wanted = request.getAcceptableMediaTypes();
        var best =
                offered.stream()
                        .filter(each -> weight(each, wanted) > 0)
                        // The first of those that are wanted as much.
                        .max(
                                Comparator.<MediaType>comparingDouble(each -> weight(each, wanted))
                                        .thenComparingInt(each -> -offered.indexOf(each)))
                        .orElseThrow(NotAcceptableException::new);
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, best.toString());
    }

    /** By the most specific of the ranges that take it (RFC 9110, 12.5.1). */
    private static double weight(MediaType type, List<MediaType> wanted) {
        return wanted.stream()
                .filter(range -> range.isCompatible(type))
                .max(
                        Comparator.comparingInt(range ->
                                range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2))
                .map(FormatFilter::weight)
                .orElse(0.0);
    }

    /** What is no weight is none. */
    private static double weight(MediaType range) {
        var weight = range.getParameters().getOrDefault("q", "1");
        return WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight) : 0;
    }
}
