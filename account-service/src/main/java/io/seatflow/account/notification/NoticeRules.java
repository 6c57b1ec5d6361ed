package io.seatflow.account.notification;

import io.seatflow.account.notification.Audience.Cards;
import io.seatflow.account.notification.Audience.ClientAdmins;
import io.seatflow.account.notification.Audience.Clients;
import io.seatflow.account.notification.Audience.Money;
import io.seatflow.account.notification.Audience.Seats;
import io.seatflow.account.notification.Notice.Plain;
import io.seatflow.account.notification.Notice.Priced;
import io.seatflow.platform.event.BillingEvent.CardExpired;
import io.seatflow.platform.event.BillingEvent.CardExpiring;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PlanChanged;
import io.seatflow.platform.event.BillingEvent.PlanPastDue;
import io.seatflow.platform.event.BillingEvent.PlanRestored;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.PlanGrowthRefused;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.event.TrialEvent.TrialExpiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of an event. Reads neither a clock nor a database. A notice with amounts
 * comes before the plain one of the same thing: who gets the first does not get the second.
 */
public final class NoticeRules {

    private static final String SEAT_CHANGE = "SEAT_CHANGE";
    private static final String INVOICE = "INVOICE";
    private static final String PLAN = "PLAN";
    private static final String PAYMENT_METHOD = "PAYMENT_METHOD";
    private static final String CLIENT = "CLIENT";

    private NoticeRules() {}

    /** What an event concerns, if anybody is told of it. */
    public sealed interface Concern {

        /** Nobody is told. */
        record Nobody() implements Concern {}

        /**
         * Somebody may be told.
         *
         * @param clientId the client that it concerns; null: none
         * @param requestedBy who asked for it; null where nobody did
         */
        record Somebody(@Nullable UUID clientId, @Nullable String requestedBy) implements Concern {}
    }

    /** What must be known to tell of an event. */
    public static Concern concern(SeatflowEvent event) {
        return switch (event) {
            case SeatChangeAwaitingConfirmation(var change) -> concern(change);
            case SeatChangeCompleted(var change) ->
                    change.shortfall() == 0 ? new Concern.Nobody() : concern(change);
            case SeatChangeDeclined(var change) -> concern(change);
            case SeatPurchaseConfirmed confirmed ->
                    confirmed.quoteId() == null
                            ? new Concern.Nobody()
                            : new Concern.Somebody(confirmed.clientId(), null);
            case InvoiceIssued issued -> new Concern.Somebody(issued.payingClientId(), null);
            case InvoicePaid paid -> new Concern.Somebody(paid.payingClientId(), null);
            case PaymentFailed failed -> new Concern.Somebody(failed.payingClientId(), null);
            case PlanPastDue(var client) -> new Concern.Somebody(client, null);
            case PlanRestored(var client) -> new Concern.Somebody(client, null);
            case PlanChanged changed -> new Concern.Somebody(changed.payingClientId(), null);
            case CardExpiring card -> new Concern.Somebody(card.payingClientId(), null);
            case CardExpired card -> new Concern.Somebody(card.payingClientId(), null);
            // A trial that was to end with an activation may turn out to have ended without.
            case PlanGrowthPreviewed previewed -> new Concern.Somebody(previewed.clientId(), null);
            case PlanGrowthRefused refused -> new Concern.Somebody(refused.clientId(), null);
            case TrialExpiring expiring -> new Concern.Somebody(expiring.clientId(), null);
            case TrialExpired expired -> new Concern.Somebody(expired.clientId(), null);
            default -> new Concern.Nobody();
        };
    }

    private static Concern concern(SeatChangeState change) {
        return new Concern.Somebody(change.clientId(), change.requestedBy());
    }

