package io.seatflow.account.role.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.role.CustomRole;
import io.seatflow.account.role.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code account_role}. */
@Entity(name = "RoleRow")
@Table(name = "account_role")
@IdClass(RoleRow.Key.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class RoleRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID roleId) {}

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id
    @Column(name = "role_id")
    UUID roleId;

    @Column(name = "client_id")
    @Nullable UUID clientId;

    String name;
    String[] permissions;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;

    static RoleRow of(CustomRole role, String createdBy) {
        var row = new RoleRow();
        row.partnerId = role.partnerId();
        row.roleId = role.id();
        row.clientId = role.clientId();
        row.name = role.role().name();
        row.permissions = role.role().permissions().stream().sorted().toArray(String[]::new);
        row.createdBy = createdBy;
        row.createdAt = role.createdAt();
        return row;
    }

    CustomRole toRole() {
        return new CustomRole(
                roleId, partnerId, clientId, new Role(name, Set.of(permissions)), createdAt);
    }
}
