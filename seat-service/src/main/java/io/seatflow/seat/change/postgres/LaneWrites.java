package io.seatflow.seat.change.postgres;

import io.seatflow.platform.outbox.Outbox;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.postgres.LedgerRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a lane writes after it has decided. */
final class LaneWrites {

    private static final Input LEDGER = Input.of("opened", "partner_id uuid");

    private static final Input CHANGE = ChangeRows.ALL;

    private static final Input EVENT =
            Input.of("seen", "partner_id uuid, event_id uuid, seen_at timestamptz");

    private static final Input OCCUPANT =
            Input.of("seat", "partner_id uuid, user_id uuid, client_id uuid, since timestamptz");

    private static final Input LEAVER = Input.of("leaver", "partner_id uuid, user_id uuid");

    private static final Input RELEASED = Input.of("released", "partner_id uuid, client_id uuid");

    private static final Input ANSWER = Input.of("answer", LedgerRows.PERIOD_ANSWER_COLUMNS);

    private final Outbox outbox;
    private final ChangeRows changeRows;
    private final Clock system;

    LaneWrites(Outbox outbox, ChangeRows changeRows, Clock system) {
        this.outbox = outbox;
        this.changeRows = changeRows;
        this.system = system;
    }

    /** The one statement, which is all that most rounds write. */
    Uni<Set<PartnerId>> write(LaneConnection.Open open, Collection<Page> pages) {
        var statement = new LaneStatement(outbox, changeRows, system.instant());
        pages.stream().filter(Page::writes).forEach(statement::add);
        return statement.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : statement.execute(open.write());
    }

    /** All that was decided, in the transaction that is open. */
    Uni<Set<PartnerId>> writeAll(LaneConnection.Open open, Collection<Page> pages) {
        var connection = open.connection();
        return open(connection, pages)
                .chain(() -> write(open, pages))
                .call(written ->
                        writeRest(
                                connection,
                                pages.stream()
                                        .filter(page -> written.contains(page.partner()))
                                        .toList()));
    }

    /** Two may open a ledger at once: only one of them finds it at revision 0. */
    private static Uni<Void> open(SqlConnection connection, Collection<Page> pages) {
        var opened = new ArrayList<@Nullable Object[]>();
        pages.stream()
                .filter(Page::opens)
                .forEach(page -> opened.add(new @Nullable Object[] {page.partner().value()}));
        return execute(
                connection,
                LEDGER,
                opened,
                """
                insert into seat_ledger
                    (partner_id, sequence, supply, available, internal, retiring, reserved, allocated,
                     complimentary, on_order, retiring_lots)
                select partner_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, '[]' from %s
                on conflict do nothing
                """);
    }

    private Uni<Void> writeRest(SqlConnection connection, Collection<Page> pages) {
        return changes(connection, pages)
                .chain(() -> events(connection, pages))
                .chain(() -> released(connection, pages))
                .chain(() -> leavers(connection, pages))
                .chain(() -> occupants(connection, pages))
                .chain(() -> answers(connection, pages));
    }

    /** What was asked for never changes; every change of the rest adds to the version. */
    private Uni<Void> changes(SqlConnection connection, Collection<Page> pages) {
        var changed = new ArrayList<@Nullable Object[]>();
        for (var page : pages) {
            page.changedChanges()
                    .forEach(change ->
                            changed.add(changeRows.row(page.partner(), change, system.instant())));
        }
        return execute(connection, CHANGE, changed, ChangeRows.UPDATE);
    }

    private Uni<Void> events(SqlConnection connection, Collection<Page> pages) {
        var seen = new ArrayList<@Nullable Object[]>();
        var seenAt = system.instant().atOffset(ZoneOffset.UTC);
        for (var page : pages) {
            page.events()
                    .forEach(event ->
                            seen.add(
                                    new @Nullable Object[] {
                                        page.partner().value(), event, seenAt
                                    }));
        }
        return execute(
                connection,
                EVENT,
                seen,
                "insert into inbox (partner_id, event_id, seen_at) select * from %s");
    }

    private static Uni<Void> released(SqlConnection connection, Collection<Page> pages) {
        var released = new ArrayList<@Nullable Object[]>();
        for (var page : pages) {
            var partner = page.partner().value();
            page.released()
                    .forEach(client ->
                            released.add(new @Nullable Object[] {partner, client.value()}));
        }
        return execute(
                connection,
                RELEASED,
                released,
                """
                delete from seat_occupant o using %s
                where o.partner_id = released.partner_id and o.client_id = released.client_id
                """);
    }

    private static Uni<Void> leavers(SqlConnection connection, Collection<Page> pages) {
        var leavers = new ArrayList<@Nullable Object[]>();
        for (var page : pages) {
            var partner = page.partner().value();
            page.leavers()
                    .forEach(user -> leavers.add(new @Nullable Object[] {partner, user.value()}));
        }
        return execute(
                connection,
                LEAVER,
                leavers,
                """
                delete from seat_occupant o using %s
                where o.partner_id = leaver.partner_id and o.user_id = leaver.user_id
                """);
    }

    private static Uni<Void> occupants(SqlConnection connection, Collection<Page> pages) {
        var seats = new ArrayList<@Nullable Object[]>();
        for (var page : pages) {
            page.seated()
                    .forEach((user, holder) ->
                            seats.add(
                                    LedgerRows.occupant(page.partner(), user, holder, page.at())));
        }
        return execute(
                connection,
                OCCUPANT,
                seats,
                "insert into seat_occupant (partner_id, user_id, client_id, since) select * from %s");
    }

    private static Uni<Void> answers(SqlConnection connection, Collection<Page> pages) {
        var answers = new ArrayList<@Nullable Object[]>();
        for (var page : pages) {
            page.periodAnswers()
                    .forEach(
                            answer -> answers.add(LedgerRows.periodAnswer(page.partner(), answer)));
        }
        return execute(
                connection,
                ANSWER,
                answers,
                "insert into supply_at_period_end (" + ANSWER.names() + ") select * from %s");
    }

    private static Uni<Void> execute(
            SqlConnection connection, Input input, List<@Nullable Object[]> rows, String sql) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var parameters = new ArrayList<Object>();
        input.addTo(parameters, rows);
        return connection
                .preparedQuery(sql.formatted(input.table(1)))
                .execute(Tuple.wrap(parameters))
                .replaceWithVoid();
    }
}
