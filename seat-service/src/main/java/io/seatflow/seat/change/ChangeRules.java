package io.seatflow.seat.change;

import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCancelled;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeExpired;
import io.seatflow.platform.event.SeatEvent.SeatChangeRejected;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.seat.change.ChangeCommand.Cancel;
import io.seatflow.seat.change.ChangeCommand.Confirm;
import io.seatflow.seat.change.ChangeCommand.RemoveUser;
import io.seatflow.seat.change.ChangeCommand.TakeDecline;
import io.seatflow.seat.change.ChangeCommand.TakePayment;
import io.seatflow.seat.change.ChangeCommand.TakeQuote;
import io.seatflow.seat.change.ChangeCommand.TakeRefusal;
import io.seatflow.seat.change.ChangeDecision.Accepted;
import io.seatflow.seat.change.ChangeDecision.LimitReached;
import io.seatflow.seat.change.ChangeDecision.NotOpen;
import io.seatflow.seat.change.ChangeDecision.QuoteSuperseded;
import io.seatflow.seat.change.ChangeDecision.Stands;
import io.seatflow.seat.change.ChangeDecision.UnknownClient;
import io.seatflow.seat.change.SeatChange.State;
import io.seatflow.seat.change.SeatChange.State.AwaitingConfirmation;
import io.seatflow.seat.change.SeatChange.State.Cancelled;
import io.seatflow.seat.change.SeatChange.State.Completed;
import io.seatflow.seat.change.SeatChange.State.Declined;
import io.seatflow.seat.change.SeatChange.State.Expired;
import io.seatflow.seat.change.SeatChange.State.Purchasing;
import io.seatflow.seat.change.SeatChange.State.Quoting;
import io.seatflow.seat.change.SeatChange.State.Rejected;
import io.seatflow.seat.ledger.Decision;
import io.seatflow.seat.ledger.Holder;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.LedgerNews;
import io.seatflow.seat.ledger.Reservation;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.SeatRules;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every rule about the life of a seat change. */
public final class ChangeRules {

    /** How long a change waits for a price, and then for a confirmation. */
    public static final Duration OPEN = Duration.ofMinutes(30);

    private ChangeRules() {}

    /** What comes of a new request. */
    public static ChangeDecision ask(SeatLedger ledger, SeatRequest request, Instant now) {
        var quoting = new Quoting(1, now.plus(OPEN));
        var direct = isDirect(ledger, request);
        var draft = new SeatChange(request, 0, 0, direct, null, 0, 0, quoting, 0);
        return switch (SeatRules.decide(ledger, request.command(), now)) {
            case Decision.Accepted(var moves) ->
                    completed(ledger, draft.become(new Completed(now)), moves, now);
            case Decision.Shortfall shortfall -> askForMore(ledger, draft, shortfall, now);
            case Decision.Refusal refusal -> refused(draft, refusal, now);
        };
    }

    /** What comes of a command to a change. One that was left open for too long expires first. */
    public static ChangeDecision decide(
            SeatLedger ledger, SeatChange change, ChangeCommand command, Instant now) {
        return switch (command) {
            case TakePayment payment -> takePayment(ledger, change, payment, now);
            case TakeDecline(var slug, var detail) ->
                    takeDecline(ledger, change, problem(slug, detail), now);
            case Confirm _, Cancel _, RemoveUser _, TakeQuote _, TakeRefusal _
                    when isOverdue(change, now) ->
                    ended(change, new Expired(now));
            case Confirm confirm -> confirm(ledger, change, confirm, now);
            case Cancel(var by) -> cancel(change, by, now);
            case RemoveUser(var user) -> removeUser(change, user, now);
            case TakeQuote quote -> takeQuote(ledger, change, quote, now);
            case TakeRefusal refusal -> takeRefusal(ledger, change, refusal, now);
        };
    }

    private static ChangeDecision askForMore(
            SeatLedger ledger, SeatChange draft, Decision.Shortfall shortfall, Instant now) {
        var change = draft.needing(shortfall.cover());
        return switch (change.request().onShortfall()) {
            case REJECT -> rejected(change, Reason.of(shortfall), now);
            case ASK -> question(change.asking().become(change.state()), now);
            case PURCHASE -> purchase(ledger, change, null, change.request().requestedBy(), now);
        };
    }

