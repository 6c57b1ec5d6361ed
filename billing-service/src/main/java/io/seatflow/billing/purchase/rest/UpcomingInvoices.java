package io.seatflow.billing.purchase.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.InvoiceRules;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.purchase.Gathered;
import io.seatflow.billing.purchase.postgres.Purchases;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import org.joda.money.Money;

/** What the invoice of a plan's next period will say if nothing changes until then. */
@ApplicationScoped
class UpcomingInvoices {

    private final Plans plans;
    private final Purchases purchases;

    UpcomingInvoices(Plans plans, Purchases purchases) {
        this.plans = plans;
        this.purchases = purchases;
    }

    record UpcomingView(Period period, LocalDate issuedOn, List<Line> lines, Money total) {

        record Period(LocalDate start, LocalDate end) {}

        record Line(
                InvoiceLine.Kind kind,
                String description,
                int quantity,
                Money unitPrice,
                Money amount,
                Cause cause) {}
    }

    Uni<UpcomingView> of(Account of) {
        return Panache.withSession(() ->
                plans.read(of.partnerId(), of.planId())
                        .invoke(UpcomingInvoices::requireNext)
                        .chain(this::of));
    }

    private static void requireNext(HeldPlan held) {
        if (held.endedAt() != null || held.endsWithPeriod()) {
            throw Problem.notFound("upcoming invoice");
        }
    }

    private Uni<UpcomingView> of(HeldPlan held) {
        return purchases.gathered(held).map(gathered -> view(held, gathered));
    }

    private static UpcomingView view(HeldPlan held, Gathered gathered) {
        var catalog = held.pricing().next();
        var next = PlanRules.foreseen(held.plan(), catalog, held.plan().period().end());
        Invoice invoice = InvoiceRules.ofPeriod(next, catalog, gathered.lines());
        return new UpcomingView(
                new UpcomingView.Period(invoice.periodStart(), invoice.periodEnd()),
                invoice.periodStart(),
                invoice.lines().stream().map(UpcomingInvoices::line).toList(),
                invoice.total());
    }

    private static UpcomingView.Line line(InvoiceLine line) {
        return new UpcomingView.Line(
                line.kind(),
                line.description(),
                line.quantity(),
                line.unitPrice(),
                line.amount(),
                line.cause());
    }
}
