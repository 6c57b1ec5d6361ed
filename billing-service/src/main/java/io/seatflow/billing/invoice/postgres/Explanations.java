package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.CreditWorking;
import io.seatflow.billing.invoice.Explanation;
import io.seatflow.billing.invoice.ExplanationRules;
import io.seatflow.billing.invoice.ExplanationRules.Corrected;
import io.seatflow.billing.invoice.ExplanationRules.Credit;
import io.seatflow.billing.invoice.ExplanationRules.Subject;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.SeatMove;
import io.seatflow.billing.invoice.SeatMove.What;
import io.seatflow.billing.invoice.Transfers;
import io.seatflow.billing.invoice.Working;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.plan.postgres.Plans.Had;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads together what the account of an invoice goes by. */
@ApplicationScoped
public class Explanations {

    private final Plans plans;
    private final Workings workings;
    private final CreditWorkings creditWorkings;
    private final Invoices invoices;
    private final PriceLists catalogs;

    Explanations(
            Plans plans,
            Workings workings,
            CreditWorkings creditWorkings,
            Invoices invoices,
            PriceLists catalogs) {
        this.plans = plans;
        this.workings = workings;
        this.creditWorkings = creditWorkings;
        this.invoices = invoices;
        this.catalogs = catalogs;
    }

    /** Where every cent of an invoice of this plan comes from. */
    public Uni<Explanation> of(HeldPlan plan, Issued invoice, List<InvoiceLine> lines) {
        var causes = lines.stream().map(InvoiceLine::cause).toList();
        return workings.of(plan.partnerId(), plan.planId(), causes)
                .chain(known ->
                        plans.period(plan.partnerId(), plan.planId(), invoice.periodStart())
                                .chain(had -> of(plan, invoice, lines, known, had)));
    }

    private Uni<Explanation> of(
            HeldPlan plan,
            Issued invoice,
            List<InvoiceLine> lines,
            List<Working> known,
            Optional<Had> had) {
        var interval = plan.plan().calendar().interval();
        var period = had.map(Had::period).orElse(null);
        return invoice.kind() == Invoice.Kind.CREDIT_NOTE
                ? ofCredit(plan, invoice, lines, known, new Of(interval, period))
                : seats(plan, invoice, lines)
                        .chain(seats ->
                                priceLists(plan, known, List.of())
                                        .map(prices ->
                                                new Subject(
                                                        invoice.kind(),
                                                        lines,
                                                        interval,
                                                        period,
                                                        known,
                                                        prices,
                                                        seats,
                                                        null)))
                        .map(ExplanationRules::explain);
    }

    private record Of(Interval interval, @Nullable BillingPeriod period) {}

    /** Of a credit note how each of its lines came about, down to what it corrects. */
    private Uni<Explanation> ofCredit(
            HeldPlan plan, Issued credit, List<InvoiceLine> lines, List<Working> known, Of of) {
        return corrected(credit, lines)
                .chain(corrected ->
                        credit(plan, credit, lines, corrected)
                                .chain(came ->
                                        priceLists(plan, known, came.workings())
                                                .map(prices ->
                                                        new Subject(
                                                                credit.kind(),
                                                                lines,
                                                                of.interval(),
                                                                of.period(),
                                                                known,
                                                                prices,
                                                                List.of(),
                                                                corrected
                                                                        .map(Explanations::named)
                                                                        .orElse(null),
                                                                came))))
                .map(ExplanationRules::explain);
    }

    private Uni<Credit> credit(
            HeldPlan plan, Issued credit, List<InvoiceLine> lines, Optional<Issued> corrected) {
        // Of a charge's invoice only its number is named.
        var whole =
                lines.getFirst().cause().type() == Cause.Type.INVOICE
                        ? corrected
                        : Optional.<Issued>empty();
        return creditWorkings
                .of(credit)
                .chain(workings ->
                        creditWorkings
                                .corrected(credit)
                                .chain(takenOff ->
                                        credit(plan, credit, whole, workings, takenOff)));
    }

