package io.seatflow.acceptance.walk;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Amounts of money that are somebody's secret, to be found wherever they are written, whatever the
 * field is called: {@code 3463.75}, {@code 3,463.75}, or in cents.
 *
 * @param decimals as the API writes them
 */
public record Amounts(Set<String> decimals) {

    /** Whole dollars in cents may be a number of anything. */
    private static final int CENTS_OF_A_DOLLAR = 100;

    /** As few may be a number of seats. */
    private static final int CENTS_MIN = 1_000;

    public Amounts {
        decimals = Set.copyOf(decimals);
    }

    /** All that stand in documents as money, other than nothing. */
    public static Amounts in(Collection<JsonNode> documents) {
        var decimals = new HashSet<String>();
        documents.forEach(document -> collect(document, decimals));
        return new Amounts(decimals);
    }

    private static void collect(JsonNode node, Set<String> decimals) {
        JsonNode amount = node.path("amount");
        if (amount.isTextual() && node.has("currency") && isSomething(amount.asText())) {
            decimals.add(amount.asText());
        }
        node.forEach(inner -> collect(inner, decimals));
    }

    private static boolean isSomething(String decimal) {
        return new BigDecimal(decimal).signum() != 0;
    }

    /** These and others. */
    public Amounts and(Amounts others) {
        return new Amounts(
                Stream.concat(decimals.stream(), others.decimals.stream())
                        .collect(Collectors.toSet()));
    }

    /** These but for others, which whoever looks may see. */
    public Amounts without(Amounts others) {
        return new Amounts(
                decimals.stream()
                        .filter(one -> !others.decimals.contains(one))
                        .collect(Collectors.toSet()));
    }

    /** Those of them that a text shows, as it writes them. */
    public Set<String> foundIn(String text) {
        return decimals.isEmpty()
                ? Set.of()
                : pattern()
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** No part of a longer number, of a time, or of an id. */
    private Pattern pattern() {
        String written =
                decimals.stream()
                        .flatMap(one -> Stream.of(one, grouped(one)))
                        .distinct()
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|"));
        String cents =
                Stream.concat(Stream.of("(?!)"), decimals.stream().flatMap(Amounts::cents))
                        .collect(Collectors.joining("|"));
        return Pattern.compile(
                "(?<![\\w.])(?<!\\d[:,])(?:%s)(?!\\w)|(?<![\\w.-])(?<!\\d[:,])(?:%s)(?![\\w-])(?!\\.\\d)"
                        .formatted(written, cents));
    }

    private static String grouped(String decimal) {
        return String.format(Locale.ROOT, "%,.2f", new BigDecimal(decimal));
    }

    private static Stream<String> cents(String decimal) {
        long cents = new BigDecimal(decimal).abs().movePointRight(2).longValue();
        return cents < CENTS_MIN || cents % CENTS_OF_A_DOLLAR == 0
                ? Stream.of()
                : Stream.of(String.valueOf(cents));
    }
}
