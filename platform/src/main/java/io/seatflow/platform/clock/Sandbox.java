package io.seatflow.platform.clock;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether this process runs in the sandbox: a local run or a test, where time can be moved and
 * passwords set. Off unless switched on, and a process that looks like production refuses to start
 * with it.
 */
@Singleton
@Startup
public class Sandbox {

    private static final Set<String> LOCAL = Set.of("local", "dev", "test");

    private final boolean on;

    Sandbox(
            @ConfigProperty(name = "seatflow.sandbox", defaultValue = "false") boolean on,
            @ConfigProperty(name = "quarkus.profile") Optional<String> profile,
            @ConfigProperty(name = "KUBERNETES_SERVICE_HOST") Optional<String> kubernetes,
            @ConfigProperty(name = "seatflow.braintree.environment") Optional<String> braintree) {
        if (on
                && (!isLocal(profile.orElse("prod"))
                        || kubernetes.isPresent()
                        || braintree.map("production"::equals).orElse(false))) {
            throw new IllegalStateException(
                    "SEATFLOW_SANDBOX is on in what looks like production: it needs the profile local, dev or test, no Kubernetes, and not Braintree's production. Switch it off.");
        }
        this.on = on;
    }

    /** Every profile named is one of those that no production runs with. */
    private static boolean isLocal(String profiles) {
        return Stream.of(profiles.split(",")).map(String::strip).allMatch(LOCAL::contains);
    }

    public boolean isOn() {
        return on;
    }
}