    /** All notices of an event; of a trial's end, of one that has just ended there. */
    public static List<Notice> of(Received<? extends SeatflowEvent> received, Facts facts) {
        UUID partner = received.partnerId();
        return switch (received.event()) {
            case SeatChangeAwaitingConfirmation(var change) -> awaiting(change, facts);
            case SeatPurchaseConfirmed confirmed when confirmed.quoteId() != null ->
                    confirmed(confirmed, facts);
            case SeatChangeCompleted(var change) when change.shortfall() > 0 ->
                    completed(change, facts);
            case SeatChangeDeclined(var change) -> declined(change, facts);
            case InvoiceIssued issued -> List.of(issued(issued));
            case InvoicePaid paid -> List.of(paid(paid));
            case PaymentFailed failed -> List.of(failed(failed, received.id()));
            case PlanPastDue(var client) -> List.of(pastDue(client, partner, received.id()));
            case PlanRestored(var client) -> List.of(restored(client, partner, received.id()));
            case PlanChanged changed -> List.of(changed(changed, partner, received.id()));
            case CardExpiring card -> List.of(expiring(card));
            case CardExpired card -> List.of(expired(card));
            case TrialExpiring expiring when facts.isInTrialUntil(expiring.endsAt()) ->
                    expiring(expiring, facts);
            case TrialExpired expired when facts.trialEnded(expired.endsAt()) ->
                    expired(expired, facts);
            case PlanGrowthPreviewed previewed when facts.notActivatedFor() != null ->
                    notActivated(previewed.clientId(), facts);
            case PlanGrowthRefused refused when facts.notActivatedFor() != null ->
                    notActivated(refused.clientId(), facts);
            default -> List.of();
        };
    }

    private static List<Notice> awaiting(SeatChangeState change, Facts facts) {
        String key = "AWAITING " + change.changeId() + " " + quoteId(change.quote());
        String need =
                "%s asked for %s%s; %s more than there are. Confirm the price, or cancel the request."
                        .formatted(
                                change.requestedBy(),
                                seats(change.seats()),
                                forClient(change.clientId(), facts),
                                isOrAre(change.shortfall()));
        Heading heading =
                heading(
                        change,
                        Kind.AWAITING_CONFIRMATION,
                        "%s for your confirmation%s"
                                .formatted(
                                        moreSeatsWait(change.shortfall()),
                                        forClient(change.clientId(), facts)),
                        need,
                        null,
                        key);
        Heading plain =
                heading(
                        change,
                        Kind.AWAITING_CONFIRMATION,
                        "%s for a confirmation%s"
                                .formatted(
                                        moreSeatsWait(change.shortfall()),
                                        forClient(change.clientId(), facts)),
                        "%s asked for %s; %s more than there are. The plan will be updated once that is confirmed."
                                .formatted(
                                        change.requestedBy(),
                                        seats(change.seats()),
                                        isOrAre(change.shortfall())),
                        null,
                        key);
        return toldOf(change, heading, plain);
    }

    private static List<Notice> confirmed(SeatPurchaseConfirmed confirmed, Facts facts) {
        var heading =
                new Heading(
                        Kind.CONFIRMED,
                        SEAT_CHANGE,
                        confirmed.changeId(),
                        confirmed.clientId(),
                        "%s confirmed %s%s"
                                .formatted(
                                        confirmed.confirmedBy(),
                                        moreSeats(confirmed.shortfall()),
                                        forClient(confirmed.clientId(), facts)),
                        "%s confirmed that the plan is updated: %s."
                                .formatted(
                                        confirmed.confirmedBy(), moreSeats(confirmed.shortfall())),
                        confirmed.confirmedBy(),
                        "CONFIRMED " + confirmed.changeId() + " " + confirmed.quoteId());
        return plain(heading, confirmed.clientId(), confirmed.payingClientId());
    }

