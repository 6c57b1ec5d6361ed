package io.seatflow.billing.invoice.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.invoice.Explanation;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.paper.InvoicePage;
import io.seatflow.billing.invoice.paper.Papers;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.invoice.postgres.Explanations;
import io.seatflow.billing.invoice.postgres.InvoiceFilter;
import io.seatflow.billing.invoice.postgres.Invoices;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.invoice.postgres.Letterheads;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.CsvFile;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The invoices of a plan and how they are paid, whoever's plan it is. */
@ApplicationScoped
class InvoiceAnswers {

    /** Invoices that are in memory at once while all are written to a file. */
    private static final int AT_ONCE = 200;

    private final Invoices invoices;
    private final Collections collections;
    private final Payments payments;
    private final Collector collector;
    private final HibernateTransactions transactions;
    private final Waiting waiting;
    private final CurrentCall call;
    private final Plans plans;
    private final Explanations explanations;
    private final Letterheads letterheads;
    private final Papers papers;
    private final BusinessClock clock;
    private final Request request;

    InvoiceAnswers(
            Invoices invoices,
            Collections collections,
            Payments payments,
            Collector collector,
            HibernateTransactions transactions,
            Waiting waiting,
            CurrentCall call,
            Plans plans,
            Explanations explanations,
            Letterheads letterheads,
            Papers papers,
            BusinessClock clock,
            Request request) {
        this.invoices = invoices;
        this.collections = collections;
        this.payments = payments;
        this.collector = collector;
        this.transactions = transactions;
        this.waiting = waiting;
        this.call = call;
        this.plans = plans;
        this.explanations = explanations;
        this.letterheads = letterheads;
        this.papers = papers;
        this.clock = clock;
        this.request = request;
    }

    Uni<Page<InvoiceView>> list(Account of, InvoiceQuery query) {
        var parameters = new QueryParameters();
        var filter = query.filter(parameters);
        var before = parameters.cursor(query.cursor, UUID::fromString);
        var atMost = parameters.limit(query.limit);
        parameters.refuseOtherFormats(query.format);
        parameters.requireAllGood();
        return Panache.withSession(() ->
                invoices.list(of.partnerId(), of.planId(), filter, before, atMost + 1)
                        .map(rows -> Page.of(rows, atMost, row -> row.id().toString()))
                        .chain(page -> views(of.partnerId(), page)));
    }

    /** All invoices that are wanted, line by line, some at a time as the caller takes them. */
    RestMulti<String> file(Uni<Account> account, InvoiceQuery query) {
        return RestMulti.fromUniResponse(
                account, of -> file(of).headed(lines(of, query)), of -> file(of).headers());
    }

    private Multi<String> lines(Account of, InvoiceQuery query) {
        var parameters = new QueryParameters();
        var filter = query.filter(parameters);
        parameters.refuseWithCsv("limit", query.limit);
        parameters.refuseWithCsv("cursor", query.cursor);
        parameters.requireAllGood();
        return Multi.createBy()
                .repeating()
                .uni(AtomicReference<@Nullable UUID>::new, before -> next(of, filter, before))
                .whilst(some -> some.size() == AT_ONCE)
                .map(InvoiceCsv::lines);
    }

    private CsvFile file(Account of) {
        return CsvFile.of("invoices", of.planId(), clock.now(), InvoiceCsv.HEADER);
    }

    private Uni<List<InvoiceView>> next(
            Account of, InvoiceFilter filter, AtomicReference<@Nullable UUID> before) {
        return Panache.withSession(() ->
                        invoices.list(of.partnerId(), of.planId(), filter, before.get(), AT_ONCE)
                                .chain(rows -> views(of.partnerId(), new Page<>(rows, null))))
                .map(Page::items)
                .invoke(some -> {
                    if (!some.isEmpty()) {
                        before.set(some.getLast().id());
                    }
                });
    }

    Uni<RestResponse<InvoiceView>> get(Account of, String invoiceId) {
        return one(of, id(invoiceId))
                .map(view -> unlessKnown("json", view, builder -> builder.entity(view)));
    }

    /** The invoice as a page of HTML. */
    Uni<RestResponse<String>> html(Account of, String invoiceId) {
        return page(of, invoiceId)
                .chain(page ->
                        papers.html(page)
                                .map(html ->
                                        unlessKnown(
                                                "html",
                                                page,
                                                builder -> inline(builder, page, html, "html"))));
    }

    /** The same page as PDF. */
    Uni<RestResponse<byte[]>> pdf(Account of, String invoiceId) {
        return page(of, invoiceId).chain(this::pdf);
    }

    private Uni<RestResponse<byte[]>> pdf(InvoicePage page) {
        if (isKnown(tag("pdf", page))) {
            return Uni.createFrom().item(unlessKnown("pdf", page, builder -> builder));
        }
        return papers.pdf(page)
                .map(pdf -> unlessKnown("pdf", page, builder -> inline(builder, page, pdf, "pdf")));
    }

