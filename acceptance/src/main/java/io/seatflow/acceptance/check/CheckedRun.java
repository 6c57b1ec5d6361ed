package io.seatflow.acceptance.check;

import io.seatflow.local.servers.Patience;
import io.seatflow.platform.id.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.jspecify.annotations.Nullable;

/** One run: servers, load and faults, rest, and the evidence of it all. */
final class CheckedRun implements AutoCloseable {

    private static final String CONSUMERS = "seat-service";
    private static final int PARTNERS = 6;
    private static final int MANY_KILLS = 20;
    private static final Duration REST_MAX = Duration.ofMinutes(4);
    private static final int SETTLE_PAUSE_MILLIS = 500;

    /** A modest share of all that happens: the load is the callers'. */
    private static final int LIVES_PAUSE_MILLIS = 50;

    private final CheckPlan plan;
    private final ReplicatedLedger ledger;
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(4);
    private final History history = new History();
    private final PlayedBilling billing;
    private final Topics topics;
    private final PlayedAccounts accounts;
    private final PlayedPeriods periods;
    private final List<Partner> partners = new ArrayList<>();
    private final Faults faults;
    private final List<String> unrest = new ArrayList<>();
    private Duration loadTime = Duration.ZERO;
    private Duration restTime = Duration.ZERO;

    private CheckedRun(CheckPlan plan, Path folder) throws IOException {
        this.plan = plan;
        ledger = ReplicatedLedger.start(folder, plan.kills() >= MANY_KILLS);
        var told = new AtomicReference<@Nullable Topics>();
        billing = new PlayedBilling(() -> Objects.requireNonNull(told.get()), later, plan.seed());
        topics = new Topics(ledger.kafka(), billing::hear);
        told.set(topics);
        accounts = new PlayedAccounts(topics, plan.seed());
        periods = new PlayedPeriods(topics, later, plan.seed());
        faults = new Faults(ledger, billing, plan.seed());
    }

    /** Starts the servers, with data of their own in an empty folder, and tells of the partners. */
    static CheckedRun start(CheckPlan plan, Path folder) throws IOException {
        var run = new CheckedRun(plan, folder);
        run.begin();
        return run;
    }

    private void begin() {
        var random = new Random(plan.seed());
        for (int number = 0; number < PARTNERS; number++) {
            var id = Ids.next();
            int seats = 100 + random.nextInt(200);
            var limit = number % 3 == 2 ? seats + 25 : null;
            var partner = Partner.of(id, ledger.issuer().partnerAdmin(id), seats, limit);
            partners.add(partner);
            accounts.register(partner);
            accounts.create(partner, "ACTIVE", "PARTNER");
            accounts.create(partner, "ACTIVE", "PARTNER");
            accounts.create(partner, "ACTIVE", "PARTNER");
            accounts.create(partner, "TRIAL", "PARTNER");
            accounts.create(partner, "ACTIVE", "VENDOR");
        }
        int clients = partners.stream().mapToInt(partner -> partner.clients().size()).sum();
        await(
                "all clients are known",
                () -> number("select count(*) from client_seats") == clients);
        partners.forEach(partner -> periods.begin(partner.id()));
    }

