package io.seatflow.gateway.route;

import static io.seatflow.gateway.route.Service.ACCOUNT;
import static io.seatflow.gateway.route.Service.BILLING;
import static io.seatflow.gateway.route.Service.BRAINTREE;
import static io.seatflow.gateway.route.Service.SEAT;
import static io.seatflow.gateway.route.Service.TRIAL;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Which service serves which path. The first pattern that takes a path decides. */
public final class RoutingTable {

    /** No name of ours holds a control character, and no database takes the first of them. */
    private static final Pattern CONTROL = Pattern.compile("%[01][0-9a-f]|%7f");

    private static final List<Route> ROUTES =
            List.of(
                    route("/v1/partners", ACCOUNT),
                    route("/v1/partners/{partnerId}", ACCOUNT),
                    route("/v1/partners/{partnerId}/users/**", ACCOUNT),
                    route("/v1/partners/{partnerId}/roles/**", ACCOUNT),
                    route("/v1/partners/{partnerId}/notifications/**", ACCOUNT),
                    route("/v1/partners/{partnerId}/audit-log/**", ACCOUNT),
                    route("/v1/partners/{partnerId}/webhook-endpoints/**", ACCOUNT),
                    route("/v1/partners/{partnerId}/events/**", ACCOUNT),
                    route("/v1/partners/{partnerId}/seats/**", SEAT),
                    route("/v1/partners/{partnerId}/seat-changes/**", SEAT),
                    route("/v1/partners/{partnerId}/plan/**", BILLING),
                    route("/v1/partners/{partnerId}/plan-changes/**", BILLING),
                    route("/v1/partners/{partnerId}/catalog/**", BILLING),
                    route("/v1/partners/{partnerId}/invoices/**", BILLING),
                    route("/v1/partners/{partnerId}/upcoming-invoice/**", BILLING),
                    route("/v1/partners/{partnerId}/payment-methods/**", BILLING),
                    route("/v1/partners/{partnerId}/trials/**", TRIAL),
                    route("/v1/partners/{partnerId}/clients", ACCOUNT),
                    route("/v1/partners/{partnerId}/clients/{clientId}/seats/**", SEAT),
                    route("/v1/partners/{partnerId}/clients/{clientId}/billing/**", BILLING),
                    route("/v1/partners/{partnerId}/clients/{clientId}/**", ACCOUNT),
                    route("/v1/billing-runs/**", BILLING),
                    route("/v1/catalogs/**", BILLING),
                    route("/sandbox/payments/**", BRAINTREE));

    private RoutingTable() {}

    private record Route(PathPattern pattern, Service service) {}

    /**
     * Where a request for this path goes, or nothing if there is nothing there.
     *
     * @param path as it stands in the request line, not decoded: what is checked here is what the
     *     service gets
     */
    public static Optional<Destination> find(String path) {
        if (!path.startsWith("/") || isAmbiguous(path)) {
            return Optional.empty();
        }
        List<String> segments = PathPattern.segmentsOf(withoutLastSlash(path));
        return ROUTES.stream().flatMap(route -> to(route, segments).stream()).findFirst();
    }

    private static Optional<Destination> to(Route route, List<String> segments) {
        return route.pattern().match(segments).map(ids -> destination(route.service(), ids));
    }

    private static Destination destination(Service service, Map<String, UUID> ids) {
        return new Destination(service, ids.get("partnerId"), ids.get("clientId"));
    }

    /** What a service might read as another path than the one that was checked here. */
    private static boolean isAmbiguous(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.contains("//")
                || lower.contains("/.")
                || lower.contains("%2e")
                || lower.contains("%2f")
                || lower.contains("%5c")
                || lower.contains("\\")
                || lower.contains(";")
                || CONTROL.matcher(lower).find();
    }

    private static String withoutLastSlash(String path) {
        return path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
    }

    private static Route route(String pattern, Service service) {
        return new Route(PathPattern.of(pattern), service);
    }
}
