package io.seatflow.seat.change.postgres;

import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.postgres.LedgerRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.PreparedStatement;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one statement by which a lane writes what it has decided about many partners. Each partner's
 * rows are written if its revision, its sequence and its available seats still are what was decided
 * on, and none of its keys is known; else nothing of that partner is, and all of the others.
 */
final class LaneStatement {

    private static final String TOPIC = EventTypes.topic(SeatEvent.class);

    private static final Input LEDGER =
            Input.of(
                    "ledger",
                    "partner_id uuid, revision bigint, sequence_before bigint, available_before int, "
                            + LedgerRows.LEDGER_COLUMNS
                            + ", last_event bigint");

    private static final Input KEY =
            Input.of(
                    "key",
                    """
                    partner_id uuid, operation text, key text, fingerprint text, resource_id uuid,
                    running_until timestamptz, created_at timestamptz,
                    status int, location text, etag text, content_type text, body text
                    """);

    /** What names a key, of the same parameters: they are spread out twice, and the rest is not. */
    private static final Input KEY_NAME = new Input("key", KEY.columns().subList(0, 3));

    private static final Input CLIENT = Input.of("client", LedgerRows.CLIENT_COLUMNS);

    private static final Input TRANSFER = Input.of("transfer", LedgerRows.TRANSFER_COLUMNS);

    private static final Input CHANGE = ChangeRows.NEW;

    private static final Input EVENT =
            Input.of(
                    "event",
                    """
                    partner_id uuid, sequence bigint, event_id uuid, type text, occurred_at timestamptz,
                    trace_parent text, request_id text, payload text
                    """);

    private static final List<Input> INPUTS = List.of(LEDGER, KEY, CLIENT, TRANSFER, CHANGE, EVENT);

    private static final Set<String> LEDGER_GUARDS =
            Set.of("partner_id", "revision", "sequence_before", "available_before");

    private static final Set<String> CLIENT_KEYS = Set.of("partner_id", "client_id");

    /**
     * Gives the partners whose rows were written. {@code is true} keeps PostgreSQL from making a
     * join of each look-up, which would compare every row with every partner: so it is one hashed
     * set.
     */
    static final String SQL =
            """
            with known as (
                select key.partner_id from %14$s
                where (select true from idempotency_key k
                       where k.partner_id = key.partner_id and k.operation = key.operation and k.key = key.key)
                      is true),
            written as (
                update seat_ledger l
                set revision = l.revision + 1, %7$s
                from %1$s
                where l.partner_id = ledger.partner_id
                  and l.revision = ledger.revision
                  and l.sequence = ledger.sequence_before
                  and l.available = ledger.available_before
                  and ledger.partner_id not in (select partner_id from known)
                returning l.partner_id),
            clients as (
                insert into client_seats as c (%8$s)
                select %8$s from %3$s where (partner_id in (select partner_id from written)) is true
                on conflict (partner_id, client_id) do update set %9$s),
            transfers as (
                insert into seat_transfer (%10$s)
                select %10$s from %4$s where (partner_id in (select partner_id from written)) is true),
            changes as (
                insert into seat_change (%11$s)
                select %13$s from %5$s where (partner_id in (select partner_id from written)) is true),
            events as (
                insert into outbox
                    (partner_id, topic, first_sequence, event_ids, types, occurred_at,
                     trace_parents, request_ids, payloads)
                select partner_id, '%12$s', min(sequence), array_agg(event_id order by sequence),
                       array_agg(type order by sequence), array_agg(occurred_at order by sequence),
                       array_agg(trace_parent order by sequence), array_agg(request_id order by sequence),
                       array_agg(payload order by sequence)
                from %6$s where (partner_id in (select partner_id from written)) is true
                group by partner_id),
            keys as (
                insert into idempotency_key
                    (partner_id, operation, key, fingerprint, resource_id, running_until, created_at,
                     status, location, etag, content_type, body)
                select partner_id, operation, key, fingerprint, resource_id, running_until, created_at,
                       status, location, etag, content_type, body
                from %2$s where (partner_id in (select partner_id from written)) is true)
            select partner_id from written
            """
                    .formatted(arguments());

    private final Outbox outbox;
    private final ChangeRows changeRows;
    private final Instant system;
    private final List<@Nullable Object[]> ledgers = new ArrayList<>();
    private final List<@Nullable Object[]> keys = new ArrayList<>();
    private final List<@Nullable Object[]> clients = new ArrayList<>();
    private final List<@Nullable Object[]> transfers = new ArrayList<>();
    private final List<@Nullable Object[]> changes = new ArrayList<>();
    private final List<@Nullable Object[]> events = new ArrayList<>();

