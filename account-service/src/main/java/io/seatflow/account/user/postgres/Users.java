package io.seatflow.account.user.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.user.Admission;
import io.seatflow.account.user.NewUser;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.Retry;
import io.seatflow.account.user.SeatWait;
import io.seatflow.account.user.SignInWish;
import io.seatflow.account.user.User;
import io.seatflow.account.user.UserRules;
import io.seatflow.account.user.UserState;
import io.seatflow.account.user.Waiters;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.SeatLeftBehind;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.AccountEvent.UserStatusChanged;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The users of every account, changed only by a decision of {@link UserRules}. */
@ApplicationScoped
public class Users {

    private static final Logger LOG = Logger.getLogger(Users.class);
    private static final String SUBJECT = "USER";
    private static final int ASKED_AGAIN_AT_ONCE_MAX = 100;

    private static final String MENDED =
            """
            update identity i
            set wanted = w.wish, state = 'PENDING', revision = i.revision + 1, tries = 0, due_at = $1
            from (select u.partner_id, u.user_id,
                         case when u.state = 'REMOVED' then 'GONE'
                              when u.state in ('SEATLESS', 'SEATED')
                                   and (u.client_id is null or c.status in ('TRIAL', 'ACTIVE'))
                                  then 'ENABLED'
                              when u.state = 'AWAITING_SEAT' and u.role = 'ADMIN'
                                   and c.status in ('TRIAL', 'ACTIVE') and c.billing_manager = 'VENDOR'
                                  then 'ENABLED'
                              else 'DISABLED' end as wish
                  from account_user u
                  left join client c on c.partner_id = u.partner_id and c.client_id = u.client_id
                  where true %s) w
            where i.partner_id = w.partner_id and i.user_id = w.user_id and i.wanted <> w.wish
            """;

    private final HibernateTransactions transactions;
    private final Identities identities;
    private final AuditLog audit;
    private final Outbox outbox;
    private final BusinessClock business;
    private final Clock system;

    Users(
            HibernateTransactions transactions,
            Identities identities,
            AuditLog audit,
            Outbox outbox,
            BusinessClock business,
            Clock system) {
        this.transactions = transactions;
        this.identities = identities;
        this.audit = audit;
        this.outbox = outbox;
        this.business = business;
        this.system = system;
    }

    /** A row with the change that its user waits by. */
    private record Loaded(UserRow row, @Nullable SeatWaitRow change) {

        User toUser() {
            return row.toUser(change == null ? null : change.toWait());
        }
    }

    /** A user as it was and as it is. */
    private record Changed(Loaded loaded, User before, User after) {}

    /** Adds a user who takes no seat: the administrator whom a partner is registered with. */
    public Uni<Void> add(
            HibernateTx tx, User user, @Nullable PasswordHash password, Origin origin) {
        return tx.session()
                .persist(UserRow.of(user))
                .chain(() -> tx.session().flush())
                .chain(() -> identities.add(tx, user, SignInWish.ENABLED, password))
                .invoke(free -> refuseUnless(free, "/admin/email"))
                .chain(() -> audit.add(tx, entry("CREATED", null, user, user.createdAt(), origin)));
    }

    /** Adds a user, who asks for a seat. */
    public Uni<UUID> create(
            NewUser wanted,
            @Nullable PasswordHash password,
            IdempotentRequest request,
            Origin origin) {
        return transactions.run(tx ->
                request.begin(tx, wanted.id())
                        .chain(() -> Accounts.lockOpen(tx, wanted.partnerId(), wanted.clientId()))
                        .chain(admission ->
                                create(tx, wanted, admission, password, "/email", origin))
                        .replaceWith(wanted.id()));
    }

    /**
     * The same in a transaction that has made the account; it tells {@code UserAdded}, so what
     * makes the account is told before.
     *
     * @param pointer the field of the request that has the address
     * @param isHeldBack whether the seat is asked for only by {@link #askHeldBack}
     */
    public Uni<Void> create(
            HibernateTx tx,
            NewUser wanted,
            @Nullable PasswordHash password,
            String pointer,
            boolean isHeldBack,
            Origin origin) {
        return Accounts.lock(tx, wanted.partnerId(), wanted.clientId())
                .chain(admission -> persist(tx, wanted, admission, password, pointer, origin))
                .chain(user ->
                        isHeldBack
                                ? tx.session()
                                        .find(
                                                SeatWaitRow.class,
                                                new SeatWaitRow.Key(
                                                        user.partnerId(), waitOf(user).changeId()))
                                        .invoke(row -> row.askedAt = null)
                                        .replaceWithVoid()
                                : ask(tx, user));
    }

