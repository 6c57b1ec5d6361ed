package io.seatflow.account.user.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.PendingSignIn;
import io.seatflow.account.user.Role;
import io.seatflow.account.user.User;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
import io.seatflow.platform.problem.ProblemType;
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

/** People, and the sign-ins that they have or are to have. */
@ApplicationScoped
public class Users {

    /** One at a time: the lease of a second would run while the first is worked on. */
    private static final int CLAIMED_AT_ONCE_MAX = 1;

    /** Longer than Keycloak takes; a replica that dies meanwhile holds a sign-in up no longer. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    private final HibernateTransactions transactions;
    private final Clock clock;
    private final boolean identities;

    Users(
            HibernateTransactions transactions,
            Clock clock,
            @ConfigProperty(name = "seatflow.identities") String identities) {
        this.transactions = transactions;
        this.clock = clock;
        this.identities = identities.equals("on");
    }

    /** Adds a user, and the sign-in that it is to have. */
    public Uni<Void> add(HibernateTx tx, User user, @Nullable PasswordHash password) {
        Uni<Void> added = tx.session().persist(UserRow.of(user)).chain(() -> tx.session().flush());
        return identities
                ? takeAddress(tx, user.email())
                        .chain(() -> added)
                        .chain(() ->
                                tx.session()
                                        .persist(IdentityRow.of(user, password, clock.instant())))
                : added;
    }

    /**
     * Two registrations at once may both find an address free at Keycloak; one of them gets it
     * here.
     */
    private static Uni<Void> takeAddress(HibernateTx tx, String email) {
        return tx.execute(
                        "insert into sign_in_address (partner_id, email) values ($1, $2) on conflict do nothing",
                        Ids.NIL,
                        email)
                .invoke(taken -> {
                    if (taken == 0) {
                        throw emailTaken();
                    }
                })
                .replaceWithVoid();
    }

    /** The refusal of an administrator's address with which somebody signs in already. */
    public static Problem emailTaken() {
        return new Problem(
                        ProblemType.EMAIL_TAKEN,
                        "Somebody signs in with the administrator's address already.")
                .with("errors", List.of(new FieldError("/admin/email", "is in use already")));
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

    /** Whether a user of the client may manage its company's settings, its bills among them. */
    public Uni<Boolean> hasBillingContact(UUID partnerId, UUID clientId) {
        return Panache.withSession(() ->
                UserRow.count(
                                "partnerId = ?1 and clientId = ?2 and role = ?3",
                                partnerId,
                                clientId,
                                Role.ADMIN)
                        .map(contacts -> contacts > 0));
    }

    /** Takes up some sign-ins that are due, which no other replica does meanwhile. */
    public Uni<List<PendingSignIn>> claim() {
        return transactions.run(tx ->
                tx.session()
                        .createNativeQuery(
                                """
                                select * from identity
                                where state <> 'DONE' and due_at <= ?1
                                order by due_at limit ?2 for update skip locked
                                """,
                                IdentityRow.class)
                        .setParameter(1, clock.instant())
                        .setParameter(2, CLAIMED_AT_ONCE_MAX)
                        .getResultList()
                        .chain(rows -> lease(tx, rows)));
    }

    /**
     * Keycloak knows the user.
     *
     * @param isDone false: the invitation is still to be sent
     */
    public Uni<Void> known(User user, String keycloakId, boolean isDone) {
        return change(user, row -> row.known(keycloakId, isDone, clock.instant()));
    }

    /** It went wrong and is tried again, later each time. */
    public Uni<Void> failed(PendingSignIn pending, String failure) {
        Duration pause = Duration.ofSeconds(1L << Math.min(pending.tries(), 10));
        Instant nextTry = clock.instant().plus(pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX);
        return change(pending.user(), row -> row.failed(failure, nextTry));
    }

    private Uni<List<PendingSignIn>> lease(HibernateTx tx, List<IdentityRow> rows) {
        return Multi.createFrom()
                .iterable(rows)
                .invoke(row -> row.lease(clock.instant().plus(LEASE)))
                .onItem()
                .transformToUniAndConcatenate(row ->
                        tx.session()
                                .find(UserRow.class, new UserKey(row.partnerId, row.userId))
                                .map(user -> row.toPending(user.toUser())))
                .collect()
                .asList();
    }

    private Uni<Void> change(User user, Consumer<IdentityRow> change) {
        return transactions.run(tx ->
                tx.session()
                        .find(
                                IdentityRow.class,
                                new UserKey(user.partnerId(), user.id()),
                                LockMode.PESSIMISTIC_WRITE)
                        .invoke(change)
                        .replaceWithVoid());
    }
}