    /**
     * Puts load on and strikes until there was enough of both, then lets everything come to rest.
     */
    void play(Progress progress) throws InterruptedException {
        long begun = System.nanoTime();
        var callers = new Callers(ledger, partners, history, plan.seed());
        try (callers) {
            callers.start();
            faults.start();
            var random = new Random(plan.seed());
            var newClients =
                    later.scheduleWithFixedDelay(
                            () -> accounts.createWithSeats(partners.get(random.nextInt(PARTNERS))),
                            1,
                            5,
                            TimeUnit.SECONDS);
            var lives = new PlayedLives(accounts, partners, callers::takeUp, plan.seed());
            var livesGoOn =
                    later.scheduleWithFixedDelay(
                            lives::goOn,
                            LIVES_PAUSE_MILLIS,
                            LIVES_PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
            while (history.size() < plan.operations() || faults.kills() < plan.kills()) {
                requireGoing(callers);
                requireGoing(livesGoOn);
                progress.report(history.size(), faults.kills());
                Thread.sleep(SETTLE_PAUSE_MILLIS);
            }
            faults.stop();
            newClients.cancel(false);
            livesGoOn.cancel(false);
            callers.stop();
            requireGoing(callers);
            loadTime = Duration.ofNanos(System.nanoTime() - begun);
            billing.becomeReliable();
            periods.stop();
            await("all outcomes are known", () -> callers.askAgain() == 0);
        }
        // What accounts told last may ask billing for more.
        await("seat-service has heard everything of accounts", this::isAllHeardThere);
        await(
                "no change waits for billing",
                () ->
                        number(
                                        "select count(*) from seat_change where status in ('QUOTING', 'PURCHASING')")
                                == 0);
        await("seat-service has heard everything", this::isAllHeardThere);
        await("all events are published", () -> number("select count(*) from outbox") == 0);
        await(
                "all events are heard",
                () -> number("select sum(last_event) from seat_ledger") <= topics.events());
        restTime = Duration.ofNanos(System.nanoTime() - begun).minus(loadTime);
    }

    /** Hears how far it is. */
    interface Progress {
        void report(int operations, int kills);
    }

    private void requireGoing(Callers callers) {
        var failure = callers.failure() == null ? faults.failure() : callers.failure();
        if (failure != null) {
            throw new IllegalStateException("The load could not go on.", failure);
        }
    }

    private static void requireGoing(Future<?> task) {
        if (task.state() == Future.State.FAILED) {
            throw new IllegalStateException("The load could not go on.", task.exceptionNow());
        }
    }

    /** What does not come to pass is for the check to say. */
    private void await(String what, BooleanSupplier condition) {
        if (!Patience.until(REST_MAX, condition)) {
            unrest.add("It took too long until " + what + ".");
        }
    }

    private boolean isAllHeardThere() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", ledger.kafka()))) {
            var read =
                    admin.listConsumerGroupOffsets(CONSUMERS).partitionsToOffsetAndMetadata().get();
            var ends =
                    admin.listOffsets(
                                    read.keySet().stream()
                                            .collect(
                                                    Collectors.toMap(
                                                            partition -> partition,
                                                            _ -> OffsetSpec.latest())))
                            .all()
                            .get();
            return read.entrySet().stream()
                    .allMatch(entry ->
                            entry.getValue().offset()
                                    >= Objects.requireNonNull(ends.get(entry.getKey())).offset());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException _) {
            return false;
        }
    }

    private long number(String query) {
        try (var connection = ledger.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that is known of it now. */
    Evidence evidence() throws SQLException {
        try (var connection = ledger.connect()) {
            return new Evidence(
                    partners,
                    accounts.told(),
                    history.operations(),
                    history.seen(),
                    Books.read(connection),
                    topics.heard(),
                    billing.charges(),
                    periods.ends());
        }
    }

    ReplicatedLedger ledger() {
        return ledger;
    }

    /** What was done, in figures. */
    String summary() {
        var outcomes = new HashMap<String, Long>();
        history.operations()
                .forEach(operation ->
                        outcomes.merge(
                                operation.outcome().name().toLowerCase(Locale.ROOT),
                                1L,
                                Long::sum));
        var seconds = loadTime.toMillis() / 1_000.0;
        return """
        seed                 %d
        operations           %d: %s, reads=%d (unanswered %d)
        sent more than once  %d
        kills                %d
        backends terminated  %d
        told by accounts     %d
        messages told twice  %d
        events heard         %d, of them repeats %d
        load                 %.1f s, %.0f operations/s
        at rest after        %.1f s more
        %s\
        """
                .formatted(
                        plan.seed(),
                        history.size(),
                        new TreeMap<>(outcomes),
                        history.reads(),
                        history.unansweredReads(),
                        history.operations().stream().filter(one -> one.sent() > 1).count(),
                        faults.kills(),
                        faults.terminatedBackends(),
                        accounts.told().size(),
                        topics.repeats(),
                        topics.events(),
                        topics.heard().size() - topics.events(),
                        seconds,
                        history.size() / seconds,
                        restTime.toMillis() / 1_000.0,
                        String.join("\n", unrest));
    }

    @Override
    public void close() {
        faults.stop();
        topics.close();
        var _ = later.shutdownNow();
        ledger.close();
    }
}
