package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientCommand;
import io.seatflow.account.client.ClientCommand.Activate;
import io.seatflow.account.client.ClientCommand.ChangeBillingManager;
import io.seatflow.account.client.ClientCommand.EndTrial;
import io.seatflow.account.client.ClientDecision;
import io.seatflow.account.client.ClientDecision.Accepted;
import io.seatflow.account.client.ClientDecision.NeedsPlanGrowth;
import io.seatflow.account.client.ClientEdit;
import io.seatflow.account.client.ClientLife;
import io.seatflow.account.client.ClientLimits;
import io.seatflow.account.client.ClientRules;
import io.seatflow.account.client.ClientState;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.Existence;
import io.seatflow.account.client.NewClient;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.client.PlanGrowth;
import io.seatflow.account.client.PlanGrowth.Purpose;
import io.seatflow.account.client.PlanGrowthRules;
import io.seatflow.account.client.SeatChange;
import io.seatflow.account.client.SeatSource;
import io.seatflow.account.client.TrialPeriod;
import io.seatflow.account.partner.Partner;
import io.seatflow.account.partner.PartnerStatus;
import io.seatflow.account.partner.postgres.Partners;
import io.seatflow.account.user.NewUser;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.Waiters;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.ClientRenamed;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.AccountEvent.UsersAwaitSeats;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The clients of every partner, changed only by a decision of {@link ClientRules}. */
@ApplicationScoped
public class Clients {

    private static final String SUBJECT = "CLIENT";

    /** In which every database finds a group of three, whatever its language. */
    private static final Pattern THREE_LETTERS = Pattern.compile("[A-Za-z0-9]{3}");

    private final HibernateTransactions transactions;
    private final Partners partners;
    private final Users users;
    private final PlanGrowths growths;
    private final AuditLog audit;
    private final Outbox outbox;
    private final BusinessClock clock;

    Clients(
            HibernateTransactions transactions,
            Partners partners,
            Users users,
            PlanGrowths growths,
            AuditLog audit,
            Outbox outbox,
            BusinessClock clock) {
        this.transactions = transactions;
        this.partners = partners;
        this.users = users;
        this.growths = growths;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Which clients a list has.
     *
     * @param only the one client that the caller may see; null: all
     * @param name part of a name, whatever the case
     * @param after where the list goes on; null: from its beginning
     */
    public record Filter(
            @Nullable UUID only,
            @Nullable ClientStatus status,
            @Nullable String name,
            @Nullable String externalId,
            @Nullable UUID after) {}

    /** A row and, where there is one, the seat change that the client was made with. */
    private record Loaded(ClientRow row, @Nullable SeatChangeRow change) {

        Client toClient() {
            return row.toClient(change == null ? null : change.toChange());
        }
    }

    /**
     * Somebody who is to administer a new client.
     *
     * @param password null: to be invited
     */
    public record Administrator(NewUser user, @Nullable PasswordHash password) {}

    /**
     * Makes a client, which asks for its seats.
     *
     * @param admin its first user; null: none yet
     */
    public Uni<UUID> create(
            UUID partnerId,
            NewClient wanted,
            @Nullable Administrator admin,
            IdempotentRequest request,
            Origin origin) {
        Instant now = clock.now();
        Client client = ClientRules.create(wanted, now);
        return transactions.run(tx ->
                request.begin(tx, client.id())
                        .chain(() -> partners.get(partnerId))
                        .chain(() -> persist(tx, partnerId, client, origin))
                        .chain(() -> audit.add(tx, created(partnerId, client, origin)))
                        .chain(() -> outbox.add(tx, partnerId, now, told(client, wanted)))
                        .chain(() -> add(tx, client, admin, origin))
                        .replaceWith(client.id()));
    }

    /** Told of after the client whose user it is. */
    private Uni<Void> add(
            HibernateTx tx, Client client, @Nullable Administrator admin, Origin origin) {
        return admin == null
                ? Uni.createFrom().voidItem()
                : users.create(
                        tx,
                        admin.user(),
                        admin.password(),
                        "/admin/email",
                        ClientRules.firstUserWaits(client),
                        origin);
    }

    /** The client, if there is one: also one that is only forming, or is gone. */
    public Uni<Optional<Client>> find(UUID partnerId, UUID clientId) {
        return Panache.withSession(() ->
                ClientRow.<ClientRow>findById(new ClientKey(partnerId, clientId))
                        .chain(row ->
                                row == null
                                        ? Uni.createFrom().item(Optional.empty())
                                        : withChange(row).map(Loaded::toClient).map(Optional::of)));
    }

    /** The client that exists or is forming, or {@code not-found}. */
    public Uni<Client> get(UUID partnerId, UUID clientId) {
        return find(partnerId, clientId)
                .map(found ->
                        found.filter(client -> client.existence() != Existence.GONE)
                                .orElseThrow(() -> Problem.notFound("client")));
    }

    /** Clients in the order in which they were made, at most {@code limit}. */
    public Uni<List<Client>> list(UUID partnerId, Filter filter, int limit) {
        Map<String, Object> values = new HashMap<>();
        String where = where(partnerId, filter, values);
        if (filter.name() == null) {
            return Panache.withSession(() -> list(partnerId, where, values, limit));
        }
        // Whether few names or most have the part decides how it is best looked for: so the plan is
        // made for this part, and not for any.
        return Panache.withTransaction(() ->
                Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(
                                                "set local plan_cache_mode = force_custom_plan")
                                        .executeUpdate())
                        .chain(() -> list(partnerId, where, values, limit)));
    }