    private static ChangeDecision confirm(
            SeatLedger ledger, SeatChange change, Confirm confirm, Instant now) {
        return switch (change.state()) {
            case Quoting _ when change.quoted() > 0 -> new QuoteSuperseded(change);
            case Quoting _ -> new NotOpen(change);
            case AwaitingConfirmation _ when confirm.quoteId() == null && change.quoted() > 1 ->
                    new QuoteSuperseded(change);
            case AwaitingConfirmation _ when isOther(confirm, change.quote()) ->
                    new QuoteSuperseded(change);
            case AwaitingConfirmation _ -> buy(ledger, change, confirm, now);
            case Purchasing _, Completed _, Declined _ ->
                    isOther(confirm, change.quote())
                            ? new QuoteSuperseded(change)
                            : new Stands(change);
            case Rejected _, Cancelled _, Expired _ -> new NotOpen(change);
        };
    }

    /**
     * The seats are looked for once more: others may have come or gone since the quote, or another
     * plan may pay by now, whose price it is not.
     */
    private static ChangeDecision buy(
            SeatLedger ledger, SeatChange change, Confirm confirm, Instant now) {
        return switch (SeatRules.decide(ledger, change.request().command(), now)) {
            case Decision.Accepted(var moves) ->
                    completed(ledger, withoutPurchase(ledger, change, now), moves, now);
            case Decision.Shortfall(var cover)
                    when cover.shortfall() > change.shortfall()
                            || cover.direct() != change.direct() ->
                    quoteAgain(ledger, change.needing(cover), List.of(), now);
            case Decision.Shortfall(var cover) ->
                    purchase(ledger, change.needing(cover), quoteId(change), confirm.by(), now);
            case Decision.SupplyLimitReached reached ->
                    new LimitReached(change, Reason.of(reached));
            case Decision.ClientLimitReached reached ->
                    new LimitReached(change, Reason.of(reached));
            case Decision.Refusal refusal -> refused(change, refusal, now);
        };
    }

    private static ChangeDecision quoteAgain(
            SeatLedger ledger, SeatChange change, List<LedgerEvent> moves, Instant now) {
        var asking = change.asking();
        var quoting = asking.become(new Quoting(asking.attempt(), now.plus(OPEN))).charged(null);
        return new Accepted(
                quoting, moves, with(ledger, moves, quoting, shortfall(quoting, now), now));
    }

    private static SeatChange withoutPurchase(SeatLedger ledger, SeatChange change, Instant now) {
        return change.needing(0, 0, isDirect(ledger, change.request()))
                .become(new Completed(now))
                .charged(null);
    }

    private static ChangeDecision purchase(
            SeatLedger ledger, SeatChange change, @Nullable UUID quoteId, String by, Instant now) {
        var reserve = new SeatCommand.Reserve(change.request().need());
        var moves = accepted(SeatRules.decide(ledger, reserve, now));
        var asking = change.asking();
        var purchasing =
                asking.become(
                        new Purchasing(asking.attempt(), reservation(moves), quoteId, now, by));
        return new Accepted(
                purchasing, moves, with(ledger, moves, purchasing, confirmation(purchasing), now));
    }

    private static ChangeDecision cancel(SeatChange change, String by, Instant now) {
        return switch (change.state()) {
            case Quoting _, AwaitingConfirmation _ ->
                    cancelled(change.become(new Cancelled(now)), by);
            case Cancelled _ -> new Stands(change);
            case Purchasing _, Completed _, Declined _, Rejected _, Expired _ ->
                    new NotOpen(change);
        };
    }

    private static ChangeDecision cancelled(SeatChange cancelled, String by) {
        return new Accepted(
                cancelled,
                List.of(),
                List.of(new SeatChangeCancelled(cancelled.told().cancelledBy(by))));
    }

    /**
     * A change that has nobody to seat any more is cancelled. One that is being paid for goes on:
     * its seats are free for others then.
     */
    private static ChangeDecision removeUser(SeatChange change, UserId user, Instant now) {
        if (!change.request().users().contains(user)) {
            return new Stands(change);
        }
        return switch (change.state()) {
            case Quoting _, AwaitingConfirmation _ when change.request().users().size() == 1 ->
                    ended(change.without(user), new Cancelled(now));
            case Quoting _, AwaitingConfirmation _, Purchasing _ ->
                    new Accepted(change.without(user), List.of(), List.of());
            case Completed _, Declined _, Rejected _, Cancelled _, Expired _ -> new Stands(change);
        };
    }

    /**
     * What is told of a change to whoever asks for it a second time: what was told when it got
     * there. While billing is being asked nothing is: its answer will be told.
     */
    public static List<SeatEvent> tellAgain(SeatLedger ledger, SeatChange change) {
        return switch (change.state()) {
            case Quoting _, Purchasing _ -> List.of();
            case AwaitingConfirmation _ ->
                    List.of(new SeatChangeAwaitingConfirmation(change.told()));
            case Completed _, Declined _, Rejected _, Cancelled _, Expired _ ->
                    append(seated(ledger, change), ending(change));
        };
    }