    /**
     * Asks for the seats of those whom a client was made with, after the seats that it was made
     * with have come, or have not: those are not theirs to be taken from before.
     */
    public Uni<Void> askHeldBack(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .createNativeQuery(
                        """
                        select * from user_seat_change
                        where partner_id = ?1 and client_id = ?2 and asked_at is null for update
                        """,
                        SeatWaitRow.class)
                .setParameter(1, partnerId)
                .setParameter(2, clientId)
                .getResultList()
                .chain(rows -> each(rows, row -> askAgain(tx, row)));
    }

    private Uni<Void> create(
            HibernateTx tx,
            NewUser wanted,
            Admission admission,
            @Nullable PasswordHash password,
            String pointer,
            Origin origin) {
        return persist(tx, wanted, admission, password, pointer, origin)
                .chain(user -> ask(tx, user));
    }

    private Uni<Void> ask(HibernateTx tx, User user) {
        return tell(tx, user.partnerId(), business.now(), List.of(asking(user)));
    }

    private Uni<User> persist(
            HibernateTx tx,
            NewUser wanted,
            Admission admission,
            @Nullable PasswordHash password,
            String pointer,
            Origin origin) {
        Instant now = business.now();
        User user = UserRules.add(wanted, now);
        return requireNoUser(tx, wanted, pointer)
                .chain(() -> persistWait(tx, user))
                .chain(() -> tx.session().persist(UserRow.of(user)))
                .chain(() -> tx.session().flush())
                .chain(() -> identities.add(tx, user, wish(user, admission), password))
                .invoke(free -> refuseUnless(free, pointer))
                .chain(() -> audit.add(tx, entry("CREATED", null, user, now, origin)))
                // Who waits is let in by nobody but their own plan's payer, which may change.
                .chain(() -> tell(tx, user.partnerId(), now, List.of(statusOf(user))))
                .replaceWith(user);
    }

    /** The user, if there is one: removed ones are none. */
    public Uni<Optional<User>> find(UUID partnerId, @Nullable UUID clientId, UUID userId) {
        return Panache.withSession(() ->
                Panache.getSession()
                        .chain(session ->
                                load(
                                        new HibernateTx(session),
                                        new UserKey(partnerId, userId),
                                        LockMode.NONE))
                        .map(found ->
                                found.filter(loaded -> isOf(loaded.row(), clientId))
                                        .map(Loaded::toUser)));
    }

    /** The user, or {@code not-found}. */
    public Uni<User> get(UUID partnerId, @Nullable UUID clientId, UUID userId) {
        return find(partnerId, clientId, userId)
                .map(found -> found.orElseThrow(() -> Problem.notFound("user")));
    }

    /** A user of any account of the partner's, as a token names it. */
    public Uni<Optional<User>> ofToken(UUID partnerId, UUID userId) {
        return Panache.withSession(() ->
                Panache.getSession()
                        .chain(session ->
                                load(
                                        new HibernateTx(session),
                                        new UserKey(partnerId, userId),
                                        LockMode.NONE))
                        .map(found -> found.map(Loaded::toUser)));
    }

    /**
     * Users of one account in the order in which they were added, at most {@code limit}.
     *
     * @param clientId null: the partner's own
     * @param after where the list goes on; null: from its beginning
     */
    public Uni<List<User>> list(
            UUID partnerId, @Nullable UUID clientId, @Nullable UUID after, int limit) {
        String account = clientId == null ? "clientId is null" : "clientId = :client";
        Map<String, Object> values =
                clientId == null
                        ? Map.of(
                                "partner",
                                partnerId,
                                "removed",
                                UserRow.State.REMOVED,
                                "after",
                                since(after))
                        : Map.of(
                                "partner",
                                partnerId,
                                "removed",
                                UserRow.State.REMOVED,
                                "after",
                                since(after),
                                "client",
                                clientId);
        return Panache.withSession(() ->
                UserRow.<UserRow>find(
                                "partnerId = :partner and state <> :removed and userId > :after and "
                                        + account
                                        + " order by userId",
                                values)
                        .range(0, limit - 1)
                        .list()
                        .chain(rows -> withWaits(partnerId, rows)));
    }

    /** Asks once more for the seat of a user whose change came to nothing. */
    public Uni<Void> retry(
            UUID partnerId,
            @Nullable UUID clientId,
            UUID userId,
            String requestedBy,
            IdempotentRequest request,
            Origin origin) {
        return transactions.run(tx ->
                request.begin(tx, userId)
                        .chain(() -> Accounts.lockOpen(tx, partnerId, clientId))
                        .chain(() -> lockOrRefuse(tx, partnerId, clientId, userId))
                        .chain(loaded -> retry(tx, loaded, requestedBy, origin)));
    }