    private static Uni<List<Client>> list(
            UUID partnerId, String where, Map<String, Object> values, int limit) {
        return Panache.getSession()
                .chain(session -> rows(session, where, values, limit))
                .chain(rows -> withChanges(partnerId, rows));
    }

    private static Uni<List<ClientRow>> rows(
            Mutiny.Session session, String where, Map<String, Object> values, int limit) {
        var query =
                session.createNativeQuery(
                        "select * from client where " + where + " order by client_id",
                        ClientRow.class);
        values.forEach((name, value) -> query.setParameter(name, value));
        return query.setMaxResults(limit).getResultList();
    }

    /**
     * Edits a client that still has the version that the caller means.
     *
     * @param byItself whether its own people do, who may not lift a limit that the partner relies
     *     on
     */
    public Uni<Client> edit(
            UUID partnerId,
            UUID clientId,
            ClientEdit edit,
            boolean byItself,
            @Nullable String ifMatch,
            Origin origin) {
        return transactions.run(tx ->
                lock(tx, partnerId, clientId)
                        .invoke(Clients::requireThere)
                        .invoke(row -> Versions.requireMatch(ifMatch, row.version))
                        .chain(Clients::withChange)
                        .chain(loaded ->
                                store(tx, loaded, edited(loaded, edit, byItself), origin)));
    }

    private static Client edited(Loaded loaded, ClientEdit edit, boolean byItself) {
        Client client = loaded.toClient();
        Client edited = ClientRules.edit(client, edit);
        if (byItself && !ClientRules.mayLimitItself(client, edited)) {
            throw Caller.forbidden("clients:manage of the partner, who pays for more seats");
        }
        return edited;
    }

    /** Carries out a command that no other service has to be asked about. */
    public Uni<Client> decide(
            UUID partnerId,
            UUID clientId,
            ClientCommand command,
            @Nullable String ifMatch,
            IdempotentRequest request,
            Origin origin) {
        return transactions.run(tx ->
                request.begin(tx, clientId)
                        .chain(() -> lock(tx, partnerId, clientId))
                        .invoke(Clients::requireThere)
                        .invoke(row -> Versions.requireMatch(ifMatch, row.version))
                        .chain(Clients::withChange)
                        .chain(loaded ->
                                apply(
                                        tx,
                                        loaded,
                                        accepted(
                                                ClientLife.decide(
                                                        loaded.toClient(), command, clock.now())),
                                        origin)));
    }

