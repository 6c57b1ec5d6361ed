package io.seatflow.account.partner;

import io.seatflow.account.edit.Edit;
import io.seatflow.account.partner.Partner.Progress;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a partner comes to be and what changes it. Reads neither a clock nor a database. */
public final class PartnerRules {

    private PartnerRules() {}

    public static Partner register(UUID id, Registration registration, Instant now) {
        return new Partner(
                id,
                registration.name(),
                registration.program(),
                registration.interval(),
                registration.currency(),
                registration.timeZone(),
                registration.supplyLimit(),
                true,
                PartnerStatus.ACTIVE,
                new Progress(registration.cardNonce() != null, false, false, false),
                now,
                1);
    }

    /** The partner after it heard of a fact; the same where it had heard before. */
    public static Partner apply(Partner partner, PartnerFact fact) {
        Progress was = partner.progress();
        Progress is =
                switch (fact) {
                    case LEDGER_OPENED ->
                            new Progress(was.hasCard(), true, was.invoiced(), was.paymentTried());
                    case FIRST_INVOICE_ISSUED ->
                            new Progress(
                                    was.hasCard(), was.ledgerOpened(), true, was.paymentTried());
                    case FIRST_PAYMENT_TRIED ->
                            new Progress(was.hasCard(), was.ledgerOpened(), was.invoiced(), true);
                };
        return with(
                partner,
                partner.name(),
                partner.supplyLimit(),
                partner.clientsMayConfirm(),
                is,
                partner.version());
    }

    /** The partner after billing told how it stands with its invoices. */
    public static Partner standing(Partner partner, PartnerStatus status) {
        return partner.status() == status
                ? partner
                : new Partner(
                        partner.id(),
                        partner.name(),
                        partner.program(),
                        partner.interval(),
                        partner.currency(),
                        partner.timeZone(),
                        partner.supplyLimit(),
                        partner.clientsMayConfirm(),
                        status,
                        partner.progress(),
                        partner.createdAt(),
                        partner.version() + 1);
    }

    /** The partner after an edit; equal to what it was where the edit says nothing new. */
    public static Partner edit(
            Partner partner,
            Edit<String> name,
            Edit<Integer> supplyLimit,
            Edit<Boolean> clientsMayConfirm) {
        Partner edited =
                with(
                        partner,
                        Objects.requireNonNull(name.of(partner.name()), "A partner has a name."),
                        supplyLimit.of(partner.supplyLimit()),
                        Objects.requireNonNull(
                                clientsMayConfirm.of(partner.clientsMayConfirm()),
                                "They may, or they may not."),
                        partner.progress(),
                        partner.version());
        return edited.equals(partner)
                ? partner
                : with(
                        edited,
                        edited.name(),
                        edited.supplyLimit(),
                        edited.clientsMayConfirm(),
                        edited.progress(),
                        partner.version() + 1);
    }

    private static Partner with(
            Partner partner,
            String name,
            @Nullable Integer supplyLimit,
            boolean clientsMayConfirm,
            Progress progress,
            long version) {
        return new Partner(
                partner.id(),
                name,
                partner.program(),
                partner.interval(),
                partner.currency(),
                partner.timeZone(),
                supplyLimit,
                clientsMayConfirm,
                partner.status(),
                progress,
                partner.createdAt(),
                version);
    }
}
