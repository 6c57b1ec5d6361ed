package io.seatflow.account.user.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.user.Agreement;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.PendingSignIn;
import io.seatflow.account.user.SettledSignIn;
import io.seatflow.account.user.SignInDifference;
import io.seatflow.account.user.SignInWish;
import io.seatflow.account.user.User;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * The sign-ins that users have or are to have in Keycloak: each is a row before it is an act, and
 * worked on by one at a time.
 */
@ApplicationScoped
public class Identities {

    /** One at a time: the lease of a second would run while the first is worked on. */
    private static final int CLAIMED_AT_ONCE_MAX = 1;

    /** Each costs Keycloak two small questions. */
    private static final int COMPARED_AT_ONCE_MAX = 50;

    /** Longer than Keycloak takes; a replica that dies meanwhile holds a sign-in up no longer. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    private final HibernateTransactions transactions;
    private final Clock clock;
    private final boolean on;

    Identities(
            HibernateTransactions transactions,
            Clock clock,
            @ConfigProperty(name = "seatflow.identities") String identities) {
        this.transactions = transactions;
        this.clock = clock;
        this.on = identities.equals("on");
    }

    /**
     * Adds the sign-in that a new user is to have, and takes its address.
     *
     * @return false where the address is somebody's
     */
    Uni<Boolean> add(HibernateTx tx, User user, SignInWish wish, @Nullable PasswordHash password) {
        return on
                ? takeAddress(tx, user.email())
                        .chain(taken ->
                                taken
                                        ? persist(tx, user, wish, password).replaceWith(true)
                                        : Uni.createFrom().item(false))
                : Uni.createFrom().item(true);
    }

    private Uni<Void> persist(
            HibernateTx tx, User user, SignInWish wish, @Nullable PasswordHash password) {
        return tx.session()
                .persist(IdentityRow.of(user, wish, password, clock.instant()))
                .chain(() -> tx.session().flush());
    }

    /** Two requests at once may both find an address free at Keycloak; one of them gets it here. */
    private static Uni<Boolean> takeAddress(HibernateTx tx, String email) {
        return tx.execute(
                        "insert into sign_in_address (partner_id, email) values ($1, $2) on conflict do nothing",
                        Ids.NIL,
                        email)
                .map(taken -> taken == 1);
    }