    private Uni<Credit> credit(
            HeldPlan plan,
            Issued credit,
            Optional<Issued> corrected,
            List<CreditWorking> workings,
            Map<UUID, Corrected> takenOff) {
        if (corrected.isEmpty()) {
            return Uni.createFrom().item(new Credit(workings, takenOff, List.of(), null));
        }
        return explained(plan, corrected.get())
                .chain(account ->
                        creditWorkings
                                .takenOffBefore(credit, corrected.get().id())
                                .map(before ->
                                        new Credit(workings, takenOff, account.lines(), before)));
    }

    private Uni<Explanation> explained(HeldPlan plan, Issued invoice) {
        return invoices.lines(plan.partnerId(), List.of(invoice))
                .chain(lines -> of(plan, invoice, lines.getOrDefault(invoice.id(), List.of())));
    }

    private static Corrected named(Issued invoice) {
        return new Corrected(invoice.id(), invoice.number());
    }

    private Uni<Map<String, Catalog>> priceLists(
            HeldPlan plan, List<Working> known, List<CreditWorking> credits) {
        var versions =
                Stream.concat(
                                known.stream().map(Working::catalogVersion),
                                credits.stream()
                                        .flatMap(each -> Stream.ofNullable(each.tooMuch()))
                                        .map(CreditWorking.TooMuch::catalogVersion))
                        .collect(Collectors.toCollection(TreeSet::new));
        return Multi.createFrom()
                .iterable(versions)
                .onItem()
                .transformToUniAndConcatenate(
                        version -> catalogs.of(plan.catalog().currency().getCode(), version))
                .collect()
                .asMap(Catalog::version);
    }

    /** The invoice that a credit note gives back, or a line of it. */
    private Uni<Optional<Issued>> corrected(Issued invoice, List<InvoiceLine> lines) {
        var cause = lines.getFirst().cause();
        var id =
                cause.type() == Cause.Type.INVOICE
                        ? Uni.createFrom().item(Optional.of(UUID.fromString(cause.id())))
                        : invoiceOf(invoice, cause);
        return id.chain(found ->
                found.isEmpty()
                        ? Uni.createFrom().item(Optional.<Issued>empty())
                        : invoices.find(invoice.partnerId(), invoice.planId(), found.get()));
    }

    private static Uni<Optional<UUID>> invoiceOf(Issued credit, Cause cause) {
        return Panache.getSession()
                .chain(session ->
                        session.createNativeQuery(
                                        """
                                        select invoice_id from charge
                                        where partner_id = ?1 and plan_id = ?2 and cause_id = ?3 and invoice_id is not null
                                        """,
                                        UUID.class)
                                .setParameter(1, credit.partnerId())
                                .setParameter(2, credit.planId())
                                .setParameter(3, cause.id())
                                .getResultList())
                .map(found -> found.stream().findFirst());
    }

    /** How a plan came to have the seats that its period began with. */
    private Uni<List<SeatMove>> seats(HeldPlan plan, Issued invoice, List<InvoiceLine> lines) {
        if (invoice.kind() != Invoice.Kind.PERIOD) {
            return Uni.createFrom().item(List.of());
        }
        var begins = seats(lines);
        return before(plan, invoice.periodStart())
                .chain(before ->
                        before.isEmpty()
                                ? first(plan, invoice, begins)
                                : later(plan, invoice, begins, before.get()));
    }

    private static int seats(List<InvoiceLine> lines) {
        return lines.stream()
                .filter(line -> line.kind() == InvoiceLine.Kind.SEATS)
                .mapToInt(InvoiceLine::quantity)
                .sum();
    }

    /** What seats join a client's own plan as it begins is told by the ledger, in a charge. */
    private Uni<List<SeatMove>> first(HeldPlan plan, Issued invoice, int begins) {
        return workings.inPeriod(plan.partnerId(), plan.planId(), invoice.periodStart())
                .map(added ->
                        added.stream()
                                .filter(each -> !each.isTakenBack())
                                .filter(each -> each.before().seats() == 0)
                                .filter(each -> each.charge().change().seats() == begins)
                                .limit(1)
                                .map(ExplanationRules::move)
                                .toList())
                .map(joined ->
                        joined.isEmpty() && begins > 0
                                ? List.of(
                                        new SeatMove(
                                                begins,
                                                What.STARTED_WITH,
                                                invoice.periodStart(),
                                                null,
                                                null))
                                : joined);
    }

