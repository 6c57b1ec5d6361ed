package io.seatflow.local.braintree.merchant;

import java.util.List;

/**
 * Why a request cannot be, and which part of it is to blame.
 *
 * @param path the objects that lead to the attribute, from the outermost: {@code transaction,
 *     credit-card}
 */
public record Fault(List<String> path, String attribute, Code code) {

    public Fault {
        path = List.copyOf(path);
    }

    static Fault of(String object, String attribute, Code code) {
        return new Fault(List.of(object), attribute, code);
    }

    /** Braintree's own codes for what can be wrong. */
    public enum Code {
        AMOUNT_CANNOT_BE_NEGATIVE("81501", "Amount cannot be negative."),
        AMOUNT_IS_REQUIRED("81502", "Amount is required."),
        AMOUNT_IS_INVALID("81503", "Amount is an invalid format."),
        AMOUNT_IS_TOO_LARGE("81528", "Amount is too large."),
        AMOUNT_MUST_BE_GREATER_THAN_ZERO("81531", "Amount must be greater than zero."),
        ORDER_ID_IS_TOO_LONG("91501", "Order ID is too long."),
        CANNOT_BE_VOIDED(
                "91504",
                "Transaction can only be voided if status is authorized or submitted_for_settlement."),
        CANNOT_REFUND_CREDIT("91505", "Cannot refund credit."),
        CANNOT_REFUND_UNLESS_SETTLED("91506", "Cannot refund a transaction unless it is settled."),
        CANNOT_SUBMIT_FOR_SETTLEMENT(
                "91507", "Cannot submit for settlement unless status is authorized."),
        PAYMENT_METHOD_IS_REQUIRED("91508", "Cannot determine payment method."),
        TRANSACTION_CUSTOMER_ID_IS_INVALID("91510", "Customer ID is invalid."),
        CUSTOMER_HAS_NO_CARD("91511", "Customer does not have any credit cards."),
        ALREADY_REFUNDED("91512", "Transaction has already been fully refunded."),
        MERCHANT_ACCOUNT_IS_UNKNOWN("91513", "Merchant account ID is invalid."),
        PAYMENT_METHOD_CONFLICT(
                "91515",
                "Cannot provide both a payment method token and a payment method nonce or card."),
        NOT_THE_CUSTOMERS_CARD("91516", "Payment method does not belong to this customer."),
        PAYMENT_METHOD_TOKEN_IS_INVALID("91518", "Payment method token is invalid."),
        REFUND_AMOUNT_IS_TOO_LARGE("91521", "Refund amount is too large."),
        SETTLEMENT_AMOUNT_IS_TOO_LARGE("91522", "Settlement amount is too large."),
        TYPE_IS_INVALID("91523", "Transaction type is invalid."),
        TYPE_IS_REQUIRED("91524", "Transaction type is required."),
        PURCHASE_ORDER_NUMBER_IS_TOO_LONG("91537", "Purchase order number is too long."),
        NONCE_CONSUMED("91564", "Cannot use a payment_method_nonce more than once."),
        NONCE_UNKNOWN("91565", "Unknown payment_method_nonce."),
        CANNOT_SIMULATE_SETTLEMENT(
                "91575",
                "Cannot simulate settlement unless the transaction is submitted for settlement."),
        PRESENTMENT_CURRENCY_IS_INVALID("915214", "Presentment currency is invalid."),
        COMPANY_IS_TOO_LONG("81601", "Company is too long."),
        EMAIL_IS_INVALID("81604", "Email is an invalid format."),
        EMAIL_IS_TOO_LONG("81605", "Email is too long."),
        FAX_IS_TOO_LONG("81607", "Fax is too long."),
        FIRST_NAME_IS_TOO_LONG("81608", "First name is too long."),
        LAST_NAME_IS_TOO_LONG("81613", "Last name is too long."),
        PHONE_IS_TOO_LONG("81614", "Phone is too long."),
        WEBSITE_IS_TOO_LONG("81615", "Website is too long."),
        CUSTOMER_ID_IS_IN_USE("91609", "Customer ID has already been taken."),
        CUSTOMER_ID_IS_INVALID(
                "91610", "Customer ID is invalid (use only letters, numbers, '-', and '_')."),
        CUSTOMER_ID_IS_NOT_ALLOWED("91611", "Customer ID is not an allowed ID."),
        CUSTOMER_ID_IS_TOO_LONG("91612", "Customer ID is too long."),
        EXPIRATION_DATE_IS_REQUIRED("81709", "Expiration date is required."),
        EXPIRATION_DATE_IS_INVALID("81710", "Expiration date is invalid."),
        CARD_NUMBER_IS_REQUIRED("81714", "Credit card number is required."),
        CARD_NUMBER_IS_INVALID("81715", "Credit card number is invalid."),
        CARD_NUMBER_MUST_BE_A_TEST_NUMBER(
                "81717", "Credit card number is not an accepted test number."),
        CARDHOLDER_NAME_IS_TOO_LONG("81723", "Cardholder name is too long."),
        DUPLICATE_CARD_EXISTS("81724", "Duplicate card exists in the vault."),
        DUPLICATE_CARD_EXISTS_FOR_CUSTOMER(
                "81763", "Duplicate card exists in the vault for the customer."),
        TOKEN_IS_INVALID(
                "91718", "Credit card token is invalid (use only letters, numbers, '-', and '_')."),
        TOKEN_IS_IN_USE("91719", "Duplicate credit card token."),
        TOKEN_IS_TOO_LONG("91720", "Credit card token is too long."),
        TOKEN_IS_NOT_ALLOWED("91721", "Credit card token is not an allowed token."),
        CARD_NONCE_CONSUMED("91731", "Cannot use a payment_method_nonce more than once."),
        CARD_NONCE_UNKNOWN("91732", "Unknown payment_method_nonce."),
        METHOD_NONCE_IS_REQUIRED("93103", "Nonce is required."),
        METHOD_CUSTOMER_ID_IS_REQUIRED("93104", "Customer ID is required."),
        METHOD_CUSTOMER_ID_IS_INVALID("93105", "Customer ID is invalid."),
        METHOD_NONCE_CONSUMED("93107", "Cannot use a payment_method_nonce more than once."),
        METHOD_NONCE_UNKNOWN("93108", "Unknown payment_method_nonce."),
        CLIENT_TOKEN_CUSTOMER_DOES_NOT_EXIST(
                "92804", "Customer specified by customer_id does not exist.");

        private final String number;
        private final String message;

        Code(String number, String message) {
            this.number = number;
            this.message = message;
        }

        /** The code on the wire. */
        public String number() {
            return number;
        }

        /** A sentence for people. */
        public String message() {
            return message;
        }
    }
}