    private static List<Notice> completed(SeatChangeState change, Facts facts) {
        boolean byClient = facts.byClient() && change.payingClientId() == null;
        String key = "COMPLETED " + change.changeId();
        Heading heading =
                heading(
                        change,
                        byClient ? Kind.CLIENT_GREW_PLAN : Kind.PLAN_UPDATED,
                        byClient
                                ? "%s made your plan grow: %s"
                                        .formatted(
                                                facts.clientName(), moreSeats(change.shortfall()))
                                : "Your plan was updated: " + moreSeats(change.shortfall()),
                        "%s asked for %s%s. %s bought for the rest of this period and from then on."
                                .formatted(
                                        change.requestedBy(),
                                        seats(change.seats()),
                                        forClient(change.clientId(), facts),
                                        change.shortfall() == 1
                                                ? "1 seat was"
                                                : change.shortfall() + " seats were"),
                        null,
                        key);
        Heading plain =
                heading(
                        change,
                        Kind.PLAN_UPDATED,
                        "The plan was updated: " + moreSeats(change.shortfall()),
                        "%s asked for %s, which are there now."
                                .formatted(change.requestedBy(), seats(change.seats())),
                        null,
                        key);
        return toldOf(change, heading, plain);
    }

    private static List<Notice> declined(SeatChangeState change, Facts facts) {
        String key = "DECLINED " + change.changeId();
        Heading payers =
                heading(
                        change,
                        Kind.DECLINED,
                        "The payment for %s was declined".formatted(moreSeats(change.shortfall())),
                        "%s Nothing was changed%s."
                                .formatted(
                                        sentence(change.detail()),
                                        forClient(change.clientId(), facts)),
                        null,
                        key);
        Heading others =
                heading(
                        change,
                        Kind.DECLINED,
                        "%s could not be had".formatted(capital(moreSeats(change.shortfall()))),
                        "The plan could not be updated for the request of %s, and nothing was changed."
                                .formatted(change.requestedBy()),
                        null,
                        key);
        var notices = new ArrayList<Notice>();
        notices.add(new Plain(payers, new Money(change.payingClientId())));
        notices.addAll(plain(others, change.clientId(), change.payingClientId()));
        return notices;
    }

    private static Notice issued(InvoiceIssued issued) {
        boolean isCredit = issued.kind().equals("CREDIT_NOTE");
        var heading =
                invoice(
                        Kind.INVOICE_ISSUED,
                        issued.invoiceId(),
                        issued.payingClientId(),
                        (isCredit ? "Credit note %s was issued" : "Invoice %s was issued")
                                .formatted(issued.number()),
                        "It is of %s and can be read under Billing.".formatted(issued.issuedOn()),
                        "ISSUED " + issued.invoiceId());
        return new Priced(heading, new Money(issued.payingClientId()), total(issued.total()));
    }

    private static Notice paid(InvoicePaid paid) {
        var heading =
                invoice(
                        Kind.INVOICE_PAID,
                        paid.invoiceId(),
                        paid.payingClientId(),
                        "Invoice %s is paid".formatted(paid.number()),
                        "Nothing is left to pay of it.",
                        "PAID " + paid.invoiceId());
        return new Priced(heading, new Money(paid.payingClientId()), total(paid.total()));
    }

    private static Notice failed(PaymentFailed failed, UUID event) {
        String what = failed.number() == null ? "A payment" : "Paying invoice " + failed.number();
        var heading =
                invoice(
                        Kind.INVOICE_FAILED,
                        failed.invoiceId(),
                        failed.payingClientId(),
                        what + " failed",
                        "%s Look at the payment method; an open invoice can be paid at any time."
                                .formatted(sentence(failed.detail())),
                        "FAILED " + event);
        return new Priced(heading, new Money(failed.payingClientId()), total(failed.total()));
    }

    private static Notice pastDue(@Nullable UUID client, UUID partner, UUID event) {
        return new Plain(
                plan(
                        Kind.PLAN_PAST_DUE,
                        client,
                        partner,
                        "Invoices are past due",
                        "Seats in use go on working; nothing more can be bought until the open invoices are paid.",
                        "PAST DUE " + event),
                new Money(client));
    }