    /**
     * What somebody wants of who pays for a client's seats.
     *
     * @param to who is to bill it; null: it is to be activated
     * @param isPreview whether nothing is to change
     */
    public record Growing(@Nullable BillingManager to, SeatSource seatSource, boolean isPreview) {}

    /**
     * Activates a client or has another bill it, once seat-service has agreed where that is needed.
     *
     * @return the id of the question, by which the outcome is found
     */
    public Uni<UUID> grow(
            UUID partnerId,
            UUID clientId,
            Growing growing,
            @Nullable String ifMatch,
            IdempotentRequest request,
            Origin origin) {
        UUID growthId = Ids.next();
        return transactions.run(tx ->
                request.begin(tx, growthId)
                        .chain(() -> lock(tx, partnerId, clientId))
                        .invoke(Clients::requireThere)
                        .invoke(row -> Versions.requireMatch(ifMatch, row.version))
                        .chain(Clients::withChange)
                        .chain(loaded -> grow(tx, loaded, growing, growthId, origin))
                        .replaceWith(growthId));
    }

    private Uni<Void> grow(
            HibernateTx tx, Loaded loaded, Growing growing, UUID growthId, Origin origin) {
        return command(tx, loaded, growing, origin)
                .chain(command -> grow(tx, loaded, command, growing, growthId, origin));
    }

    private Uni<ClientCommand> command(
            HibernateTx tx, Loaded loaded, Growing growing, Origin origin) {
        UUID partnerId = loaded.row().partnerId;
        UUID clientId = loaded.row().clientId;
        BillingManager to = growing.to();
        return to == null
                ? Uni.createFrom().item(new Activate(growing.seatSource(), origin.actor()))
                : users.hasBillingContact(tx, partnerId, clientId)
                        .map(has -> new ChangeBillingManager(to, growing.seatSource(), has));
    }

    private Uni<Void> grow(
            HibernateTx tx,
            Loaded loaded,
            ClientCommand command,
            Growing growing,
            UUID growthId,
            Origin origin) {
        Client client = loaded.toClient();
        ClientDecision decision = ClientLife.decide(client, command, clock.now());
        Purpose purpose = command instanceof Activate ? Purpose.ACTIVATE : Purpose.BILLING_MANAGER;
        PlanGrowth growth =
                PlanGrowth.asked(
                        growthId,
                        client.id(),
                        growing.isPreview() ? Purpose.PREVIEW : purpose,
                        growing.seatSource(),
                        null,
                        origin.actor(),
                        origin.through());
        UUID partnerId = loaded.row().partnerId;
        return switch (decision) {
            case Accepted _, NeedsPlanGrowth _ when growing.isPreview() ->
                    ClientLife.showsOnPartnersPlan(client, command)
                            ? growths.ask(tx, partnerId, growth)
                            : growths.keep(tx, partnerId, growth.done());
            case Accepted accepted ->
                    growths.keep(tx, partnerId, growth.done())
                            .chain(() -> apply(tx, loaded, accepted, origin))
                            .replaceWithVoid();
            case NeedsPlanGrowth _ -> growths.ask(tx, partnerId, growth);
            default -> throw Refusals.of(decision);
        };
    }

    /** Goes on with what waits for seat-service to say by how many seats a plan would grow. */
    public Uni<Void> hearGrowth(HibernateTx tx, UUID partnerId, UUID growthId, int seats) {
        return hold(tx, partnerId, growthId)
                .chain(held ->
                        held == null
                                ? Uni.createFrom().voidItem()
                                : partners.get(partnerId)
                                        .chain(partner -> hearGrowth(tx, held, partner, seats)));
    }

    private Uni<Void> hearGrowth(HibernateTx tx, Held held, Partner partner, int seats) {
        return settle(
                tx,
                held,
                PlanGrowthRules.grows(
                        held.growth().toGrowth(),
                        held.client().toClient(),
                        seats,
                        partner.status() == PartnerStatus.PAST_DUE,
                        clock.now()));
    }