    private Uni<Void> retry(HibernateTx tx, Loaded loaded, String requestedBy, Origin origin) {
        Instant now = business.now();
        return switch (UserRules.retry(loaded.toUser(), Ids.next(), requestedBy, now)) {
            case Retry.Asks(var user) ->
                    persistWait(tx, user)
                            .invoke(() -> loaded.row().become(user, now))
                            .chain(() ->
                                    audit.add(
                                            tx,
                                            entry("RETRIED", loaded.toUser(), user, now, origin)))
                            .chain(() -> tell(tx, user.partnerId(), now, List.of(asking(user))));
            case Retry.Stands _ -> Uni.createFrom().voidItem();
            case Retry.Refused _ -> Uni.createFrom().failure(Accounts.disabled());
        };
    }

    /** Removes a user, whose seat or change is let go of; the last administrator stays. */
    public Uni<Void> remove(
            UUID partnerId,
            @Nullable UUID clientId,
            UUID userId,
            @Nullable String ifMatch,
            Origin origin) {
        return transactions.run(tx ->
                Accounts.lock(tx, partnerId, clientId)
                        .chain(() -> lockOrRefuse(tx, partnerId, clientId, userId))
                        .invoke(loaded -> Versions.requireMatch(ifMatch, loaded.row().version))
                        .call(loaded -> requireOtherAdministrator(tx, loaded))
                        .chain(loaded -> remove(tx, loaded, origin)));
    }

    private Uni<Void> remove(HibernateTx tx, Loaded loaded, Origin origin) {
        Instant now = business.now();
        User before = loaded.toUser();
        User after = UserRules.removed(before);
        loaded.row().become(after, now);
        return identities
                .wish(tx, after, SignInWish.GONE)
                .chain(() -> audit.add(tx, entry("REMOVED", before, after, now, origin)))
                .chain(() ->
                        tell(
                                tx,
                                after.partnerId(),
                                now,
                                List.of(new UserRemoved(after.id(), after.clientId()))));
    }

    /** Nobody could let anybody in any more. */
    private static Uni<Void> requireOtherAdministrator(HibernateTx tx, Loaded loaded) {
        return isLastAdministrator(tx, loaded)
                .invoke(isLast -> {
                    if (isLast) {
                        throw new Problem(
                                ProblemType.LAST_ADMINISTRATOR,
                                "This is the only administrator of the partner who can sign in.");
                    }
                })
                .replaceWithVoid();
    }

    /** Whether no other administrator of the partner can sign in; its account is locked. */
    private static Uni<Boolean> isLastAdministrator(HibernateTx tx, Loaded loaded) {
        UserRow row = loaded.row();
        if (row.clientId != null || !loaded.toUser().role().isAdmin()) {
            return Uni.createFrom().item(false);
        }
        return tx.session()
                .createNativeQuery(
                        """
                        select count(*) from account_user
                        where partner_id = ?1 and client_id is null and role = 'ADMIN'
                          and state in ('SEATLESS', 'SEATED') and user_id <> ?2
                        """,
                        Long.class)
                .setParameter(1, row.partnerId)
                .setParameter(2, row.userId)
                .getSingleResult()
                .map(others -> others == 0);
    }

    /**
     * A client's users may not sign in any more, since it was disabled; where it gives its seats
     * back, they are suspended. In the transaction that disables it and has locked it.
     */
    public Uni<Void> closeAccount(
            HibernateTx tx, UUID partnerId, UUID clientId, boolean releaseSeats, Origin origin) {
        UnaryOperator<User> rule = releaseSeats ? UserRules::suspended : UnaryOperator.identity();
        return lockAll(tx, partnerId, clientId)
                .chain(all -> followAll(tx, partnerId, clientId, all, rule, origin));
    }

    /**
     * A client's users may sign in from now on, since it is in Trial or Active; those who were
     * suspended wait for their seats by one change, which {@code ClientActivated} names. In the
     * transaction that opens it and has locked it.
     */
    public Uni<Waiters> openAccount(
            HibernateTx tx, UUID partnerId, UUID clientId, String requestedBy, Origin origin) {
        return lockAll(tx, partnerId, clientId)
                .chain(all -> openAll(tx, partnerId, clientId, all, requestedBy, origin));
    }