    private static Notice restored(@Nullable UUID client, UUID partner, UUID event) {
        return new Plain(
                plan(
                        Kind.PLAN_RESTORED,
                        client,
                        partner,
                        "All that was past due is paid",
                        "Seats can be bought again.",
                        "RESTORED " + event),
                new Money(client));
    }

    private static Notice changed(PlanChanged changed, UUID partner, UUID event) {
        String addOns =
                changed.addOns().isEmpty()
                        ? "no add-ons"
                        : "add-ons " + String.join(", ", changed.addOns());
        return new Plain(
                plan(
                        Kind.PLAN_UPDATED,
                        changed.payingClientId(),
                        partner,
                        "Your plan was changed",
                        "It is %s with %s from %s on."
                                .formatted(changed.program(), addOns, changed.effectiveOn()),
                        "CHANGED " + event),
                new Money(changed.payingClientId()));
    }

    private static Notice expiring(CardExpiring card) {
        return card(
                card.paymentMethodId(),
                card.payingClientId(),
                "The card ending in %s expires at the end of %s"
                        .formatted(card.last4(), card.expires()),
                card.isDefault()
                        ? "Your plan pays with it. Store another card before then, so that payments go on."
                        : "Your plan pays with another card. This one cannot take its place after that.",
                "CARD EXPIRING " + card.paymentMethodId());
    }

    private static Notice expired(CardExpired card) {
        return card(
                card.paymentMethodId(),
                card.payingClientId(),
                "The card ending in %s has expired".formatted(card.last4()),
                card.isDefault()
                        ? "Your plan pays with it: what it owes is declined until another card is stored."
                        : "Your plan pays with another card. This one can be removed.",
                "CARD EXPIRED " + card.paymentMethodId());
    }

    /** A card is told of once in each of its stages. */
    private static Notice card(
            UUID card, @Nullable UUID client, String title, String text, String key) {
        var heading =
                new Heading(
                        Kind.CARD_EXPIRES, PAYMENT_METHOD, card, client, title, text, null, key);
        return new Plain(heading, new Cards(client));
    }

    private static List<Notice> expiring(TrialExpiring expiring, Facts facts) {
        String left = expiring.remainingDays() == 1 ? "1 day" : expiring.remainingDays() + " days";
        return ofClient(
                expiring.clientId(),
                Kind.TRIAL_EXPIRING,
                "The trial of %s ends in %s".formatted(facts.clientName(), left),
                "It ends at %s. Extend it once, activate the client, or let it end."
                        .formatted(expiring.endsAt()),
                "Your trial ends in " + left,
                "It ends at %s.".formatted(expiring.endsAt()),
                "EXPIRING %s %s %d"
                        .formatted(
                                expiring.clientId(), expiring.endsAt(), expiring.remainingDays()));
    }

    private static List<Notice> expired(TrialExpired expired, Facts facts) {
        return ofClient(
                expired.clientId(),
                Kind.TRIAL_EXPIRED,
                "The trial of %s is over".formatted(facts.clientName()),
                "What becomes of the client was chosen when it was made; its page shows how it stands now.",
                "Your trial is over",
                "Your provider can tell you how it goes on.",
                "EXPIRED %s %s".formatted(expired.clientId(), expired.endsAt()));
    }

    /** A client has one trial, and so one such end. */
    private static List<Notice> notActivated(UUID client, Facts facts) {
        var heading =
                new Heading(
                        Kind.TRIAL_EXPIRED,
                        CLIENT,
                        client,
                        client,
                        "%s could not be activated and is disabled".formatted(facts.clientName()),
                        "Its trial was to end with its activation, which was refused: %s. It can be activated once that is settled."
                                .formatted(words(facts.notActivatedFor())),
                        null,
                        "NOT ACTIVATED " + client);
        return List.of(new Plain(heading, new Clients()));
    }

