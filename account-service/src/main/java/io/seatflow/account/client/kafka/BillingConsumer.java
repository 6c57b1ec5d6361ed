package io.seatflow.account.client.kafka;

import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.client.postgres.Clients;
import io.seatflow.account.notification.mail.Postbox;
import io.seatflow.account.notification.postgres.Notices;
import io.seatflow.account.partner.PartnerFact;
import io.seatflow.account.partner.PartnerStatus;
import io.seatflow.account.partner.postgres.Catalogs;
import io.seatflow.account.partner.postgres.Partners;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.CatalogLoaded;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.PlanPastDue;
import io.seatflow.platform.event.BillingEvent.PlanRestored;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewRefused;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewed;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.platform.inbox.TopicConsumer;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Hears from billing what a plan may name, how a partner stands with its invoices, and what
 * previews would cost.
 */
@ApplicationScoped
class BillingConsumer implements TopicConsumer {

    private static final String PERIOD = "PERIOD";

    private final EventStream events;
    private final Inbox inbox;
    private final HibernateTransactions transactions;
    private final Partners partners;
    private final Clients clients;
    private final Catalogs catalogs;
    private final AuditLog audit;
    private final Notices notices;
    private final Postbox postbox;
    private final Waiting waiting;

    BillingConsumer(
            EventStream events,
            Inbox inbox,
            HibernateTransactions transactions,
            Partners partners,
            Clients clients,
            Catalogs catalogs,
            AuditLog audit,
            Notices notices,
            Postbox postbox,
            Waiting waiting) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
        this.partners = partners;
        this.clients = clients;
        this.catalogs = catalogs;
        this.audit = audit;
        this.notices = notices;
        this.postbox = postbox;
        this.waiting = waiting;
    }

    @Incoming("billing")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    @Override
    public String topic() {
        return EventTypes.topic(BillingEvent.class);
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> received) {
        if (!(received.event() instanceof BillingEvent event)) {
            throw new IllegalArgumentException("Not an event of billing: " + received.event());
        }
        return transactions
                .run(tx ->
                        inbox.isNew(tx, received)
                                .chain(isNew -> isNew ? whole(tx, received, event) : nothing()))
                .invoke(() -> postbox.wakeAfter(event))
                .invoke(() -> waiting.signal(whoWaits(received.partnerId(), event)));
    }

    /** The partner or the preview whose request may be waiting for the news. */
    private static UUID whoWaits(UUID partner, BillingEvent event) {
        return switch (event) {
            case PlanUpdatePreviewed(var preview, _, _) -> preview;
            case PlanUpdatePreviewRefused(var preview, _, _) -> preview;
            default -> partner;
        };
    }

    private Uni<Void> whole(
            HibernateTx tx, Received<? extends SeatflowEvent> received, BillingEvent event) {
        return effect(tx, received, event)
                .chain(() -> audit.hear(tx, received))
                .chain(() -> notices.hear(tx, received));
    }

    private Uni<Void> effect(HibernateTx tx, Received<?> received, BillingEvent event) {
        UUID partner = received.partnerId();
        return switch (event) {
            case CatalogLoaded loaded -> catalogs.keep(tx, loaded);
            // What a client's own plan would cost is nobody's business here.
            case PlanUpdatePreviewed(var preview, var quote, var payer) when payer == null ->
                    clients.hearPrice(tx, partner, preview, quote);
            case PlanUpdatePreviewRefused(var preview, var reason, var detail) ->
                    clients.hearPreviewRefused(tx, partner, preview, reason, detail);
            case PlanPastDue(var payer) when payer == null ->
                    partners.hear(tx, partner, PartnerStatus.PAST_DUE);
            case PlanRestored(var payer) when payer == null ->
                    partners.hear(tx, partner, PartnerStatus.ACTIVE);
            case InvoiceIssued issued when issued.kind().equals(PERIOD) ->
                    partners.hear(tx, received.partnerId(), PartnerFact.FIRST_INVOICE_ISSUED);
            case InvoicePaid paid when paid.kind().equals(PERIOD) ->
                    partners.hear(tx, received.partnerId(), PartnerFact.FIRST_PAYMENT_TRIED);
            case PaymentFailed failed when failed.kind().equals(PERIOD) ->
                    partners.hear(tx, received.partnerId(), PartnerFact.FIRST_PAYMENT_TRIED);
            case InvoiceIssued _,
                    InvoicePaid _,
                    PaymentFailed _,
                    PlanUpdateQuoted _,
                    PlanUpdateRefused _,
                    SeatPurchasePaid _,
                    SeatPurchaseDeclined _,
                    PeriodEnding _,
                    PeriodStarted _,
                    PlanUpdatePreviewed _,
                    PlanPastDue _,
                    PlanRestored _,
                    BillingEvent.PaymentDisputed _,
                    BillingEvent.CardExpiring _,
                    BillingEvent.CardExpired _,
                    BillingEvent.PlanChanged _ ->
                    nothing();
        };
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
