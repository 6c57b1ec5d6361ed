package io.seatflow.billing.invoice;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.joda.money.Money;

/** Amounts as people read them, with all digits of their currency: {@code 2,149.00}. */
public final class Amounts {

    private Amounts() {}

    public static String number(Money money) {
        return number(money.getAmount(), money.getCurrencyUnit().getDecimalPlaces());
    }

    /** With the currency before it: {@code USD 2,149.00}. */
    public static String words(Money money) {
        return money.getCurrencyUnit().getCode() + " " + number(money);
    }

    static String number(BigDecimal amount, int digits) {
        var format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(amount);
    }
}