    /** A question, and the client that it is about. */
    private record Held(PlanGrowthRow growth, Loaded client) {}

    /**
     * Holds a question with its client, in the order in which all do: the client, whose turn it is,
     * the question, and then what is told. Null: it is none of ours.
     */
    private Uni<@Nullable Held> hold(HibernateTx tx, UUID partnerId, UUID growthId) {
        return growths.client(tx, partnerId, growthId)
                .chain(clientId ->
                        clientId == null
                                ? Uni.createFrom().nullItem()
                                : lock(tx, partnerId, clientId)
                                        .chain(Clients::withChange)
                                        .chain(client -> hold(tx, client, growthId)));
    }

    private Uni<@Nullable Held> hold(HibernateTx tx, Loaded client, UUID growthId) {
        return growths.lockInTurn(tx, client.row().partnerId, growthId)
                .map(growth -> growth == null ? null : new Held(growth, client));
    }

    /** Keeps why billing can put no price on a preview. */
    public Uni<Void> hearPreviewRefused(
            HibernateTx tx, UUID partnerId, UUID growthId, String reason, String detail) {
        return growths.lock(tx, partnerId, growthId)
                .invoke(row -> {
                    if (row != null) {
                        row.become(
                                PlanGrowthRules.unpriced(row.toGrowth(), reason, detail),
                                clock.now());
                    }
                })
                .replaceWithVoid();
    }

    /** Goes on with what seat-service has refused. */
    public Uni<Void> hearGrowthRefused(
            HibernateTx tx,
            UUID partnerId,
            UUID growthId,
            String reason,
            String detail,
            @Nullable Integer limit) {
        return hold(tx, partnerId, growthId)
                .chain(held ->
                        held == null
                                ? Uni.createFrom().voidItem()
                                : settle(
                                        tx,
                                        held,
                                        PlanGrowthRules.refuse(
                                                held.growth().toGrowth(),
                                                held.client().toClient(),
                                                reason,
                                                detail,
                                                limit,
                                                clock.now())));
    }

