package io.seatflow.billing.invoice.postgres;

import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.CollectionRules;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every invoice that was issued: numbered without a gap, never changed but for its status. */
@ApplicationScoped
public class Invoices {

    /** The entity that issues all invoices so far; it begins their numbers. */
    static final String ISSUER = "INV";

    private final Issuers issuers;
    private final BusinessClock clock;

    Invoices(Issuers issuers, BusinessClock clock) {
        this.issuers = issuers;
        this.clock = clock;
    }

    /**
     * Issues an invoice under the next number. To be done last in a transaction, just before its
     * events: whoever else issues one waits until it ends.
     */
    public Uni<Issued> issue(
            HibernateTx tx, HeldPlan plan, Invoice invoice, Invoice.Status status) {
        var row =
                row(
                        new PlanKey(plan.partnerId(), plan.planId()),
                        plan.plan().calendar(),
                        Ids.next(),
                        invoice,
                        status);
        return tx.session()
                .flush()
                .chain(() -> nextNumber(tx))
                .invoke(number -> row.number = number)
                .chain(() -> tx.session().persistAll(rows(row, invoice.lines())))
                .chain(() -> tx.session().flush())
                .replaceWith(() -> Issued.of(row));
    }

    /**
     * An invoice that is to be issued together with others.
     *
     * @param id chosen before, since a payment may name it
     */
    public record Unissued(
            PlanKey plan,
            BillingCalendar calendar,
            UUID id,
            Invoice invoice,
            Invoice.Status status) {}

