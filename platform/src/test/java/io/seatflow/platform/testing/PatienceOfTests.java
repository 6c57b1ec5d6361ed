package io.seatflow.platform.testing;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * How long a test waits for what is to come, where it does not say so itself: a machine that does
 * two things at once is slow, and only a test that fails waits for so long.
 */
public class PatienceOfTests implements QuarkusTestBeforeClassCallback {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void beforeClass(Class<?> testClass) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
