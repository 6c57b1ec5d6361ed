package io.seatflow.account.user.keycloak;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.PendingSignIn;
import io.seatflow.account.user.SettledSignIn;
import io.seatflow.account.user.SignInDifference;
import io.seatflow.account.user.postgres.Identities;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives users their sign-ins in Keycloak: each is a row before it is an act, taken up by one
 * replica at a time and tried until it is done.
 */
@ApplicationScoped
public class SignIns {

    private static final Logger LOG = Logger.getLogger(SignIns.class);
    private static final int SALT_BYTES = 16;
    private static final int COMPARED_AT_ONCE = 200;

    private final KeycloakUsers keycloak;
    private final Users users;
    private final Identities identities;
    private final Waiting waiting;
    private final Vertx vertx;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Duration atRest;
    private final Duration compareEvery;
    private final boolean on;

    SignIns(
            KeycloakUsers keycloak,
            Users users,
            Identities identities,
            Waiting waiting,
            Vertx vertx,
            Clock clock,
            @ConfigProperty(name = "seatflow.users.at-rest") Duration atRest,
            @ConfigProperty(name = "seatflow.identities.compare-every") Duration compareEvery,
            @ConfigProperty(name = "seatflow.identities") String setting) {
        this.keycloak = keycloak;
        this.users = users;
        this.identities = identities;
        this.waiting = waiting;
        this.vertx = vertx;
        this.clock = clock;
        this.atRest = atRest;
        this.compareEvery = compareEvery;
        this.on = setting.equals("on");
    }

    /** Whether somebody signs in with this address already. */
    public Uni<Boolean> isTaken(String email) {
        if (!on) {
            return Uni.createFrom().item(false);
        }
        return offLoop(() -> keycloak.find(email).isPresent())
                .onFailure()
                .transform(failure -> {
                    LOG.warnf("Keycloak does not answer: %s", failure.toString());
                    return new Problem(
                            ProblemType.UNAVAILABLE, "Sign-ins cannot be made right now.");
                });
    }

