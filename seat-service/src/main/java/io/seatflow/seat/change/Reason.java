package io.seatflow.seat.change;

import io.seatflow.seat.ledger.Decision;
import java.util.Map;

/**
 * Why a change came to nothing.
 *
 * @param slug names the problem
 * @param detail a sentence for people
 * @param figures what a program needs to know: {@code shortfall}, {@code most} or {@code limit}
 */
public record Reason(String slug, String detail, Map<String, Integer> figures) {

    private static final String PAYMENT_DECLINED = "payment-declined";

    public static final String INSUFFICIENT_SEATS = "insufficient-seats";
    public static final String SEATS_IN_USE = "seats-in-use";
    public static final String SUPPLY_LIMIT_REACHED = "supply-limit-reached";
    public static final String COMPLIMENTARY_LIMIT = "complimentary-limit";
    public static final String CLIENT_LIMIT_REACHED = "client-limit-reached";
    public static final String CLIENT_DISABLED = "client-disabled";
    public static final String CLIENT_VENDOR_BILLED = "client-vendor-billed";
    public static final String CLIENT_PARTNER_BILLED = "client-partner-billed";

    public Reason {
        figures = Map.copyOf(figures);
    }

    /** Whether a card was declined: then {@code detail} is what its processor said. */
    public boolean isOfPayment() {
        return slug.equals(PAYMENT_DECLINED);
    }

    /** The same for whoever may not see amounts: what a processor says may name them. */
    public Reason withoutWordsOfPayment() {
        return isOfPayment() ? new Reason(slug, "The card was declined.", figures) : this;
    }

    static Reason of(Decision.Shortfall shortfall) {
        var missing = shortfall.cover().shortfall();
        return new Reason(
                INSUFFICIENT_SEATS,
                Words.seats(missing, "more seat") + " would be needed than there are.",
                Map.of("shortfall", missing));
    }

    static Reason of(Decision.InUse inUse) {
        return new Reason(
                SEATS_IN_USE,
                "No more than " + Words.seats(inUse.most(), "seat") + " can be given up.",
                Map.of("most", inUse.most()));
    }

    static Reason of(Decision.NotRetiring notRetiring, int wanted) {
        return new Reason(
                INSUFFICIENT_SEATS,
                "No more than " + Words.seats(notRetiring.most(), "seat") + " can be kept.",
                Map.of("most", notRetiring.most(), "shortfall", wanted - notRetiring.most()));
    }

    static Reason of(Decision.SupplyLimitReached reached) {
        return new Reason(
                SUPPLY_LIMIT_REACHED,
                "The plan may have no more than " + Words.seats(reached.limit(), "seat") + ".",
                Map.of("limit", reached.limit()));
    }

    static Reason of(Decision.ComplimentaryLimitReached reached) {
        return new Reason(
                COMPLIMENTARY_LIMIT,
                "A client in Setup or Trial may have no more than "
                        + Words.seats(reached.limit(), "seat")
                        + ".",
                Map.of("limit", reached.limit()));
    }

    static Reason of(Decision.ClientLimitReached reached) {
        return new Reason(
                CLIENT_LIMIT_REACHED,
                "The client may have no more than " + Words.seats(reached.limit(), "seat") + ".",
                Map.of("limit", reached.limit()));
    }

    static Reason of(Decision.ClientDisabled ignored) {
        return new Reason(CLIENT_DISABLED, "The client is disabled.", Map.of());
    }

    static Reason of(Decision.PartnerBilled ignored) {
        return new Reason(CLIENT_PARTNER_BILLED, "The client has no plan of its own.", Map.of());
    }

    static Reason of(Decision.VendorBilled ignored) {
        return new Reason(
                CLIENT_VENDOR_BILLED, "The client's seats are on a plan of its own.", Map.of());
    }
}
