package io.seatflow.account.user.keycloak;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.PendingSignIn;
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
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Gives users their sign-ins in Keycloak: each is a row before it is an act, taken up by one
 * replica at a time and tried until it is done.
 */
@ApplicationScoped
public class SignIns {

    private static final Logger LOG = Logger.getLogger(SignIns.class);
    private static final int SALT_BYTES = 16;

    private final KeycloakUsers keycloak;
    private final Users users;
    private final Waiting waiting;
    private final Vertx vertx;
    private final SecureRandom random = new SecureRandom();
    private final boolean on;

    SignIns(
            KeycloakUsers keycloak,
            Users users,
            Waiting waiting,
            Vertx vertx,
            @ConfigProperty(name = "seatflow.identities") String identities) {
        this.keycloak = keycloak;
        this.users = users;
        this.waiting = waiting;
        this.vertx = vertx;
        this.on = identities.equals("on");
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

    /** Until nothing is due: an invitation becomes due when its user has been made. */
    private Uni<Void> work() {
        return users.claim()
                .chain(claimed ->
                        claimed.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : makeAll(claimed).chain(this::work));
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
        String known = pending.keycloakId();
        if (known == null) {
            return offLoop(() -> keycloak.make(pending.user(), pending.password()))
                    .chain(id -> users.known(pending.user(), id, pending.password() != null));
        }
        return offLoop(() -> invite(known)).chain(id -> users.known(pending.user(), id, true));
    }

    private String invite(String id) {
        keycloak.invite(id);
        return id;
    }

    private Uni<Void> failed(PendingSignIn pending, Throwable failure) {
        LOG.warnf(
                "The %s of user %s of partner %s failed and is tried again: %s",
                pending.keycloakId() == null ? "sign-in" : "invitation",
                pending.user().id(),
                pending.user().partnerId(),
                failure.toString());
        return users.failed(pending, failure.toString());
    }

    /** Keycloak's client and hashing block; the result comes back on the caller's context. */
    private <T> Uni<T> offLoop(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }
}
