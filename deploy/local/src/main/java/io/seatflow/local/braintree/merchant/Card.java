package io.seatflow.local.braintree.merchant;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A test card, as far as a merchant may know it: never its number.
 *
 * @param conduct what becomes of an authorization of this card when nothing else decides
 */
public record Card(
        CardBrand brand,
        String bin,
        String last4,
        int expirationMonth,
        int expirationYear,
        @Nullable String cardholderName,
        Verdict conduct) {

    public Card {
        if (bin.length() != 6 || last4.length() != 4) {
            throw new IllegalArgumentException("A card shows six digits and four, no more.");
        }
    }

    /** The same for every appearance of the same card, whoever has it in the vault. */
    public String fingerprint() {
        return "%s%s%s".formatted(brand.name().toLowerCase(Locale.ROOT), bin, last4);
    }

    /** This card as its holder has corrected it; what is null stays. */
    public Card corrected(@Nullable String name, @Nullable Expiry expiry) {
        return new Card(
                brand,
                bin,
                last4,
                expiry == null ? expirationMonth : expiry.month(),
                expiry == null ? expirationYear : expiry.year(),
                name == null ? cardholderName : name,
                conduct);
    }
}
