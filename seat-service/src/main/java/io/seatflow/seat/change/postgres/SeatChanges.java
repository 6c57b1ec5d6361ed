package io.seatflow.seat.change.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.idempotency.KeptAnswer;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.wait.Waiting;
import io.seatflow.seat.change.ChangeCommand;
import io.seatflow.seat.change.ChangeDecision;
import io.seatflow.seat.change.ChangeRules;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.SeatRequest;
import io.seatflow.seat.change.lane.Decided;
import io.seatflow.seat.change.lane.Effects;
import io.seatflow.seat.change.lane.Needs;
import io.seatflow.seat.change.lane.View;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.ledger.BillingManager;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Decision;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.LedgerNews;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.PlanGrowth;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.SeatRules;
import io.seatflow.seat.ledger.SeatSource;
import io.seatflow.seat.ledger.UserId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Seat changes and whatever else moves seats: each decided by {@link ChangeRules} and {@link
 * SeatRules} alone, in the {@linkplain Lanes lane} of its partner.
 */
@ApplicationScoped
public class SeatChanges {

    private static final int DUE_AT_ONCE = 200;
    private static final int PAST_SETUP_MAX = 100_000;

    /** For as long at most a replica lets in whom an operator's replay has put back into Setup. */
    private static final Duration PAST_SETUP_KEPT = Duration.ofMinutes(10);

    private final Pool pool;
    private final Lanes lanes;
    private final ChangeRows rows;
    private final BusinessClock clock;
    private final Waiting waiting;

    /**
     * Clients that are known and not in Setup, and so never will be, whichever replica is asked.
     */
    private final Cache<OfPartner, Boolean> pastSetup =
            Caffeine.newBuilder()
                    .maximumSize(PAST_SETUP_MAX)
                    .expireAfterWrite(PAST_SETUP_KEPT)
                    .build();

    SeatChanges(Pool pool, Lanes lanes, ChangeRows rows, BusinessClock clock, Waiting waiting) {
        this.pool = pool;
        this.lanes = lanes;
        this.rows = rows;
        this.clock = clock;
        this.waiting = waiting;
    }

    /**
     * What was decided.
     *
     * @param answer the whole answer, where it was final: then it has been kept with the key
     */
    public record Outcome(ChangeDecision decision, @Nullable KeptAnswer answer) {}

    /** The whole answer to a decision, if it is final already. */
    public interface Answering extends Function<ChangeDecision, @Nullable KeptAnswer> {}

    /** A client of a partner. */
    private record OfPartner(PartnerId partner, ClientId client) {}

    /** A change that waits for something. */
    private record Due(PartnerId partner, SeatChangeId id) {}

    /**
     * Carries out a new request. One whose id is known already has had its effect: how it stands is
     * told once more.
     *
     * @return fails with {@link io.seatflow.seat.change.lane.Repeated} where {@code once} is an
     *     event that has had its effect
     */
    public Uni<Outcome> ask(
            PartnerId partner, SeatRequest request, Work.Once once, Answering answering) {
        var needs = new Needs(request.id(), request.client(), request.users(), null);
        return lanes.decide(
                        new Work<>(
                                partner,
                                needs,
                                once,
                                (view, now) -> ask(partner, request, answering, view, now)))
                .invoke(() -> waiting.signal(request.id().value()));
    }

    /**
     * Carries out a command to a change, which must exist.
     *
     * @param version what the change must be at; null: anything
     * @return fails with {@link io.seatflow.seat.change.lane.Repeated} where {@code once} is an
     *     event that has had its effect
     */
    public Uni<Outcome> decide(
            PartnerId partner,
            SeatChangeId id,
            ChangeCommand command,
            @Nullable Integer version,
            Work.Once once,
            Answering answering) {
        return lanes.decide(
                        new Work<>(
                                partner,
                                Needs.change(id),
                                once,
                                (view, now) -> decide(id, command, version, answering, view, now)))
                .invoke(() -> waiting.signal(id.value()));
    }

