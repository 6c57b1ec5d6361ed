package io.seatflow.account.partner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of a new partner.
 *
 * @param billingAnchorDay null: the day that the plan starts
 * @param supplyLimit null: no limit
 * @param cardNonce stands for a card, once; null: none yet
 */
public record Registration(
        String name,
        String program,
        String interval,
        String currency,
        String timeZone,
        @Nullable Integer billingAnchorDay,
        int seats,
        List<String> addOns,
        @Nullable Integer supplyLimit,
        String prorationCollection,
        String adminEmail,
        String adminName,
        @Nullable String cardNonce) {

    public Registration {
        addOns = List.copyOf(addOns);
    }

    /** A nonce spends once and belongs in no log line. */
    @Override
    public String toString() {
        return "Registration of " + name;
    }
}
