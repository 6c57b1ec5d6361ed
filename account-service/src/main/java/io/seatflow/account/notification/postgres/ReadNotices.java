package io.seatflow.account.notification.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.notification.Amounts;
import io.seatflow.account.notification.Choice;
import io.seatflow.account.notification.Kind;
import io.seatflow.account.notification.Reader;
import io.seatflow.account.notification.Told;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The notices that people have got, as they read them, and how they want to hear of more. */
@ApplicationScoped
public class ReadNotices {

    private static final String USER_OF_READER =
            """
            select u.user_id from account_user u
            where u.partner_id = $1 and u.client_id is not distinct from cast($2 as uuid) and u.email = $3
              and coalesce(to_jsonb(u) ->> 'state', '') <> 'REMOVED'
            """;

    private static final String COLUMNS =
            """
            n.notification_id, n.kind, n.subject, n.subject_id, n.client_id, n.title, n.body,
            cast(n.amounts as text) as amounts, n.occurred_at
            """;

    private static final String OF_READER = COLUMNS + ", n.read_at";

    private final Pool pool;
    private final PgTransactions transactions;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final BusinessClock clock;

    ReadNotices(
            Pool pool,
            PgTransactions transactions,
            AuditLog audit,
            ObjectMapper json,
            BusinessClock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Their notices, newest first.
     *
     * @param before only what is older than this one; null: all
     */
    public Uni<List<Told>> list(
            Reader reader, boolean unreadOnly, @Nullable UUID before, int limit) {
        return pool.preparedQuery(
                        """
                        select %s from notification n
                        where n.partner_id = $1 and n.user_id = (%s) and n.in_portal
                          and n.notification_id < $4 %s
                        order by n.notification_id desc limit $5
                        """
                                .formatted(
                                        OF_READER,
                                        USER_OF_READER,
                                        unreadOnly ? "and n.read_at is null" : ""))
                .execute(tuple(reader, before == null ? new UUID(-1, -1) : before, limit))
                .map(rows -> stream(rows).map(this::told).toList());
    }

    /**
     * What a partner's own people were told, each thing once, newest first: for programs, which
     * have read nothing.
     *
     * @param ofPayers whether also what was told to those alone who may see amounts
     * @param before only what is older than this one; null: all
     */
    public Uni<List<Told>> listOfPartner(
            UUID partnerId, boolean ofPayers, @Nullable UUID before, int limit) {
        return pool.preparedQuery(
                        """
                        select %s, cast(null as timestamptz) as read_at
                        from notification n
                        join account_user u on u.partner_id = n.partner_id and u.user_id = n.user_id
                        where n.partner_id = $1 and u.client_id is null and n.notification_id < $2
                          and ($4 or not n.for_payers)
                          -- Of those who were told the same one stands for all: one who saw amounts.
                          and not exists (
                              select from notification o
                              join account_user w on w.partner_id = o.partner_id and w.user_id = o.user_id
                              where o.partner_id = n.partner_id and o.once_key = n.once_key
                                and w.client_id is null and ($4 or not o.for_payers)
                                and (o.amounts is null, o.notification_id) < (n.amounts is null, n.notification_id))
                        order by n.notification_id desc limit $3
                        """
                                .formatted(COLUMNS))
                .execute(
                        Tuple.of(
                                partnerId,
                                before == null ? new UUID(-1, -1) : before,
                                limit,
                                ofPayers))
                .map(rows -> stream(rows).map(this::told).toList());
    }

    /** How many of theirs they have not read. */
    public Uni<Long> unread(Reader reader) {
        return pool.preparedQuery(
                        """
                        select count(*) from notification
                        where partner_id = $1 and user_id = (%s) and in_portal and read_at is null
                        """
                                .formatted(USER_OF_READER))
                .execute(tuple(reader))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** One of theirs. */
    public Uni<Optional<Told>> find(Reader reader, UUID id) {
        return pool.preparedQuery(
                        "select %s from notification n where n.partner_id = $1 and n.user_id = (%s) and n.in_portal and n.notification_id = $4"
                                .formatted(OF_READER, USER_OF_READER))
                .execute(tuple(reader, id))
                .map(rows -> stream(rows).map(this::told).findFirst());
    }

    /** Marks one of theirs as read; one that was read stays read since then. */
    public Uni<Void> markRead(Reader reader, UUID id, IdempotentRequest request) {
        return transactions.run(tx ->
                request.begin(tx, id)
                        .chain(() ->
                                tx.connection()
                                        .preparedQuery(
                                                """
                                                update notification set read_at = coalesce(read_at, $5)
                                                where partner_id = $1 and user_id = (%s) and in_portal
                                                  and notification_id = $4
                                                """
                                                        .formatted(USER_OF_READER))
                                        .execute(tuple(reader, id, now())))
                        .invoke(rows -> {
                            if (rows.rowCount() == 0) {
                                throw Problem.notFound("notification");
                            }
                        })
                        .replaceWithVoid());
    }

    /** Marks all of theirs as read that there are now. */
    public Uni<Void> markAllRead(Reader reader, IdempotentRequest request) {
        return transactions.run(tx ->
                request.begin(tx, reader.partnerId())
                        .chain(() ->
                                tx.connection()
                                        .preparedQuery(
                                                """
                                                update notification set read_at = $4
                                                where partner_id = $1 and user_id = (%s) and in_portal
                                                  and read_at is null
                                                """
                                                        .formatted(USER_OF_READER))
                                        .execute(tuple(reader, now())))
                        .replaceWithVoid());
    }

    /** How they want to hear of each kind; none where the account has no such user. */
    public Uni<Optional<List<Choice>>> choices(Reader reader) {
        return user(reader)
                .chain(user ->
                        user.isEmpty()
                                ? Uni.createFrom().item(Optional.empty())
                                : chosen(reader.partnerId(), user.get())
                                        .map(Choice::complete)
                                        .map(Optional::of));
    }

    /** Keeps how they want to hear of each kind from now on; a kind that is not named: as usual. */
    public Uni<List<Choice>> choose(Reader reader, List<Choice> wanted, Origin origin) {
        return user(reader)
                .map(user -> user.orElseThrow(() -> Problem.notFound("user")))
                .chain(user ->
                        chosen(reader.partnerId(), user)
                                .chain(before -> choose(reader, user, before, wanted, origin)))
                .replaceWith(Choice.complete(wanted));
    }

    private Uni<Void> choose(
            Reader reader, UUID user, List<Choice> before, List<Choice> wanted, Origin origin) {
        return transactions.run(tx ->
                forget(tx, reader.partnerId(), user)
                        .chain(() -> keep(tx, reader.partnerId(), user, wanted))
                        .chain(() ->
                                audit.add(
                                        tx,
                                        new AuditEntry(
                                                reader.partnerId(),
                                                clock.now(),
                                                origin,
                                                "CHANGED",
                                                "NOTIFICATION_PREFERENCES",
                                                user,
                                                reader.clientId(),
                                                Choice.complete(before),
                                                Choice.complete(wanted),
                                                null))));
    }

    /** Two at once take turns at the user's row; the later one counts as a whole. */
    private static Uni<Integer> forget(PgTx tx, UUID partnerId, UUID user) {
        return tx.connection()
                .preparedQuery(
                        "select 1 from account_user where partner_id = $1 and user_id = $2 for update")
                .execute(Tuple.of(partnerId, user))
                .chain(() ->
                        tx.execute(
                                "delete from notification_choice where partner_id = $1 and user_id = $2",
                                partnerId,
                                user));
    }

    private static Uni<Void> keep(PgTx tx, UUID partnerId, UUID user, List<Choice> wanted) {
        return Multi.createFrom()
                .iterable(wanted)
                .onItem()
                .transformToUniAndConcatenate(choice ->
                        tx.execute(
                                """
                                insert into notification_choice (partner_id, user_id, kind, portal, email)
                                values ($1, $2, $3, $4, $5)
                                """,
                                partnerId,
                                user,
                                choice.kind().name(),
                                choice.portal(),
                                choice.email()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<List<Choice>> chosen(UUID partnerId, UUID user) {
        return pool.preparedQuery(
                        "select kind, portal, email from notification_choice where partner_id = $1 and user_id = $2")
                .execute(Tuple.of(partnerId, user))
                .map(rows -> stream(rows).map(ReadNotices::choice).toList());
    }

    private Uni<Optional<UUID>> user(Reader reader) {
        return pool.preparedQuery(USER_OF_READER)
                .execute(tuple(reader))
                .map(rows -> stream(rows).map(row -> row.getUUID(0)).findFirst());
    }

    private static Choice choice(Row row) {
        return new Choice(
                Kind.valueOf(row.getString("kind")),
                row.getBoolean("portal"),
                row.getBoolean("email"));
    }

    private Told told(Row row) {
        OffsetDateTime readAt = row.getOffsetDateTime("read_at");
        return new Told(
                row.getUUID("notification_id"),
                Kind.valueOf(row.getString("kind")),
                row.getString("subject"),
                row.getUUID("subject_id"),
                row.getUUID("client_id"),
                row.getString("title"),
                row.getString("body"),
                AmountsJson.read(json, row.getString("amounts")),
                row.getOffsetDateTime("occurred_at").toInstant(),
                readAt == null ? null : readAt.toInstant());
    }

    private OffsetDateTime now() {
        return clock.now().atOffset(ZoneOffset.UTC);
    }

    private static Tuple tuple(Reader reader, Object... more) {
        var values = new ArrayList<@Nullable Object>();
        values.add(reader.partnerId());
        values.add(reader.clientId());
        values.add(reader.email());
        values.addAll(Arrays.asList(more));
        return Tuple.wrap(values);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    /** Amounts as they are kept. */
    static final class AmountsJson {

        private AmountsJson() {}

        static @Nullable Amounts read(ObjectMapper json, @Nullable String text) {
            try {
                return text == null ? null : json.readValue(text, Amounts.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Amounts that were kept can be read.", e);
            }
        }
    }
}