    private Uni<Waiters> openAll(
            HibernateTx tx,
            UUID partnerId,
            UUID clientId,
            List<Loaded> all,
            String requestedBy,
            Origin origin) {
        List<UUID> suspended =
                all.stream()
                        .map(Loaded::toUser)
                        .filter(user -> user.state() instanceof UserState.Suspended)
                        .map(User::id)
                        .toList();
        if (suspended.isEmpty()) {
            return mendWishes(tx, partnerId, clientId).replaceWith(Waiters.NONE);
        }
        SeatWait wait =
                SeatWait.asked(Ids.next(), clientId, suspended.size(), requestedBy, business.now());
        return tx.session()
                .persist(SeatWaitRow.of(partnerId, wait, system.instant()))
                .chain(() -> tx.session().flush())
                .chain(() ->
                        followAll(
                                tx,
                                partnerId,
                                clientId,
                                all,
                                user -> UserRules.awakened(user, wait),
                                origin))
                .replaceWith(new Waiters(wait.changeId(), suspended));
    }

    /**
     * Lets a client's users in, or not any more, as is right for what it has just become. In the
     * transaction that changes it and has locked it.
     */
    public Uni<Void> admitAll(HibernateTx tx, UUID partnerId, UUID clientId) {
        return mendWishes(tx, partnerId, clientId).replaceWithVoid();
    }

    /** Removes the users of a client that came to nothing, in the transaction that withdraws it. */
    public Uni<Void> removeAll(HibernateTx tx, UUID partnerId, UUID clientId, Origin origin) {
        return lockAll(tx, partnerId, clientId)
                .chain(all -> each(all, loaded -> remove(tx, loaded, origin)));
    }

    /** Whether a client has a user who can manage its company settings, and so its billing. */
    public Uni<Boolean> hasBillingContact(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .createNativeQuery(
                        """
                        select count(*) from account_user
                        where partner_id = ?1 and client_id = ?2 and state <> 'REMOVED'
                          and (role = 'ADMIN' or 'company-settings:manage' = any (permissions))
                        """,
                        Long.class)
                .setParameter(1, partnerId)
                .setParameter(2, clientId)
                .getSingleResult()
                .map(found -> found > 0);
    }

    /** Keeps that seat-service seated a user; users who are gone by now are none of ours. */
    public Uni<Void> hearOccupied(
            HibernateTx tx,
            UUID partnerId,
            @Nullable UUID clientId,
            UUID userId,
            @Nullable UUID changeId,
            Origin origin) {
        return Accounts.lock(tx, partnerId, clientId)
                .chain(admission ->
                        load(tx, new UserKey(partnerId, userId), LockMode.PESSIMISTIC_WRITE)
                                .chain(found ->
                                        found.isEmpty()
                                                ? Uni.createFrom().voidItem()
                                                : follow(
                                                        tx,
                                                        found.get(),
                                                        user -> UserRules.occupied(user, changeId),
                                                        admission,
                                                        origin)))
                .chain(() -> countInUse(tx, partnerId, clientId));
    }

    /**
     * Mends that a user is in a seat here of which seat-service does not know: it asks for one, as
     * whoever is added does. Of a disabled client it is suspended, and asks when that is active
     * again. The last administrator of a partner who can sign in stays as it is: nobody could get
     * it a seat.
     */
    public Uni<Void> mendNoSeat(HibernateTx tx, UUID partnerId, UUID userId, Origin origin) {
        return lockWithAccount(tx, partnerId, userId)
                .chain(found ->
                        found.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : askAnew(tx, found.get(), origin));
    }

    private Uni<Void> askAnew(HibernateTx tx, Locked locked, Origin origin) {
        User user = locked.loaded().toUser();
        return user.state() instanceof UserState.Seated
                ? isLastAdministrator(tx, locked.loaded())
                        .chain(isLast -> isLast ? stay(user) : askAnew(tx, locked, user, origin))
                : Uni.createFrom().voidItem();
    }

