package io.seatflow.account.role.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.role.CustomRole;
import io.seatflow.account.role.Role;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The roles that accounts made for themselves. */
@ApplicationScoped
public class Roles {

    private final HibernateTransactions transactions;
    private final AuditLog audit;
    private final BusinessClock clock;

    Roles(HibernateTransactions transactions, AuditLog audit, BusinessClock clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Refuses with {@code not-found} a client that is not there, or not this partner's.
     *
     * @param clientId null: the partner's own account, which its token shows to be there
     */
    public Uni<Void> requireAccount(UUID partnerId, @Nullable UUID clientId) {
        if (clientId == null) {
            return Uni.createFrom().voidItem();
        }
        return Panache.withSession(() ->
                Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(
                                                """
                                                select count(*) from client
                                                where partner_id = ?1 and client_id = ?2 and existence <> 'GONE'
                                                """,
                                                Long.class)
                                        .setParameter(1, partnerId)
                                        .setParameter(2, clientId)
                                        .getSingleResult())
                        .invoke(found -> {
                            if (found == 0) {
                                throw Problem.notFound("client");
                            }
                        })
                        .replaceWithVoid());
    }

    /**
     * Refuses who may not do something in an account. Whoever may not even see it is told of
     * nothing but that: a client that is not there is {@code not-found}, whatever the caller lacks.
     *
     * @param permission throws a {@link Problem} where the caller lacks it
     */
    public Uni<Void> permit(UUID partnerId, @Nullable UUID clientId, Runnable permission) {
        try {
            permission.run();
            return Uni.createFrom().voidItem();
        } catch (Problem lacking) {
            return requireAccount(partnerId, clientId)
                    .chain(() -> Uni.createFrom().failure(lacking));
        }
    }

    /** Makes a role; its name is free, or it is refused with {@code role-taken}. */
    public Uni<UUID> create(
            UUID partnerId,
            @Nullable UUID clientId,
            Role role,
            IdempotentRequest request,
            Origin origin) {
        var made = new CustomRole(Ids.next(), partnerId, clientId, role, clock.now());
        return transactions.run(tx ->
                request.begin(tx, made.id())
                        .chain(() -> insert(tx, made, origin))
                        .chain(() -> audit.add(tx, created(made, origin)))
                        .replaceWith(made.id()));
    }

    /** Two may give a name at once; one of them gets it here. */
    private static Uni<Void> insert(HibernateTx tx, CustomRole role, Origin origin) {
        RoleRow row = RoleRow.of(role, origin.actor());
        return tx.execute(
                        """
                        insert into account_role
                            (partner_id, role_id, client_id, name, permissions, created_by, created_at)
                        select $1, $2, cast(nullif(cast($3 as text), '') as uuid), $4,
                               coalesce(string_to_array(nullif($5, ''), ' '), '{}'), $6, $7
                        where not exists (
                            select from account_role
                            where partner_id = $1 and lower(name) = lower($4)
                              and coalesce(client_id, '00000000-0000-0000-0000-000000000000')
                                  = coalesce(cast(nullif(cast($3 as text), '') as uuid),
                                             '00000000-0000-0000-0000-000000000000'))
                        on conflict do nothing
                        """,
                        row.partnerId,
                        row.roleId,
                        row.clientId == null ? "" : row.clientId.toString(),
                        row.name,
                        String.join(" ", row.permissions),
                        row.createdBy,
                        row.createdAt.atOffset(ZoneOffset.UTC))
                .invoke(inserted -> {
                    if (inserted == 0) {
                        throw new Problem(
                                        ProblemType.ROLE_TAKEN,
                                        "There is a role called " + row.name + " already.")
                                .with(
                                        "errors",
                                        List.of(new FieldError("/name", "is in use already")));
                    }
                })
                .replaceWithVoid();
    }

    /** The role of this id. */
    public Uni<CustomRole> get(UUID partnerId, @Nullable UUID clientId, UUID roleId) {
        return Panache.withSession(() ->
                RoleRow.<RoleRow>findById(new RoleRow.Key(partnerId, roleId))
                        .map(row -> {
                            if (row == null || !java.util.Objects.equals(row.clientId, clientId)) {
                                throw Problem.notFound("role");
                            }
                            return row.toRole();
                        }));
    }

    /**
     * An account's own roles, by name, at most {@code limit}.
     *
     * @param after the name that the list goes on after; empty: from its beginning
     */
    public Uni<List<CustomRole>> list(
            UUID partnerId, @Nullable UUID clientId, String after, int limit) {
        var values = new HashMap<>(values(partnerId, clientId));
        values.put("after", after);
        return Panache.withSession(() ->
                RoleRow.<RoleRow>find(
                                account(clientId)
                                        + " and lower(name) > lower(:after) order by lower(name)",
                                values)
                        .range(0, limit - 1)
                        .list()
                        .map(rows -> rows.stream().map(RoleRow::toRole).toList()));
    }

    /** The role of this name in an account: a built-in one, or one of its own. */
    public Uni<Optional<Role>> named(UUID partnerId, @Nullable UUID clientId, String name) {
        if (Role.isBuiltIn(name)) {
            return Uni.createFrom()
                    .item(
                            switch (name) {
                                case "ADMIN" -> Optional.of(Role.ADMIN);
                                case "MEMBER" -> Optional.of(Role.MEMBER);
                                default -> Optional.empty();
                            });
        }
        var values = new HashMap<>(values(partnerId, clientId));
        values.put("name", name);
        return Panache.withSession(() ->
                RoleRow.<RoleRow>find(account(clientId) + " and name = :name", values)
                        .firstResult()
                        .map(row -> Optional.ofNullable(row).map(found -> found.toRole().role())));
    }

    private static String account(@Nullable UUID clientId) {
        return "partnerId = :partner and "
                + (clientId == null ? "clientId is null" : "clientId = :client");
    }

    private static Map<String, Object> values(UUID partnerId, @Nullable UUID clientId) {
        return clientId == null
                ? Map.of("partner", partnerId)
                : Map.of("partner", partnerId, "client", clientId);
    }

    private static AuditEntry created(CustomRole role, Origin origin) {
        Instant at = role.createdAt();
        return new AuditEntry(
                role.partnerId(),
                at,
                origin,
                "CREATED",
                "ROLE",
                role.id(),
                role.clientId(),
                null,
                Map.of(
                        "name", role.role().name(),
                        "permissions", role.role().permissions().stream().sorted().toList()),
                null);
    }
}