    /**
     * Keeps users whom a change is to seat once it is asked for; whoever is named twice is kept
     * once.
     */
    public Uni<Void> keepWaiters(PartnerId partner, SeatChangeId id, List<UUID> users) {
        return pool.preparedQuery(
                        """
                        insert into seat_change_waiter (partner_id, change_id, user_id)
                        select $1::uuid, $2::uuid, named from unnest($3::uuid[]) named
                        on conflict do nothing
                        """)
                .execute(
                        Tuple.wrap(
                                Arrays.<Object>asList(
                                        partner.value(), id.value(), users.toArray(UUID[]::new))))
                .replaceWithVoid();
    }

    /** The users who were kept for a change, in the order of their ids. */
    public Uni<List<UserId>> waiters(PartnerId partner, SeatChangeId id) {
        return pool.preparedQuery(
                        """
                        select user_id from seat_change_waiter
                        where partner_id = $1 and change_id = $2 order by user_id
                        """)
                .execute(Tuple.of(partner.value(), id.value()))
                .map(found -> stream(found).map(row -> new UserId(row.getUUID(0))).toList());
    }

    /** The change has been asked for and knows them itself. */
    public Uni<Void> forgetWaiters(PartnerId partner, SeatChangeId id) {
        return pool.preparedQuery(
                        "delete from seat_change_waiter where partner_id = $1 and change_id = $2")
                .execute(Tuple.of(partner.value(), id.value()))
                .replaceWithVoid();
    }

    /**
     * Keeps whether a partner lets people of its clients confirm what it pays for.
     *
     * @param told the number of the event that says so
     */
    public Uni<Void> letClientsConfirm(PartnerId partner, boolean allowed, long told) {
        return pool.preparedQuery(
                        """
                        insert into client_confirmation as known (partner_id, allowed, told)
                        values ($1, $2, $3)
                        on conflict (partner_id) do update
                            set allowed = excluded.allowed, told = excluded.told
                            where known.told < excluded.told
                        """)
                .execute(Tuple.of(partner.value(), allowed, told))
                .replaceWithVoid();
    }

    /** Whether people of a partner's clients may confirm what it pays for. */
    public Uni<Boolean> clientsMayConfirm(PartnerId partner) {
        return pool.preparedQuery(
                        "select from client_confirmation where partner_id = $1 and not allowed")
                .execute(Tuple.of(partner.value()))
                .map(forbidden -> forbidden.size() == 0);
    }

    /** Keeps that a client begins in Setup, unless that is known, or over. */
    public Uni<Void> beginSetup(PartnerId partner, ClientId client) {
        return pool.preparedQuery(
                        """
                        insert into client_setup (partner_id, client_id, is_over) values ($1, $2, false)
                        on conflict do nothing
                        """)
                .execute(Tuple.of(partner.value(), client.value()))
                .replaceWithVoid();
    }

    /** Keeps that a client is in Setup no more, if it ever was. */
    public Uni<Void> endSetup(PartnerId partner, ClientId client) {
        return pool.preparedQuery(
                        """
                        update client_setup set is_over = true
                        where partner_id = $1 and client_id = $2 and not is_over
                        """)
                .execute(Tuple.of(partner.value(), client.value()))
                .replaceWithVoid();
    }

    /**
     * Whether a client is in Setup. That comes before a client is known and never again: of one
     * that is known and not in Setup the database is asked once.
     */
    public Uni<Boolean> isInSetup(PartnerId partner, ClientId client) {
        var whose = new OfPartner(partner, client);
        return pastSetup.getIfPresent(whose) == null
                ? askWhetherInSetup(whose)
                : Uni.createFrom().item(false);
    }

    private Uni<Boolean> askWhetherInSetup(OfPartner client) {
        return pool.preparedQuery(
                        """
                        select exists (
                                   select from client_setup
                                   where partner_id = $1 and client_id = $2 and not is_over) as in_setup,
                               exists (
                                   select from client_seats
                                   where partner_id = $1 and client_id = $2) as known
                        """)
                .execute(Tuple.of(client.partner().value(), client.client().value()))
                .map(found -> {
                    var row = found.iterator().next();
                    boolean inSetup = row.getBoolean("in_setup");
                    if (!inSetup && row.getBoolean("known")) {
                        pastSetup.put(client, true);
                    }
                    return inSetup;
                });
    }