    /** The password as Keycloak keeps it. */
    public Uni<PasswordHash> hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return offLoop(() -> PasswordHash.of(password, salt));
    }

    /** Makes what is due at once; to be called after a commit that added a user. */
    public void wake() {
        if (on) {
            Contexts.onNewContext(vertx, this::work)
                    .subscribe()
                    .with(_ -> {}, e -> LOG.warnf("Sign-ins wait: %s", e.toString()));
        }
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        return on
                ? Contexts.onNewContext(vertx, this::work)
                        .onFailure()
                        .invoke(e -> LOG.warnf("Sign-ins wait: %s", e.toString()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /** What should not be able to sign in, and is: whatever was overlooked or cut off. */
    @Scheduled(
            every = "{seatflow.identities.mend-every}",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> mend() {
        return on
                ? Contexts.onNewContext(vertx, () -> users.mendWishes().chain(() -> mendFrom(0)))
                        .invoke(this::wake)
                        .onFailure()
                        .invoke(e -> LOG.warnf("Sign-ins are not compared: %s", e.toString()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /** What is not any more what it was made, by whatever and whoever. */
    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> compareSettled() {
        return on
                ? Contexts.onNewContext(vertx, this::claimSettled)
                        .chain(this::compareAll)
                        .onFailure()
                        .invoke(e -> LOG.warnf("Sign-ins are not compared: %s", e.toString()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private Uni<List<SettledSignIn>> claimSettled() {
        Instant now = clock.instant();
        return identities.claimSettled(now.minus(atRest), now.minus(compareEvery));
    }

    private Uni<Void> compareAll(List<SettledSignIn> settled) {
        return Multi.createFrom()
                .iterable(settled)
                .onItem()
                .transformToUniAndConcatenate(this::compareOne)
                .collect()
                .asList()
                .invoke(this::tell)
                .replaceWithVoid();
    }

    private Uni<Compared> compareOne(SettledSignIn settled) {
        return offLoop(() -> keycloak.compare(settled))
                .chain(found -> keep(settled, found))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf(
                            failure, "Keycloak's user %s is not compared.", settled.keycloakId());
                    return Contexts.onNewContext(vertx, () -> identities.notCompared(settled))
                            .replaceWith(Compared.NOT);
                });
    }

    private Uni<Compared> keep(SettledSignIn settled, Optional<SignInDifference> found) {
        return found.map(difference ->
                        Contexts.onNewContext(vertx, () -> identities.differs(settled, difference))
                                .replaceWith(Compared.DIFFERS))
                .orElseGet(() -> Uni.createFrom().item(Compared.AGREES));
    }

    private void tell(List<Compared> all) {
        long differing = all.stream().filter(one -> one == Compared.DIFFERS).count();
        long not = all.stream().filter(one -> one == Compared.NOT).count();
        if (differing > 0) {
            LOG.warnf(
                    "%d of %d sign-ins are otherwise in Keycloak and are mended.",
                    differing, all.size());
            wake();
        }
        if (not > 0) {
            LOG.warnf("%d of %d sign-ins could not be compared.", not, all.size());
        }
    }

    /** What came of a comparison. */
    private enum Compared {
        AGREES,
        DIFFERS,
        NOT
    }

    private Uni<Void> mendFrom(int first) {
        return offLoop(() -> keycloak.page(first, COMPARED_AT_ONCE))
                .chain(page ->
                        compare(page.ours())
                                .chain(() ->
                                        page.isLast()
                                                ? Uni.createFrom().voidItem()
                                                : mendFrom(first + COMPARED_AT_ONCE)));
    }

    private Uni<Void> compare(List<KnownSignIn> page) {
        return users.whoMaySignIn(page.stream().map(KnownSignIn::email).toList())
                .map(Set::copyOf)
                .chain(may -> offLoop(() -> disableOthers(page, may)))
                .replaceWithVoid();
    }

    private int disableOthers(List<KnownSignIn> page, Set<String> may) {
        var others =
                page.stream().filter(one -> one.isEnabled() && !may.contains(one.email())).toList();
        for (KnownSignIn other : others) {
            LOG.warnf("Keycloak's user %s may not sign in: disabled.", other.id());
            keycloak.disable(other.id());
        }
        return others.size();
    }

    /** Until nothing is due: an invitation becomes due when its user has been made. */
    private Uni<Void> work() {
        return Contexts.whileMore(() ->
                identities
                        .claim()
                        .chain(claimed -> makeAll(claimed).replaceWith(!claimed.isEmpty())));
    }

    private Uni<Void> makeAll(List<PendingSignIn> claimed) {
        return Multi.createFrom()
                .iterable(claimed)
                .onItem()
                .transformToUniAndConcatenate(
                        pending -> Contexts.onNewContext(vertx, () -> make(pending)))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> make(PendingSignIn pending) {
        return attempt(pending)
                .onFailure()
                .recoverWithUni(failure -> failed(pending, failure))
                .invoke(() -> waiting.signal(pending.user().partnerId()));
    }

    private Uni<Void> attempt(PendingSignIn pending) {
        return offLoop(() -> Optional.ofNullable(carryOut(pending)))
                .chain(id -> identities.carriedOut(pending, id.orElse(null)));
    }

    /** Gives Keycloak's id of the user; null where there is none now. */
    private @Nullable String carryOut(PendingSignIn pending) {
        String known = pending.keycloakId();
        return switch (pending.wish()) {
            case ENABLED -> letIn(pending, known);
            case DISABLED -> keycloak.disable(pending.user(), known);
            case GONE -> keycloak.remove(pending.user(), known);
        };
    }

    private String letIn(PendingSignIn pending, @Nullable String known) {
        boolean isThere = known != null && keycloak.enable(pending.user(), known);
        if (known == null || !isThere) {
            return keycloak.make(pending.user(), pending.password());
        }
        if (pending.invites()) {
            keycloak.invite(known);
        }
        return known;
    }

    private Uni<Void> failed(PendingSignIn pending, Throwable failure) {
        LOG.warnf(
                "The %s of user %s of partner %s failed and is tried again: %s",
                pending.invites() ? "invitation" : "sign-in",
                pending.user().id(),
                pending.user().partnerId(),
                failure.toString());
        return identities.failed(pending, failure.toString());
    }

    /** Keycloak's client and hashing block; the result comes back on the caller's context. */
    private <T> Uni<T> offLoop(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }
}
