package io.seatflow.platform.event;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names and topics of all events: {@code SeatShortfall} is {@code
 * seatflow.seat.SeatShortfall.v1} on {@code seatflow.seats}.
 */
public final class EventTypes {

    private static final Map<Class<?>, Family> FAMILIES =
            Map.of(
                    AccountEvent.class,
                            new Family("account", "seatflow.accounts", "/account-service"),
                    SeatEvent.class, new Family("seat", "seatflow.seats", "/seat-service"),
                    BillingEvent.class,
                            new Family("billing", "seatflow.billing", "/billing-service"),
                    TrialEvent.class, new Family("trial", "seatflow.trials", "/trial-scheduler"));

    /** Put together once: every event that is written asks for its name. */
    private static final ClassValue<String> NAMES =
            new ClassValue<>() {
                @Override
                protected String computeValue(Class<?> type) {
                    return "seatflow." + family(type).word() + "." + type.getSimpleName() + ".v1";
                }
            };

    private static final Map<String, Class<? extends SeatflowEvent>> BY_NAME =
            FAMILIES.keySet().stream()
                    .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                    .map(type -> type.<SeatflowEvent>asSubclass(SeatflowEvent.class))
                    .collect(Collectors.toUnmodifiableMap(EventTypes::name, Function.identity()));

    private EventTypes() {}

    private record Family(String word, String topic, String source) {}

    /** The CloudEvents type of an event. */
    public static String name(Class<? extends SeatflowEvent> type) {
        return NAMES.get(type);
    }

    /** The topic that carries an event. */
    public static String topic(Class<? extends SeatflowEvent> type) {
        return family(type).topic();
    }

    /** The CloudEvents source of what is published on a topic; its dead letters have the same. */
    public static String source(String topic) {
        for (Family family : FAMILIES.values()) {
            if (topic.startsWith(family.topic())) {
                return family.source();
            }
        }
        throw new IllegalArgumentException("No service writes " + topic + ".");
    }

    /**
     * The event of this CloudEvents type; none where this version of the suite does not know it.
     */
    public static Optional<Class<? extends SeatflowEvent>> ofName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Where the JSON Schema of events of this CloudEvents type is, as their headers say it. */
    public static String schema(String name) {
        return "/schemas/" + name + ".json";
    }

    /** All event types there are. */
    public static Stream<Class<? extends SeatflowEvent>> all() {
        return BY_NAME.values().stream();
    }

    private static Family family(Class<?> type) {
        return FAMILIES.entrySet().stream()
                .filter(entry -> entry.getKey().isAssignableFrom(type))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " is no event."));
    }
}
