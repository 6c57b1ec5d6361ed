package io.seatflow.local.braintree;

import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_DUPLICATE_CARD_EXISTS;
import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_DUPLICATE_CARD_EXISTS_FOR_CUSTOMER;
import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_EXPIRATION_DATE_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_NUMBER_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_NUMBER_MUST_BE_TEST_NUMBER;
import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_PAYMENT_METHOD_NONCE_UNKNOWN;
import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_TOKEN_FORMAT_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.CREDIT_CARD_TOKEN_IS_IN_USE;
import static com.braintreegateway.ValidationErrorCode.CUSTOMER_EMAIL_FORMAT_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.CUSTOMER_FIRST_NAME_IS_TOO_LONG;
import static com.braintreegateway.ValidationErrorCode.CUSTOMER_ID_IS_IN_USE;
import static com.braintreegateway.ValidationErrorCode.CUSTOMER_ID_IS_TOO_LONG;
import static com.braintreegateway.ValidationErrorCode.PAYMENT_METHOD_CUSTOMER_ID_IS_INVALID;
import static com.braintreegateway.ValidationErrorCode.PAYMENT_METHOD_CUSTOMER_ID_IS_REQUIRED;
import static com.braintreegateway.ValidationErrorCode.PAYMENT_METHOD_NONCE_IS_REQUIRED;
import static com.braintreegateway.ValidationErrorCode.PAYMENT_METHOD_PAYMENT_METHOD_NONCE_CONSUMED;
import static com.braintreegateway.ValidationErrorCode.PAYMENT_METHOD_PAYMENT_METHOD_NONCE_UNKNOWN;
import static io.seatflow.local.braintree.LocalGateway.accepted;
import static io.seatflow.local.braintree.LocalGateway.codes;
import static io.seatflow.local.braintree.LocalGateway.onlyCard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.braintreegateway.ClientTokenRequest;
import com.braintreegateway.CreditCard;
import com.braintreegateway.CreditCardVerification;
import com.braintreegateway.CustomerRequest;
import com.braintreegateway.CustomerSearchRequest;
import com.braintreegateway.PaymentMethod;
import com.braintreegateway.PaymentMethodRequest;
import com.braintreegateway.Result;
import com.braintreegateway.exceptions.NotFoundException;
import com.braintreegateway.test.Nonce;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Customers, their cards, and client tokens. */
class VaultTest {