    private static Uni<Void> stay(User user) {
        LOG.warnf(
                "User %s of partner %s has no seat, and stays: no other administrator can sign in.",
                user.id(), user.partnerId());
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> askAnew(HibernateTx tx, Locked locked, User user, Origin origin) {
        if (locked.isDisabled()) {
            return follow(tx, locked.loaded(), UserRules::suspended, locked.admission(), origin);
        }
        SeatWait wait =
                SeatWait.asked(Ids.next(), user.clientId(), 1, origin.actor(), business.now());
        User waiting = UserRules.unseated(user, wait);
        return persistWait(tx, waiting)
                .chain(() -> follow(tx, locked.loaded(), _ -> waiting, locked.admission(), origin))
                .chain(() -> ask(tx, waiting))
                .chain(() -> countInUse(tx, user.partnerId(), user.clientId()));
    }

    /**
     * Mends that seat-service records a seat of somebody who has none here: whoever waits asks once
     * more by the same change, all others leave it. Nobody is let in for it: seat-service may yet
     * have to hear that the seat is another's, and answers after that.
     */
    public Uni<Void> mendSeatLeft(HibernateTx tx, UUID partnerId, UUID userId) {
        return lockWithAccount(tx, partnerId, userId)
                .chain(found ->
                        found.map(locked -> askOrLeave(tx, locked.loaded().toUser()))
                                .orElseGet(() -> leave(tx, partnerId, userId)));
    }

    private Uni<Void> askOrLeave(HibernateTx tx, User user) {
        return switch (user.state()) {
            case UserState.AwaitingSeat _ -> ask(tx, user);
            case UserState.Seated _ -> Uni.createFrom().voidItem();
            case UserState.Seatless _, UserState.Suspended _, UserState.Removed _ ->
                    leave(tx, user.partnerId(), user.id());
        };
    }

    private Uni<Void> leave(HibernateTx tx, UUID partnerId, UUID userId) {
        return tell(tx, partnerId, business.now(), List.of(new SeatLeftBehind(userId)));
    }

    /** A user whose account was locked before it. */
    private record Locked(Loaded loaded, Admission admission, boolean isDisabled) {}

    private static Uni<Optional<Locked>> lockWithAccount(
            HibernateTx tx, UUID partnerId, UUID userId) {
        var key = new UserKey(partnerId, userId);
        return tx.session()
                .createNativeQuery(
                        """
                        select cast(coalesce(cast(client_id as text), '') as text) from account_user
                        where partner_id = ?1 and user_id = ?2 and state <> 'REMOVED'
                        """,
                        String.class)
                .setParameter(1, partnerId)
                .setParameter(2, userId)
                .getSingleResultOrNull()
                .chain(client ->
                        client == null
                                ? Uni.createFrom().item(Optional.<Locked>empty())
                                : lockWithAccount(
                                        tx,
                                        key,
                                        client.isEmpty() ? null : UUID.fromString(client)));
    }

    private static Uni<Optional<Locked>> lockWithAccount(
            HibernateTx tx, UserKey key, @Nullable UUID clientId) {
        return Accounts.lock(tx, key.partnerId(), clientId)
                .chain(admission ->
                        Accounts.isDisabled(tx, key.partnerId(), clientId)
                                .chain(isDisabled ->
                                        load(tx, key, LockMode.PESSIMISTIC_WRITE)
                                                .map(found ->
                                                        found.map(loaded ->
                                                                new Locked(
                                                                        loaded,
                                                                        admission,
                                                                        isDisabled)))));
    }

    /** Keeps that a change which users wait by needs seats that there are not. */
    public Uni<Void> hearShortfall(
            HibernateTx tx, UUID partnerId, UUID changeId, int shortfall, @Nullable UUID payer) {
        return lockWait(tx, partnerId, changeId)
                .invoke(row -> {
                    if (row != null && row.status.isOpen()) {
                        row.become(row.toWait().shortOf(shortfall, payer), system.instant());
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Keeps how a change stands which users wait by. It seats nobody: whom seat-service has seated
     * it tells one by one, and one that is completed may have left some without.
     */
    public Uni<Void> hear(HibernateTx tx, UUID partnerId, SeatChangeState state) {
        return lockWait(tx, partnerId, state.changeId())
                .invoke(row -> {
                    if (row != null) {
                        row.become(row.toWait().told(state), system.instant());
                    }
                })
                .replaceWithVoid();
    }

    /** A client's figures follow its users and its seats, whichever is told of first. */
    public Uni<Void> countInUse(HibernateTx tx, UUID partnerId, @Nullable UUID clientId) {
        return clientId == null
                ? Uni.createFrom().voidItem()
                : tx.session()
                        .flush()
                        .chain(() ->
                                tx.execute(
                                        """
                                        update client c
                                        set in_use = n.users, version = c.version + 1
                                        from (select cast(least(
                                                  (select count(*) from account_user
                                                   where partner_id = $1 and client_id = $2 and state = 'SEATED'),
                                                  (select seats from client
                                                   where partner_id = $1 and client_id = $2)) as int) as users) n
                                        where c.partner_id = $1 and c.client_id = $2 and c.in_use <> n.users
                                        """,
                                        partnerId,
                                        clientId))
                        .replaceWithVoid();
    }

    /**
     * Asks seat-service again about changes that it has left unanswered since {@code askedBy}, by
     * the system's clock; tells how many. It has acted at most once, and answers again.
     */
    public Uni<Integer> askAgain(Instant askedBy) {
        return transactions.run(tx ->
                tx.session()
                        .createNativeQuery(
                                """
                                select * from user_seat_change
                                where status in ('QUOTING', 'PURCHASING') and asked_at <= ?1
                                order by asked_at limit ?2 for update skip locked
                                """,
                                SeatWaitRow.class)
                        .setParameter(1, askedBy)
                        .setParameter(2, ASKED_AGAIN_AT_ONCE_MAX)
                        .getResultList()
                        .chain(rows ->
                                each(rows, row -> askAgain(tx, row)).replaceWith(rows.size())));
    }

    /** Nobody waits any more by a change whose users are all gone; it is looked at once more. */
    private Uni<Void> askAgain(HibernateTx tx, SeatWaitRow row) {
        row.askedAt = system.instant();
        return waitersOf(tx, row)
                .chain(waiters ->
                        tell(
                                tx,
                                row.partnerId,
                                business.now(),
                                waiters.stream()
                                        .<AccountEvent>map(waiter -> asking(waiter.toUser()))
                                        .toList()));
    }

    /**
     * Sees to it that every sign-in is to be what its user and its account are: whatever was
     * overlooked when one of them changed. Tells how many were not.
     */
    public Uni<Integer> mendWishes() {
        return transactions.run(tx -> tx.execute(MENDED.formatted(""), now()));
    }

    /** The same for all users of a client that has just changed, as {@link UserRules} has it. */
    private Uni<Integer> mendWishes(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .flush()
                .chain(() ->
                        tx.execute(
                                MENDED.formatted("and u.partner_id = $2 and u.client_id = $3"),
                                now(),
                                partnerId,
                                clientId));
    }

    private OffsetDateTime now() {
        return system.instant().atOffset(ZoneOffset.UTC);
    }

    /** Which of these addresses belong to users who may sign in. */
    public Uni<List<String>> whoMaySignIn(List<String> emails) {
        return Panache.withSession(() ->
                Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(
                                                """
                                                select u.email from account_user u
                                                join identity i on i.partner_id = u.partner_id and i.user_id = u.user_id
                                                where u.email = any (?1) and u.state <> 'REMOVED'
                                                  and (i.wanted = 'ENABLED' or i.state <> 'DONE')
                                                """,
                                                String.class)
                                        .setParameter(1, emails.toArray(String[]::new))
                                        .getResultList()));
    }

    /** Applies a rule; where it changed something, that is kept, written down and told. */
    private Uni<Void> follow(
            HibernateTx tx,
            Loaded loaded,
            UnaryOperator<User> rule,
            Admission admission,
            Origin origin) {
        User before = loaded.toUser();
        var changed = new Changed(loaded, before, rule.apply(before));
        return keep(tx, changed, origin)
                .chain(() ->
                        identities.wish(tx, changed.after(), wish(changed.after(), admission)));
    }

    /** The same for all users of a client, in few statements however many they are. */
    private Uni<Void> followAll(
            HibernateTx tx,
            UUID partnerId,
            UUID clientId,
            List<Loaded> all,
            UnaryOperator<User> rule,
            Origin origin) {
        Instant now = business.now();
        // Every statement that follows would compare each of them with what was read.
        all.forEach(loaded -> tx.session().detach(loaded.row()));
        List<Changed> changed =
                all.stream()
                        .map(loaded -> {
                            User before = loaded.toUser();
                            return new Changed(loaded, before, rule.apply(before));
                        })
                        .filter(one -> !one.after().equals(one.before()))
                        .toList();
        return write(tx, partnerId, changed.stream().map(Changed::after).toList())
                .chain(() -> mendWishes(tx, partnerId, clientId))
                .chain(() ->
                        audit.addAll(
                                tx,
                                changed.stream()
                                        .map(one ->
                                                entry(
                                                        "CHANGED",
                                                        one.before(),
                                                        one.after(),
                                                        now,
                                                        origin))
                                        .toList()))
                .chain(() ->
                        tell(
                                tx,
                                partnerId,
                                now,
                                changed.stream().map(one -> statusOf(one.after())).toList()));
    }

    /** Keeps what has become of these users, whose rows nobody reads again in this session. */
    private static Uni<Integer> write(HibernateTx tx, UUID partnerId, List<User> users) {
        return tx.execute(
                """
                update account_user u
                set state = n.state, version = n.version,
                    seat_change_id = coalesce(n.seat_change_id, u.seat_change_id)
                from unnest(cast(string_to_array(cast($2 as text), ' ') as uuid[]),
                            string_to_array(cast($3 as text), ' '),
                            cast(string_to_array(cast($4 as text), ' ') as bigint[]),
                            cast(string_to_array(cast($5 as text), ' ', '-') as uuid[]))
                     as n (user_id, state, version, seat_change_id)
                where u.partner_id = $1 and u.user_id = n.user_id
                """,
                partnerId,
                words(users, User::id),
                words(users, user -> UserRow.State.of(user.state())),
                words(users, User::version),
                words(
                        users,
                        user ->
                                user.state() instanceof UserState.AwaitingSeat(var wait)
                                        ? wait.changeId()
                                        : "-"));
    }

    private static String words(List<User> users, Function<User, Object> word) {
        return users.stream()
                .map(user -> String.valueOf(word.apply(user)))
                .collect(Collectors.joining(" "));
    }

    private static UserStatusChanged statusOf(User user) {
        return new UserStatusChanged(user.id(), user.clientId(), user.state().status());
    }

    private static SignInWish wish(User user, Admission admission) {
        return UserRules.maySignIn(user, admission) ? SignInWish.ENABLED : SignInWish.DISABLED;
    }

    private Uni<Void> keep(HibernateTx tx, Changed changed, Origin origin) {
        User before = changed.before();
        User after = changed.after();
        if (after.equals(before)) {
            return Uni.createFrom().voidItem();
        }
        Instant now = business.now();
        changed.loaded().row().become(after, now);
        return audit.add(tx, entry("CHANGED", before, after, now, origin))
                .chain(() -> tell(tx, after.partnerId(), now, List.of(statusOf(after))));
    }

    private Uni<Void> persistWait(HibernateTx tx, User user) {
        return tx.session()
                .persist(SeatWaitRow.of(user.partnerId(), waitOf(user), system.instant()))
                .chain(() -> tx.session().flush());
    }

    private static SeatWait waitOf(User user) {
        if (user.state() instanceof UserState.AwaitingSeat(var wait)) {
            return wait;
        }
        throw new IllegalArgumentException("Only a user who waits asks for a seat.");
    }

    private static UserAdded asking(User user) {
        SeatWait wait = waitOf(user);
        return new UserAdded(
                user.id(), user.clientId(), wait.changeId(), "ASK", wait.requestedBy());
    }

    private Uni<Void> tell(
            HibernateTx tx, UUID partnerId, Instant now, List<? extends AccountEvent> events) {
        return events.isEmpty()
                ? Uni.createFrom().voidItem()
                : outbox.add(tx, partnerId, now, events);
    }

    private Uni<Loaded> lockOrRefuse(
            HibernateTx tx, UUID partnerId, @Nullable UUID clientId, UUID userId) {
        return load(tx, new UserKey(partnerId, userId), LockMode.PESSIMISTIC_WRITE)
                .map(found ->
                        found.filter(loaded -> isOf(loaded.row(), clientId))
                                .orElseThrow(() -> Problem.notFound("user")));
    }

    private static Uni<Optional<Loaded>> load(HibernateTx tx, UserKey key, LockMode lock) {
        return tx.session()
                .find(UserRow.class, key, lock)
                .chain(row ->
                        row == null || row.state == UserRow.State.REMOVED
                                ? Uni.createFrom().item(Optional.empty())
                                : withWaitRow(tx, row).map(Optional::of));
    }

    static Uni<User> withWait(HibernateTx tx, UserRow row) {
        return withWaitRow(tx, row).map(Loaded::toUser);
    }

    private static Uni<Loaded> withWaitRow(HibernateTx tx, UserRow row) {
        return row.state != UserRow.State.AWAITING_SEAT || row.seatChangeId == null
                ? Uni.createFrom().item(new Loaded(row, null))
                : tx.session()
                        .find(
                                SeatWaitRow.class,
                                new SeatWaitRow.Key(row.partnerId, row.seatChangeId))
                        .map(wait -> new Loaded(row, wait));
    }

    private static Uni<List<Loaded>> lockAll(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .createNativeQuery(
                        """
                        select * from account_user
                        where partner_id = ?1 and client_id = ?2 and state <> 'REMOVED'
                        order by user_id for update
                        """,
                        UserRow.class)
                .setParameter(1, partnerId)
                .setParameter(2, clientId)
                .getResultList()
                .chain(rows -> withWaitRows(tx, rows));
    }

    private static Uni<List<Loaded>> waitersOf(HibernateTx tx, SeatWaitRow change) {
        return tx.session()
                .createNativeQuery(
                        """
                        select * from account_user
                        where partner_id = ?1 and seat_change_id = ?2 and state = 'AWAITING_SEAT'
                        order by user_id for update
                        """,
                        UserRow.class)
                .setParameter(1, change.partnerId)
                .setParameter(2, change.changeId)
                .getResultList()
                .map(rows -> rows.stream().map(row -> new Loaded(row, change)).toList());
    }

    private static Uni<List<Loaded>> withWaitRows(HibernateTx tx, List<UserRow> rows) {
        return Multi.createFrom()
                .iterable(rows)
                .onItem()
                .transformToUniAndConcatenate(row -> withWaitRow(tx, row))
                .collect()
                .asList();
    }

    private static Uni<List<User>> withWaits(UUID partnerId, List<UserRow> rows) {
        List<UUID> changes =
                rows.stream()
                        .filter(row -> row.state == UserRow.State.AWAITING_SEAT)
                        .map(row -> row.seatChangeId)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        return changes.isEmpty()
                ? Uni.createFrom().item(joined(rows, List.of()))
                : SeatWaitRow.<SeatWaitRow>list(
                                "partnerId = ?1 and changeId in ?2", partnerId, changes)
                        .map(waits -> joined(rows, waits));
    }

    private static List<User> joined(List<UserRow> rows, List<SeatWaitRow> waits) {
        Map<UUID, SeatWaitRow> byId =
                waits.stream().collect(Collectors.toMap(wait -> wait.changeId, wait -> wait));
        return rows.stream()
                .map(row ->
                        new Loaded(
                                        row,
                                        row.seatChangeId == null
                                                ? null
                                                : byId.get(row.seatChangeId))
                                .toUser())
                .toList();
    }

    private static Uni<SeatWaitRow> lockWait(HibernateTx tx, UUID partnerId, UUID changeId) {
        return tx.session()
                .find(
                        SeatWaitRow.class,
                        new SeatWaitRow.Key(partnerId, changeId),
                        LockMode.PESSIMISTIC_WRITE);
    }

    private static Uni<Void> requireNoUser(HibernateTx tx, NewUser wanted, String pointer) {
        return tx.session()
                .createNativeQuery(
                        """
                        select count(*) from account_user
                        where partner_id = ?1
                          and coalesce(client_id, '00000000-0000-0000-0000-000000000000') = ?2
                          and email = ?3 and state <> 'REMOVED'
                        """,
                        Long.class)
                .setParameter(1, wanted.partnerId())
                .setParameter(2, Objects.requireNonNullElse(wanted.clientId(), Ids.NIL))
                .setParameter(3, wanted.email())
                .getSingleResult()
                .invoke(found -> refuseUnless(found == 0, pointer))
                .replaceWithVoid();
    }

    private static void refuseUnless(boolean isFree, String pointer) {
        if (!isFree) {
            throw emailTaken(pointer);
        }
    }

    /**
     * The refusal of an address with which somebody signs in already: people sign in to one realm,
     * whatever account they are of.
     *
     * @param pointer the field that has it
     */
    public static Problem emailTaken(String pointer) {
        return new Problem(ProblemType.EMAIL_TAKEN, "Somebody signs in with this address already.")
                .with("errors", List.of(new FieldError(pointer, "is in use already")));
    }

    private static boolean isOf(UserRow row, @Nullable UUID clientId) {
        return Objects.equals(row.clientId, clientId);
    }

    private static UUID since(@Nullable UUID after) {
        return after == null ? Ids.NIL : after;
    }

    private static <T> Uni<Void> each(List<T> all, Function<T, Uni<Void>> act) {
        return Multi.createFrom()
                .iterable(new ArrayList<>(all))
                .onItem()
                .transformToUniAndConcatenate(one -> act.apply(one))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static AuditEntry entry(
            String action, @Nullable User before, User after, Instant now, Origin origin) {
        return new AuditEntry(
                after.partnerId(),
                now,
                origin,
                action,
                SUBJECT,
                after.id(),
                after.clientId(),
                before == null ? null : Audited.of(before),
                after.state() instanceof UserState.Removed ? null : Audited.of(after),
                null);
    }

    /** What is kept of a user: amounts are not for everyone who may read the log. */
    private record Audited(
            @Nullable UUID clientId, String email, String name, String role, String status) {

        static Audited of(User user) {
            return new Audited(
                    user.clientId(),
                    user.email(),
                    user.name(),
                    user.role().name(),
                    user.state().status());
        }
    }
}