    /**
     * @param system the system's time
     */
    LaneStatement(Outbox outbox, ChangeRows changeRows, Instant system) {
        this.outbox = outbox;
        this.changeRows = changeRows;
        this.system = system;
    }

    /** Adds what was decided about a partner. */
    void add(Page page) {
        var partner = page.partner();
        addLedger(page);
        page.keys().forEach(keeping -> keys.add(row(keeping)));
        page.clients()
                .forEach((client, seats) -> clients.add(LedgerRows.client(partner, client, seats)));
        page.entries().forEach(entry -> transfers.add(LedgerRows.transfer(partner, entry)));
        page.newChanges()
                .forEach(change -> changes.add(changeRows.newRow(partner, change, system)));
        var sequence = page.before().lastEvent();
        for (var news : page.news()) {
            sequence++;
            events.add(row(partner, sequence, news));
        }
    }

    boolean isEmpty() {
        return ledgers.isEmpty();
    }

    /** Writes, and gives the partners whose rows were written. */
    Uni<Set<PartnerId>> execute(PreparedStatement write) {
        var parameters = new ArrayList<Object>();
        LEDGER.addTo(parameters, ledgers);
        KEY.addTo(parameters, keys);
        CLIENT.addTo(parameters, clients);
        TRANSFER.addTo(parameters, transfers);
        CHANGE.addTo(parameters, changes);
        EVENT.addTo(parameters, events);
        return write.query().execute(Tuple.wrap(parameters)).map(LaneStatement::partners);
    }

    private void addLedger(Page page) {
        var before = page.before();
        var guard =
                new @Nullable Object[] {
                    page.partner().value(),
                    before.revision(),
                    before.ledger().sequence(),
                    before.ledger().balances().available()
                };
        var figures = LedgerRows.ledger(page.ledger());
        var row = Arrays.copyOf(guard, guard.length + figures.length + 1);
        System.arraycopy(figures, 0, row, guard.length, figures.length);
        row[row.length - 1] = before.lastEvent() + page.news().size();
        ledgers.add(row);
    }

    private static @Nullable Object[] row(Page.Keeping keeping) {
        var request = keeping.key().request();
        var answer = keeping.answer();
        var receivedAt = request.receivedAt().atOffset(ZoneOffset.UTC);
        return new @Nullable Object[] {
            request.partnerId(),
            request.operation(),
            request.key(),
            request.fingerprint(),
            keeping.key().resourceId(),
            answer == null ? receivedAt.plus(request.answerWithin()) : receivedAt,
            receivedAt,
            answer == null ? null : answer.status(),
            answer == null ? null : answer.location(),
            answer == null ? null : answer.etag(),
            answer == null ? null : answer.contentType(),
            answer == null ? null : answer.body()
        };
    }

    private @Nullable Object[] row(PartnerId partner, long sequence, Page.News news) {
        var message = outbox.message(news.event());
        return new @Nullable Object[] {
            partner.value(),
            sequence,
            message.id(),
            message.type(),
            news.at().atOffset(ZoneOffset.UTC),
            news.cause().traceParent(),
            news.cause().requestId(),
            message.payload()
        };
    }

    private static Set<PartnerId> partners(RowSet<Row> rows) {
        var written = new HashSet<PartnerId>();
        rows.forEach(row -> written.add(new PartnerId(row.getUUID(0))));
        return written;
    }

    private static Object[] arguments() {
        var arguments = new ArrayList<Object>();
        var first = 1;
        var keys = 0;
        for (var input : INPUTS) {
            arguments.add(input.table(first));
            keys = input.equals(KEY) ? first : keys;
            first += input.columns().size();
        }
        arguments.add(assignments("ledger", LEDGER, LEDGER_GUARDS));
        arguments.add(CLIENT.names());
        arguments.add(assignments("excluded", CLIENT, CLIENT_KEYS));
        arguments.add(TRANSFER.names());
        arguments.add(ChangeRows.ALL.names());
        arguments.add(TOPIC);
        arguments.add(ChangeRows.NEW_VALUES);
        arguments.add(KEY_NAME.table(keys));
        return arguments.toArray();
    }

    private static String assignments(String from, Input input, Set<String> but) {
        return input.columns().stream()
                .map(Input.Column::name)
                .filter(name -> !but.contains(name))
                .map(name -> name + " = " + from + "." + name)
                .collect(Collectors.joining(", "));
    }
}