    /** What a user's sign-in is to be from now on, in the transaction that made it so. */
    Uni<Void> wish(HibernateTx tx, User user, SignInWish wish) {
        return on
                ? lock(tx, user)
                        .invoke(row -> {
                            if (row != null) {
                                row.wish(wish, clock.instant());
                            }
                        })
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Whether everybody of the partner's who is to sign in is known to Keycloak. */
    public Uni<Boolean> canSignIn(UUID partnerId) {
        return Panache.withSession(() ->
                IdentityRow.count(
                                "partnerId = ?1 and state = ?2",
                                partnerId,
                                IdentityRow.State.PENDING)
                        .map(pending -> pending == 0));
    }

    /** Whether a user's sign-in is in Keycloak what it is to be. */
    public Uni<Boolean> isSettled(UUID partnerId, UUID userId) {
        return Panache.withSession(() ->
                IdentityRow.count(
                                "partnerId = ?1 and userId = ?2 and state = ?3",
                                partnerId,
                                userId,
                                IdentityRow.State.PENDING)
                        .map(pending -> pending == 0));
    }

    /** Takes up some sign-ins that are due, which no other replica does meanwhile. */
    public Uni<List<PendingSignIn>> claim() {
        return transactions.run(tx ->
                tx.session()
                        .createNativeQuery(
                                """
                                select * from identity
                                where state <> 'DONE' and due_at <= ?1
                                  and (leased_until is null or leased_until <= ?1)
                                order by due_at limit ?2 for update skip locked
                                """,
                                IdentityRow.class)
                        .setParameter(1, clock.instant())
                        .setParameter(2, CLAIMED_AT_ONCE_MAX)
                        .getResultList()
                        .chain(rows -> lease(tx, rows)));
    }

    /**
     * A wish was carried out; the address of a user who is gone is free again, unless somebody has
     * taken it since it was freed a first time.
     *
     * @param keycloakId null where Keycloak does not know the user, as was wanted
     */
    public Uni<Void> carriedOut(PendingSignIn done, @Nullable String keycloakId) {
        return transactions.run(
                tx -> lock(tx, done.user()).chain(row -> carriedOut(tx, row, done, keycloakId)));
    }

    private Uni<Void> carriedOut(
            HibernateTx tx, IdentityRow row, PendingSignIn done, @Nullable String keycloakId) {
        row.carriedOut(done, keycloakId, clock.instant());
        return row.isGone()
                ? tx.session()
                        .flush()
                        .chain(() ->
                                tx.execute(
                                        """
                                        delete from sign_in_address
                                        where partner_id = $1 and email = $2
                                          and not exists (
                                              select from account_user u
                                              where u.email = $2 and u.state <> 'REMOVED')
                                        """,
                                        Ids.NIL,
                                        done.user().email()))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** It went wrong and is tried again, later each time. */
    public Uni<Void> failed(PendingSignIn pending, String failure) {
        Duration pause = Duration.ofSeconds(1L << Math.min(pending.tries(), 10));
        Instant nextTry = clock.instant().plus(pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX);
        return change(pending.user(), row -> row.failed(failure, nextTry));
    }

    /**
     * Takes up some sign-ins to compare with Keycloak, which no other replica compares meanwhile.
     *
     * @param restedBy only those that have been as they are since then: what has just changed may
     *     be under way
     * @param comparedBy only those that have not been taken up since then
     */
    public Uni<List<SettledSignIn>> claimSettled(Instant restedBy, Instant comparedBy) {
        return transactions.run(tx ->
                tx.session()
                        .createNativeQuery(
                                """
                                select * from identity
                                where state = 'DONE' and wanted <> 'GONE' and keycloak_id is not null
                                  and (claimed_at is null or claimed_at <= ?1) and due_at <= ?2
                                order by claimed_at nulls first limit ?3 for update skip locked
                                """,
                                IdentityRow.class)
                        .setParameter(1, comparedBy)
                        .setParameter(2, restedBy)
                        .setParameter(3, COMPARED_AT_ONCE_MAX)
                        .getResultList()
                        .chain(rows -> compared(tx, rows)));
    }

    private Uni<List<SettledSignIn>> compared(HibernateTx tx, List<IdentityRow> rows) {
        return Multi.createFrom()
                .iterable(rows)
                .onItem()
                .transformToUniAndConcatenate(row -> {
                    Instant before = row.comparedAt;
                    row.claimedAt = clock.instant();
                    row.comparedAt = row.claimedAt;
                    return userOf(tx, row).map(user -> row.toSettled(user, before));
                })
                .collect()
                .asList();
    }

    /**
     * Keycloak did not say how it is: it has not been compared since it was before. Its turn is
     * over all the same, or whoever can never be compared would keep all others from it.
     */
    public Uni<Void> notCompared(SettledSignIn settled) {
        return change(settled.user(), row -> row.comparedAt = settled.comparedAt());
    }

    /** A sign-in turned out to be otherwise in Keycloak; unless that was wished meanwhile. */
    public Uni<Void> differs(SettledSignIn compared, SignInDifference difference) {
        return change(
                compared.user(),
                row -> {
                    if (row.revision == compared.revision()) {
                        row.differs(difference, clock.instant());
                    }
                });
    }

    /** How far sign-ins are known to be in Keycloak what they are to be. */
    public Uni<Agreement> agreement() {
        return Panache.withSession(() ->
                Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(
                                                """
                                                select (select count(*) from identity where differed is not null),
                                                       (select cast(extract(epoch from coalesce(compared_at, due_at)) as double precision)
                                                        from identity
                                                        where state = 'DONE' and wanted <> 'GONE' and keycloak_id is not null
                                                        order by compared_at nulls first limit 1)
                                                """,
                                                Object[].class)
                                        .getSingleResult())
                        .map(row -> Agreement.of((Long) row[0], (Double) row[1])));
    }

    private static Uni<User> userOf(HibernateTx tx, IdentityRow row) {
        return tx.session()
                .find(UserRow.class, new UserKey(row.partnerId, row.userId))
                .chain(user -> Users.withWait(tx, user));
    }

    private Uni<List<PendingSignIn>> lease(HibernateTx tx, List<IdentityRow> rows) {
        return Multi.createFrom()
                .iterable(rows)
                .invoke(row -> row.lease(clock.instant().plus(LEASE)))
                .onItem()
                .transformToUniAndConcatenate(row -> userOf(tx, row).map(row::toPending))
                .collect()
                .asList();
    }

    private Uni<Void> change(User user, Consumer<IdentityRow> change) {
        return transactions.run(tx -> lock(tx, user).invoke(change).replaceWithVoid());
    }

    private static Uni<IdentityRow> lock(HibernateTx tx, User user) {
        return tx.session()
                .find(
                        IdentityRow.class,
                        new UserKey(user.partnerId(), user.id()),
                        LockMode.PESSIMISTIC_WRITE);
    }
}
