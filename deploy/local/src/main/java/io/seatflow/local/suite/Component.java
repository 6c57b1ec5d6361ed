package io.seatflow.local.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One process of the suite. */
public enum Component {
    POSTGRES("PostgreSQL", 15432),
    KAFKA("Kafka", 19092),
    KEYCLOAK("Keycloak", 8180),
    BRAINTREE("Braintree stand-in", 8190),
    MAIL("Mail server", 19025),
    ACCOUNT("account-service", 8081),
    SEAT("seat-service", 8082),
    BILLING("billing-service", 8083),
    TRIAL("trial-scheduler", 8084),
    GATEWAY("api-gateway", 8080);

    /** Seatflow's own, in the order in which they are told to start. */
    public static final List<Component> SERVICES = List.of(ACCOUNT, SEAT, BILLING, TRIAL, GATEWAY);

    private final String title;
    private final int usualPort;

    Component(String title, int usualPort) {
        this.title = title;
        this.usualPort = usualPort;
    }

    /** Finds it by its short name ({@code billing}) or its title ({@code billing-service}). */
    public static Component named(String name) {
        return Arrays.stream(values())
                .filter(component -> name.equalsIgnoreCase(component.id()))
                .findFirst()
                .or(() -> titled(name))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "There is no %s, only %s.".formatted(name, ids())));
    }

    private static java.util.Optional<Component> titled(String name) {
        return Arrays.stream(values())
                .filter(component -> name.equalsIgnoreCase(component.title))
                .findFirst();
    }

    private static String ids() {
        return Arrays.stream(values()).map(Component::id).collect(Collectors.joining(", "));
    }

    /** Its short name, which its log file has too. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a person calls it; of a service also its folder. */
    public String title() {
        return title;
    }

    public int usualPort() {
        return usualPort;
    }

    /** The environment variable that moves it to another port. */
    public String portVariable() {
        return "SEATFLOW_PORT_" + name();
    }
}
