package io.seatflow.local.braintree;

import static io.seatflow.local.braintree.LocalGateway.charge;
import static org.assertj.core.api.Assertions.assertThat;

import com.braintreegateway.Result;
import com.braintreegateway.Transaction;
import com.braintreegateway.Transaction.GatewayRejectionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Braintree's check for duplicates, which a merchant may switch on. */
class DuplicateCheckTest {

    @RegisterExtension final LocalGateway checking = new LocalGateway(30);
    @RegisterExtension final LocalGateway trusting = new LocalGateway();

    @Test
    void theSameChargeTwiceIsTakenForAMistake() {
        assertThat(sell(checking, "10.00", "o").isSuccess()).isTrue();

        assertThat(sell(checking, "10.00", "o").getTransaction().getGatewayRejectionReason())
                .isEqualTo(GatewayRejectionReason.DUPLICATE);
        assertThat(sell(checking, "10.01", "o").isSuccess()).isTrue();
        assertThat(sell(checking, "10.00", "p").isSuccess()).isTrue();
    }

    @Test
    void nobodyChecksUnlessToldTo() {
        assertThat(sell(trusting, "10.00", "o").isSuccess()).isTrue();
        assertThat(sell(trusting, "10.00", "o").isSuccess()).isTrue();
    }

    private static Result<Transaction> sell(LocalGateway local, String amount, String orderId) {
        return local.sell(charge(amount).paymentMethodNonce("fake-valid-nonce").orderId(orderId));
    }
}
