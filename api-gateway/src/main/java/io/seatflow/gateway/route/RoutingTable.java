package io.seatflow.gateway.route;

import static io.seatflow.gateway.route.Service.ACCOUNT;
import static io.seatflow.gateway.route.Service.BILLING;
import static io.seatflow.gateway.route.Service.BRAINTREE;
import static io.seatflow.gateway.route.Service.SEAT;
import static io.seatflow.gateway.route.Service.TRIAL;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which service serves which path. The first pattern that takes a path decides. */
public final class RoutingTable {

    private static final PathPattern ACCESS =
            PathPattern.of("/v1/partners/{partnerId}/clients/{clientId}/access");

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
                    route("/v1/partners/{partnerId}/payments/**", BILLING),
                    route("/v1/partners/{partnerId}/trials/**", TRIAL),
                    route("/v1/partners/{partnerId}/clients", ACCOUNT),
                    route("/v1/partners/{partnerId}/clients/{clientId}/seats/**", SEAT),
                    route("/v1/partners/{partnerId}/clients/{clientId}/billing/**", BILLING),
                    new Route(ACCESS, ACCOUNT),
                    route("/v1/partners/{partnerId}/clients/{clientId}/**", ACCOUNT),
                    route("/v1/billing-runs/**", BILLING),
                    route("/v1/reconciliations/**", BILLING),
                    route("/v1/catalogs/**", BILLING),
                    route("/v1/dead-letters/account-service/**", ACCOUNT),
                    route("/v1/dead-letters/seat-service/**", SEAT),
                    route("/v1/dead-letters/billing-service/**", BILLING),
                    route("/v1/dead-letters/trial-scheduler/**", TRIAL),
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
        for (Route route : ROUTES) {
            Optional<Map<String, UUID>> ids = route.pattern().match(segments);
            if (ids.isPresent()) {
                return Optional.of(
                        new Destination(
                                route.service(),
                                ids.get().get("partnerId"),
                                ids.get().get("clientId"),
                                route.pattern().equals(ACCESS)));
            }
        }
        return Optional.empty();
    }

    /** What a service might read as another path than the one that was checked here. */
    private static boolean isAmbiguous(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' || c == ';' || (c == '/' && isOneOf("/.", path, i + 1))) {
                return true;
            }
            if (c == '%' && isAmbiguousEscape(path, i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A dot, either slash, or a control character: no name of ours holds one of those, and no
     * database takes the first of them.
     */
    private static boolean isAmbiguousEscape(String path, int percent) {
        int first = percent + 1;
        int second = percent + 2;
        return (isOneOf("01", path, first) && isOneOf("0123456789abcdefABCDEF", path, second))
                || (isOneOf("2", path, first) && isOneOf("eEfF", path, second))
                || (isOneOf("5", path, first) && isOneOf("cC", path, second))
                || (isOneOf("7", path, first) && isOneOf("fF", path, second));
    }

    private static boolean isOneOf(String characters, String path, int at) {
        return at < path.length() && characters.indexOf(path.charAt(at)) >= 0;
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
