package io.seatflow.local.braintree;

import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_NUMBER_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_AMOUNT_CANNOT_BE_NEGATIVE;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_AMOUNT_FORMAT_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_AMOUNT_IS_REQUIRED;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_AMOUNT_MUST_BE_GREATER_THAN_ZERO;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_CANNOT_BE_VOIDED;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_CANNOT_REFUND_CREDIT;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_CANNOT_REFUND_UNLESS_SETTLED;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_CANNOT_SIMULATE_SETTLEMENT;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_CANNOT_SUBMIT_FOR_SETTLEMENT;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_CUSTOMER_DOES_NOT_HAVE_CREDIT_CARD;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_CUSTOMER_ID_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_HAS_ALREADY_BEEN_REFUNDED;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_MERCHANT_ACCOUNT_ID_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_ORDER_ID_IS_TOO_LONG;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_PAYMENT_METHOD_CONFLICT;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_PAYMENT_METHOD_DOES_NOT_BELONG_TO_CUSTOMER;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_PAYMENT_METHOD_NONCE_CONSUMED;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_PAYMENT_METHOD_NONCE_UNKNOWN;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_PAYMENT_METHOD_TOKEN_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_REFUND_AMOUNT_IS_TOO_LARGE;
import static com.braintreegateway.ValidationErrorCode.TRANSACTION_SETTLEMENT_AMOUNT_IS_TOO_LARGE;
import static io.seatflow.local.braintree.LocalGateway.accepted;
import static io.seatflow.local.braintree.LocalGateway.charge;
import static io.seatflow.local.braintree.LocalGateway.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.braintreegateway.CustomerRequest;
import com.braintreegateway.ProcessorResponseType;
import com.braintreegateway.StatusEvent;
import com.braintreegateway.Transaction;
import com.braintreegateway.Transaction.GatewayRejectionReason;
import com.braintreegateway.Transaction.Status;
import com.braintreegateway.TransactionRefundRequest;
import com.braintreegateway.TransactionRequest;
import com.braintreegateway.ValidationErrorCode;
import com.braintreegateway.exceptions.NotFoundException;
import com.braintreegateway.test.Nonce;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Charges, what becomes of them, and money back. */
class TransactionTest {

    @RegisterExtension final LocalGateway local = new LocalGateway();

    @Test
    void aVaultedCardIsChargedByItsToken() {
        var customer = local.customer(Nonce.TransactableAmEx);
        var token = LocalGateway.onlyCard(customer).getToken();

        var sale =
                accepted(
                        local.sell(
                                charge("66.67")
                                        .paymentMethodToken(token)
                                        .orderId("order-1")
                                        .customField("partner_id", "p1")));

        assertThat(sale.getStatus()).isEqualTo(Status.SUBMITTED_FOR_SETTLEMENT);
        assertThat(sale.getType()).isEqualTo(Transaction.Type.SALE);
        assertThat(sale.getAmount()).isEqualTo("66.67");
        assertThat(sale.getCurrencyIsoCode()).isEqualTo("USD");
        assertThat(sale.getMerchantAccountId()).isEqualTo("seatflow");
        assertThat(sale.getOrderId()).isEqualTo("order-1");
        assertThat(sale.getProcessorResponseCode()).isEqualTo("1000");
        assertThat(sale.getProcessorResponseText()).isEqualTo("Approved");
        assertThat(sale.getProcessorResponseType()).isEqualTo(ProcessorResponseType.APPROVED);
        assertThat(sale.getProcessorAuthorizationCode()).hasSize(6);
        assertThat(sale.getCreditCard().getToken()).isEqualTo(token);
        assertThat(sale.getCreditCard().getCardType()).isEqualTo("American Express");
        assertThat(sale.getCreditCard().getLast4()).isEqualTo("0005");
        assertThat(sale.getCustomer().getId()).isEqualTo(customer.getId());
        assertThat(sale.getCustomFields()).containsEntry("partner_id", "p1");
        assertThat(sale.getStatusHistory())
                .extracting(StatusEvent::getStatus)
                .containsExactly(Status.AUTHORIZED, Status.SUBMITTED_FOR_SETTLEMENT);

        var found = local.sdk().transaction().find(sale.getId());
        assertThat(found.getAmount()).isEqualTo("66.67");
        assertThat(found.getCreatedAt()).isEqualTo(sale.getCreatedAt());
        assertThat(found.isDisbursed()).isFalse();
    }

