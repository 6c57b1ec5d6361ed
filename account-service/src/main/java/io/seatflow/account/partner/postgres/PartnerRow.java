package io.seatflow.account.partner.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.partner.Partner;
import io.seatflow.account.partner.PartnerStatus;
import io.seatflow.account.partner.Registration;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code partner}. */
@Entity(name = "PartnerRow")
@Table(name = "partner")
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class PartnerRow extends PanacheEntityBase {

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    String name;
    String program;

    @Column(name = "billing_interval")
    String billingInterval;

    String currency;

    @Column(name = "time_zone")
    String timeZone;

    @Column(name = "billing_anchor_day")
    @Nullable Integer billingAnchorDay;

    int seats;

    @Column(name = "add_ons")
    String[] addOns;

    @Column(name = "supply_limit")
    @Nullable Integer supplyLimit;

    @Column(name = "clients_may_confirm")
    boolean clientsMayConfirm;

    @Column(name = "proration_collection")
    String prorationCollection;

    @Column(name = "has_card")
    boolean hasCard;

    @Enumerated(EnumType.STRING)
    PartnerStatus status;

    @Column(name = "ledger_opened_at")
    @Nullable Instant ledgerOpenedAt;

    @Column(name = "first_invoice_at")
    @Nullable Instant firstInvoiceAt;

    @Column(name = "first_payment_at")
    @Nullable Instant firstPaymentAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;

    long version;

    static PartnerRow of(Partner partner, Registration registration, String createdBy) {
        var row = new PartnerRow();
        row.partnerId = partner.id();
        row.program = partner.program();
        row.billingInterval = partner.interval();
        row.currency = partner.currency();
        row.timeZone = partner.timeZone();
        row.billingAnchorDay = registration.billingAnchorDay();
        row.seats = registration.seats();
        row.addOns = registration.addOns().toArray(String[]::new);
        row.prorationCollection = registration.prorationCollection();
        row.hasCard = partner.progress().hasCard();
        row.createdBy = createdBy;
        row.createdAt = partner.createdAt();
        row.become(partner, partner.createdAt());
        return row;
    }

    /** Takes over what may change. */
    final void become(Partner partner, Instant at) {
        name = partner.name();
        supplyLimit = partner.supplyLimit();
        clientsMayConfirm = partner.clientsMayConfirm();
        status = partner.status();
        version = partner.version();
        Partner.Progress progress = partner.progress();
        ledgerOpenedAt = since(progress.ledgerOpened(), ledgerOpenedAt, at);
        firstInvoiceAt = since(progress.invoiced(), firstInvoiceAt, at);
        firstPaymentAt = since(progress.paymentTried(), firstPaymentAt, at);
    }

    private static @Nullable Instant since(boolean is, @Nullable Instant known, Instant at) {
        return is && known == null ? at : known;
    }

    Partner toPartner() {
        return new Partner(
                partnerId,
                name,
                program,
                billingInterval,
                currency,
                timeZone,
                supplyLimit,
                clientsMayConfirm,
                status,
                new Partner.Progress(
                        hasCard,
                        ledgerOpenedAt != null,
                        firstInvoiceAt != null,
                        firstPaymentAt != null),
                createdAt,
                version);
    }
}
