package io.seatflow.local.braintree.merchant;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** What the processor answered, in the words that Braintree publishes. */
public record ProcessorResponse(int code, String text, Type type) {

    /** Whether a repeat of what was declined can succeed. */
    public enum Type {
        APPROVED("approved"),
        SOFT_DECLINED("soft_declined"),
        HARD_DECLINED("hard_declined");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
        }
    }

    private static final Map<Integer, String> TEXTS =
            Map.ofEntries(
                    entry(2000, "Do Not Honor"),
                    entry(2001, "Insufficient Funds"),
                    entry(2002, "Limit Exceeded"),
                    entry(2003, "Cardholder's Activity Limit Exceeded"),
                    entry(2004, "Expired Card"),
                    entry(2005, "Invalid Credit Card Number"),
                    entry(2006, "Invalid Expiration Date"),
                    entry(2007, "No Account"),
                    entry(2008, "Card Account Length Error"),
                    entry(2009, "No Such Issuer"),
                    entry(2010, "Card Issuer Declined CVV"),
                    entry(2011, "Voice Authorization Required"),
                    entry(2012, "Processor Declined - Possible Lost Card"),
                    entry(2013, "Processor Declined - Possible Stolen Card"),
                    entry(2014, "Processor Declined - Fraud Suspected"),
                    entry(2015, "Transaction Not Allowed"),
                    entry(2016, "Duplicate Transaction"),
                    entry(2017, "Cardholder Stopped Billing"),
                    entry(2018, "Cardholder Stopped All Billing"),
                    entry(2019, "Invalid Transaction"),
                    entry(2020, "Violation"),
                    entry(2021, "Security Violation"),
                    entry(2022, "Declined - Updated Cardholder Available"),
                    entry(2023, "Processor Does Not Support This Feature"),
                    entry(2024, "Card Type Not Enabled"),
                    entry(2025, "Set Up Error - Merchant"),
                    entry(2026, "Invalid Merchant ID"),
                    entry(2027, "Set Up Error - Amount"),
                    entry(2028, "Set Up Error - Hierarchy"),
                    entry(2029, "Set Up Error - Card"),
                    entry(2030, "Set Up Error - Terminal"),
                    entry(2031, "Encryption Error"),
                    entry(2032, "Surcharge Not Permitted"),
                    entry(2033, "Inconsistent Data"),
                    entry(2034, "No Action Taken"),
                    entry(2035, "Partial Approval For Amount In Group III Version"),
                    entry(2036, "Authorization could not be found"),
                    entry(2037, "Already Reversed"),
                    entry(2038, "Processor Declined"),
                    entry(2039, "Invalid Authorization Code"),
                    entry(2040, "Invalid Store"),
                    entry(2041, "Declined - Call For Approval"),
                    entry(2042, "Invalid Client ID"),
                    entry(2043, "Error - Do Not Retry, Call Issuer"),
                    entry(2044, "Declined - Call Issuer"),
                    entry(2045, "Invalid Merchant Number"),
                    entry(2046, "Declined"),
                    entry(2047, "Call Issuer. Pick Up Card"),
                    entry(2048, "Invalid Amount"),
                    entry(2049, "Invalid SKU Number"),
                    entry(2050, "Invalid Credit Plan"),
                    entry(2051, "Credit Card Number does not match method of payment"),
                    entry(2053, "Card reported as lost or stolen"),
                    entry(2054, "Reversal amount does not match authorization amount"),
                    entry(2055, "Invalid Transaction Division Number"),
                    entry(2056, "Transaction amount exceeds the transaction division limit"),
                    entry(2057, "Issuer or Cardholder has put a restriction on the card"),
                    entry(2058, "Merchant not Mastercard SecureCode enabled"),
                    entry(2059, "Address Verification Failed"),
                    entry(2060, "Address Verification and Card Security Code Failed"),
                    entry(2061, "Invalid Transaction Data"),
                    entry(2062, "Invalid Tax Amount"),
                    entry(2064, "Invalid Currency Code"),
                    entry(2065, "Refund Time Limit Exceeded"),
                    entry(2067, "Authorization Expired"));

    private static final Set<Integer> HARD =
            Set.of(
                    2004, 2005, 2006, 2007, 2008, 2010, 2011, 2012, 2013, 2014, 2015, 2017, 2018,
                    2019, 2020, 2022, 2023, 2024, 2027, 2028, 2029, 2030, 2031, 2032, 2036, 2037,
                    2039, 2041, 2042, 2043, 2044, 2045, 2047, 2049, 2051, 2053, 2055, 2056, 2058,
                    2059, 2060, 2061, 2064, 2065, 2067);

    public static final ProcessorResponse APPROVED =
            new ProcessorResponse(1000, "Approved", Type.APPROVED);

    public static final ProcessorResponse UNAVAILABLE =
            new ProcessorResponse(
                    3000, "Processor Network Unavailable - Try Again", Type.SOFT_DECLINED);

    /** The answer with a decline's code. */
    public static ProcessorResponse declined(int code) {
        return new ProcessorResponse(
                code,
                TEXTS.getOrDefault(code, "Processor Declined"),
                HARD.contains(code) ? Type.HARD_DECLINED : Type.SOFT_DECLINED);
    }
}