    /** Keeps what billing says that a preview would cost the partner. */
    public Uni<Void> hearPrice(HibernateTx tx, UUID partnerId, UUID growthId, Quote quote) {
        return growths.lock(tx, partnerId, growthId)
                .invoke(row -> {
                    if (row != null) {
                        row.become(PlanGrowthRules.priced(row.toGrowth(), quote), clock.now());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> settle(HibernateTx tx, Held held, PlanGrowthRules.Settled settled) {
        PlanGrowthRow row = held.growth();
        row.become(settled.growth(), clock.now());
        return apply(
                        tx,
                        held.client(),
                        new Accepted(settled.client(), settled.events()),
                        new Origin(row.requestedBy, row.through))
                .chain(() ->
                        settled.growth().isSettled()
                                ? growths.next(tx, row.partnerId)
                                : Uni.createFrom().voidItem());
    }

    /**
     * Does what a client wants at the end of its trial, if that is where its trial ends.
     *
     * @return whether it is: somebody may have extended it, or ended it before
     */
    public Uni<Boolean> hearTrialOver(
            HibernateTx tx, UUID partnerId, UUID clientId, Instant endsAt, Origin origin) {
        return lock(tx, partnerId, clientId)
                .invoke(row -> requireKnown(row, clientId))
                .chain(Clients::withChange)
                .chain(loaded ->
                        loaded.row().existence == Existence.GONE
                                        || !ClientLife.endsAt(loaded.toClient(), endsAt)
                                ? Uni.createFrom().item(false)
                                : endTrial(tx, loaded, endsAt, origin).replaceWith(true));
    }

    private Uni<Void> endTrial(HibernateTx tx, Loaded loaded, Instant endsAt, Origin origin) {
        var command = new EndTrial(endsAt, origin.actor());
        return switch (ClientLife.decide(loaded.toClient(), command, clock.now())) {
            case Accepted accepted -> apply(tx, loaded, accepted, origin).replaceWithVoid();
            case NeedsPlanGrowth(var purpose, var seatSource) ->
                    growths.ask(
                            tx,
                            loaded.row().partnerId,
                            PlanGrowth.asked(
                                    Ids.next(),
                                    loaded.row().clientId,
                                    purpose,
                                    seatSource,
                                    endsAt,
                                    origin.actor(),
                                    origin.through()));
            case ClientDecision refusal -> throw Refusals.of(refusal);
        };
    }

    /** Keeps that a trial's end is near. */
    public Uni<Void> hearTrialExpiring(
            HibernateTx tx, UUID partnerId, UUID clientId, Instant endsAt, int remainingDays) {
        return tx.execute(
                        """
                        insert into trial_reminder (partner_id, client_id, ends_at, remaining_days, heard_at)
                        select partner_id, client_id, cast($3 as timestamptz), cast($4 as int), cast($5 as timestamptz)
                        from client
                        where partner_id = $1 and client_id = $2 and existence <> 'GONE'
                        on conflict do nothing
                        """,
                        partnerId,
                        clientId,
                        endsAt.atOffset(ZoneOffset.UTC),
                        remainingDays,
                        clock.now().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    private Uni<Client> apply(HibernateTx tx, Loaded loaded, Accepted accepted, Origin origin) {
        Client before = loaded.toClient();
        Client after = accepted.client();
        if (after.equals(before)) {
            return Uni.createFrom().item(before);
        }
        Instant now = clock.now();
        UUID partnerId = loaded.row().partnerId;
        loaded.row().become(after);
        return audit.add(
                        tx,
                        new AuditEntry(
                                partnerId,
                                now,
                                origin,
                                after.status() == before.status()
                                        ? "CHANGED"
                                        : after.status().name(),
                                SUBJECT,
                                before.id(),
                                audited(before),
                                audited(after)))
                .chain(() -> tx.session().flush())
                .chain(() -> admit(tx, partnerId, before, after, origin))
                .chain(waiters ->
                        outbox.add(tx, partnerId, now, seating(accepted.events(), waiters)))
                .replaceWith(after);
    }

    /** Lets the client's users in, or not any more; those who wait for a seat then. */
    private Uni<Waiters> admit(
            HibernateTx tx, UUID partnerId, Client before, Client after, Origin origin) {
        if (before.status() == after.status()) {
            return before.billingManager() == after.billingManager()
                    ? Uni.createFrom().item(Waiters.NONE)
                    : users.admitAll(tx, partnerId, after.id()).replaceWith(Waiters.NONE);
        }
        return switch (after.state()) {
            case ClientState.Trial _, ClientState.Active _ ->
                    users.openAccount(tx, partnerId, after.id(), origin.actor(), origin);
            case ClientState.Disabled disabled ->
                    growths.endActivations(tx, partnerId, after.id())
                            .chain(() ->
                                    users.closeAccount(
                                            tx, partnerId, after.id(), disabled.released(), origin))
                            .replaceWith(Waiters.NONE);
            case ClientState.Setup _ -> Uni.createFrom().item(Waiters.NONE);
        };
    }

    /** What is told, with those who are to be seated by it. */
    private static List<AccountEvent> seating(List<AccountEvent> events, Waiters waiters) {
        UUID change = waiters.changeId();
        return change == null
                ? events
                : events.stream()
                        .flatMap(event -> seating(event, change, waiters.pages()))
                        .toList();
    }

    private static Stream<AccountEvent> seating(
            AccountEvent event, UUID change, Waiters.Pages waiters) {
        return event instanceof ClientActivated activated
                ? Stream.concat(
                        waiters.before().stream()
                                .map(page ->
                                        new UsersAwaitSeats(activated.clientId(), change, page)),
                        Stream.of(
                                new ClientActivated(
                                        activated.clientId(),
                                        activated.seatSource(),
                                        activated.billingManager(),
                                        change,
                                        waiters.last(),
                                        activated.requestedBy())))
                : Stream.of(event);
    }

    private static Accepted accepted(ClientDecision decision) {
        if (decision instanceof Accepted accepted) {
            return accepted;
        }
        throw Refusals.of(decision);
    }

    /** Keeps how the change stands that a client was made with; others are none of ours. */
    public Uni<Void> hear(HibernateTx tx, UUID partnerId, SeatChangeState state, Origin origin) {
        return ofChange(
                tx,
                partnerId,
                state.changeId(),
                client -> ClientRules.changed(client, state),
                origin);
    }

    /** Keeps that the change that a client was made with needs seats that there are not. */
    public Uni<Void> hearShortfall(
            HibernateTx tx, UUID partnerId, UUID changeId, int shortfall, Origin origin) {
        return ofChange(
                tx, partnerId, changeId, client -> ClientRules.shortOf(client, shortfall), origin);
    }

    /** Keeps what the ledger says that a client has. */
    public Uni<Void> hearSeats(HibernateTx tx, UUID partnerId, UUID clientId, int seats) {
        return figures(tx, partnerId, clientId, client -> ClientRules.holding(client, seats));
    }

    /**
     * Keeps what a client's own plan supplies after some of it has left. The plan of a disabled
     * client ends with its period, and all its seats with it: its users are suspended then.
     */
    public Uni<Void> hearSupply(
            HibernateTx tx,
            UUID partnerId,
            UUID clientId,
            int seatsAfter,
            long ledgerSequence,
            Origin origin) {
        return lock(tx, partnerId, clientId)
                .invoke(row -> requireKnown(row, clientId))
                .chain(row -> {
                    Client before = row.toClient(null);
                    Client after = ClientRules.supplied(before, seatsAfter, ledgerSequence);
                    row.become(after);
                    return after.state().equals(before.state())
                            ? Uni.createFrom().voidItem()
                            : release(tx, partnerId, before, after, origin);
                });
    }

    private Uni<Void> release(
            HibernateTx tx, UUID partnerId, Client before, Client after, Origin origin) {
        return audit.add(
                        tx,
                        new AuditEntry(
                                partnerId,
                                clock.now(),
                                origin,
                                "RELEASED",
                                SUBJECT,
                                before.id(),
                                audited(before),
                                audited(after)))
                .chain(() -> tx.session().flush())
                .chain(() -> users.closeAccount(tx, partnerId, before.id(), true, origin));
    }

    private Uni<Void> figures(
            HibernateTx tx, UUID partnerId, UUID clientId, UnaryOperator<Client> rule) {
        return lock(tx, partnerId, clientId)
                .invoke(row -> requireKnown(row, clientId))
                .invoke(row -> row.become(rule.apply(row.toClient(null))))
                .replaceWithVoid();
    }

    private Uni<Void> ofChange(
            HibernateTx tx,
            UUID partnerId,
            UUID changeId,
            UnaryOperator<Client> rule,
            Origin origin) {
        return tx.session()
                .find(SeatChangeRow.class, new SeatChangeKey(partnerId, changeId))
                .chain(change ->
                        change == null
                                ? Uni.createFrom().voidItem()
                                : lock(tx, partnerId, change.clientId)
                                        .chain(row ->
                                                follow(tx, new Loaded(row, change), rule, origin)));
    }

    private Uni<Void> follow(
            HibernateTx tx, Loaded loaded, UnaryOperator<Client> rule, Origin origin) {
        Client before = loaded.toClient();
        Client after = rule.apply(before);
        loaded.row().become(after);
        if (loaded.change() != null && after.change() != null) {
            loaded.change().become(after.change());
        }
        return settleExistence(tx, loaded.row().partnerId, before, after, origin)
                .chain(() ->
                        ClientRules.firstUserWaits(before) && !ClientRules.firstUserWaits(after)
                                ? users.askHeldBack(tx, loaded.row().partnerId, after.id())
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> settleExistence(
            HibernateTx tx, UUID partnerId, Client before, Client after, Origin origin) {
        return before.existence() == after.existence()
                ? Uni.createFrom().voidItem()
                : audit.add(
                                tx,
                                new AuditEntry(
                                        partnerId,
                                        clock.now(),
                                        origin,
                                        after.existence() == Existence.GONE
                                                ? "WITHDRAWN"
                                                : "CONFIRMED",
                                        SUBJECT,
                                        after.id(),
                                        audited(before),
                                        audited(after)))
                        .chain(() -> admitOrWithdraw(tx, partnerId, after, origin));
    }

    /**
     * Of a client that came to nothing: its users go, and whatever others have begun for it ends; a
     * seat that its first user got meanwhile goes back. One that has come to be lets its users in.
     */
    private Uni<Void> admitOrWithdraw(
            HibernateTx tx, UUID partnerId, Client client, Origin origin) {
        if (client.existence() != Existence.GONE) {
            return tx.session().flush().chain(() -> users.admitAll(tx, partnerId, client.id()));
        }
        return tx.session()
                .flush()
                .chain(() -> users.removeAll(tx, partnerId, client.id(), origin))
                .chain(() ->
                        outbox.add(
                                tx,
                                partnerId,
                                clock.now(),
                                List.of(new ClientDisabled(client.id(), true))));
    }

    private Uni<Client> store(HibernateTx tx, Loaded loaded, Client edited, Origin origin) {
        Client before = loaded.toClient();
        if (edited.equals(before)) {
            return Uni.createFrom().item(before);
        }
        loaded.row().become(edited);
        return audit.add(
                        tx,
                        new AuditEntry(
                                loaded.row().partnerId,
                                clock.now(),
                                origin,
                                "CHANGED",
                                SUBJECT,
                                before.id(),
                                audited(before),
                                audited(edited)))
                .chain(() -> tellName(tx, loaded.row().partnerId, before, edited))
                .chain(() -> tellLimits(tx, loaded.row().partnerId, before, edited))
                .replaceWith(edited);
    }

    private Uni<Void> tellName(HibernateTx tx, UUID partnerId, Client before, Client edited) {
        return edited.name().equals(before.name())
                ? Uni.createFrom().voidItem()
                : outbox.add(
                        tx,
                        partnerId,
                        clock.now(),
                        List.of(new ClientRenamed(edited.id(), edited.name())));
    }

    private Uni<Void> tellLimits(HibernateTx tx, UUID partnerId, Client before, Client edited) {
        ClientLimits limits = edited.limits();
        return limits.equals(before.limits())
                ? Uni.createFrom().voidItem()
                : outbox.add(
                        tx,
                        partnerId,
                        clock.now(),
                        List.of(
                                new ClientLimitsChanged(
                                        edited.id(), limits.seats(), limits.complimentary())));
    }

    private static Uni<Void> persist(HibernateTx tx, UUID partnerId, Client client, Origin origin) {
        Uni<Void> row =
                tx.session()
                        .persist(ClientRow.of(partnerId, client, origin.actor()))
                        .chain(() -> tx.session().flush());
        SeatChange change = client.change();
        return change == null
                ? row
                : row.chain(() -> tx.session().persist(SeatChangeRow.of(partnerId, change)))
                        .chain(() -> tx.session().flush());
    }

    private static Uni<ClientRow> lock(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .find(
                        ClientRow.class,
                        new ClientKey(partnerId, clientId),
                        LockMode.PESSIMISTIC_WRITE);
    }

    private static Uni<Loaded> withChange(ClientRow row) {
        return row.seatChangeId == null
                ? Uni.createFrom().item(new Loaded(row, null))
                : SeatChangeRow.<SeatChangeRow>findById(
                                new SeatChangeKey(row.partnerId, row.seatChangeId))
                        .map(change -> new Loaded(row, change));
    }

    private static Uni<List<Client>> withChanges(UUID partnerId, List<ClientRow> rows) {
        List<UUID> ids =
                rows.stream().map(row -> row.seatChangeId).filter(Objects::nonNull).toList();
        if (ids.isEmpty()) {
            return Uni.createFrom().item(rows.stream().map(row -> row.toClient(null)).toList());
        }
        return SeatChangeRow.<SeatChangeRow>list(
                        "partnerId = ?1 and changeId in ?2", partnerId, ids)
                .map(changes -> joined(rows, changes));
    }

    private static List<Client> joined(List<ClientRow> rows, List<SeatChangeRow> changes) {
        Map<UUID, SeatChangeRow> byClient =
                changes.stream().collect(Collectors.toMap(change -> change.clientId, row -> row));
        return rows.stream()
                .map(row -> new Loaded(row, byClient.get(row.clientId)).toClient())
                .toList();
    }

    private static String where(UUID partnerId, Filter filter, Map<String, Object> values) {
        var where = new StringBuilder("partner_id = :partner and existence = 'LISTED'");
        values.put("partner", partnerId);
        if (filter.only() != null) {
            where.append(" and client_id = :only");
            values.put("only", filter.only());
        }
        if (filter.after() != null) {
            where.append(" and client_id > :after");
            values.put("after", filter.after());
        }
        if (filter.status() != null) {
            where.append(" and status = :status");
            values.put("status", filter.status().name());
        }
        if (filter.externalId() != null) {
            where.append(" and external_id = :external");
            values.put("external", filter.externalId());
        }
        if (filter.name() != null) {
            named(filter.name(), where, values);
        }
        return where.toString();
    }

    /**
     * Names that have this part. Its groups of three letters are looked up in one index; where it
     * has none, its single letters and pairs are in another, which narrows and decides nothing.
     */
    private static void named(String part, StringBuilder where, Map<String, Object> values) {
        where.append(" and lower(name) like lower(:name) escape '!'");
        values.put("name", "%" + part.replaceAll("([!%_])", "!$1") + "%");
        if (!THREE_LETTERS.matcher(part).find()) {
            where.append(" and letter_pieces(lower(name)) @> letter_pieces(lower(:part))");
            values.put("part", part);
        }
    }

    private static void requireThere(@Nullable ClientRow row) {
        if (row == null || row.existence == Existence.GONE) {
            throw Problem.notFound("client");
        }
    }

    private static void requireKnown(@Nullable ClientRow row, UUID clientId) {
        if (row == null) {
            throw new Premature("Client " + clientId + " is not known yet.");
        }
    }

    private static AuditEntry created(UUID partnerId, Client client, Origin origin) {
        return new AuditEntry(
                partnerId,
                client.createdAt(),
                origin,
                "CREATED",
                SUBJECT,
                client.id(),
                null,
                audited(client));
    }

    /** What is kept of a client: amounts are not for everyone who may read the log. */
    private static Audited audited(Client client) {
        return new Audited(
                client.name(),
                client.status(),
                client.state() instanceof ClientState.Disabled disabled ? disabled.reason() : null,
                client.state().trial(),
                client.existence(),
                client.billingManager(),
                client.onTrialEnd(),
                client.limits(),
                client.externalId(),
                client.purchaseOrder(),
                client.figures().seats());
    }

    private record Audited(
            String name,
            ClientStatus status,
            @Nullable String disabledReason,
            @Nullable TrialPeriod trial,
            Existence existence,
            BillingManager billingManager,
            OnTrialEnd onTrialEnd,
            ClientLimits limits,
            @Nullable String externalId,
            @Nullable String purchaseOrder,
            int seats) {}

    private static List<AccountEvent> told(Client client, NewClient wanted) {
        SeatChange change = client.change();
        var events = new ArrayList<AccountEvent>();
        events.add(
                new ClientCreated(
                        client.id(),
                        client.status().name(),
                        client.billingManager().name(),
                        wanted.seats(),
                        change == null ? null : change.id(),
                        wanted.onShortfall().name(),
                        wanted.requestedBy(),
                        client.name()));
        if (client.state() instanceof ClientState.Trial(var trial)) {
            events.add(new TrialStarted(client.id(), trial.startedAt(), trial.endsAt()));
        }
        return events;
    }
}
