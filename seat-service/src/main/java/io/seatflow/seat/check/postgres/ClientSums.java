package io.seatflow.seat.check.postgres;

import static io.seatflow.seat.check.postgres.LineRules.ACCOUNTS;
import static io.seatflow.seat.check.postgres.LineRules.accounts;

import io.seatflow.platform.database.PgTx;
import io.seatflow.seat.check.Difference;
import io.seatflow.seat.check.Difference.Kind;
import io.seatflow.seat.check.Figures;
import io.seatflow.seat.check.SelfCheck.ClientPlace;
import io.seatflow.seat.check.SelfCheck.Found;
import io.seatflow.seat.check.Verification;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What lines come to for each client, beside the clients' balances. */
final class ClientSums {

    private static final String SUMS =
            ACCOUNTS.stream()
                    .map(account ->
                            "sum(seats * %s)::int as %s"
                                    .formatted(LineRules.movesAccount(account), account))
                    .collect(Collectors.joining(", "));

    /** Compares clients whose ids {@code which} selects, where no line is left to be added. */
    private static final String DIFFERENT =
            """
            select w.partner_id, w.client_id, %s as sums, %s as balances
            from (%%s) w
            join seat_ledger_check c on c.partner_id = w.partner_id
            join seat_ledger l on l.partner_id = w.partner_id and l.sequence = c.checked_to
            left join client_seats_checked k on k.partner_id = w.partner_id and k.client_id = w.client_id
            left join client_seats s on s.partner_id = w.partner_id and s.client_id = w.client_id
            where %s
            """
                    .formatted(
                            accounts("coalesce(k.%s, 0)"),
                            accounts("coalesce(s.%s, 0)"),
                            different("k", "s"));

    private ClientSums() {}

    /** Adds the lines of these ranges to what has been added before. */
    static Uni<Void> add(PgTx tx, Ranges ranges) {
        return ranges.run(
                        tx,
                        """
                        insert into client_seats_checked as k
                            (partner_id, client_id, free, in_use, complimentary, direct)
                        select t.partner_id, t.client_id, %s
                        from %s join seat_transfer t on t.partner_id = r.partner_id
                             and t.sequence > r.checked_to and t.sequence <= r.up_to
                        where t.client_id is not null
                        group by t.partner_id, t.client_id
                        on conflict (partner_id, client_id) do update
                            set free = k.free + excluded.free, in_use = k.in_use + excluded.in_use,
                                complimentary = k.complimentary + excluded.complimentary,
                                direct = k.direct + excluded.direct
                        """
                                .formatted(SUMS, Ranges.RANGES))
                .replaceWithVoid();
    }

    /** The clients of these ranges that differ; their lines have been added and noted as done. */
    static Uni<List<Found>> ofRanges(PgTx tx, Ranges ranges) {
        return ranges.run(
                        tx,
                        DIFFERENT.formatted(
                                """
                                select distinct t.partner_id, t.client_id
                                from %s join seat_transfer t on t.partner_id = r.partner_id
                                     and t.sequence > r.checked_to and t.sequence <= r.up_to
                                where t.client_id is not null
                                """
                                        .formatted(Ranges.RANGES)))
                .map(rows -> rows.stream().map(ClientSums::found).toList());
    }

    /** The next clients after this one, whether they have balances, lines, or both. */
    static Uni<List<ClientPlace>> after(PgTx tx, ClientPlace client, int atMost) {
        return tx.connection()
                .preparedQuery(
                        """
                        (select partner_id, client_id from client_seats
                         where (partner_id, client_id) > ($1, $2) order by partner_id, client_id limit $3)
                        union
                        (select partner_id, client_id from client_seats_checked
                         where (partner_id, client_id) > ($1, $2) order by partner_id, client_id limit $3)
                        order by partner_id, client_id limit $3
                        """)
                .execute(Tuple.of(client.partner().value(), client.client().value(), atMost))
                .map(rows ->
                        Rows.stream(rows)
                                .map(row ->
                                        new ClientPlace(
                                                new PartnerId(row.getUUID("partner_id")),
                                                new ClientId(row.getUUID("client_id"))))
                                .toList());
    }

    /** Those of these clients that differ. */
    static Uni<List<Found>> of(PgTx tx, List<ClientPlace> clients) {
        return tx.connection()
                .preparedQuery(
                        DIFFERENT.formatted(
                                "select * from unnest($1::uuid[], $2::uuid[]) u (partner_id, client_id)"))
                .execute(
                        Tuple.tuple()
                                .addArrayOfUUID(
                                        clients.stream()
                                                .map(client -> client.partner().value())
                                                .toArray(UUID[]::new))
                                .addArrayOfUUID(
                                        clients.stream()
                                                .map(client -> client.client().value())
                                                .toArray(UUID[]::new)))
                .map(rows -> Rows.stream(rows).map(ClientSums::found).toList());
    }

    /** All clients of a partner that differ, by a replay of all its lines. */
    static Uni<List<Found>> replayed(PgTx tx, PartnerId partner) {
        return tx.connection()
                .preparedQuery(
                        """
                        select $1::uuid as partner_id, coalesce(k.client_id, s.client_id) as client_id,
                               %s as sums, %s as balances
                        from (select client_id, %s from seat_transfer
                              where partner_id = $1 and client_id is not null group by client_id) k
                        full join (select * from client_seats where partner_id = $1) s using (client_id)
                        where %s
                        order by 2 limit %d
                        """
                                .formatted(
                                        accounts("coalesce(k.%s, 0)"),
                                        accounts("coalesce(s.%s, 0)"),
                                        SUMS,
                                        different("k", "s"),
                                        Verification.MOST_DIFFERENCES))
                .execute(Tuple.of(partner.value()))
                .map(rows -> Rows.stream(rows).map(ClientSums::found).toList());
    }

    /** Puts what a replay of all lines comes to in the place of what was added up. */
    static Uni<Void> renew(PgTx tx, PartnerId partner) {
        return tx.execute("delete from client_seats_checked where partner_id = $1", partner.value())
                .chain(() ->
                        tx.execute(
                                """
                                insert into client_seats_checked
                                    (partner_id, client_id, free, in_use, complimentary, direct)
                                select partner_id, client_id, %s from seat_transfer
                                where partner_id = $1 and client_id is not null
                                group by partner_id, client_id
                                -- Put there meanwhile by a check, which this transaction cannot see: it is tried again.
                                on conflict (partner_id, client_id) do update set free = excluded.free,
                                    in_use = excluded.in_use, complimentary = excluded.complimentary,
                                    direct = excluded.direct
                                """
                                        .formatted(SUMS),
                                partner.value()))
                .replaceWithVoid();
    }

    private static String different(String one, String other) {
        return ACCOUNTS.stream()
                .map(account ->
                        "coalesce(%s.%s, 0) <> coalesce(%s.%2$s, 0)".formatted(one, account, other))
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    private static Found found(Row row) {
        return new Found(
                new PartnerId(row.getUUID("partner_id")),
                new Difference(
                        Kind.CLIENT,
                        null,
                        new ClientId(row.getUUID("client_id")),
                        words(row.getArrayOfIntegers("sums")),
                        words(row.getArrayOfIntegers("balances"))));
    }

    private static String words(Integer[] accounts) {
        return Figures.words(
                ACCOUNTS.stream().map(account -> account.replace('_', ' ')).toList(),
                Arrays.asList(accounts));
    }
}