    /** The users of a change who are in a seat of its holder's. */
    private static List<SeatEvent> seated(SeatLedger ledger, SeatChange change) {
        var request = change.request();
        var holder = new Holder(request.client());
        return request.users().stream()
                .filter(user -> holder.equals(ledger.occupants().get(user)))
                .<SeatEvent>map(user ->
                        new SeatOccupied(user.value(), clientId(request), change.id().value()))
                .toList();
    }

    /** Gives up on a change that nobody priced or confirmed in time. */
    public static ChangeDecision expire(SeatChange change, Instant now) {
        return isOverdue(change, now) ? ended(change, new Expired(now)) : new Stands(change);
    }

    /** Puts the open question to billing once more. */
    public static ChangeDecision askAgain(SeatChange change, Instant now) {
        return switch (change.state()) {
            case Quoting _ when isOverdue(change, now) -> ended(change, new Expired(now));
            case Quoting quoting -> question(change.asking().become(quoting), now);
            case Purchasing purchasing -> {
                var again = change.asking().become(purchasing);
                yield new Accepted(again, List.of(), List.of(confirmation(again)));
            }
            case AwaitingConfirmation _,
                    Completed _,
                    Declined _,
                    Rejected _,
                    Cancelled _,
                    Expired _ ->
                    new Stands(change);
        };
    }

    /** An answer to an earlier question than the open one is an echo. */
    private static ChangeDecision takeQuote(
            SeatLedger ledger, SeatChange change, TakeQuote taken, Instant now) {
        return switch (change.state()) {
            case Quoting(var since, _)
                    when taken.attempt() >= since && taken.shortfall() == change.shortfall() ->
                    awaiting(ledger, change.priced(taken.quote()), List.of(), now);
            case Purchasing purchasing
                    when taken.attempt() >= purchasing.since()
                            && !isCurrent(change, taken.quote()) ->
                    repriced(ledger, change, taken, release(ledger, change, purchasing, now), now);
            default -> new Stands(change);
        };
    }

    /** A price for other seats than these is nobody's to confirm: these need one of their own. */
    private static ChangeDecision repriced(
            SeatLedger ledger,
            SeatChange change,
            TakeQuote taken,
            List<LedgerEvent> released,
            Instant now) {
        return taken.shortfall() == change.shortfall()
                ? awaiting(ledger, change.priced(taken.quote()), released, now)
                : quoteAgain(ledger, change, released, now);
    }

    private static ChangeDecision takeRefusal(
            SeatLedger ledger, SeatChange change, TakeRefusal taken, Instant now) {
        var reason = problem(taken.slug(), taken.detail());
        return switch (change.state()) {
            case Quoting(var since, _) when taken.attempt() >= since ->
                    rejected(change, reason, now);
            case Purchasing purchasing when taken.attempt() >= purchasing.since() ->
                    takeDecline(ledger, change, reason, now);
            default -> new Stands(change);
        };
    }

    private static ChangeDecision takePayment(
            SeatLedger ledger, SeatChange change, TakePayment taken, Instant now) {
        return switch (change.state()) {
            case Purchasing purchasing -> deliver(ledger, change, purchasing, taken, now);
            case Completed _ when change.shortfall() > 0 -> new Stands(change);
            case Completed _,
                    Quoting _,
                    AwaitingConfirmation _,
                    Declined _,
                    Rejected _,
                    Cancelled _,
                    Expired _ ->
                    new Accepted(change, List.of(), List.of(abandoned(change)));
        };
    }

    private static ChangeDecision deliver(
            SeatLedger ledger,
            SeatChange change,
            Purchasing purchasing,
            TakePayment taken,
            Instant now) {
        if (taken.shortfall() != purchasing.reservation().shortfall()) {
            throw new IllegalStateException(
                    "Paid for %d seats of change %s, which buys %d."
                            .formatted(
                                    taken.shortfall(),
                                    change.id(),
                                    purchasing.reservation().shortfall()));
        }
        var deliver = new SeatCommand.Deliver(change.request().need(), purchasing.reservation());
        var done =
                change.charged(asAgreed(purchasing.quoteId(), taken.charged()))
                        .become(new Completed(now));
        return switch (SeatRules.decide(ledger, deliver, now)) {
            case Decision.Accepted(var moves) -> completed(ledger, done, moves, now);
            case Decision.PartnerBilled billed ->
                    undeliverable(ledger, change, Reason.of(billed), now);
            case Decision other -> throw new IllegalStateException("Paid for, yet " + other + ".");
        };
    }

