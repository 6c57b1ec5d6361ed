package io.seatflow.account.user.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.role.Role;
import io.seatflow.account.user.SeatWait;
import io.seatflow.account.user.User;
import io.seatflow.account.user.UserState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code account_user}. */
@Entity(name = "UserRow")
@Table(name = "account_user")
@IdClass(UserKey.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class UserRow extends PanacheEntityBase {

    enum State {
        SEATLESS,
        SEATED,
        AWAITING_SEAT,
        SUSPENDED,
        REMOVED;

        static State of(UserState state) {
            return switch (state) {
                case UserState.Seatless _ -> SEATLESS;
                case UserState.Seated _ -> SEATED;
                case UserState.AwaitingSeat _ -> AWAITING_SEAT;
                case UserState.Suspended _ -> SUSPENDED;
                case UserState.Removed _ -> REMOVED;
            };
        }
    }

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id
    @Column(name = "user_id")
    UUID userId;

    @Column(name = "client_id")
    @Nullable UUID clientId;

    String email;
    String name;
    String role;
    String[] permissions;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "seat_change_id")
    @Nullable UUID seatChangeId;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "removed_at")
    @Nullable Instant removedAt;

    long version;

    static UserRow of(User user) {
        var row = new UserRow();
        row.partnerId = user.partnerId();
        row.userId = user.id();
        row.clientId = user.clientId();
        row.email = user.email();
        row.name = user.name();
        row.role = user.role().name();
        row.permissions = user.role().permissions().stream().sorted().toArray(String[]::new);
        row.createdAt = user.createdAt();
        row.become(user, user.createdAt());
        return row;
    }

    /** Takes over what may change. */
    final void become(User user, Instant at) {
        state = State.of(user.state());
        if (user.state() instanceof UserState.AwaitingSeat(var wait)) {
            seatChangeId = wait.changeId();
        }
        removedAt = state == State.REMOVED ? at : null;
        version = user.version();
    }

    /**
     * @param change that it waits by; needed only of one who waits
     */
    User toUser(@Nullable SeatWait change) {
        return new User(
                userId,
                partnerId,
                clientId,
                email,
                name,
                new Role(role, Set.of(permissions)),
                state(change),
                createdAt,
                version);
    }

    private UserState state(@Nullable SeatWait change) {
        return switch (state) {
            case SEATLESS -> new UserState.Seatless();
            case SEATED -> new UserState.Seated();
            case AWAITING_SEAT ->
                    new UserState.AwaitingSeat(
                            Objects.requireNonNull(change, "Whoever waits does so by a change."));
            case SUSPENDED -> new UserState.Suspended();
            case REMOVED -> new UserState.Removed();
        };
    }
}
