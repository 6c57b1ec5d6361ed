package io.seatflow.billing.quote.postgres;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Pricing;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.plan.DirectPlanRules;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.quote.Price;
import io.seatflow.billing.quote.QuoteRules;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewRefused;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewed;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What seats would cost that may join a plan, by the same rules as they would be charged. */
@ApplicationScoped
public class Previews {

    private final Plans plans;
    private final PriceLists catalogs;
    private final Outbox outbox;
    private final BusinessClock clock;

    Previews(Plans plans, PriceLists catalogs, Outbox outbox, BusinessClock clock) {
        this.plans = plans;
        this.catalogs = catalogs;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Answers what a plan would cost with so many seats more. Nothing changes. */
    public Uni<Void> preview(HibernateTx tx, UUID partnerId, PlanGrowthPreviewed growth) {
        var payer = growth.payingClientId();
        return plans.hold(partnerId, partnerId)
                .chain(partners ->
                        payer == null
                                ? Uni.createFrom().item(ofRunning(partners, growth))
                                : ofClient(partners, payer, growth))
                .chain(answer -> outbox.add(tx, partnerId, clock.now(), List.of(answer)));
    }

    private Uni<BillingEvent> ofClient(HeldPlan partners, UUID client, PlanGrowthPreviewed growth) {
        return plans.holdIfAny(partners.partnerId(), client)
                .chain(held -> ofClient(partners.plan(), partners.catalog(), held, growth));
    }

    private Uni<BillingEvent> ofClient(
            Plan partners, Catalog prices, Optional<HeldPlan> held, PlanGrowthPreviewed growth) {
        var on = partners.calendar().dayOf(growth.at());
        if (held.filter(plan -> runs(plan, on)).isPresent()) {
            return Uni.createFrom().item(ofRunning(held.get(), growth));
        }
        return catalogs.inForce(prices.currency().getCode(), on)
                .map(catalog -> ofNew(partners, catalog, held.map(HeldPlan::plan), on, growth));
    }

    private static boolean runs(HeldPlan held, LocalDate on) {
        var leftOn = held.leftOn();
        return leftOn == null || DirectPlanRules.resumes(held.plan(), leftOn, on);
    }

    private static BillingEvent ofRunning(HeldPlan held, PlanGrowthPreviewed growth) {
        if (held.plan().standing() == Plan.Standing.PAST_DUE) {
            return pastDue(growth);
        }
        var plan = held.plan();
        var on = plan.calendar().dayOf(growth.at());
        // Told late, it is priced in the running period at the earliest, as it would be charged.
        var from = on.isBefore(plan.period().start()) ? plan.period().start() : on;
        return priced(growth, QuoteRules.joining(plan, held.pricing(), growth.seats(), from));
    }

    /** The price of its first period, in which the seats join on the first day. */
    private static BillingEvent ofNew(
            Plan partners,
            Catalog catalog,
            Optional<Plan> ended,
            LocalDate on,
            PlanGrowthPreviewed growth) {
        if (ended.filter(plan -> plan.standing() == Plan.Standing.PAST_DUE).isPresent()) {
            return pastDue(growth);
        }
        var plan =
                ended.map(before -> DirectPlanRules.startAgain(before, partners, catalog, on))
                        .orElseGet(() -> DirectPlanRules.start(partners, catalog, on, 0));
        var joining = QuoteRules.joining(plan, Pricing.lasting(catalog), growth.seats(), on);
        return priced(growth, joining.after(plan.paid().charged()));
    }

    private static BillingEvent pastDue(PlanGrowthPreviewed growth) {
        return new PlanUpdatePreviewRefused(
                growth.previewId(), "partner-past-due", "Invoices are past due.");
    }

    private static BillingEvent priced(PlanGrowthPreviewed growth, Price price) {
        var quote =
                new Quote(
                        Ids.next(),
                        price.proratedCharge(),
                        price.currentFee(),
                        price.nextPeriodFee(),
                        price.remainingDays(),
                        price.periodDays(),
                        price.periodEnd(),
                        QuoteRules.expiresAt(growth.at()));
        return new PlanUpdatePreviewed(growth.previewId(), quote, growth.payingClientId());
    }
}