    /** What a problem's slug says. */
    private static String words(@Nullable String slug) {
        return switch (slug) {
            case "partner-past-due" -> "invoices are past due";
            case "supply-limit-reached" -> "the limit of the supply is reached";
            case null -> "";
            default -> slug.replace('-', ' ');
        };
    }

    private static List<Notice> ofClient(
            UUID client,
            Kind kind,
            String title,
            String text,
            String titleForClient,
            String textForClient,
            String key) {
        return List.of(
                new Plain(
                        new Heading(kind, CLIENT, client, client, title, text, null, key),
                        new Clients()),
                new Plain(
                        new Heading(
                                kind,
                                CLIENT,
                                client,
                                client,
                                titleForClient,
                                textForClient,
                                null,
                                key),
                        new ClientAdmins(client)));
    }

    /** With the price for whoever may see it; without for whoever looks after the seats. */
    private static List<Notice> toldOf(SeatChangeState change, Heading heading, Heading plain) {
        Optional<Notice> priced =
                Optional.ofNullable(change.quote())
                        .map(quote ->
                                new Priced(
                                        heading,
                                        new Money(change.payingClientId()),
                                        new Amounts(
                                                quote.proratedCharge(),
                                                quote.nextPeriodFee(),
                                                null)));
        var notices = new ArrayList<Notice>();
        priced.ifPresent(notices::add);
        notices.addAll(plain(plain, change.clientId(), change.payingClientId()));
        return notices;
    }

    /** What a client's own plan pays for is nothing that the partner is told of. */
    private static List<Notice> plain(
            Heading heading, @Nullable UUID client, @Nullable UUID payingClient) {
        var notices = new ArrayList<Notice>();
        if (payingClient == null) {
            notices.add(new Plain(heading, new Money(null)));
            notices.add(new Plain(heading, new Seats(null)));
        }
        UUID told = payingClient == null ? client : payingClient;
        if (told != null) {
            notices.add(new Plain(heading, new Seats(told)));
        }
        return notices;
    }

    private static Heading heading(
            SeatChangeState change,
            Kind kind,
            String title,
            String text,
            @Nullable String by,
            String key) {
        return new Heading(
                kind, SEAT_CHANGE, change.changeId(), change.clientId(), title, text, by, key);
    }

    private static Heading invoice(
            Kind kind, UUID invoice, @Nullable UUID client, String title, String text, String key) {
        return new Heading(kind, INVOICE, invoice, client, title, text, null, key);
    }

    private static Heading plan(
            Kind kind, @Nullable UUID client, UUID partner, String title, String text, String key) {
        return new Heading(
                kind,
                PLAN,
                Objects.requireNonNullElse(client, partner),
                client,
                title,
                text,
                null,
                key);
    }

    private static Amounts total(org.joda.money.Money total) {
        return new Amounts(null, null, total);
    }

    private static String quoteId(@Nullable Quote quote) {
        return quote == null ? "" : quote.id().toString();
    }

    private static String forClient(@Nullable UUID client, Facts facts) {
        return client == null ? "" : " for " + facts.clientName();
    }

    private static String seats(int seats) {
        return seats == 1 ? "1 seat" : seats + " seats";
    }

    private static String moreSeats(int seats) {
        return seats == 1 ? "1 more seat" : seats + " more seats";
    }

    private static String moreSeatsWait(int seats) {
        return seats == 1 ? "1 more seat waits" : seats + " more seats wait";
    }

    private static String isOrAre(int seats) {
        return seats == 1 ? "1 seat is needed" : seats + " seats are needed";
    }

    private static String capital(String words) {
        return words.isEmpty()
                ? words
                : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String sentence(@Nullable String words) {
        if (words == null || words.isBlank()) {
            return "The payment was not made.";
        }
        return words.endsWith(".") ? words : words + ".";
    }
}
