package io.seatflow.billing.invoice.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.invoice.postgres.Invoices;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Cursor;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The invoices of a plan and how they are paid, whoever's plan it is. */
@ApplicationScoped
class InvoiceAnswers {

    private final Invoices invoices;
    private final Collections collections;
    private final Payments payments;
    private final Collector collector;
    private final HibernateTransactions transactions;
    private final Waiting waiting;
    private final CurrentCall call;

    InvoiceAnswers(
            Invoices invoices,
            Collections collections,
            Payments payments,
            Collector collector,
            HibernateTransactions transactions,
            Waiting waiting,
            CurrentCall call) {
        this.invoices = invoices;
        this.collections = collections;
        this.payments = payments;
        this.collector = collector;
        this.transactions = transactions;
        this.waiting = waiting;
        this.call = call;
    }

    Uni<Page<InvoiceView>> list(Account of, @Nullable Integer limit, @Nullable String cursor) {
        var length = Cursor.limit(limit);
        var before = Cursor.decode(cursor).map(InvoiceAnswers::position);
        return Panache.withSession(() ->
                invoices.list(of.partnerId(), of.planId(), before, length + 1)
                        .map(rows -> Page.of(rows, length, row -> row.id().toString()))
                        .chain(page -> views(of.partnerId(), page)));
    }

    Uni<InvoiceView> get(Account of, String invoiceId) {
        return one(of, id(invoiceId));
    }

    Uni<RestResponse<InvoiceView>> pay(Account of, String invoiceId) {
        var invoice = id(invoiceId);
        return one(of, invoice)
                .chain(() -> payOnce(of, invoice))
                .chain(payment -> settled(of.partnerId(), payment))
                .chain(payment -> answer(of, invoice, payment));
    }

    private Uni<Optional<UUID>> payOnce(Account of, UUID invoice) {
        return transactions
                .run(tx ->
                        call.idempotency()
                                .begin(tx, invoice)
                                .chain(() -> collections.pay(of.partnerId(), of.planId(), invoice)))
                .invoke(collector::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(() -> lastPayment(of.partnerId(), invoice));
    }

    /** What a run that was cut off before its answer had begun. */
    private Uni<Optional<UUID>> lastPayment(UUID partnerId, UUID invoice) {
        return Panache.withSession(() -> payments.ofInvoices(partnerId, List.of(invoice)))
                .map(made -> made.isEmpty() ? Optional.empty() : Optional.of(made.getLast().id()));
    }

    private Uni<Optional<Payments.Shown>> settled(UUID partnerId, Optional<UUID> payment) {
        if (payment.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        var id = payment.get();
        return waiting.until(
                        id,
                        call.waitAtMost(),
                        () -> Panache.withSession(() -> payments.one(partnerId, id)),
                        InvoiceAnswers::isSettled)
                .map(Optional::of);
    }

    private static boolean isSettled(Payments.Shown payment) {
        return payment.status() != PaymentStatus.PENDING
                && payment.status() != PaymentStatus.UNKNOWN;
    }

    private Uni<RestResponse<InvoiceView>> answer(
            Account of, UUID invoice, Optional<Payments.Shown> payment) {
        payment.filter(made -> made.status() == PaymentStatus.DECLINED)
                .ifPresent(InvoiceAnswers::refuse);
        var isOver = payment.map(InvoiceAnswers::isSettled).orElse(true);
        return one(of, invoice)
                .map(view ->
                        isOver
                                ? RestResponse.ok(view)
                                : ResponseBuilder.create(RestResponse.Status.ACCEPTED, view)
                                        .location(URI.create(of.path() + "/invoices/" + invoice))
                                        .build());
    }

    private static void refuse(Payments.Shown payment) {
        var type = ProblemType.ofSlug(String.valueOf(payment.reason()));
        throw new Problem(type, String.valueOf(payment.detail()))
                .with("reason", String.valueOf(payment.detail()));
    }

    private Uni<InvoiceView> one(Account of, UUID invoice) {
        return Panache.withSession(() ->
                invoices.find(of.partnerId(), of.planId(), invoice)
                        .map(found -> found.orElseThrow(() -> Problem.notFound("invoice")))
                        .map(found -> new Page<>(List.of(found), null))
                        .chain(page -> views(of.partnerId(), page))
                        .map(page -> page.items().getFirst()));
    }

    private Uni<Page<InvoiceView>> views(UUID partnerId, Page<Issued> page) {
        return invoices.lines(partnerId, page.items())
                .chain(lines -> views(partnerId, page, lines));
    }

    private Uni<Page<InvoiceView>> views(
            UUID partnerId, Page<Issued> page, Map<UUID, List<InvoiceLine>> lines) {
        var ids = page.items().stream().map(Issued::id).toList();
        return payments.ofInvoices(partnerId, ids)
                .map(made ->
                        page.map(each ->
                                InvoiceView.of(
                                        each, lines.getOrDefault(each.id(), List.of()), made)));
    }

    private static UUID position(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException _) {
            throw Problem.invalid("/cursor", "must be a nextCursor of this list");
        }
    }

    private static UUID id(String invoiceId) {
        try {
            return UUID.fromString(invoiceId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("invoice");
        }
    }
}