    @RegisterExtension final LocalGateway local = new LocalGateway();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fake-valid-nonce, Visa, 401288, 1881",
        "fake-valid-visa-nonce, Visa, 401288, 1881",
        "fake-valid-mastercard-nonce, MasterCard, 555555, 4444",
        "fake-valid-amex-nonce, American Express, 378282, 0005",
        "fake-valid-discover-nonce, Discover, 601111, 1117",
        "fake-processor-declined-visa-nonce, Visa, 400011, 1115",
        "fake-processor-declined-mastercard-nonce, MasterCard, 510510, 5100",
        "fake-processor-declined-amex-nonce, American Express, 378734, 1000",
        "fake-processor-declined-discover-nonce, Discover, 601100, 9424"
    })
    void aCardOfEveryBrandGoesIntoTheVault(String nonce, String brand, String bin, String last4) {
        var customer = local.customer(nonce);

        var card = (CreditCard) local.sdk().paymentMethod().find(onlyCard(customer).getToken());
        assertThat(card.getCardType()).isEqualTo(brand);
        assertThat(card.getBin()).isEqualTo(bin);
        assertThat(card.getLast4()).isEqualTo(last4);
        assertThat(card.getExpirationMonth()).isEqualTo("12");
        assertThat(card.isExpired()).isFalse();
        assertThat(card.isDefault()).isTrue();
        assertThat(card.getCustomerId()).isEqualTo(customer.getId());
    }

    @Test
    void aCustomerIsCreatedFoundChangedAndDeleted() {
        var customers = local.sdk().customer();
        var created =
                accepted(
                        customers.create(
                                new CustomerRequest()
                                        .id("partner-1")
                                        .firstName("Ada")
                                        .lastName("Love & \"lace\" <3")
                                        .company("Acme")
                                        .email("ada@acme.test")
                                        .customField("partner_id", "p1")));

        assertThat(created.getId()).isEqualTo("partner-1");
        accepted(customers.update("partner-1", new CustomerRequest().company("Acme Dashboards")));
        var found = customers.find("partner-1");
        assertThat(found.getCompany()).isEqualTo("Acme Dashboards");
        assertThat(found.getFirstName()).isEqualTo("Ada");
        assertThat(found.getLastName()).isEqualTo("Love & \"lace\" <3");
        assertThat(found.getEmail()).isEqualTo("ada@acme.test");
        assertThat(found.getCustomFields()).containsEntry("partner_id", "p1");
        assertThat(found.getCreatedAt()).isNotNull();

        assertThat(customers.delete("partner-1").isSuccess()).isTrue();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> customers.find("partner-1"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> customers.delete("partner-1"));
    }

    @Test
    void aBadCustomerIsRefusedForAllReasonsAtOnce() {
        accepted(local.sdk().customer().create(new CustomerRequest().id("taken")));

        var refused =
                local.sdk()
                        .customer()
                        .create(
                                new CustomerRequest()
                                        .id("taken")
                                        .firstName("x".repeat(256))
                                        .email("nobody")
                                        .paymentMethodNonce("no-such-nonce"));

        assertThat(codes(refused))
                .containsExactlyInAnyOrder(
                        CUSTOMER_ID_IS_IN_USE,
                        CUSTOMER_FIRST_NAME_IS_TOO_LONG,
                        CUSTOMER_EMAIL_FORMAT_IS_INVALID,
                        CREDIT_CARD_PAYMENT_METHOD_NONCE_UNKNOWN);
        assertThat(refused.getErrors().forObject("customer").onField("email")).hasSize(1);
        assertThat(codes(local.sdk().customer().create(new CustomerRequest().id("x".repeat(37)))))
                .containsExactly(CUSTOMER_ID_IS_TOO_LONG);
    }

    @Test
    void aSecondCardBecomesTheDefaultOnlyWhenAsked() {
        var customer = local.customer(Nonce.TransactableVisa);
        var visa = onlyCard(customer).getToken();

        var amex = vaulted(customer.getId(), Nonce.TransactableAmEx, false);
        assertThat(amex.isDefault()).isFalse();
        var discover = vaulted(customer.getId(), Nonce.TransactableDiscover, true);
        assertThat(discover.isDefault()).isTrue();
        assertThat(find(visa).isDefault()).isFalse();

        accepted(
                update(
                        amex.getToken(),
                        new PaymentMethodRequest().options().makeDefault(true).done()));
        assertThat(
                        local.sdk()
                                .customer()
                                .find(customer.getId())
                                .getDefaultPaymentMethod()
                                .getToken())
                .isEqualTo(amex.getToken());

        accepted(
                local.sdk()
                        .customer()
                        .update(
                                customer.getId(),
                                new CustomerRequest().defaultPaymentMethodToken(visa)));
        assertThat(find(visa).isDefault()).isTrue();
        assertThat(find(amex.getToken()).isDefault()).isFalse();
    }

    @Test
    void aDeletedDefaultIsFollowedByAnotherCard() {
        var customer = local.customer(Nonce.TransactableVisa);
        var visa = onlyCard(customer).getToken();
        var amex = vaulted(customer.getId(), Nonce.TransactableAmEx, false);

        assertThat(local.sdk().paymentMethod().delete(visa).isSuccess()).isTrue();

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> find(visa));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> local.sdk().paymentMethod().delete(visa));
        assertThat(find(amex.getToken()).isDefault()).isTrue();
    }

    @Test
    void aCardIsReplacedAndCorrectedUnderItsToken() {
        var token = local.token(Nonce.TransactableVisa);

        accepted(
                update(
                        token,
                        new PaymentMethodRequest()
                                .paymentMethodNonce(Nonce.TransactableMasterCard)
                                .cardholderName("A. Lovelace")));
        accepted(update(token, new PaymentMethodRequest().expirationDate("07/2031")));

        var card = find(token);
        assertThat(card.getCardType()).isEqualTo("MasterCard");
        assertThat(card.getCardholderName()).isEqualTo("A. Lovelace");
        assertThat(card.getExpirationDate()).isEqualTo("07/2031");
        assertThat(codes(update(token, new PaymentMethodRequest().expirationDate("13/2031"))))
                .containsExactly(CREDIT_CARD_EXPIRATION_DATE_IS_INVALID);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(
                        () -> update("nothing", new PaymentMethodRequest().cardholderName("x")));
    }

    @Test
    void aNonceThatStandsForNothingIsRefusedWithItsReason() {
        var customer = local.customer(Nonce.Transactable).getId();

        assertThat(codes(create(customer, Nonce.Consumed)))
                .containsExactly(PAYMENT_METHOD_PAYMENT_METHOD_NONCE_CONSUMED);
        assertThat(codes(create(customer, "no-such-nonce")))
                .containsExactly(PAYMENT_METHOD_PAYMENT_METHOD_NONCE_UNKNOWN);
        assertThat(codes(create(customer, Nonce.LuhnInvalid)))
                .containsExactly(CREDIT_CARD_NUMBER_IS_INVALID);
        assertThat(
                        codes(
                                local.sdk()
                                        .paymentMethod()
                                        .create(new PaymentMethodRequest().customerId(customer))))
                .containsExactly(PAYMENT_METHOD_NONCE_IS_REQUIRED);
        assertThat(codes(create("nobody", Nonce.Transactable)))
                .containsExactly(PAYMENT_METHOD_CUSTOMER_ID_IS_INVALID);
        var nobodys = new PaymentMethodRequest().paymentMethodNonce(Nonce.Transactable);
        assertThat(codes(local.sdk().paymentMethod().create(nobodys)))
                .containsExactly(PAYMENT_METHOD_CUSTOMER_ID_IS_REQUIRED);
    }

    @Test
    void tokensAreUniqueAndWellFormed() {
        var customer = local.customer(Nonce.Transactable).getId();
        var request =
                new PaymentMethodRequest()
                        .customerId(customer)
                        .paymentMethodNonce(Nonce.Transactable);

        accepted(local.sdk().paymentMethod().create(request.token("my_card")));

        assertThat(codes(local.sdk().paymentMethod().create(request)))
                .containsExactly(CREDIT_CARD_TOKEN_IS_IN_USE);
        assertThat(codes(local.sdk().paymentMethod().create(request.token("my card"))))
                .containsExactly(CREDIT_CARD_TOKEN_FORMAT_IS_INVALID);
    }

    @Test
    void aDuplicateIsRefusedOnlyWhenAsked() {
        var customer = local.customer(Nonce.TransactableVisa).getId();
        accepted(create(customer, Nonce.TransactableVisa));
        var request =
                new PaymentMethodRequest()
                        .customerId(customer)
                        .paymentMethodNonce(Nonce.TransactableVisa);

        assertThat(
                        codes(
                                local.sdk()
                                        .paymentMethod()
                                        .create(
                                                request.options()
                                                        .failOnDuplicatePaymentMethod(true)
                                                        .done())))
                .containsExactly(CREDIT_CARD_DUPLICATE_CARD_EXISTS);
        assertThat(
                        codes(
                                local.sdk()
                                        .paymentMethod()
                                        .create(
                                                request.options()
                                                        .failOnDuplicatePaymentMethodForCustomer(
                                                                true)
                                                        .done())))
                .containsExactly(CREDIT_CARD_DUPLICATE_CARD_EXISTS_FOR_CUSTOMER);
    }

    @Test
    void verificationFindsOutADecliningCard() {
        var customer = local.customer(Nonce.Transactable).getId();

        var declined = verified(customer, Nonce.ProcessorDeclinedVisa);
        assertThat(declined.isSuccess()).isFalse();
        assertThat(declined.getMessage()).isEqualTo("Do Not Honor");
        var verification = declined.getCreditCardVerification();
        assertThat(verification.getStatus())
                .isEqualTo(CreditCardVerification.Status.PROCESSOR_DECLINED);
        assertThat(verification.getProcessorResponseCode()).isEqualTo("2000");
        assertThat(verification.getCreditCard().getLast4()).isEqualTo("1115");

        var rejected = verified(customer, Nonce.GatewayRejectedFraud).getCreditCardVerification();
        assertThat(rejected.getStatus()).isEqualTo(CreditCardVerification.Status.GATEWAY_REJECTED);
        assertThat(verified(customer, Nonce.TransactableAmEx).isSuccess()).isTrue();
        assertThat(local.sdk().customer().find(customer).getCreditCards()).hasSize(2);
    }

    @Test
    void aPublishedTestNumberWorksAndIsNotKept() throws IOException {
        var customer =
                accepted(
                        local.sdk()
                                .customer()
                                .create(
                                        new CustomerRequest()
                                                .creditCard()
                                                .number("378282246310005")
                                                .cvv("1234")
                                                .expirationDate("05/2032")
                                                .done()));

        assertThat(onlyCard(customer).getMaskedNumber()).isEqualTo("378282******0005");
        assertThat(onlyCard(customer).getExpirationDate()).isEqualTo("05/2032");
        assertThat(Files.readString(local.journal())).doesNotContain("378282246310005", "1234\"");
        assertThat(codes(withNumber("4111111111111112")))
                .containsExactly(CREDIT_CARD_NUMBER_IS_INVALID);
        assertThat(codes(withNumber("4242424242424242")))
                .containsExactly(CREDIT_CARD_NUMBER_MUST_BE_TEST_NUMBER);
        assertThat(withNumber("4242424242424242").getParameters().toString())
                .doesNotContain("4242424242424242");
    }

    @Test
    void customersAreSearchedFor() {
        accepted(local.sdk().customer().create(new CustomerRequest().id("a").email("a@acme.test")));
        accepted(local.sdk().customer().create(new CustomerRequest().id("b").email("b@acme.test")));

        var found =
                local.sdk()
                        .customer()
                        .search(new CustomerSearchRequest().email().is("b@acme.test"));

        assertThat(found.getIds()).containsExactly("b");
        assertThat(found.getFirst().getEmail()).isEqualTo("b@acme.test");
        assertThat(local.sdk().customer().all().getIds()).containsExactly("b", "a");
    }

    @Test
    void aClientTokenIsIssuedToACustomerThatThereIs() {
        var customer = local.customer(Nonce.Transactable).getId();

        var token =
                local.sdk().clientToken().generate(new ClientTokenRequest().customerId(customer));

        assertThat(decoded(token).path("version").asInt()).isEqualTo(2);
        assertThat(decoded(token).path("authorizationFingerprint").asText()).contains(customer);
        assertThat(decoded(local.sdk().clientToken().generate()).path("merchantId").asText())
                .isEqualTo("seatflow");
        assertThat(
                        local.sdk()
                                .clientToken()
                                .generate(new ClientTokenRequest().customerId("nobody")))
                .isNull();
    }

    private static JsonNode decoded(String token) {
        return LocalGateway.json(
                new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8));
    }

    private Result<? extends PaymentMethod> create(String customer, String nonce) {
        return local.sdk()
                .paymentMethod()
                .create(new PaymentMethodRequest().customerId(customer).paymentMethodNonce(nonce));
    }

    private Result<? extends PaymentMethod> verified(String customer, String nonce) {
        return local.sdk()
                .paymentMethod()
                .create(
                        new PaymentMethodRequest()
                                .customerId(customer)
                                .paymentMethodNonce(nonce)
                                .options()
                                .verifyCard(true)
                                .done());
    }

    private Result<?> withNumber(String number) {
        return local.sdk()
                .customer()
                .create(
                        new CustomerRequest()
                                .creditCard()
                                .number(number)
                                .expirationDate("05/2032")
                                .done());
    }

    private CreditCard vaulted(String customer, String nonce, boolean makeDefault) {
        var request = new PaymentMethodRequest().customerId(customer).paymentMethodNonce(nonce);
        return (CreditCard)
                accepted(
                        local.sdk()
                                .paymentMethod()
                                .create(request.options().makeDefault(makeDefault).done()));
    }

    private Result<? extends PaymentMethod> update(String token, PaymentMethodRequest request) {
        return local.sdk().paymentMethod().update(token, request);
    }

    private CreditCard find(String token) {
        return (CreditCard) local.sdk().paymentMethod().find(token);
    }
}
