package io.seatflow.local.braintree.merchant;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is looked for: every criterion of every field must hold. */
public record Search(Map<String, List<Criterion>> fields) {

    public static final Search EVERYTHING = new Search(Map.of());

    /** One condition about a field. */
    public sealed interface Criterion {

        record Is(String value) implements Criterion {}

        record IsNot(String value) implements Criterion {}

        record StartsWith(String value) implements Criterion {}

        record EndsWith(String value) implements Criterion {}

        record Contains(String value) implements Criterion {}

        record OneOf(Set<String> values) implements Criterion {}

        record AtLeast(String min) implements Criterion {}

        record AtMost(String max) implements Criterion {}
    }

    public Search {
        fields = Map.copyOf(fields);
    }

    /** The exact value that a field must have, where there is such a condition. */
    public Optional<String> exact(String field) {
        return fields.getOrDefault(field, List.of()).stream()
                .filter(Criterion.Is.class::isInstance)
                .map(criterion -> ((Criterion.Is) criterion).value())
                .findFirst();
    }

    /** A field of something that can be searched for: how a condition about it is checked. */
    @FunctionalInterface
    interface Field<T> {
        boolean meets(T thing, Criterion criterion);
    }

    /** Whether that thing meets all conditions; all fields must be {@link #unknownTo known}. */
    <T> boolean matches(T thing, Map<String, Field<T>> known) {
        return fields.entrySet().stream()
                .allMatch(entry -> {
                    var field = known.get(entry.getKey());
                    return field != null
                            && entry.getValue().stream()
                                    .allMatch(criterion -> field.meets(thing, criterion));
                });
    }

    <T> Set<String> unknownTo(Map<String, Field<T>> known) {
        var names = new TreeSet<>(fields.keySet());
        names.removeAll(known.keySet());
        return names;
    }

    /** A condition about a text; what is not there is no text at all. */
    static boolean text(@Nullable String text, Criterion criterion) {
        var value = text == null ? "" : text;
        return switch (criterion) {
            case Criterion.Is(var wanted) -> value.equals(wanted);
            case Criterion.IsNot(var unwanted) -> !value.equals(unwanted);
            case Criterion.StartsWith(var start) -> value.startsWith(start);
            case Criterion.EndsWith(var end) -> value.endsWith(end);
            case Criterion.Contains(var part) -> value.contains(part);
            case Criterion.OneOf(var wanted) -> wanted.stream().anyMatch(value::equalsIgnoreCase);
            case Criterion.AtLeast _, Criterion.AtMost _ -> false;
        };
    }

    /** A condition about something that has an order. */
    static <V extends Comparable<V>> boolean range(
            @Nullable V value, Criterion criterion, Function<String, V> read) {
        if (value == null) {
            return false;
        }
        return switch (criterion) {
            case Criterion.Is(var wanted) -> value.compareTo(read.apply(wanted)) == 0;
            case Criterion.IsNot(var unwanted) -> value.compareTo(read.apply(unwanted)) != 0;
            case Criterion.AtLeast(var min) -> value.compareTo(read.apply(min)) >= 0;
            case Criterion.AtMost(var max) -> value.compareTo(read.apply(max)) <= 0;
            case Criterion.StartsWith _,
                    Criterion.EndsWith _,
                    Criterion.Contains _,
                    Criterion.OneOf _ ->
                    false;
        };
    }
}