    /**
     * A period and the seats that it began with.
     *
     * @param number of the invoice that named them; null: none did, since it began with nothing
     */
    private record Before(LocalDate start, int seats, @Nullable String number) {}

    private static Uni<Optional<Before>> before(HeldPlan plan, LocalDate start) {
        return Panache.getSession()
                .chain(session ->
                        session.createNativeQuery(
                                        """
                                        select cast(p.start_on as text) start_on, i.issuer, i.number,
                                               cast(coalesce(sum(l.quantity), 0) as int) seats
                                        from plan_period p
                                        left join invoice i on i.partner_id = p.partner_id and i.plan_id = p.plan_id
                                             and i.kind = 'PERIOD' and i.period_start = p.start_on and not i.after_end
                                        left join invoice_line l on l.partner_id = i.partner_id and l.invoice_id = i.id
                                             and l.kind = 'SEATS'
                                        where p.partner_id = ?1 and p.plan_id = ?2 and p.end_on = ?3
                                        group by p.start_on, i.issuer, i.number
                                        order by p.start_on desc limit 1
                                        """,
                                        Tuple.class)
                                .setParameter(1, plan.partnerId())
                                .setParameter(2, plan.planId())
                                .setParameter(3, start)
                                .getResultList())
                .map(found ->
                        found.stream()
                                .findFirst()
                                .map(row ->
                                        new Before(
                                                LocalDate.parse(row.get("start_on", String.class)),
                                                row.get("seats", Integer.class),
                                                number(row))));
    }

    private static @Nullable String number(Tuple row) {
        var issuer = row.get("issuer", String.class);
        return issuer == null ? null : Invoices.fullNumber(issuer, row.get("number", Long.class));
    }

    private Uni<List<SeatMove>> later(HeldPlan plan, Issued invoice, int begins, Before before) {
        return workings.inPeriod(plan.partnerId(), plan.planId(), before.start())
                .chain(added ->
                        left(plan, invoice.periodStart())
                                .map(left -> moves(invoice, begins, before, added, left)));
    }

    private static List<SeatMove> moves(
            Issued invoice, int begins, Before before, List<Working> added, List<SeatMove> left) {
        var carried =
                before.seats() == 0
                        ? Stream.<SeatMove>empty()
                        : Stream.of(
                                new SeatMove(
                                        before.seats(),
                                        What.CARRIED_OVER,
                                        before.start(),
                                        before.number(),
                                        null));
        var came =
                added.stream()
                        .filter(each -> !each.isTakenBack())
                        .filter(each -> each.charge().change().seats() > 0)
                        // What the plan began with is on its first invoice already.
                        .filter(each -> before.seats() == 0 || each.before().seats() > 0)
                        .map(ExplanationRules::move);
        var moves =
                new ArrayList<>(
                        Stream.of(carried, came, left.stream()).flatMap(each -> each).toList());
        var rest = begins - moves.stream().mapToInt(SeatMove::seats).sum();
        if (rest != 0) {
            moves.add(new SeatMove(rest, What.TOLD_LATE, invoice.periodStart(), null, null));
        }
        return moves;
    }

    /** What left as the period before ended. */
    private static Uni<List<SeatMove>> left(HeldPlan plan, LocalDate start) {
        var end = plan.plan().calendar().startOf(start).atOffset(ZoneOffset.UTC);
        return Panache.getSession()
                .chain(session ->
                        session.createNativeQuery(
                                        """
                                        select seats, ledger_sequence from supply_reduction
                                        where partner_id = ?1 and plan_id = ?2 and period_ends_at = ?3 and seats > 0
                                        order by ledger_sequence
                                        """,
                                        Tuple.class)
                                .setParameter(1, plan.partnerId())
                                .setParameter(2, plan.planId())
                                .setParameter(3, end)
                                .getResultList())
                .map(rows -> rows.stream().map(row -> left(row, start)).toList());
    }

    private static SeatMove left(Tuple row, LocalDate on) {
        return new SeatMove(
                -row.get("seats", Integer.class),
                What.LEFT,
                on,
                null,
                Transfers.one(row.get("ledger_sequence", Long.class)));
    }
}