    /** Paid for by a plan that has ended meanwhile: billing gives the money back. */
    private static ChangeDecision undeliverable(
            SeatLedger ledger, SeatChange change, Reason reason, Instant now) {
        return takeDecline(ledger, change, reason, now)
                        instanceof Accepted(var declined, var moves, var news)
                ? new Accepted(declined, moves, append(news, abandoned(declined)))
                : new Stands(change);
    }

    /** What was charged, under the name of the price that was agreed to. */
    private static Quote asAgreed(@Nullable UUID quoteId, Quote charged) {
        return quoteId == null
                ? charged
                : new Quote(
                        quoteId,
                        charged.proratedCharge(),
                        charged.currentFee(),
                        charged.nextPeriodFee(),
                        charged.remainingDays(),
                        charged.periodDays(),
                        charged.periodEnd(),
                        charged.expiresAt());
    }

    private static ChangeDecision takeDecline(
            SeatLedger ledger, SeatChange change, Reason reason, Instant now) {
        if (!(change.state() instanceof Purchasing purchasing)) {
            return new Stands(change);
        }
        var declined = change.become(new Declined(reason, now));
        var moves = release(ledger, change, purchasing, now);
        return new Accepted(
                declined,
                moves,
                with(ledger, moves, declined, new SeatChangeDeclined(declined.told()), now));
    }

    private static ChangeDecision awaiting(
            SeatLedger ledger, SeatChange change, List<LedgerEvent> moves, Instant now) {
        var quote = change.quote();
        var latest = now.plus(OPEN);
        var openUntil =
                quote != null && quote.expiresAt().isBefore(latest) ? quote.expiresAt() : latest;
        var awaiting = change.become(new AwaitingConfirmation(openUntil));
        return new Accepted(
                awaiting,
                moves,
                with(
                        ledger,
                        moves,
                        awaiting,
                        new SeatChangeAwaitingConfirmation(awaiting.told()),
                        now));
    }

    /**
     * Nobody has to guess whom a change that is done has seated: also whoever was in a seat before
     * is told of, and whoever is not named got none.
     */
    private static ChangeDecision completed(
            SeatLedger ledger, SeatChange change, List<LedgerEvent> moves, Instant now) {
        var done = change.shortfall() > 0 ? change : keeping(change, moves);
        var news = new ArrayList<>(seated(ledger, done));
        news.addAll(with(ledger, moves, done, new SeatChangeCompleted(done.told()), now));
        if (done.raisesNextFee()) {
            news.add(feeAsked(done, now));
        }
        return new Accepted(done, moves, news);
    }

    /**
     * Billing has heard by then that the seats stay: what the plan costs with none more, it tells.
     */
    private static SeatEvent feeAsked(SeatChange change, Instant now) {
        return new PlanGrowthPreviewed(
                change.id().value(), change.request().owner().value(), 0, now, null);
    }

    /** Retiring seats that a request for more took back; {@code KEEP} asked for nothing else. */
    private static SeatChange keeping(SeatChange change, List<LedgerEvent> moves) {
        var kept =
                moves.stream()
                        .mapToInt(move ->
                                switch (move) {
                                    case LedgerEvent.Kept it -> it.seats();
                                    case LedgerEvent.ClientKept it -> it.seats();
                                    default -> 0;
                                })
                        .sum();
        return change.needing(0, kept, change.direct());
    }

    private static ChangeDecision refused(
            SeatChange change, Decision.Refusal refusal, Instant now) {
        return switch (refusal) {
            case Decision.InUse inUse -> rejected(change, Reason.of(inUse), now);
            case Decision.NotRetiring few ->
                    rejected(change, Reason.of(few, change.request().seats()), now);
            case Decision.SupplyLimitReached reached -> rejected(change, Reason.of(reached), now);
            case Decision.ComplimentaryLimitReached reached ->
                    rejected(change, Reason.of(reached), now);
            case Decision.ClientLimitReached reached -> rejected(change, Reason.of(reached), now);
            case Decision.ClientDisabled disabled -> rejected(change, Reason.of(disabled), now);
            case Decision.PartnerBilled billed -> rejected(change, Reason.of(billed), now);
            case Decision.VendorBilled billed -> rejected(change, Reason.of(billed), now);
            case Decision.UnknownClient(var client) -> new UnknownClient(client);
        };
    }

    private static ChangeDecision rejected(SeatChange change, Reason reason, Instant now) {
        return ended(change, new Rejected(reason, now));
    }

