package io.seatflow.billing.payment.braintree;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which Braintree is talked to, as whom, and how long it is waited for. */
@ConfigMapping(prefix = "seatflow.braintree")
interface BraintreeSettings {

    /**
     * {@code production}, {@code sandbox}, or the address of a gateway that speaks its protocol.
     */
    String environment();

    String merchant();

    String publicKey();

    String privateKey();

    /**
     * The currency of the merchant's default account; others have {@code merchant_cad} and so on.
     */
    @WithDefault("USD")
    String currency();

    /** After which a call that is not answered has an unknown outcome. */
    @WithDefault("15s")
    Duration timeout();

    /** How much later than that a request may still land. */
    @WithDefault("30s")
    Duration margin();

    /** How often an unknown outcome is looked up. */
    @WithDefault("3s")
    Duration lookEvery();

    /**
     * How many charges a process has at the gateway at once, and as many calls of all other kinds:
     * however long the gateway lets charges hang, what they came to is still looked up.
     */
    @WithDefault("64")
    int atOnceMax();
}
