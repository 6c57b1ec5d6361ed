package io.seatflow.billing.payment;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * What is known of a card: never its number.
 *
 * @param brand as {@code AMEX}
 * @param expires the last month in which it can be charged, and its year, as {@code 12/2029}
 */
public record Card(String brand, String last4, String expires) {

    /** The first day of the month in which it expires. */
    public LocalDate expiringOn() {
        var parts = expires.split("/", 2);
        return YearMonth.of(Integer.parseInt(parts[1]), Integer.parseInt(parts[0])).atDay(1);
    }

    /** The first day on which it cannot be charged any more. */
    public LocalDate expiredOn() {
        return expiringOn().plusMonths(1);
    }

    public boolean isExpired(LocalDate on) {
        return !on.isBefore(expiredOn());
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
