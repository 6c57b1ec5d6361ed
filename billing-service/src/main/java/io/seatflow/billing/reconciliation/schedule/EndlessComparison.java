package io.seatflow.billing.reconciliation.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import io.seatflow.billing.reconciliation.postgres.PlanBooks;
import io.seatflow.billing.reconciliation.postgres.Reconciliations;
import io.seatflow.billing.reconciliation.postgres.Reconciliations.Outcome;
import io.seatflow.billing.reconciliation.postgres.Reconciliations.Progress;
import io.seatflow.billing.reconciliation.postgres.Reconciliations.Step;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Takes the next step of every comparison, a bounded one at a time, for as long as the service
 * runs. Replicas share the steps.
 */
@ApplicationScoped
class EndlessComparison {

    private static final Logger LOG = Logger.getLogger(EndlessComparison.class);
    private static final int STEPS_AT_A_TIME_MAX = 100;

    /** Of one step: where a great many differ, one cause has to be found, not each of them read. */
    private static final int TOLD_MAX = 10;

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

    private final Reconciliations reconciliations;
    private final PaymentsStep payments;
    private final PlanBooks plans;
    private final Clock clock;
    private final Duration rest;
    private final MultiGauge findings;
    private final MultiGauge ages;

    EndlessComparison(
            Reconciliations reconciliations,
            PaymentsStep payments,
            PlanBooks plans,
            Clock clock,
            MeterRegistry meters,
            @ConfigProperty(name = "seatflow.reconciliation.rest", defaultValue = "60s")
                    Duration rest) {
        this.reconciliations = reconciliations;
        this.payments = payments;
        this.plans = plans;
        this.clock = clock;
        this.rest = rest;
        this.findings = MultiGauge.builder("seatflow.reconciliation.findings").register(meters);
        this.ages =
                MultiGauge.builder("seatflow.reconciliation.age")
                        .baseUnit("seconds")
                        .register(meters);
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> goOn() {
        return steps(STEPS_AT_A_TIME_MAX);
    }

    private Uni<Void> steps(int most) {
        if (most == 0) {
            return Uni.createFrom().voidItem();
        }
        return reconciliations
                .take()
                .chain(step ->
                        step.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : carryOut(step.get()).chain(() -> steps(most - 1)));
    }

    /** One that fails is tried again, and holds up no other. */
    private Uni<Void> carryOut(Step step) {
        return compare(step)
                .chain(outcome -> reconciliations.done(step, outcome, rest))
                .invoke(news -> tell(step, news))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> failed(step, failure));
    }

    private Uni<Void> failed(Step step, Throwable failure) {
        LOG.warnf("Comparing %s waits: %s", step.part(), failure.toString());
        return reconciliations.failed(step, failure, AFTER_FAILURE);
    }

    private Uni<Outcome> compare(Step step) {
        return switch (step.part()) {
            case PAYMENTS -> payments.compare(step);
            case SUPPLY -> plans.supply(step);
            case INVOICES -> plans.invoices(step);
        };
    }

    private static void tell(Step step, List<Discrepancy> news) {
        if (!step.isEndless()) {
            return;
        }
        news.stream()
                .limit(TOLD_MAX)
                .forEach(found ->
                        LOG.errorf(
                                "%s, partner %s, %s: we say %s, they say %s. %s",
                                found.kind(),
                                found.partnerId(),
                                found.about(),
                                found.ours(),
                                found.theirs(),
                                found.kind().remedy()));
        if (news.size() > TOLD_MAX) {
            LOG.errorf(
                    "And %d more of %s: a comparison on request names them.",
                    news.size() - TOLD_MAX, step.part());
        }
    }

    @Scheduled(
            every = "15s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> measure() {
        return reconciliations
                .openByKind()
                .invoke(this::count)
                .chain(() -> reconciliations.progress(Reconciliations.ENDLESS))
                .invoke(this::show)
                .replaceWithVoid();
    }

    private void count(Map<Kind, Long> open) {
        findings.register(
                Arrays.stream(Kind.values())
                        .map(kind ->
                                MultiGauge.Row.of(
                                        Tags.of("kind", kind.word()), open.getOrDefault(kind, 0L)))
                        .<MultiGauge.Row<?>>map(row -> row)
                        .toList(),
                true);
    }

    private void show(List<Progress> parts) {
        ages.register(
                parts.stream()
                        .map(each ->
                                MultiGauge.Row.of(
                                        Tags.of(
                                                "part",
                                                each.part().name().toLowerCase(Locale.ROOT)),
                                        age(each)))
                        .<MultiGauge.Row<?>>map(row -> row)
                        .toList(),
                true);
    }

    private double age(Progress part) {
        var finishedAt = part.finishedAt();
        return finishedAt == null
                ? Double.NaN
                : Duration.between(finishedAt, clock.instant()).toSeconds();
    }
}
