package io.seatflow.local.braintree.merchant;

import static io.seatflow.local.braintree.merchant.CardBrand.AMEX;
import static io.seatflow.local.braintree.merchant.CardBrand.DINERS_CLUB;
import static io.seatflow.local.braintree.merchant.CardBrand.DISCOVER;
import static io.seatflow.local.braintree.merchant.CardBrand.JCB;
import static io.seatflow.local.braintree.merchant.CardBrand.MAESTRO;
import static io.seatflow.local.braintree.merchant.CardBrand.MASTERCARD;
import static io.seatflow.local.braintree.merchant.CardBrand.VISA;
import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;

/**
 * Braintree's published test cards, by nonce and by number. Those that fail a verification at
 * Braintree here fail a charge as well, so that a declined card can be had without an amount that
 * declines.
 */
public final class TestCards {

    private static final Verdict DECLINED = new Verdict.Declined(Verdict.Declined.DO_NOT_HONOR);
    private static final Verdict FRAUD = new Verdict.Rejected(Rejection.FRAUD);
    private static final int GOOD_FOR_YEARS = 4;

    private record Sample(CardBrand brand, String number, Verdict conduct) {

        Card card(Expiry expiry) {
            return new Card(
                    brand,
                    number.substring(0, 6),
                    number.substring(number.length() - 4),
                    expiry.month(),
                    expiry.year(),
                    null,
                    conduct);
        }
    }

    private static final Map<String, Sample> BY_NONCE =
            Map.ofEntries(
                    entry("fake-valid-nonce", good(VISA, "4012888888881881")),
                    entry("fake-valid-no-billing-address-nonce", good(VISA, "4012888888881881")),
                    entry("fake-valid-visa-nonce", good(VISA, "4012888888881881")),
                    entry("fake-valid-amex-nonce", good(AMEX, "378282246310005")),
                    entry("fake-valid-mastercard-nonce", good(MASTERCARD, "5555555555554444")),
                    entry("fake-valid-discover-nonce", good(DISCOVER, "6011111111111117")),
                    entry("fake-valid-jcb-nonce", good(JCB, "3530111333300000")),
                    entry("fake-valid-maestro-nonce", good(MAESTRO, "6304000000000000")),
                    entry("fake-valid-dinersclub-nonce", good(DINERS_CLUB, "36259600000004")),
                    entry("fake-valid-prepaid-nonce", good(VISA, "4111111111111210")),
                    entry("fake-valid-prepaid-reloadable-nonce", good(VISA, "4229989900000002")),
                    entry("fake-valid-business-nonce", good(VISA, "4229989800000003")),
                    entry("fake-valid-commercial-nonce", good(VISA, "4111111111131010")),
                    entry("fake-valid-consumer-nonce", good(VISA, "4229989700000004")),
                    entry("fake-valid-corporate-nonce", good(VISA, "4229989100000000")),
                    entry("fake-valid-durbin-regulated-nonce", good(VISA, "4111161010101010")),
                    entry("fake-valid-healthcare-nonce", good(VISA, "4111111510101010")),
                    entry("fake-valid-debit-nonce", good(VISA, "4117101010101010")),
                    entry("fake-valid-payroll-nonce", good(VISA, "4111111114101010")),
                    entry("fake-valid-purchase-nonce", good(VISA, "4229989500000006")),
                    entry("fake-valid-no-indicators-nonce", good(VISA, "4111111111310101")),
                    entry("fake-valid-unknown-indicators-nonce", good(VISA, "4111111111112101")),
                    entry(
                            "fake-valid-country-of-issuance-usa-nonce",
                            good(VISA, "4111111111121102")),
                    entry(
                            "fake-valid-country-of-issuance-cad-nonce",
                            good(VISA, "4111111111121102")),
                    entry(
                            "fake-valid-issuing-bank-network-only-nonce",
                            good(VISA, "4111111141010101")),
                    entry(
                            "fake-processor-declined-visa-nonce",
                            new Sample(VISA, "4000111111111115", DECLINED)),
                    entry(
                            "fake-processor-declined-mastercard-nonce",
                            new Sample(MASTERCARD, "5105105105105100", DECLINED)),
                    entry(
                            "fake-processor-declined-amex-nonce",
                            new Sample(AMEX, "378734493671000", DECLINED)),
                    entry(
                            "fake-processor-declined-discover-nonce",
                            new Sample(DISCOVER, "6011000990139424", DECLINED)),
                    entry(
                            "fake-processor-failure-jcb-nonce",
                            new Sample(JCB, "3566002020360505", new Verdict.Failed())),
                    entry(
                            "fake-gateway-rejected-fraud-nonce",
                            new Sample(VISA, "4000111111111511", FRAUD)));

    private static final Map<String, Sample> BY_NUMBER = byNumber();

    private TestCards() {}

    /** What a nonce stands for in a given year. */
    public static Tender forNonce(String nonce, int year) {
        return switch (nonce) {
            case "fake-consumed-nonce" -> new Tender.Consumed();
            case "fake-luhn-invalid-nonce" -> new Tender.NumberInvalid();
            default -> {
                var sample = BY_NONCE.get(nonce);
                yield sample == null
                        ? new Tender.Unknown()
                        : new Tender.Usable(sample.card(new Expiry(12, year + GOOD_FOR_YEARS)));
            }
        };
    }

    /** What a number stands for; the number itself goes no further. */
    public static Tender forNumber(String number, Expiry expiry) {
        var sample = BY_NUMBER.get(number);
        if (sample != null) {
            return new Tender.Usable(sample.card(expiry));
        }
        return passesLuhn(number) ? new Tender.NotATestNumber() : new Tender.NumberInvalid();
    }

    private static Sample good(CardBrand brand, String number) {
        return new Sample(brand, number, Verdict.APPROVED);
    }

    private static Map<String, Sample> byNumber() {
        var samples = new HashMap<String, Sample>();
        BY_NONCE.values().forEach(sample -> samples.put(sample.number(), sample));
        for (String visa :
                new String[] {
                    "4111111111111111", "4005519200000004", "4009348888881881", "4500600000000061"
                }) {
            samples.put(visa, good(VISA, visa));
        }
        for (String mastercard : new String[] {"2223000048400011", "2223016768739313"}) {
            samples.put(mastercard, good(MASTERCARD, mastercard));
        }
        samples.put("371449635398431", good(AMEX, "371449635398431"));
        samples.put("6011000991300009", good(DISCOVER, "6011000991300009"));
        return Map.copyOf(samples);
    }

    private static boolean passesLuhn(String number) {
        if (number.length() < 12
                || number.length() > 19
                || !number.chars().allMatch(Character::isDigit)) {
            return false;
        }
        int sum = 0;
        for (int place = 0; place < number.length(); place++) {
            int digit = number.charAt(number.length() - 1 - place) - '0';
            int counted = place % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum % 10 == 0;
    }
}