    private static ChangeDecision ended(SeatChange change, State end) {
        var ended = change.become(end);
        return new Accepted(ended, List.of(), List.of(ending(ended)));
    }

    private static SeatEvent ending(SeatChange change) {
        return switch (change.state()) {
            case Cancelled _ -> new SeatChangeCancelled(change.told());
            case Expired _ -> new SeatChangeExpired(change.told());
            case Rejected _ -> new SeatChangeRejected(change.told());
            case Declined _ -> new SeatChangeDeclined(change.told());
            case Completed _ -> new SeatChangeCompleted(change.told());
            case Quoting _, AwaitingConfirmation _, Purchasing _ ->
                    throw new IllegalStateException("Not over yet: " + change.state() + ".");
        };
    }

    private static ChangeDecision question(SeatChange change, Instant now) {
        return new Accepted(change, List.of(), List.of(shortfall(change, now)));
    }

    private static SeatEvent shortfall(SeatChange change, Instant now) {
        var request = change.request();
        return new SeatShortfall(
                change.id().value(),
                request.action().name(),
                clientId(request),
                request.seats(),
                change.shortfall(),
                change.attempt(),
                now,
                change.payingClientId());
    }

    private static SeatEvent confirmation(SeatChange change) {
        var request = change.request();
        if (!(change.state() instanceof Purchasing purchasing)) {
            throw new IllegalStateException("Nothing is bought: " + change.state() + ".");
        }
        return new SeatPurchaseConfirmed(
                change.id().value(),
                request.action().name(),
                clientId(request),
                request.seats(),
                purchasing.reservation().shortfall(),
                purchasing.quoteId(),
                change.attempt(),
                purchasing.confirmedAt(),
                purchasing.confirmedBy(),
                change.payingClientId());
    }

    private static SeatEvent abandoned(SeatChange change) {
        return new SeatPurchaseAbandoned(
                change.id().value(),
                "The change is " + change.status().name() + " and cannot be completed.");
    }

    private static List<LedgerEvent> release(
            SeatLedger ledger, SeatChange change, Purchasing purchasing, Instant now) {
        var release = new SeatCommand.Release(change.request().need(), purchasing.reservation());
        return accepted(SeatRules.decide(ledger, release, now));
    }

    private static List<SeatEvent> with(
            SeatLedger ledger,
            List<LedgerEvent> moves,
            SeatChange change,
            SeatEvent last,
            Instant now) {
        return append(LedgerNews.of(ledger, moves, change.id().value(), now), last);
    }

    private static List<SeatEvent> append(List<SeatEvent> news, SeatEvent last) {
        var all = new ArrayList<>(news);
        all.add(last);
        return all;
    }

    /** Whether a request is about a plan of the client's own. */
    private static boolean isDirect(SeatLedger ledger, SeatRequest request) {
        var client = request.client();
        return switch (request.action()) {
            case PURCHASE, RETIRE -> client != null;
            case KEEP, ALLOCATE, RETURN -> false;
            case OCCUPY -> {
                var seats = client == null ? null : ledger.clients().get(client);
                yield seats != null && seats.source() == Source.DIRECT;
            }
        };
    }

    private static boolean isOverdue(SeatChange change, Instant now) {
        return switch (change.state()) {
            case Quoting(_, var openUntil) -> !now.isBefore(openUntil);
            case AwaitingConfirmation(var openUntil) -> !now.isBefore(openUntil);
            case Purchasing _, Completed _, Declined _, Rejected _, Cancelled _, Expired _ -> false;
        };
    }

    private static boolean isOther(Confirm confirm, @Nullable Quote quote) {
        return confirm.quoteId() != null && quote != null && !confirm.quoteId().equals(quote.id());
    }

    private static boolean isCurrent(SeatChange change, Quote quote) {
        return quote.id().equals(quoteId(change));
    }

    private static @Nullable UUID quoteId(SeatChange change) {
        return change.quote() == null ? null : change.quote().id();
    }

    private static @Nullable UUID clientId(SeatRequest request) {
        return request.client() == null ? null : request.client().value();
    }

    private static Reason problem(String slug, String detail) {
        return new Reason(slug, detail, Map.of());
    }

    private static Reservation reservation(List<LedgerEvent> moves) {
        return moves.stream()
                .filter(LedgerEvent.Reserved.class::isInstance)
                .map(LedgerEvent.Reserved.class::cast)
                .findFirst()
                .orElseThrow()
                .reservation();
    }

    private static List<LedgerEvent> accepted(Decision decision) {
        if (decision instanceof Decision.Accepted(var events)) {
            return events;
        }
        throw new IllegalStateException("Decided before to be possible: " + decision + ".");
    }
}