    private static <T> ResponseBuilder<T> inline(
            ResponseBuilder<T> builder, InvoicePage page, T entity, String ending) {
        return builder.entity(entity)
                .header(
                        "Content-Disposition",
                        "inline; filename=\"%s.%s\"".formatted(page.number(), ending));
    }

    private Uni<InvoicePage> page(Account of, String invoiceId) {
        return account(
                of,
                invoiceId,
                (plan, invoice, explanation) ->
                        payments.ofInvoices(of.partnerId(), List.of(invoice.id()))
                                .chain(made ->
                                        letterheads
                                                .of(plan, invoice)
                                                .map(head ->
                                                        papers.page(
                                                                head,
                                                                invoice,
                                                                explanation,
                                                                made))));
    }

    /** Where every cent of the invoice comes from. */
    Uni<ExplanationView> explain(Account of, String invoiceId) {
        return account(
                of,
                invoiceId,
                (_, invoice, explanation) ->
                        Uni.createFrom().item(ExplanationView.of(invoice, explanation)));
    }

    /** The same as a page of HTML. */
    Uni<String> explanationPage(Account of, String invoiceId) {
        return account(
                of, invoiceId, (_, invoice, explanation) -> papers.html(invoice, explanation));
    }

    private interface Telling<T> {
        Uni<T> of(HeldPlan plan, Issued invoice, Explanation explanation);
    }

    private <T> Uni<T> account(Account of, String invoiceId, Telling<T> telling) {
        var id = id(invoiceId);
        return Panache.withSession(() ->
                invoices.find(of.partnerId(), of.planId(), id)
                        .map(found -> found.orElseThrow(() -> Problem.notFound("invoice")))
                        .chain(invoice ->
                                plans.read(of.partnerId(), of.planId())
                                        .chain(plan ->
                                                explained(plan, invoice)
                                                        .chain(explanation ->
                                                                telling.of(
                                                                        plan,
                                                                        invoice,
                                                                        explanation)))));
    }

    private Uni<Explanation> explained(HeldPlan plan, Issued invoice) {
        return invoices.lines(plan.partnerId(), List.of(invoice))
                .chain(lines ->
                        explanations.of(
                                plan, invoice, lines.getOrDefault(invoice.id(), List.of())));
    }

    /** What is asked for, or 304 for a caller who has it as it is. */
    private <T> RestResponse<T> unlessKnown(
            String format, Object shown, UnaryOperator<ResponseBuilder<T>> answer) {
        var tag = tag(format, shown);
        var builder =
                isKnown(tag)
                        ? ResponseBuilder.<T>create(RestResponse.Status.NOT_MODIFIED)
                        : answer.apply(ResponseBuilder.<T>create(RestResponse.Status.OK));
        return builder.tag(tag).header("Vary", HttpHeaders.ACCEPT).build();
    }

    private boolean isKnown(EntityTag tag) {
        var unmet = request.evaluatePreconditions(tag);
        if (unmet == null) {
            return false;
        }
        if (unmet.build().getStatus() == RestResponse.StatusCode.PRECONDITION_FAILED) {
            throw new Problem(ProblemType.STALE_VERSION, "The invoice is another one now.");
        }
        return true;
    }

    /** Only an invoice's status and payments ever change, and how we print it. */
    private static EntityTag tag(String format, Object shown) {
        var bytes = (format + shown).getBytes(StandardCharsets.UTF_8);
        return new EntityTag(UUID.nameUUIDFromBytes(bytes).toString());
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

    Uni<RestResponse<InvoiceView>> credit(UUID partnerId, String invoiceId, String reason) {
        var invoice = id(invoiceId);
        return transactions
                .run(tx ->
                        call.idempotency()
                                .begin(tx, invoice)
                                .chain(() -> collections.credit(tx, partnerId, invoice, reason)))
                .invoke(collector::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(() -> creditOf(partnerId, invoice))
                .chain(credit -> one(accountOf(credit), credit.id()))
                .map(view -> ResponseBuilder.<InvoiceView>create(201).entity(view).build());
    }

    private static Account accountOf(Issued invoice) {
        var client = invoice.payingClientId();
        return client == null
                ? Account.ofPartner(invoice.partnerId())
                : Account.ofClient(invoice.partnerId(), client);
    }

    /** What a run that was cut off before its answer had issued. */
    private Uni<Issued> creditOf(UUID partnerId, UUID invoice) {
        return Panache.withSession(() -> invoices.creditOf(partnerId, invoice))
                .map(found -> found.orElseThrow(() -> Problem.notFound("invoice")));
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

    private static UUID id(String invoiceId) {
        try {
            return UUID.fromString(invoiceId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("invoice");
        }
    }
}
