package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientEdit;
import io.seatflow.account.client.ClientRules;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.Existence;
import io.seatflow.account.client.NewClient;
import io.seatflow.account.client.SeatChange;
import io.seatflow.account.partner.postgres.Partners;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** The clients of every partner, changed only by a decision of {@link ClientRules}. */
@ApplicationScoped
public class Clients {

    private static final String SUBJECT = "CLIENT";

    private final HibernateTransactions transactions;
    private final Partners partners;
    private final AuditLog audit;
    private final Outbox outbox;
    private final BusinessClock clock;

    Clients(
            HibernateTransactions transactions,
            Partners partners,
            AuditLog audit,
            Outbox outbox,
            BusinessClock clock) {
        this.transactions = transactions;
        this.partners = partners;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Which clients a list has.
     *
     * @param only the one client that the caller may see; null: all
     * @param name part of a name, whatever the case
     * @param after where the list goes on; null: from its beginning
     */
    public record Filter(
            @Nullable UUID only,
            @Nullable ClientStatus status,
            @Nullable String name,
            @Nullable String externalId,
            @Nullable UUID after) {}

    /** A row and, where there is one, the seat change that the client was made with. */
    private record Loaded(ClientRow row, @Nullable SeatChangeRow change) {

        Client toClient() {
            return row.toClient(change == null ? null : change.toChange());
        }
    }

    /** Makes a client, which asks for its seats. */
    public Uni<UUID> create(
            UUID partnerId, NewClient wanted, IdempotentRequest request, Origin origin) {
        Instant now = clock.now();
        Client client = ClientRules.create(wanted, now);
        return transactions.run(tx ->
                request.begin(tx, client.id())
                        .chain(() -> partners.get(partnerId))
                        .chain(() -> persist(tx, partnerId, client, origin))
                        .chain(() -> audit.add(tx, created(partnerId, client, origin)))
                        .chain(() -> outbox.add(tx, partnerId, now, List.of(told(client, wanted))))
                        .replaceWith(client.id()));
    }

    /** The client, if there is one: also one that is only forming, or is gone. */
    public Uni<Optional<Client>> find(UUID partnerId, UUID clientId) {
        return Panache.withSession(() ->
                ClientRow.<ClientRow>findById(new ClientKey(partnerId, clientId))
                        .chain(row ->
                                row == null
                                        ? Uni.createFrom().item(Optional.empty())
                                        : withChange(row).map(Loaded::toClient).map(Optional::of)));
    }

    /** The client that exists or is forming, or {@code not-found}. */
    public Uni<Client> get(UUID partnerId, UUID clientId) {
        return find(partnerId, clientId)
                .map(found ->
                        found.filter(client -> client.existence() != Existence.GONE)
                                .orElseThrow(() -> Problem.notFound("client")));
    }

    /** Clients in the order in which they were made, at most {@code limit}. */
    public Uni<List<Client>> list(UUID partnerId, Filter filter, int limit) {
        Map<String, Object> values = new HashMap<>();
        String where = where(partnerId, filter, values);
        return Panache.withSession(() ->
                ClientRow.<ClientRow>find(where + " order by clientId", values)
                        .range(0, limit - 1)
                        .list()
                        .chain(rows -> withChanges(partnerId, rows)));
    }

    /** Edits a client that still has the version that the caller means. */
    public Uni<Client> edit(
            UUID partnerId,
            UUID clientId,
            ClientEdit edit,
            @Nullable String ifMatch,
            Origin origin) {
        return transactions.run(tx ->
                lock(tx, partnerId, clientId)
                        .invoke(Clients::requireThere)
                        .invoke(row -> Versions.requireMatch(ifMatch, row.version))
                        .chain(Clients::withChange)
                        .chain(loaded ->
                                store(
                                        tx,
                                        loaded,
                                        ClientRules.edit(loaded.toClient(), edit),
                                        origin)));
    }

    /** Keeps how the change stands that a client was made with; others are none of ours. */
    public Uni<Void> hear(HibernateTx tx, UUID partnerId, SeatChangeState state, Origin origin) {
        return ofChange(
                tx,
                partnerId,
                state.changeId(),
                client -> ClientRules.changed(client, state),
                origin);
    }

    /** Keeps that the change that a client was made with needs seats that there are not. */
    public Uni<Void> hearShortfall(
            HibernateTx tx, UUID partnerId, UUID changeId, int shortfall, Origin origin) {
        return ofChange(
                tx, partnerId, changeId, client -> ClientRules.shortOf(client, shortfall), origin);
    }

    /** Keeps what the ledger says that a client has. */
    public Uni<Void> hearSeats(HibernateTx tx, UUID partnerId, UUID clientId, int seats) {
        return lock(tx, partnerId, clientId)
                .invoke(row -> requireKnown(row, clientId))
                .invoke(row -> row.become(ClientRules.holding(row.toClient(null), seats)))
                .replaceWithVoid();
    }

    private Uni<Void> ofChange(
            HibernateTx tx,
            UUID partnerId,
            UUID changeId,
            UnaryOperator<Client> rule,
            Origin origin) {
        return tx.session()
                .find(SeatChangeRow.class, new SeatChangeKey(partnerId, changeId))
                .chain(change ->
                        change == null
                                ? Uni.createFrom().voidItem()
                                : lock(tx, partnerId, change.clientId)
                                        .chain(row ->
                                                follow(tx, new Loaded(row, change), rule, origin)));
    }

    private Uni<Void> follow(
            HibernateTx tx, Loaded loaded, UnaryOperator<Client> rule, Origin origin) {
        Client before = loaded.toClient();
        Client after = rule.apply(before);
        loaded.row().become(after);
        if (loaded.change() != null && after.change() != null) {
            loaded.change().become(after.change());
        }
        return before.existence() == after.existence()
                ? Uni.createFrom().voidItem()
                : audit.add(
                        tx,
                        new AuditEntry(
                                loaded.row().partnerId,
                                clock.now(),
                                origin,
                                after.existence() == Existence.GONE ? "WITHDRAWN" : "CONFIRMED",
                                SUBJECT,
                                after.id(),
                                audited(before),
                                audited(after)));
    }

    private Uni<Client> store(HibernateTx tx, Loaded loaded, Client edited, Origin origin) {
        Client before = loaded.toClient();
        if (edited.equals(before)) {
            return Uni.createFrom().item(before);
        }
        loaded.row().become(edited);
        return audit.add(
                        tx,
                        new AuditEntry(
                                loaded.row().partnerId,
                                clock.now(),
                                origin,
                                "CHANGED",
                                SUBJECT,
                                before.id(),
                                audited(before),
                                audited(edited)))
                .replaceWith(edited);
    }

    private static Uni<Void> persist(HibernateTx tx, UUID partnerId, Client client, Origin origin) {
        Uni<Void> row =
                tx.session()
                        .persist(ClientRow.of(partnerId, client, origin.actor()))
                        .chain(() -> tx.session().flush());
        SeatChange change = client.change();
        return change == null
                ? row
                : row.chain(() -> tx.session().persist(SeatChangeRow.of(partnerId, change)))
                        .chain(() -> tx.session().flush());
    }

    private static Uni<ClientRow> lock(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.session()
                .find(
                        ClientRow.class,
                        new ClientKey(partnerId, clientId),
                        LockMode.PESSIMISTIC_WRITE);
    }

    private static Uni<Loaded> withChange(ClientRow row) {
        return row.seatChangeId == null
                ? Uni.createFrom().item(new Loaded(row, null))
                : SeatChangeRow.<SeatChangeRow>findById(
                                new SeatChangeKey(row.partnerId, row.seatChangeId))
                        .map(change -> new Loaded(row, change));
    }

    private static Uni<List<Client>> withChanges(UUID partnerId, List<ClientRow> rows) {
        List<UUID> ids =
                rows.stream().map(row -> row.seatChangeId).filter(Objects::nonNull).toList();
        if (ids.isEmpty()) {
            return Uni.createFrom().item(rows.stream().map(row -> row.toClient(null)).toList());
        }
        return SeatChangeRow.<SeatChangeRow>list(
                        "partnerId = ?1 and changeId in ?2", partnerId, ids)
                .map(changes -> joined(rows, changes));
    }

    private static List<Client> joined(List<ClientRow> rows, List<SeatChangeRow> changes) {
        Map<UUID, SeatChangeRow> byClient =
                changes.stream().collect(Collectors.toMap(change -> change.clientId, row -> row));
        return rows.stream()
                .map(row -> new Loaded(row, byClient.get(row.clientId)).toClient())
                .toList();
    }

    private static String where(UUID partnerId, Filter filter, Map<String, Object> values) {
        var where = new StringBuilder("partnerId = :partner and existence = :listed");
        values.put("partner", partnerId);
        values.put("listed", Existence.LISTED);
        if (filter.only() != null) {
            where.append(" and clientId = :only");
            values.put("only", filter.only());
        }
        if (filter.after() != null) {
            where.append(" and clientId > :after");
            values.put("after", filter.after());
        }
        if (filter.status() != null) {
            where.append(" and status = :status");
            values.put("status", filter.status());
        }
        if (filter.externalId() != null) {
            where.append(" and externalId = :external");
            values.put("external", filter.externalId());
        }
        if (filter.name() != null) {
            where.append(" and lower(name) like lower(:name) escape '!'");
            values.put("name", "%" + filter.name().replaceAll("([!%_])", "!$1") + "%");
        }
        return where.toString();
    }

    private static void requireThere(@Nullable ClientRow row) {
        if (row == null || row.existence == Existence.GONE) {
            throw Problem.notFound("client");
        }
    }

    private static void requireKnown(@Nullable ClientRow row, UUID clientId) {
        if (row == null) {
            throw new Premature("Client " + clientId + " is not known yet.");
        }
    }

    private static AuditEntry created(UUID partnerId, Client client, Origin origin) {
        return new AuditEntry(
                partnerId,
                client.createdAt(),
                origin,
                "CREATED",
                SUBJECT,
                client.id(),
                null,
                audited(client));
    }

    /** What is kept of a client: amounts are not for everyone who may read the log. */
    private static Audited audited(Client client) {
        return new Audited(
                client.name(),
                client.status(),
                client.existence(),
                client.externalId(),
                client.purchaseOrder(),
                client.seats());
    }

    private record Audited(
            String name,
            ClientStatus status,
            Existence existence,
            @Nullable String externalId,
            @Nullable String purchaseOrder,
            int seats) {}

    private static ClientCreated told(Client client, NewClient wanted) {
        SeatChange change = client.change();
        return new ClientCreated(
                client.id(),
                client.status().name(),
                client.billingManager().name(),
                wanted.seats(),
                change == null ? null : change.id(),
                wanted.onShortfall().name(),
                wanted.requestedBy());
    }
}