    /**
     * Keeps what a plan costs from the next period on, for the change that asked; what is told
     * about no change is no concern of this service. A change that is done is in no lane's hands
     * any more.
     */
    public Uni<Void> tellNextPeriodFee(PartnerId partner, SeatChangeId id, Money fee) {
        return pool.preparedQuery(
                        """
                        update seat_change set next_period_fee = $3, version = version + 1
                        where partner_id = $1 and id = $2 and status = 'COMPLETED' and next_period_fee is null
                        """)
                .execute(Tuple.of(partner.value(), id.value(), rows.fee(fee)))
                .invoke(() -> waiting.signal(id.value()))
                .replaceWithVoid();
    }

    /** Begins a partner's ledger, unless it has begun. */
    public Uni<Void> open(PartnerId partner, SeatCommand.StartPlan plan, Work.Once once) {
        return lanes.decide(
                        new Work<>(
                                partner,
                                Needs.NOTHING,
                                once,
                                (view, now) ->
                                        view.isOpen()
                                                ? Decided.nothing(true)
                                                : moved(view, plan, now)))
                .replaceWithVoid();
    }

    /** Carries out what other services tell about the ledger; they are never refused. */
    public Uni<Void> tell(PartnerId partner, SeatCommand command, Work.Once once) {
        return lanes.decide(
                        new Work<>(
                                partner,
                                new Needs(null, command.concerned(), usersOf(command), null),
                                once,
                                (view, now) -> moved(requireOpen(partner, view), command, now)))
                .replaceWithVoid();
    }

    /**
     * The same where seats may join a plan: they are paid for from the day on which it was so
     * decided, however late it is carried out.
     *
     * @param decidedAt when account-service decided it
     */
    public Uni<Void> tell(
            PartnerId partner, SeatCommand command, Instant decidedAt, Work.Once once) {
        return lanes.decide(
                        new Work<>(
                                partner,
                                new Needs(null, command.concerned(), usersOf(command), null),
                                once,
                                (view, now) ->
                                        movedSince(
                                                requireOpen(partner, view),
                                                command,
                                                decidedAt,
                                                now)))
                .replaceWithVoid();
    }

    /**
     * Lets go of what leaves at a period's end and answers billing; whoever asks again gets the
     * same answer.
     *
     * @param payer the client whose own plan it is; null: the partner's
     */
    public Uni<Void> endPeriod(
            PartnerId partner, @Nullable ClientId payer, Instant periodEnd, Work.Once once) {
        return lanes.decide(
                        new Work<>(
                                partner,
                                new Needs(null, payer, List.of(), periodEnd),
                                once,
                                (view, now) ->
                                        ended(requireOpen(partner, view), payer, periodEnd, now)))
                .replaceWithVoid();
    }

    /** Tells by how much a plan would grow, and changes nothing else. */
    public Uni<Void> preview(
            PartnerId partner,
            ClientId client,
            BillingManager billingManager,
            SeatSource seatSource,
            BiFunction<PlanGrowth, Instant, SeatEvent> answer,
            Work.Once once) {
        return lanes.decide(
                        new Work<>(
                                partner,
                                Needs.client(client),
                                once,
                                (view, now) -> {
                                    var growth =
                                            PlanGrowth.preview(
                                                    requireOpen(partner, view).ledger(),
                                                    client,
                                                    billingManager,
                                                    seatSource,
                                                    now);
                                    return previewed(growth, answer.apply(growth, now));
                                }))
                .replaceWithVoid();
    }

    private static Decided<Boolean> previewed(PlanGrowth growth, SeatEvent answer) {
        return new Decided<>(
                true,
                Effects.ofLedger(List.of(), Entry.SYSTEM, List.of(answer)),
                !(growth instanceof PlanGrowth.Grows),
                null);
    }

