package io.seatflow.acceptance.check;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Kills replicas, starts them again at once, ends sessions of the database, and silences billing,
 * whenever chance will have it.
 */
final class Faults {

    private static final int PAUSE_MILLIS_MIN = 300;
    private static final int PAUSE_MILLIS_SPREAD = 4_000;

    private final ReplicatedLedger ledger;
    private final PlayedBilling billing;
    private final Random random;
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger terminated = new AtomicInteger();
    private final Thread thread;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    Faults(ReplicatedLedger ledger, PlayedBilling billing, long seed) {
        this.ledger = ledger;
        this.billing = billing;
        this.random = new Random(seed);
        this.thread = Thread.ofPlatform().name("faults").unstarted(this::watched);
    }

    void start() {
        thread.start();
    }

    /** Leaves both replicas running. */
    void stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Why a replica did not come up again; null while all do. */
    @Nullable Throwable failure() {
        return failure;
    }

    int kills() {
        return kills.get();
    }

    int terminatedBackends() {
        return terminated.get();
    }

    private void watched() {
        try {
            while (!over) {
                strike();
            }
        } catch (RuntimeException | InterruptedException e) {
            failure = e;
        }
    }

    private void strike() throws InterruptedException {
        Thread.sleep(PAUSE_MILLIS_MIN + (long) random.nextInt(PAUSE_MILLIS_SPREAD));
        if (over) {
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 30) {
            terminated.addAndGet(ledger.terminateBackend(random.nextInt()));
        }
        if (dice > 92) {
            billing.beSilent(Duration.ofMillis(1_000L + random.nextInt(4_000)));
        }
        int replica = random.nextInt(ReplicatedLedger.REPLICAS);
        int other = (replica + 1) % ReplicatedLedger.REPLICAS;
        kill(replica);
        var both = random.nextInt(12) == 0;
        if (both) {
            kill(other);
            ledger.start(other);
        }
        ledger.start(replica);
    }

    private void kill(int replica) {
        ledger.kill(replica);
        kills.incrementAndGet();
    }
}
