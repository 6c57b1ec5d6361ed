package io.seatflow.billing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.seatflow.local.braintree.BraintreeStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway that speaks Braintree's protocol, waited for less patiently than the real one. */
public class BraintreeForTests implements QuarkusTestResourceLifecycleManager {

    private @Nullable BraintreeStandIn standIn;

    @Override
    public Map<String, String> start() {
        try {
            var started = BraintreeStandIn.start(Files.createTempDirectory("braintree"));
            standIn = started;
            return Map.of(
                    "seatflow.braintree.environment", started.address().toString(),
                    "seatflow.braintree.timeout", "1500ms",
                    "seatflow.braintree.margin", "1s",
                    "seatflow.braintree.look-every", "200ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (standIn != null) {
                standIn.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
