package io.seatflow.account.user.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.user.Role;
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

/** A row of {@code account_user}. */
@Entity(name = "UserRow")
@Table(name = "account_user")
@IdClass(UserKey.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class UserRow extends PanacheEntityBase {

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

    @Enumerated(EnumType.STRING)
    Role role;

    @Column(name = "created_at")
    Instant createdAt;

    static UserRow of(User user) {
        var row = new UserRow();
        row.partnerId = user.partnerId();
        row.userId = user.id();
        row.clientId = user.clientId();
        row.email = user.email();
        row.name = user.name();
        row.role = user.role();
        row.createdAt = user.createdAt();
        return row;
    }

    User toUser() {
        return new User(userId, partnerId, clientId, email, name, role, createdAt);
    }
}
