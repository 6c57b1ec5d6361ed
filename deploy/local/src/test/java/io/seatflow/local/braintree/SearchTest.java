package io.seatflow.local.braintree;

import static io.seatflow.local.braintree.LocalGateway.accepted;
import static io.seatflow.local.braintree.LocalGateway.charge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.braintreegateway.CreditCard;
import com.braintreegateway.Transaction;
import com.braintreegateway.Transaction.Status;
import com.braintreegateway.TransactionSearchRequest;
import com.braintreegateway.exceptions.UnexpectedException;
import com.braintreegateway.test.Nonce;
import java.math.BigDecimal;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How what was charged is found again. */
class SearchTest {

    @RegisterExtension final LocalGateway local = new LocalGateway();

    @Test
    void allOfAnOrderAndNothingElseIsFoundByItsId() {
        var first = local.sold("1.00", "order-1").getId();
        local.sold("1.00", "order-10");
        var declined =
                local.sell(
                                charge("1")
                                        .paymentMethodNonce(Nonce.ProcessorDeclinedVisa)
                                        .orderId("order-1"))
                        .getTransaction()
                        .getId();

        assertThat(ids(new TransactionSearchRequest().orderId().is("order-1")))
                .containsExactly(declined, first);
        assertThat(ids(new TransactionSearchRequest().orderId().is("order-2"))).isEmpty();
        assertThat(ids(new TransactionSearchRequest().orderId().startsWith("order-"))).hasSize(3);
        assertThat(ids(new TransactionSearchRequest().orderId().endsWith("0"))).hasSize(1);
        assertThat(ids(new TransactionSearchRequest().orderId().isNot("order-1"))).hasSize(1);
        assertThat(ids(new TransactionSearchRequest().orderId().contains("der"))).hasSize(3);
    }

    @Test
    void conditionsAreCombined() {
        var settled = local.settled("10.00", "o").getId();
        var open = local.sold("20.00", "o").getId();

        assertThat(ids(order().status().in(Status.SETTLED, Status.SETTLING)))
                .containsExactly(settled);
        assertThat(ids(order().status().is(Status.SUBMITTED_FOR_SETTLEMENT))).containsExactly(open);
        assertThat(ids(order().status().in(List.of()))).isEmpty();
        assertThat(
                        ids(
                                new TransactionSearchRequest()
                                        .amount()
                                        .between(new BigDecimal("15"), new BigDecimal("20"))))
                .containsExactly(open);
        assertThat(ids(new TransactionSearchRequest().id().is(open))).containsExactly(open);
        assertThat(ids(new TransactionSearchRequest().ids().in(open, settled)))
                .containsExactly(open, settled);
    }

    @Test
    void timesAreFoundByTheSecond() {
        var sale = local.settled("10.00", "o");
        var now = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        var hourAgo = shifted(now, -1);
        var inAnHour = shifted(now, 1);

        assertThat(ids(new TransactionSearchRequest().createdAt().between(hourAgo, inAnHour)))
                .hasSize(1);
        assertThat(
                        ids(
                                new TransactionSearchRequest()
                                        .createdAt()
                                        .lessThanOrEqualTo(sale.getCreatedAt())))
                .hasSize(1);
        assertThat(ids(new TransactionSearchRequest().createdAt().greaterThanOrEqualTo(inAnHour)))
                .isEmpty();
        assertThat(ids(new TransactionSearchRequest().settledAt().greaterThanOrEqualTo(hourAgo)))
                .hasSize(1);
        assertThat(ids(new TransactionSearchRequest().voidedAt().greaterThanOrEqualTo(hourAgo)))
                .isEmpty();
    }

    @Test
    void refundsCardsAndPayersAreFound() {
        var customer = local.customer(Nonce.TransactableAmEx).getId();
        var amex = accepted(local.sell(charge("5.00").customerId(customer))).getId();
        var refund =
                accepted(local.sdk().transaction().refund(local.settled("5.00", "o").getId()))
                        .getId();

        assertThat(ids(new TransactionSearchRequest().type().is(Transaction.Type.CREDIT)))
                .containsExactly(refund);
        assertThat(ids(new TransactionSearchRequest().refund().is(true))).containsExactly(refund);
        assertThat(ids(new TransactionSearchRequest().customerId().is(customer)))
                .containsExactly(amex);
        assertThat(
                        ids(
                                new TransactionSearchRequest()
                                        .creditCardCardType()
                                        .is(CreditCard.CardType.AMEX)))
                .containsExactly(amex);
        assertThat(ids(new TransactionSearchRequest().creditCardNumber().endsWith("0005")))
                .containsExactly(amex);
    }

    @Test
    void manyResultsComePageByPage() {
        var sold =
                IntStream.range(0, 120).mapToObj(_ -> local.sold("1.00", "many").getId()).toList();

        assertThat(ids(new TransactionSearchRequest().orderId().is("many")))
                .isEqualTo(sold.reversed());
    }

    @Test
    void aConditionThatIsNotKnownIsRefusedRatherThanIgnored() {
        local.sold("1.00", "o");

        assertThatExceptionOfType(UnexpectedException.class)
                .isThrownBy(() ->
                        local.found(new TransactionSearchRequest().paypalPaymentId().is("x")));
        assertThatExceptionOfType(UnexpectedException.class)
                .isThrownBy(() -> local.found(new TransactionSearchRequest().amount().is("much")));
    }

    /** The SDK's pages leave their mark on the request: a new one for each search. */
    private static TransactionSearchRequest order() {
        return new TransactionSearchRequest().orderId().is("o");
    }

    private List<String> ids(TransactionSearchRequest search) {
        return local.found(search).stream().map(Transaction::getId).toList();
    }

    private static Calendar shifted(Calendar from, int hours) {
        var shifted = (Calendar) from.clone();
        shifted.add(Calendar.HOUR, hours);
        return shifted;
    }
}