    /**
     * Issues invoices under the next numbers, in this order. What can be written before is, so that
     * whoever else issues one waits no longer than for these invoices and their events.
     */
    public Uni<List<Issued>> issueAll(PgTx tx, List<Unissued> unissued) {
        if (unissued.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var rows =
                unissued.stream()
                        .map(each ->
                                row(
                                        each.plan(),
                                        each.calendar(),
                                        each.id(),
                                        each.invoice(),
                                        each.status()))
                        .toList();
        var lines = new ArrayList<InvoiceLineRow>();
        for (int i = 0; i < rows.size(); i++) {
            lines.addAll(lines(rows.get(i), unissued.get(i).invoice().lines()));
        }
        return InvoiceBatch.insertLines(tx, lines)
                .chain(() -> InvoiceBatch.lastNumber(tx, ISSUER, rows.size()))
                .invoke(last -> number(rows, last))
                .chain(() -> InvoiceBatch.insert(tx, rows))
                .replaceWith(() -> rows.stream().map(Issued::of).toList());
    }

    private static void number(List<InvoiceRow> rows, long last) {
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).number = last - rows.size() + i + 1;
        }
    }

    /** An invoice of a plan that is held, and with it its invoices. */
    static Uni<InvoiceRow> of(HeldPlan plan, UUID id) {
        return InvoiceRow.findById(new InvoiceRow.Key(plan.partnerId(), id));
    }

    /** An invoice, held until the transaction ends. */
    Uni<InvoiceRow> lock(UUID partnerId, UUID id) {
        return InvoiceRow.findById(
                new InvoiceRow.Key(partnerId, id), LockModeType.PESSIMISTIC_WRITE);
    }

    /** An invoice of a plan by its id; those of another plan of the partner are not there. */
    public Uni<Optional<Issued>> find(UUID partnerId, UUID planId, UUID id) {
        return InvoiceRow.<InvoiceRow>find(
                        "partnerId = ?1 and planId = ?2 and id = ?3", partnerId, planId, id)
                .firstResult()
                .map(row -> Optional.ofNullable(row).map(Issued::of));
    }

    /** The credit note that took an invoice back. */
    public Uni<Optional<Issued>> creditOf(UUID partnerId, UUID invoiceId) {
        return InvoiceRow.<InvoiceRow>find(
                        "partnerId = ?1 and kind = ?2 and causeType = ?3 and causeId = ?4",
                        partnerId,
                        Invoice.Kind.CREDIT_NOTE,
                        Cause.Type.INVOICE,
                        invoiceId.toString())
                .firstResult()
                .map(row -> Optional.ofNullable(row).map(Issued::of));
    }

    /** Whether an invoice was issued for a plan's running period, in advance. */
    public Uni<Boolean> isPeriodInvoiced(HeldPlan plan) {
        return InvoiceRow.count(
                        "partnerId = ?1 and planId = ?2 and kind = ?3 and periodStart = ?4 and not afterEnd",
                        plan.partnerId(),
                        plan.planId(),
                        Invoice.Kind.PERIOD,
                        plan.plan().period().start())
                .map(count -> count > 0);
    }

    /** The lines of invoices of one currency, by invoice. */
    public Uni<Map<UUID, List<InvoiceLine>>> lines(UUID partnerId, List<Issued> some) {
        if (some.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        var currency = some.getFirst().total().getCurrencyUnit().getCode();
        return InvoiceLineRow.<InvoiceLineRow>find(
                        "partnerId = ?1 and invoiceId in ?2 order by position",
                        partnerId,
                        some.stream().map(Issued::id).toList())
                .list()
                .map(rows -> rows.stream().collect(byInvoice(currency)));
    }

    private static Collector<InvoiceLineRow, ?, Map<UUID, List<InvoiceLine>>> byInvoice(
            String currency) {
        return Collectors.groupingBy(
                row -> row.invoiceId,
                Collectors.mapping(row -> row.toLine(currency), Collectors.toList()));
    }

    /**
     * A plan's invoices, newest first.
     *
     * @param before only those before this one; null: all
     */
    public Uni<List<Issued>> list(
            UUID partnerId, UUID planId, InvoiceFilter filter, @Nullable UUID before, int limit) {
        var wanted = new StringBuilder("partnerId = :partner and planId = :plan");
        var parameters = new HashMap<String, Object>();
        parameters.put("partner", partnerId);
        parameters.put("plan", planId);
        and(wanted, parameters, "id < :before", "before", before);
        and(wanted, parameters, "kind = :kind", "kind", filter.kind());
        and(wanted, parameters, "status = :status", "status", filter.status());
        and(wanted, parameters, "issuedOn >= :since", "since", filter.from());
        and(wanted, parameters, "issuedOn < :until", "until", filter.to());
        and(wanted, parameters, "number = :number", "number", filter.number());
        return InvoiceRow.<InvoiceRow>find(wanted + " order by id desc", parameters)
                .page(0, limit)
                .list()
                .map(rows -> rows.stream().map(Issued::of).toList());
    }

    private static void and(
            StringBuilder wanted,
            Map<String, Object> parameters,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            wanted.append(" and ").append(condition);
            parameters.put(name, value);
        }
    }

    /** An invoice's number as everybody names it. */
    static String fullNumber(String issuer, long number) {
        return "%s-%06d".formatted(issuer, number);
    }

    /**
     * The counter's number in an invoice's full one.
     *
     * @throws IllegalArgumentException for what is no number of an invoice
     */
    public static long numberIn(String fullNumber) {
        var prefix = ISSUER + "-";
        if (!fullNumber.startsWith(prefix)) {
            throw new IllegalArgumentException(fullNumber + " is no number of an invoice.");
        }
        return Long.parseLong(fullNumber.substring(prefix.length()));
    }

    private InvoiceRow row(
            PlanKey plan,
            BillingCalendar calendar,
            UUID id,
            Invoice invoice,
            Invoice.Status status) {
        var now = clock.now();
        var row = new InvoiceRow();
        row.partnerId = plan.partnerId();
        row.id = id;
        row.planId = plan.planId();
        row.issuer = ISSUER;
        row.issuerVersion = issuers.version();
        row.kind = invoice.kind();
        row.status = status;
        row.periodStart = invoice.periodStart();
        row.periodEnd = invoice.periodEnd();
        row.issuedOn = calendar.dayOf(now);
        row.issuedAt = now;
        row.currency = invoice.total().getCurrencyUnit().getCode();
        row.total = invoice.total().getAmount();
        row.lines = invoice.lines().size();
        row.causeType = invoice.cause().type();
        row.causeId = invoice.cause().id();
        if (status == Invoice.Status.OPEN) {
            row.retryAt = nextRetry(calendar, row);
        }
        return row;
    }

    /** When an open invoice is tried next by itself; null after the last time. */
    static @Nullable Instant nextRetry(BillingCalendar calendar, InvoiceRow row) {
        return CollectionRules.retryOn(row.dueOn(), row.retries)
                .map(calendar::startOf)
                .orElse(null);
    }

    /** The invoices of a plan for periods that begin after a day, in the order of their numbers. */
    Uni<List<InvoiceRow>> ofPeriodsAfter(HeldPlan plan, LocalDate day) {
        return InvoiceRow.<InvoiceRow>find(
                        "partnerId = ?1 and planId = ?2 and periodStart > ?3 order by number",
                        plan.partnerId(),
                        plan.planId(),
                        day)
                .list();
    }

    /**
     * The invoices by which a plan's period was charged and of which something is left to be given
     * back: the one in advance first, then those for charges within it, newest first.
     */
    Uni<List<InvoiceRow>> ofPeriod(HeldPlan plan, LocalDate start) {
        return InvoiceRow.<InvoiceRow>find(
                        """
                        partnerId = ?1 and planId = ?2 and periodStart = ?3 and not afterEnd
                        and kind <> ?4 and credited < total
                        order by case when kind = ?5 then 0 else 1 end, number desc
                        """,
                        plan.partnerId(),
                        plan.planId(),
                        start,
                        Invoice.Kind.CREDIT_NOTE,
                        Invoice.Kind.PERIOD)
                .list();
    }

    /** The invoices of a plan that are not paid, in the order of their numbers. */
    Uni<List<InvoiceRow>> owed(HeldPlan plan) {
        return InvoiceRow.<InvoiceRow>find(
                        "partnerId = ?1 and planId = ?2 and status in ?3 order by number",
                        plan.partnerId(),
                        plan.planId(),
                        List.of(Invoice.Status.OPEN, Invoice.Status.PAST_DUE))
                .list();
    }

    private static Object[] rows(InvoiceRow invoice, List<InvoiceLine> lines) {
        return Stream.concat(Stream.of(invoice), lines(invoice, lines).stream()).toArray();
    }

    private static List<InvoiceLineRow> lines(InvoiceRow invoice, List<InvoiceLine> lines) {
        var rows = new ArrayList<InvoiceLineRow>();
        var sum = BigDecimal.ZERO;
        for (var line : lines) {
            var row = InvoiceLineRow.of(invoice, line, rows.size() + 1, sum);
            sum = row.sum;
            rows.add(row);
        }
        return rows;
    }

    private static Uni<Long> nextNumber(HibernateTx tx) {
        return tx.session()
                .createNativeQuery(
                        "update invoice_counter set last_number = last_number + 1 where issuer = ?1 returning last_number",
                        Long.class)
                .setParameter(1, ISSUER)
                .getSingleResult();
    }
}
