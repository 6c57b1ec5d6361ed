package io.seatflow.account.user.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.PendingSignIn;
import io.seatflow.account.user.User;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
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

    static IdentityRow of(User user, @Nullable PasswordHash password, Instant dueAt) {
        var row = new IdentityRow();
        row.partnerId = user.partnerId();
        row.userId = user.id();
        row.state = State.PENDING;
        row.secretData = password == null ? null : password.secretData();
        row.credentialData = password == null ? null : password.credentialData();
        row.dueAt = dueAt;
        return row;
    }

    /** Nobody else takes it up until {@code until}. */
    void lease(Instant until) {
        tries++;
        dueAt = until;
    }

    void known(String id, boolean isDone, Instant now) {
        state = isDone ? State.DONE : State.INVITING;
        keycloakId = id;
        secretData = null;
        credentialData = null;
        lastFailure = null;
        dueAt = now;
    }

    void failed(String failure, Instant nextTry) {
        lastFailure = failure;
        dueAt = nextTry;
    }

    PendingSignIn toPending(User user) {
        return new PendingSignIn(
                user,
                keycloakId,
                secretData == null || credentialData == null
                        ? null
                        : new PasswordHash(secretData, credentialData),
                tries);
    }
}
