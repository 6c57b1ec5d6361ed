package io.seatflow.account.user.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.PendingSignIn;
import io.seatflow.account.user.SettledSignIn;
import io.seatflow.account.user.SignInDifference;
import io.seatflow.account.user.SignInWish;
import io.seatflow.account.user.User;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code identity}. */
@Entity(name = "IdentityRow")
@Table(name = "identity")
@IdClass(UserKey.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class IdentityRow extends PanacheEntityBase {

    enum State {
        PENDING,
        INVITING,
        DONE
    }

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id
    @Column(name = "user_id")
    UUID userId;

    @Enumerated(EnumType.STRING)
    State state;

    @Enumerated(EnumType.STRING)
    SignInWish wanted;

    boolean invited;

    long revision;

    @Column(name = "leased_until")
    @Nullable Instant leasedUntil;

    @Column(name = "keycloak_id")
    @Nullable String keycloakId;

    @Column(name = "secret_data")
    @Nullable String secretData;

    @Column(name = "credential_data")
    @Nullable String credentialData;

    int tries;

    @Column(name = "due_at")
    Instant dueAt;

    @Column(name = "last_failure")
    @Nullable String lastFailure;

    /** When it was last compared with what it is in Keycloak. */
    @Column(name = "compared_at")
    @Nullable Instant comparedAt;

    /** When it was last taken up to be compared, whether Keycloak then said how it is or not. */
    @Column(name = "claimed_at")
    @Nullable Instant claimedAt;

    /** How it differed then; null where it did not, or has been mended. */
    @Enumerated(EnumType.STRING)
    @Nullable SignInDifference differed;

    /** A sign-in that is not wanted yet is settled: there is nothing in Keycloak to undo. */
    static IdentityRow of(User user, SignInWish wish, @Nullable PasswordHash password, Instant at) {
        var row = new IdentityRow();
        row.partnerId = user.partnerId();
        row.userId = user.id();
        row.state = wish == SignInWish.ENABLED ? State.PENDING : State.DONE;
        row.wanted = wish;
        row.invited = password != null;
        row.revision = 1;
        row.secretData = password == null ? null : password.secretData();
        row.credentialData = password == null ? null : password.credentialData();
        row.dueAt = at;
        return row;
    }

    /** It is to be otherwise from now on; work that is under way finds another revision. */
    void wish(SignInWish wish, Instant now) {
        if (wanted != wish) {
            wanted = wish;
            state = State.PENDING;
            revision++;
            tries = 0;
            dueAt = now;
        }
    }

    /** Nobody else takes it up until {@code until}. */
    void lease(Instant until) {
        tries++;
        leasedUntil = until;
    }

    /**
     * A wish was carried out.
     *
     * @param id Keycloak's of the user; null where it is not there, as was wanted
     */
    void carriedOut(PendingSignIn done, @Nullable String id, Instant now) {
        leasedUntil = null;
        String before = keycloakId;
        keycloakId = id;
        lastFailure = null;
        dueAt = now;
        // Whoever had to be made anew has no password any more, and is invited to choose one.
        invited = (before == null || before.equals(id)) && (invited || done.invites());
        if (id != null || wanted == SignInWish.GONE) {
            secretData = null;
            credentialData = null;
        }
        if (done.revision() == revision) {
            differed = null;
            state = wanted == SignInWish.ENABLED && !invited ? State.INVITING : State.DONE;
        } else if (state == State.DONE) {
            // It came after a later wish and may have undone that, which is carried out again.
            state = State.PENDING;
            tries = 0;
        }
    }

    void failed(String failure, Instant nextTry) {
        leasedUntil = null;
        lastFailure = failure;
        dueAt = nextTry;
    }

    /** It is otherwise in Keycloak, and is to be made again what it is to be. */
    void differs(SignInDifference difference, Instant now) {
        differed = difference;
        state = State.PENDING;
        revision++;
        tries = 0;
        dueAt = now;
    }

    /**
     * As it is compared.
     *
     * @param before when it was so the last time
     */
    SettledSignIn toSettled(User user, @Nullable Instant before) {
        return new SettledSignIn(
                user,
                wanted,
                revision,
                Objects.requireNonNull(keycloakId, "Only what Keycloak knows is compared."),
                before);
    }

    boolean isGone() {
        return wanted == SignInWish.GONE && state == State.DONE;
    }

    PendingSignIn toPending(User user) {
        return new PendingSignIn(
                user,
                wanted,
                revision,
                keycloakId,
                secretData == null || credentialData == null
                        ? null
                        : new PasswordHash(secretData, credentialData),
                state == State.INVITING,
                tries);
    }
}
