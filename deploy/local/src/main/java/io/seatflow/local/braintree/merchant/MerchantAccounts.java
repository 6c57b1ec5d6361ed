package io.seatflow.local.braintree.merchant;

import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The merchant accounts, one a currency: the default one has the merchant's own name and takes US
 * dollars, {@code name_cad} takes Canadian ones, and so on.
 */
record MerchantAccounts(String merchant) {

    static final Currency DEFAULT = Currency.getInstance("USD");

    /** The currency of that account; of the default one where none is named. */
    Optional<Currency> currencyOf(@Nullable String account) {
        if (account == null || account.equals(merchant)) {
            return Optional.of(DEFAULT);
        }
        var prefix = merchant + "_";
        return account.startsWith(prefix)
                ? currency(account.substring(prefix.length()).toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    static Optional<Currency> currency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .filter(each -> each.getCurrencyCode().equals(code))
                .findFirst();
    }
}