    /** Tells what was found out about a partner's seats, and changes nothing. */
    public Uni<Void> tell(PartnerId partner, SeatEvent news) {
        return lanes.decide(
                        new Work<>(
                                partner,
                                Needs.NOTHING,
                                Work.HARMLESS,
                                (_, _) ->
                                        Decided.done(
                                                true,
                                                Effects.ofLedger(
                                                        List.of(), Entry.SYSTEM, List.of(news)))))
                .replaceWithVoid();
    }

    /** Takes a user who is gone out of the changes that were to seat them. */
    public Uni<Void> removeUser(PartnerId partner, UserId user) {
        return pool.preparedQuery(
                        """
                        select id from seat_change
                        where partner_id = $1 and users @> array[$2::uuid]
                          and status in ('QUOTING', 'AWAITING_CONFIRMATION', 'PURCHASING')
                        """)
                .execute(Tuple.of(partner.value(), user.value()))
                .map(found ->
                        stream(found).map(row -> new SeatChangeId(row.getUUID("id"))).toList())
                .chain(ids ->
                        Multi.createFrom()
                                .iterable(ids)
                                .onItem()
                                .transformToUniAndConcatenate(id ->
                                        decide(
                                                partner,
                                                id,
                                                new ChangeCommand.RemoveUser(user),
                                                null,
                                                Work.HARMLESS,
                                                _ -> null))
                                .collect()
                                .asList()
                                .replaceWithVoid());
    }

    /** Gives up on changes that were left open until {@code now}; tells whether there were any. */
    public Uni<Boolean> expireDue(Instant now) {
        return due(
                """
                where status in ('QUOTING', 'AWAITING_CONFIRMATION') and open_until <= $1
                order by open_until limit $2
                """,
                now,
                (change, _) -> ChangeRules.expire(change, now));
    }

    /**
     * Puts questions again that billing has left open since {@code askedBy} (system time); tells
     * how many.
     */
    public Uni<Boolean> askAgainDue(Instant askedBy) {
        return due(
                """
                where status in ('QUOTING', 'PURCHASING') and asked_at <= $1
                order by asked_at limit $2
                """,
                askedBy,
                (change, askedAt) ->
                        askedAt != null && askedAt.isAfter(askedBy)
                                ? new ChangeDecision.Stands(change)
                                : ChangeRules.askAgain(change, clock.now()));
    }

