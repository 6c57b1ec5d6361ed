package io.seatflow.gateway.upstream;

import io.seatflow.gateway.route.Service;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the services are. */
@Singleton
public class Upstreams {

    /** The suite's own services, in the order in which work usually goes through them. */
    public static final List<Service> SUITE =
            List.of(Service.ACCOUNT, Service.SEAT, Service.BILLING, Service.TRIAL);

    private final Map<Service, URI> addresses = new EnumMap<>(Service.class);

    Upstreams(
            @ConfigProperty(name = "seatflow.url.account") URI account,
            @ConfigProperty(name = "seatflow.url.seat") URI seat,
            @ConfigProperty(name = "seatflow.url.billing") URI billing,
            @ConfigProperty(name = "seatflow.url.trial") URI trial,
            @ConfigProperty(name = "seatflow.url.braintree") URI braintree) {
        addresses.put(Service.ACCOUNT, account);
        addresses.put(Service.SEAT, seat);
        addresses.put(Service.BILLING, billing);
        addresses.put(Service.TRIAL, trial);
        addresses.put(Service.BRAINTREE, braintree);
    }

    public URI address(Service service) {
        return Objects.requireNonNull(addresses.get(service));
    }
}