    @Test
    void aCustomersDefaultCardIsChargedByTheCustomersId() {
        var customer = local.customer(Nonce.TransactableDiscover);

        var sale = accepted(local.sell(charge("1.00").customerId(customer.getId())));

        assertThat(sale.getCreditCard().getLast4()).isEqualTo("1117");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fake-valid-visa-nonce, Visa",
        "fake-valid-mastercard-nonce, MasterCard",
        "fake-valid-amex-nonce, American Express",
        "fake-valid-discover-nonce, Discover"
    })
    void aNonceOfEveryBrandIsCharged(String nonce, String brand) {
        var sale = accepted(local.sell(charge("100").paymentMethodNonce(nonce)));

        assertThat(sale.getCreditCard().getCardType()).isEqualTo(brand);
        assertThat(sale.getCreditCard().getToken()).isNull();
        assertThat(sale.getAmount()).isEqualTo("100.00");
    }

    @Test
    void aChargedCardCanBeKeptInTheVault() {
        var sale =
                accepted(
                        local.sell(
                                charge("10.00")
                                        .paymentMethodNonce(Nonce.Transactable)
                                        .customer()
                                        .firstName("Ada")
                                        .done()
                                        .options()
                                        .storeInVaultOnSuccess(true)
                                        .submitForSettlement(true)
                                        .done()));

        var customer = local.sdk().customer().find(sale.getCustomer().getId());
        assertThat(customer.getFirstName()).isEqualTo("Ada");
        assertThat(customer.getCreditCards())
                .extracting("token")
                .containsExactly(sale.getCreditCard().getToken());
    }

    @Test
    void everyAmountIsApprovedUnlessToldOtherwise() {
        for (String amount :
                new String[] {"0.01", "2000.00", "2046.00", "3000.00", "5001.00", "25000000.00"}) {
            assertThat(
                            local.sell(charge(amount).paymentMethodNonce(Nonce.Transactable))
                                    .isSuccess())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fake-processor-declined-visa-nonce",
                "fake-processor-declined-mastercard-nonce",
                "fake-processor-declined-amex-nonce",
                "fake-processor-declined-discover-nonce"
            })
    void aDecliningCardIsVaultedAndThenDeclines(String nonce) {
        var token = local.token(nonce);

        var result = local.sell(charge("20.00").paymentMethodToken(token).orderId("declined"));

        assertThat(result.isSuccess()).isFalse();
        assertThat(result.getTarget()).isNull();
        assertThat(result.getErrors().deepSize()).isZero();
        assertThat(result.getMessage()).isEqualTo("Do Not Honor");
        var declined = result.getTransaction();
        assertThat(declined.getStatus()).isEqualTo(Status.PROCESSOR_DECLINED);
        assertThat(declined.getProcessorResponseCode()).isEqualTo("2000");
        assertThat(declined.getProcessorResponseText()).isEqualTo("Do Not Honor");
        assertThat(declined.getProcessorResponseType())
                .isEqualTo(ProcessorResponseType.SOFT_DECLINED);
        assertThat(declined.getProcessorAuthorizationCode()).isNull();
        assertThat(result.getParameters()).containsEntry("transaction[order_id]", "declined");
        assertThat(local.sdk().transaction().find(declined.getId()).getStatus())
                .isEqualTo(Status.PROCESSOR_DECLINED);
    }

    @Test
    void aFraudulentCardIsRejectedByTheGateway() {
        var result = local.sell(charge("20.00").paymentMethodNonce(Nonce.GatewayRejectedFraud));

        assertThat(result.getMessage()).isEqualTo("Gateway Rejected: fraud");
        assertThat(result.getTransaction().getStatus()).isEqualTo(Status.GATEWAY_REJECTED);
        assertThat(result.getTransaction().getGatewayRejectionReason())
                .isEqualTo(GatewayRejectionReason.FRAUD);
        assertThat(result.getTransaction().getProcessorResponseCode()).isNull();
    }

    @Test
    void aFailingProcessorFailsTheCharge() {
        var failed =
                local.sell(charge("20.00").paymentMethodNonce(Nonce.ProcessorFailureJCB))
                        .getTransaction();

        assertThat(failed.getStatus()).isEqualTo(Status.FAILED);
        assertThat(failed.getProcessorResponseCode()).isEqualTo("3000");
    }

    @Test
    void anUnusablePaymentMethodIsRefused() {
        var customer = local.customer(Nonce.Transactable);
        var token = LocalGateway.onlyCard(customer).getToken();
        var poor = accepted(local.sdk().customer().create(new CustomerRequest())).getId();

        refused(
                charge("1").paymentMethodToken("nothing"),
                TRANSACTION_PAYMENT_METHOD_TOKEN_IS_INVALID);
        refused(
                charge("1").paymentMethodNonce("nothing"),
                TRANSACTION_PAYMENT_METHOD_NONCE_UNKNOWN);
        refused(
                charge("1").paymentMethodNonce(Nonce.Consumed),
                TRANSACTION_PAYMENT_METHOD_NONCE_CONSUMED);
        refused(charge("1").paymentMethodNonce(Nonce.LuhnInvalid), CREDIT_CARD_NUMBER_IS_INVALID);
        refused(charge("1").customerId("nobody"), TRANSACTION_CUSTOMER_ID_IS_INVALID);
        refused(charge("1").customerId(poor), TRANSACTION_CUSTOMER_DOES_NOT_HAVE_CREDIT_CARD);
        refused(
                charge("1").customerId(poor).paymentMethodToken(token),
                TRANSACTION_PAYMENT_METHOD_DOES_NOT_BELONG_TO_CUSTOMER);
        refused(
                charge("1").paymentMethodToken(token).paymentMethodNonce(Nonce.Transactable),
                TRANSACTION_PAYMENT_METHOD_CONFLICT);
        var errors = local.sell(charge("1").paymentMethodToken("nothing")).getErrors();
        assertThat(errors.forObject("transaction").onField("paymentMethodToken")).hasSize(1);
    }

    @Test
    void aBadAmountIsRefused() {
        refused(
                nonced().amount(new BigDecimal("0.00")),
                TRANSACTION_AMOUNT_MUST_BE_GREATER_THAN_ZERO);
        refused(nonced().amount(new BigDecimal("-1.00")), TRANSACTION_AMOUNT_CANNOT_BE_NEGATIVE);
        refused(nonced().amount(new BigDecimal("1.001")), TRANSACTION_AMOUNT_FORMAT_IS_INVALID);
        refused(nonced(), TRANSACTION_AMOUNT_IS_REQUIRED);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        var result =
                local.sell(
                        new TransactionRequest()
                                .amount(BigDecimal.ZERO)
                                .orderId("x".repeat(256))
                                .paymentMethodToken("nothing"));

        assertThat(codes(result))
                .containsExactlyInAnyOrder(
                        TRANSACTION_AMOUNT_MUST_BE_GREATER_THAN_ZERO,
                        TRANSACTION_ORDER_ID_IS_TOO_LONG,
                        TRANSACTION_PAYMENT_METHOD_TOKEN_IS_INVALID);
        assertThat(result.getTransaction()).isNull();
        assertThat(local.sandbox("GET", "", "").path("items")).isEmpty();
    }

    @Test
    void aMerchantAccountHasItsCurrency() {
        var sale =
                accepted(
                        local.sell(
                                nonced().amount(new BigDecimal("5"))
                                        .merchantAccountId("seatflow_cad")));

        assertThat(sale.getCurrencyIsoCode()).isEqualTo("CAD");
        refused(
                nonced().amount(new BigDecimal("5")).merchantAccountId("other"),
                TRANSACTION_MERCHANT_ACCOUNT_ID_IS_INVALID);
        refused(
                nonced().amount(new BigDecimal("5.50")).merchantAccountId("seatflow_jpy"),
                TRANSACTION_AMOUNT_FORMAT_IS_INVALID);
    }

    @Test
    void anAuthorizationIsCollectedLater() {
        var sale = accepted(local.sell(nonced().amount(new BigDecimal("50.00"))));
        assertThat(sale.getStatus()).isEqualTo(Status.AUTHORIZED);
        var transactions = local.sdk().transaction();

        assertThat(codes(transactions.submitForSettlement(sale.getId(), new BigDecimal("50.01"))))
                .containsExactly(TRANSACTION_SETTLEMENT_AMOUNT_IS_TOO_LARGE);
        var submitted =
                accepted(transactions.submitForSettlement(sale.getId(), new BigDecimal("40.00")));

        assertThat(submitted.getStatus()).isEqualTo(Status.SUBMITTED_FOR_SETTLEMENT);
        assertThat(submitted.getAmount()).isEqualTo("40.00");
        assertThat(codes(transactions.submitForSettlement(sale.getId())))
                .containsExactly(TRANSACTION_CANNOT_SUBMIT_FOR_SETTLEMENT);
    }

    @Test
    void aChargeIsVoidedOnlyBeforeItIsSettled() {
        var transactions = local.sdk().transaction();
        var sale = local.sold("10.00", "o");

        assertThat(accepted(transactions.voidTransaction(sale.getId())).getStatus())
                .isEqualTo(Status.VOIDED);

        var again = transactions.voidTransaction(sale.getId());
        assertThat(codes(again)).containsExactly(TRANSACTION_CANNOT_BE_VOIDED);
        assertThat(again.getErrors().forObject("transaction").onField("base")).hasSize(1);
        assertThat(codes(transactions.voidTransaction(local.settled("10.00", "p").getId())))
                .containsExactly(TRANSACTION_CANNOT_BE_VOIDED);
    }

    @Test
    void settlementIsSimulated() {
        var testing = local.sdk().testing();

        assertThat(local.settled("1.00", "a").getStatus()).isEqualTo(Status.SETTLED);
        assertThat(accepted(testing.settlementConfirm(local.sold("1.00", "b").getId())).getStatus())
                .isEqualTo(Status.SETTLEMENT_CONFIRMED);
        assertThat(accepted(testing.settlementPending(local.sold("1.00", "c").getId())).getStatus())
                .isEqualTo(Status.SETTLEMENT_PENDING);
        var declined = accepted(testing.settlementDecline(local.sold("1.00", "d").getId()));
        assertThat(declined.getStatus()).isEqualTo(Status.SETTLEMENT_DECLINED);
        assertThat(codes(testing.settle(declined.getId())))
                .containsExactly(TRANSACTION_CANNOT_SIMULATE_SETTLEMENT);
    }

    @Test
    void aSaleIsRefundedInPartsAndNeverBeyondItsAmount() {
        var transactions = local.sdk().transaction();
        var sale = local.settled("100.00", "order-1").getId();

        var part =
                accepted(
                        transactions.refund(
                                sale,
                                new TransactionRefundRequest()
                                        .amount(new BigDecimal("30.00"))
                                        .orderId("refund-1")));
        assertThat(part.getType()).isEqualTo(Transaction.Type.CREDIT);
        assertThat(part.getStatus()).isEqualTo(Status.SUBMITTED_FOR_SETTLEMENT);
        assertThat(part.getAmount()).isEqualTo("30.00");
        assertThat(part.getOrderId()).isEqualTo("refund-1");
        assertThat(part.getRefundedTransactionId()).isEqualTo(sale);
        var tooMuch = transactions.refund(sale, new BigDecimal("70.01"));
        assertThat(codes(tooMuch)).containsExactly(TRANSACTION_REFUND_AMOUNT_IS_TOO_LARGE);
        assertThat(tooMuch.getErrors().forObject("transaction").onField("amount")).hasSize(1);

        var rest = accepted(transactions.refund(sale));
        assertThat(rest.getAmount()).isEqualTo("70.00");
        assertThat(rest.getOrderId()).isEqualTo("order-1");
        assertThat(transactions.find(sale).getRefundIds())
                .containsExactly(part.getId(), rest.getId());
        assertThat(codes(transactions.refund(sale)))
                .containsExactly(TRANSACTION_HAS_ALREADY_BEEN_REFUNDED);
    }

    @Test
    void aVoidedRefundCanBeGivenAgain() {
        var transactions = local.sdk().transaction();
        var sale = local.settled("10.00", "o").getId();
        var refund = accepted(transactions.refund(sale));

        accepted(transactions.voidTransaction(refund.getId()));

        assertThat(accepted(transactions.refund(sale)).getAmount()).isEqualTo("10.00");
    }

    @Test
    void whatBroughtNoMoneyIsNotRefunded() {
        var transactions = local.sdk().transaction();

        assertThat(codes(transactions.refund(local.sold("1.00", "o").getId())))
                .containsExactly(TRANSACTION_CANNOT_REFUND_UNLESS_SETTLED);
        var refund = accepted(transactions.refund(local.settled("1.00", "p").getId()));
        assertThat(codes(transactions.refund(refund.getId())))
                .containsExactly(TRANSACTION_CANNOT_REFUND_CREDIT);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        var transactions = local.sdk().transaction();

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> transactions.find("nothing"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> transactions.refund("nothing"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> transactions.voidTransaction("nothing"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> local.sdk().testing().settle("nothing"));
    }

    private static TransactionRequest nonced() {
        return new TransactionRequest().paymentMethodNonce(Nonce.Transactable);
    }

    private void refused(TransactionRequest request, ValidationErrorCode code) {
        assertThat(codes(local.sell(request))).containsExactly(code);
    }
}