    /** How many confirmed purchases billing has been asked for so many times, without an answer. */
    public Uni<Long> purchasesAskedFor(int times) {
        return pool.preparedQuery(
                        "select count(*) from seat_change where status = 'PURCHASING' and attempt - asked_since >= $1")
                .execute(Tuple.of(times))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    public Uni<Optional<SeatChange>> find(PartnerId partner, SeatChangeId id) {
        return pool.preparedQuery("select * from seat_change where partner_id = $1 and id = $2")
                .execute(Tuple.of(partner.value(), id.value()))
                .map(this::first);
    }

    /**
     * A partner's changes, newest first.
     *
     * @param status only those; null: all
     * @param client only that client's; null: all
     * @param before only older ones than this; null: all
     */
    public Uni<Page<SeatChange>> list(
            PartnerId partner,
            SeatChange.@Nullable Status status,
            @Nullable ClientId client,
            @Nullable SeatChangeId before,
            int limit) {
        // Only the conditions that there are: each combination has an index of its own.
        var where = new StringBuilder("where partner_id = $1");
        var values = new ArrayList<Object>(List.of(partner.value()));
        if (status == SeatChange.Status.COMPLETED) {
            where.append(" and status = 'COMPLETED'");
        } else if (status != null) {
            values.add(status.name());
            where.append(" and status <> 'COMPLETED' and status = $").append(values.size());
        }
        if (client != null) {
            values.add(client.value());
            where.append(" and client_id = $").append(values.size());
        }
        if (before != null) {
            values.add(before.value());
            where.append(" and id < $").append(values.size());
        }
        values.add(limit + 1);
        return pool.preparedQuery(
                        "select * from seat_change %s order by id desc limit $%d"
                                .formatted(where, values.size()))
                .execute(Tuple.wrap(values))
                .map(found -> stream(found).map(rows::change).toList())
                .map(changes -> Page.of(changes, limit, change -> change.id().toString()));
    }

    private static Decided<Outcome> ask(
            PartnerId partner, SeatRequest request, Answering answering, View view, Instant now) {
        if (!view.isOpen()) {
            throw new Premature("The ledger of partner " + partner + ".");
        }
        var change = view.change();
        return change == null
                ? decided(
                        ChangeRules.ask(view.ledger(), request, now),
                        request.requestedBy(),
                        true,
                        answering)
                : toldAgain(view, change);
    }

    /** Whoever asks again has not heard the answer: it is told once more, and nothing is done. */
    private static Decided<Outcome> toldAgain(View view, SeatChange change) {
        var outcome = new Outcome(new ChangeDecision.Stands(change), null);
        var news = ChangeRules.tellAgain(view.ledger(), change);
        return news.isEmpty()
                ? Decided.nothing(outcome)
                : new Decided<>(
                        outcome, Effects.ofLedger(List.of(), Entry.SYSTEM, news), true, null);
    }

    private static Decided<Outcome> decide(
            SeatChangeId id,
            ChangeCommand command,
            @Nullable Integer version,
            Answering answering,
            View view,
            Instant now) {
        var change = view.change();
        if (change == null) {
            throw new IllegalStateException("There is no seat change " + id + ".");
        }
        var decision =
                version == null || version == change.version() || view.isRepeat()
                        ? ChangeRules.decide(view.ledger(), change, command, now)
                        : new ChangeDecision.Stale(change);
        return decided(decision, actor(change, command), false, answering);
    }

    /**
     * Only what was accepted has an effect; what fell short or was refused is no memory's to say.
     */
    private static Decided<Outcome> decided(
            ChangeDecision decision, String actor, boolean isNew, Answering answering) {
        if (!(decision instanceof ChangeDecision.Accepted(var change, var moves, var news))) {
            return Decided.nothing(new Outcome(decision, null));
        }
        var answer = answering.apply(decision);
        var isDone = change.state() instanceof SeatChange.State.Completed;
        return new Decided<>(
                new Outcome(decision, answer),
                new Effects(moves, change.id().value(), actor, change, isNew, news, null),
                !isDone,
                answer);
    }

    private static Decided<Boolean> moved(View view, SeatCommand command, Instant now) {
        var events = accepted(SeatRules.decide(view.ledger(), command, now));
        return Decided.done(
                true,
                Effects.ofLedger(
                        events, Entry.SYSTEM, LedgerNews.of(view.ledger(), events, null, now)));
    }

    private static Decided<Boolean> movedSince(
            View view, SeatCommand command, Instant decidedAt, Instant now) {
        var events = accepted(SeatRules.decide(view.ledger(), command, now));
        var news =
                LedgerNews.of(view.ledger(), events, null, now).stream()
                        .map(told ->
                                told instanceof SeatsAdded added ? since(added, decidedAt) : told)
                        .toList();
        return Decided.done(true, Effects.ofLedger(events, Entry.SYSTEM, news));
    }

    private static SeatsAdded since(SeatsAdded added, Instant decidedAt) {
        return new SeatsAdded(
                added.clientId(),
                added.seats(),
                added.supplyAfter(),
                added.cause(),
                added.ledgerSequence(),
                decidedAt,
                added.payingClientId());
    }

    private static Decided<Boolean> ended(
            View view, @Nullable ClientId payer, Instant periodEnd, Instant now) {
        var ledger = view.ledger();
        var first = view.periodAnswer();
        var command = ending(payer, periodEnd, first == null);
        var events = accepted(SeatRules.decide(ledger, command, now));
        if (first == null) {
            var answer =
                    payer == null
                            ? LedgerNews.ofPeriodEnd(ledger, events, periodEnd)
                            : LedgerNews.ofClientPeriodEnd(ledger, events, payer, periodEnd);
            return Decided.done(
                    true,
                    new Effects(events, null, Entry.SYSTEM, null, false, List.of(answer), answer));
        }
        // The first answer stays the answer; what has left since is not in it and is told before.
        var news = new ArrayList<SeatEvent>(LedgerNews.of(ledger, events, null, now));
        news.add(first);
        return Decided.done(true, Effects.ofLedger(events, Entry.SYSTEM, news));
    }

    /** The plan of a disabled client ends once: what it has when it is asked again is paid for. */
    private static SeatCommand ending(
            @Nullable ClientId payer, Instant periodEnd, boolean isFirst) {
        if (payer == null) {
            return new SeatCommand.EndPeriod(periodEnd);
        }
        return isFirst
                ? new SeatCommand.EndClientPeriod(payer, periodEnd)
                : new SeatCommand.StartClientPeriod(payer, periodEnd);
    }

    private static List<UserId> usersOf(SeatCommand command) {
        return command instanceof SeatCommand.Vacate(var user) ? List.of(user) : List.of();
    }

    private static View requireOpen(PartnerId partner, View view) {
        if (!view.isOpen()) {
            throw new Premature("The ledger of partner " + partner + ".");
        }
        return view;
    }

    /** Each is looked at again in its lane: another replica may have been there before. */
    private Uni<Boolean> due(
            String condition,
            Instant by,
            BiFunction<SeatChange, @Nullable Instant, ChangeDecision> rule) {
        return pool.preparedQuery("select partner_id, id from seat_change " + condition)
                .execute(Tuple.of(by.atOffset(ZoneOffset.UTC), DUE_AT_ONCE))
                .map(found ->
                        stream(found)
                                .map(row ->
                                        new Due(
                                                new PartnerId(row.getUUID("partner_id")),
                                                new SeatChangeId(row.getUUID("id"))))
                                .toList())
                .chain(found ->
                        Multi.createFrom()
                                .iterable(found)
                                .onItem()
                                .transformToUniAndMerge(due -> settle(due, rule))
                                .collect()
                                .asList()
                                .map(settled -> settled.contains(true)));
    }

    private Uni<Boolean> settle(
            Due due, BiFunction<SeatChange, @Nullable Instant, ChangeDecision> rule) {
        return lanes.decide(
                        new Work<>(
                                due.partner(),
                                Needs.change(due.id()),
                                Work.HARMLESS,
                                (view, _) -> settled(view, rule)))
                .map(outcome -> outcome.decision() instanceof ChangeDecision.Accepted)
                .invoke(() -> waiting.signal(due.id().value()));
    }

    private static Decided<Outcome> settled(
            View view, BiFunction<SeatChange, @Nullable Instant, ChangeDecision> rule) {
        var change = view.change();
        if (change == null) {
            throw new IllegalStateException("A change is never deleted.");
        }
        return decided(rule.apply(change, view.askedAt()), Entry.SYSTEM, false, _ -> null);
    }

    /**
     * Who moves seats by a command: whoever agreed to the price, even when the payment moves them.
     */
    private static String actor(SeatChange change, ChangeCommand command) {
        if (command instanceof ChangeCommand.Confirm confirm) {
            return confirm.by();
        }
        return change.state() instanceof SeatChange.State.Purchasing purchasing
                ? purchasing.confirmedBy()
                : change.request().requestedBy();
    }

    private static List<LedgerEvent> accepted(Decision decision) {
        if (decision instanceof Decision.Accepted(var events)) {
            return events;
        }
        if (decision instanceof Decision.UnknownClient(var client)) {
            throw new Premature("Client " + client + " in the ledger.");
        }
        throw new IllegalStateException("What other services tell was refused: " + decision + ".");
    }

    private Optional<SeatChange> first(RowSet<Row> found) {
        return stream(found).map(rows::change).findFirst();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
