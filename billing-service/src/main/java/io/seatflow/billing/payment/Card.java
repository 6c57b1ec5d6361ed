package io.seatflow.billing.payment;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is known of a card: never its number.
 *
 * @param brand as {@code AMEX}
 * @param expires the last month in which it can be charged, and its year, as {@code 12/2029}
 */
public record Card(String brand, String last4, String expires) {

    private static final Pattern MONTH = Pattern.compile("(0?[1-9]|1[0-2])/([1-9][0-9]{3})");

    /** The first day of the month in which it expires; nothing where that is no month. */
    public Optional<LocalDate> expiringOn() {
        var month = MONTH.matcher(expires);
        return month.matches()
                ? Optional.of(
                        YearMonth.of(
                                        Integer.parseInt(month.group(2)),
                                        Integer.parseInt(month.group(1)))
                                .atDay(1))
                : Optional.empty();
    }

    /** The first day on which it cannot be charged any more; nothing where that is not known. */
    public Optional<LocalDate> expiredOn() {
        return expiringOn().map(month -> month.plusMonths(1));
    }

    /** Whether it is known that it cannot be charged on that day: otherwise its bank decides. */
    public boolean isExpired(LocalDate on) {
        return expiredOn().filter(day -> !on.isBefore(day)).isPresent();
    }

    /** As people name it. */
    public String words() {
        return words(brand, last4);
    }

    /** As people name a card of which no more is known. */
    public static String words(String brand, String last4) {
        var named =
                switch (brand) {
                    case "VISA" -> "Visa";
                    case "MASTERCARD" -> "Mastercard";
                    case "AMEX" -> "American Express";
                    case "DISCOVER" -> "Discover";
                    default -> brand;
                };
        return "%s ending in %s".formatted(named, last4);
    }
}
