package io.seatflow.seat.change.postgres;

import io.seatflow.platform.id.Ids;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.UserId;
import io.seatflow.seat.ledger.postgres.LedgerRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a lane reads before it decides. A partner's own figures come first: whatever is read after
 * them is true as of their revision, if that still stands when the decision is written.
 */
final class LaneReads {

    private static final Input PARTNER = Input.of("wanted", "partner_id uuid");
    private static final Input CHANGE = Input.of("wanted", "partner_id uuid, id uuid");
    private static final Input CLIENT = Input.of("wanted", "partner_id uuid, client_id uuid");
    private static final Input USER = Input.of("wanted", "partner_id uuid, user_id uuid");
    private static final Input EVENT = Input.of("wanted", "partner_id uuid, event_id uuid");
    private static final Input PERIOD =
            Input.of("wanted", "partner_id uuid, payer_id uuid, period_end timestamptz");
    private static final Input KEY =
            Input.of("wanted", "partner_id uuid, operation text, key text");

    /** Locks in the order of the ids, as every lane of every replica does. */
    private static final String LEDGERS =
            "select l.* from seat_ledger l where l.partner_id = any ($1) order by l.partner_id";

    private final ChangeRows changeRows;

    LaneReads(ChangeRows changeRows) {
        this.changeRows = changeRows;
    }

