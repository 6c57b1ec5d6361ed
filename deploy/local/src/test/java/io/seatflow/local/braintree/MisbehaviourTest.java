package io.seatflow.local.braintree;

import static io.seatflow.local.braintree.LocalGateway.accepted;
import static io.seatflow.local.braintree.LocalGateway.charge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.braintreegateway.ProcessorResponseType;
import com.braintreegateway.Result;
import com.braintreegateway.Transaction;
import com.braintreegateway.Transaction.GatewayRejectionReason;
import com.braintreegateway.Transaction.Status;
import com.braintreegateway.exceptions.ServerException;
import com.braintreegateway.exceptions.TimeoutException;
import com.braintreegateway.exceptions.UnexpectedException;
import com.braintreegateway.test.Nonce;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which a gateway can go wrong, at a word. */
class MisbehaviourTest {

    @RegisterExtension final LocalGateway local = new LocalGateway();

    @Test
    void aCutBeforeTheChargeLeavesNothing() {
        local.behave("{\"failNext\":\"CUT_BEFORE_CHARGE\"}");

        assertThatExceptionOfType(UnexpectedException.class).isThrownBy(() -> sell("o"));

        assertThat(local.ordered("o")).isEmpty();
        accepted(sell("o"));
        assertThat(local.ordered("o")).hasSize(1);
    }

    @Test
    void aCutAfterTheChargeLeavesOneToBeFound() {
        local.behave("{\"failNext\":\"CUT_AFTER_CHARGE\"}");

        assertThatExceptionOfType(UnexpectedException.class).isThrownBy(() -> sell("o"));

        assertThat(local.ordered("o"))
                .extracting(Transaction::getStatus)
                .containsExactly(Status.SUBMITTED_FOR_SETTLEMENT);
    }

    @Test
    void anErrorComesBeforeOrAfterTheCharge() {
        local.behave("{\"failNext\":\"ERROR_BEFORE_CHARGE\"}");
        assertThatExceptionOfType(ServerException.class).isThrownBy(() -> sell("before"));
        local.behave("{\"failNext\":\"ERROR_AFTER_CHARGE\"}");
        assertThatExceptionOfType(ServerException.class).isThrownBy(() -> sell("after"));

        assertThat(local.ordered("before")).isEmpty();
        assertThat(local.ordered("after")).hasSize(1);
    }

    @Test
    void onlyTheNextChargeIsDeclined() {
        local.behave("{\"failNext\":\"DECLINE\"}");

        assertThat(sell("o").getTransaction().getProcessorResponseCode()).isEqualTo("2000");
        assertThat(sell("o").isSuccess()).isTrue();
    }

    @Test
    void everyChargeIsDeclinedUntilToldOtherwise() {
        local.behave("{\"decline\":true}");
        assertThat(sell("o").isSuccess()).isFalse();
        assertThat(sell("o").isSuccess()).isFalse();

        local.behave("{\"decline\":false}");
        assertThat(sell("o").isSuccess()).isTrue();
    }

    @Test
    @Timeout(30)
    void aHangRunsIntoTheTimeOutAndChargesNothing() {
        local.behave("{\"failNext\":\"HANG\"}");

        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> sellWithin(300, "o"));

        assertThat(local.ordered("o")).isEmpty();
        assertThat(sell("o").isSuccess()).isTrue();
    }

    /**
     * The worst case for whoever asks: their time is over, nothing is there, and then it lands
     * after all.
     */
    @Test
    @Timeout(30)
    void aSlowChargeLandsAfterItsCallerHasGivenUp() {
        local.behave("{\"delayMillis\":1000}");
        var asked = Instant.now();

        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> sellWithin(100, "o"));

        while (local.ordered("o").isEmpty()) {
            LockSupport.parkNanos(20_000_000);
        }
        var landed = local.sandbox("GET", "?orderId=o", "").path("items").path(0).path("createdAt");
        assertThat(Instant.parse(landed.asText())).isAfterOrEqualTo(asked.plusMillis(1000));
        assertThat(local.ordered("o")).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1999.99, SUBMITTED_FOR_SETTLEMENT, 1000, Approved, APPROVED",
        "2000.00, PROCESSOR_DECLINED, 2000, Do Not Honor, SOFT_DECLINED",
        "2001.00, PROCESSOR_DECLINED, 2001, Insufficient Funds, SOFT_DECLINED",
        "2004.99, PROCESSOR_DECLINED, 2004, Expired Card, HARD_DECLINED",
        "2015.00, PROCESSOR_DECLINED, 2015, Transaction Not Allowed, HARD_DECLINED",
        "2999.99, PROCESSOR_DECLINED, 2999, Processor Declined, SOFT_DECLINED",
        "3000.00, FAILED, 3000, Processor Network Unavailable - Try Again, SOFT_DECLINED",
        "3000.99, FAILED, 3000, Processor Network Unavailable - Try Again, SOFT_DECLINED",
        "3001.00, SUBMITTED_FOR_SETTLEMENT, 1000, Approved, APPROVED",
        "4001.00, SUBMITTED_FOR_SETTLEMENT, 1000, Approved, APPROVED",
        "5001.01, SUBMITTED_FOR_SETTLEMENT, 1000, Approved, APPROVED",
        "5002.00, SUBMITTED_FOR_SETTLEMENT, 1000, Approved, APPROVED"
    })
    void publishedAmountsDecideWhenTold(
            String amount, Status status, String code, String text, ProcessorResponseType type) {
        local.behave("{\"amountRules\":true}");

        var result = local.sell(charge(amount).paymentMethodNonce(Nonce.TransactableMasterCard));
        var transaction = result.isSuccess() ? result.getTarget() : result.getTransaction();

        assertThat(transaction.getStatus()).isEqualTo(status);
        assertThat(transaction.getProcessorResponseCode()).isEqualTo(code);
        assertThat(transaction.getProcessorResponseText()).isEqualTo(text);
        assertThat(transaction.getProcessorResponseType()).isEqualTo(type);
    }

    @Test
    void oneAmountIsRejectedByTheGatewayItself() {
        local.behave("{\"amountRules\":true}");

        var rejected =
                local.sell(charge("5001.00").paymentMethodNonce(Nonce.Transactable))
                        .getTransaction();

        assertThat(rejected.getStatus()).isEqualTo(Status.GATEWAY_REJECTED);
        assertThat(rejected.getGatewayRejectionReason())
                .isEqualTo(GatewayRejectionReason.APPLICATION_INCOMPLETE);
    }

    private Result<Transaction> sell(String orderId) {
        return local.sell(charge("10.00").paymentMethodNonce(Nonce.Transactable).orderId(orderId));
    }

    private Result<Transaction> sellWithin(int millis, String orderId) {
        var sdk = local.sdk();
        sdk.getConfiguration().setTimeout(millis);
        return sdk.transaction()
                .sale(charge("10.00").paymentMethodNonce(Nonce.Transactable).orderId(orderId));
    }
}