    /**
     * Reads the partners' own figures anew.
     *
     * @param lock whether to keep others from changing anything until the transaction ends
     */
    Uni<Void> ledgers(SqlConnection connection, Map<PartnerId, Page> pages, boolean lock) {
        if (pages.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var ids = new ArrayList<@Nullable Object[]>();
        pages.keySet().forEach(partner -> ids.add(new @Nullable Object[] {partner.value()}));
        var parameters = new ArrayList<Object>();
        PARTNER.addTo(parameters, ids);
        return connection
                .preparedQuery(lock ? LEDGERS + " for update" : LEDGERS)
                .execute(Tuple.wrap(parameters))
                .invoke(rows -> {
                    pages.values().forEach(page -> page.read(null));
                    rows.forEach(row -> {
                        var page = pages.get(new PartnerId(row.getUUID("partner_id")));
                        Objects.requireNonNull(page).read(remembered(row));
                    });
                })
                .replaceWithVoid();
    }

    /**
     * Reads what the pages' items need besides, as far as it is not known yet.
     *
     * @param withKeys whether to look for the keys of requests as well
     */
    Uni<Void> details(SqlConnection connection, Map<PartnerId, Page> pages, boolean withKeys) {
        if (withKeys) {
            pages.values().forEach(Page::looksForKeys);
        }
        return changes(connection, pages)
                .chain(() -> events(connection, pages))
                .chain(() -> periods(connection, pages))
                .chain(() -> withKeys ? keys(connection, pages) : nothing())
                .chain(() -> users(connection, pages))
                .chain(() -> clients(connection, pages));
    }

    private Uni<Void> changes(SqlConnection connection, Map<PartnerId, Page> pages) {
        var wanted = new ArrayList<@Nullable Object[]>();
        forEach(
                pages.values(),
                (page, item) -> {
                    var change = item.work().needs().change();
                    if (change != null) {
                        wanted.add(new @Nullable Object[] {page.partner().value(), change.value()});
                    }
                });
        return read(
                connection,
                CHANGE,
                wanted,
                "select c.* from %s, lateral (select * from seat_change x where x.partner_id = wanted.partner_id and x.id = wanted.id offset 0) c",
                pages,
                (page, row) ->
                        page.know(
                                new Page.Stored(
                                        changeRows.change(row),
                                        instant(row.getOffsetDateTime("asked_at")))));
    }

    private static Uni<Void> events(SqlConnection connection, Map<PartnerId, Page> pages) {
        var wanted = new ArrayList<@Nullable Object[]>();
        forEach(
                pages.values(),
                (page, item) -> {
                    var event = item.event();
                    if (event != null) {
                        wanted.add(new @Nullable Object[] {page.partner().value(), event});
                    }
                });
        return read(
                connection,
                EVENT,
                wanted,
                "select i.partner_id, i.event_id from %s, lateral (select * from inbox x where x.partner_id = wanted.partner_id and x.event_id = wanted.event_id offset 0) i",
                pages,
                (page, row) -> page.knowEvent(row.getUUID("event_id")));
    }

    private static Uni<Void> periods(SqlConnection connection, Map<PartnerId, Page> pages) {
        var wanted = new ArrayList<@Nullable Object[]>();
        forEach(
                pages.values(),
                (page, item) -> {
                    var end = item.work().needs().periodEnd();
                    var payer = item.work().needs().client();
                    if (end != null) {
                        wanted.add(
                                new @Nullable Object[] {
                                    page.partner().value(),
                                    payer == null ? page.partner().value() : payer.value(),
                                    end.atOffset(ZoneOffset.UTC)
                                });
                    }
                });
        return read(
                connection,
                PERIOD,
                wanted,
                "select p.* from %s, lateral (select * from supply_at_period_end x where x.partner_id = wanted.partner_id and x.payer_id = wanted.payer_id and x.period_end = wanted.period_end offset 0) p",
                pages,
                (page, row) -> page.know(LedgerRows.supplyReduced(row)));
    }

    private static Uni<Void> keys(SqlConnection connection, Map<PartnerId, Page> pages) {
        var wanted = new ArrayList<@Nullable Object[]>();
        forEach(
                pages.values(),
                (page, item) -> {
                    var key = item.key();
                    if (key != null) {
                        wanted.add(
                                new @Nullable Object[] {
                                    page.partner().value(),
                                    key.request().operation(),
                                    key.request().key()
                                });
                    }
                });
        return read(
                connection,
                KEY,
                wanted,
                """
                select k.partner_id, k.operation, k.key, k.resource_id
                from %s, lateral (select * from idempotency_key x where x.partner_id = wanted.partner_id and x.operation = wanted.operation and x.key = wanted.key offset 0) k
                """,
                pages,
                (page, row) ->
                        page.knowKey(
                                row.getString("operation"),
                                row.getString("key"),
                                Objects.requireNonNullElse(row.getUUID("resource_id"), Ids.NIL)));
    }

    private static Uni<Void> clients(SqlConnection connection, Map<PartnerId, Page> pages) {
        var wanted = new ArrayList<@Nullable Object[]>();
        for (var page : pages.values()) {
            for (var client : page.clientsToRead()) {
                wanted.add(new @Nullable Object[] {page.partner().value(), client.value()});
            }
        }
        return read(
                connection,
                CLIENT,
                wanted,
                "select c.* from %s, lateral (select * from client_seats x where x.partner_id = wanted.partner_id and x.client_id = wanted.client_id offset 0) c",
                pages,
                (page, row) ->
                        page.know(
                                new ClientId(row.getUUID("client_id")),
                                LedgerRows.clientSeats(row)));
    }

    private static Uni<Void> users(SqlConnection connection, Map<PartnerId, Page> pages) {
        var wanted = new ArrayList<@Nullable Object[]>();
        forEach(
                pages.values(),
                (page, item) -> {
                    for (var user : page.usersOf(item.work().needs())) {
                        wanted.add(new @Nullable Object[] {page.partner().value(), user.value()});
                    }
                });
        return read(
                connection,
                USER,
                wanted,
                "select o.* from %s, lateral (select * from seat_occupant x where x.partner_id = wanted.partner_id and x.user_id = wanted.user_id offset 0) o",
                pages,
                (page, row) ->
                        page.know(new UserId(row.getUUID("user_id")), LedgerRows.holder(row)));
    }

    /**
     * Looks up what is wanted row by row, whatever the planner thinks of the table's size ({@code
     * offset 0}): a plan made while it was small would read all of it later.
     */
    private static Uni<Void> read(
            SqlConnection connection,
            Input input,
            List<@Nullable Object[]> wanted,
            String sql,
            Map<PartnerId, Page> pages,
            BiConsumer<Page, Row> found) {
        if (wanted.isEmpty()) {
            return nothing();
        }
        var parameters = new ArrayList<Object>();
        input.addTo(parameters, wanted);
        return connection
                .preparedQuery(sql.formatted(input.table(1)))
                .execute(Tuple.wrap(parameters))
                .invoke(rows ->
                        rows.forEach(row ->
                                found.accept(
                                        Objects.requireNonNull(
                                                pages.get(
                                                        new PartnerId(row.getUUID("partner_id")))),
                                        row)))
                .replaceWithVoid();
    }

    private static Remembered.Partner remembered(Row row) {
        return new Remembered.Partner(
                row.getLong("revision"),
                row.getLong("last_event"),
                LedgerRows.ledger(row),
                new Object());
    }

    private static void forEach(Collection<Page> pages, BiConsumer<Page, Pending<?>> each) {
        pages.forEach(page -> page.items().forEach(item -> each.accept(page, item)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
