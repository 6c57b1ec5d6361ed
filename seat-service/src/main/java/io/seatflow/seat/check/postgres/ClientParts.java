package io.seatflow.seat.check.postgres;

import io.seatflow.platform.database.PgTx;
import io.seatflow.seat.check.Difference;
import io.seatflow.seat.check.Difference.Kind;
import io.seatflow.seat.check.SelfCheck.ClientPlace;
import io.seatflow.seat.check.SelfCheck.Found;
import io.seatflow.seat.check.Verification;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a client's figures are made of besides its transfers.
 *
 * @param inUse seats in use
 * @param seated users who occupy one
 * @param onOrder seats that are on their way to the client
 * @param ordered seats that changes which are being paid for bring it
 * @param held free seats that purchases on its own plan take back
 * @param setAside the same by those purchases
 * @param free its free seats, of which those that it has given up and those that are held are a
 *     part
 * @param givenUp seats that it has given up, by when they leave
 * @param leastLot the fewest seats that leave together; 1 where none leave
 */
record ClientParts(
        PartnerId partner,
        ClientId client,
        long inUse,
        long seated,
        long onOrder,
        long ordered,
        long held,
        long setAside,
        long free,
        long givenUp,
        long leastLot) {

    /** Of clients whose ids {@code which} selects, those of which anything does not fit. */
    private static final String UNLIKE =
            """
            with which as materialized (%s),
            paying as (
                select partner_id, client_id,
                       sum(shortfall + case when direct then 0 else reserved_available + kept_back end) as ordered,
                       sum(case when direct then kept_back else 0 end) as set_aside
                from seat_change, lateral
                     (select coalesce(sum((lot ->> 'seats')::int), 0) as kept_back
                      from jsonb_array_elements(reserved_retiring) lot) back
                where partner_id in (select partner_id from which)
                  and status = 'PURCHASING' and client_id is not null
                group by partner_id, client_id)
            select s.partner_id, s.client_id, s.in_use, o.seated, s.on_order,
                   coalesce(p.ordered, 0)::bigint as ordered, s.held,
                   coalesce(p.set_aside, 0)::bigint as set_aside, s.free, g.given_up, g.least_lot
            from which
            join client_seats s on s.partner_id = which.partner_id and s.client_id = which.client_id
            left join paying p on p.partner_id = s.partner_id and p.client_id = s.client_id
            cross join lateral
                (select count(*) as seated from seat_occupant
                 where partner_id = s.partner_id and client_id = s.client_id) o
            cross join lateral
                (select coalesce(sum((lot ->> 'seats')::int), 0)::bigint as given_up,
                        coalesce(min((lot ->> 'seats')::int), 1) as least_lot
                 from jsonb_array_elements(s.retiring_lots) lot) g
            where s.in_use <> o.seated
               or s.on_order <> coalesce(p.ordered, 0)
               or s.held <> coalesce(p.set_aside, 0)
               or g.given_up + s.held > s.free
               or g.least_lot < 1
            order by s.partner_id, s.client_id limit %d
            """;

    /** Those of these clients whose parts do not make up their figures. */
    static Uni<List<Found>> of(PgTx tx, List<ClientPlace> clients) {
        return tx.connection()
                .preparedQuery(
                        UNLIKE.formatted(
                                "select * from unnest($1::uuid[], $2::uuid[]) u (partner_id, client_id)",
                                clients.size()))
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
                .map(ClientParts::differences);
    }

    /** Those of all clients of a partner. */
    static Uni<List<Found>> of(PgTx tx, PartnerId partner) {
        return tx.connection()
                .preparedQuery(
                        UNLIKE.formatted(
                                "select partner_id, client_id from client_seats where partner_id = $1",
                                Verification.MOST_DIFFERENCES))
                .execute(Tuple.of(partner.value()))
                .map(ClientParts::differences);
    }

    private static List<Found> differences(RowSet<Row> rows) {
        return Rows.stream(rows).flatMap(row -> parts(row).differences().stream()).toList();
    }

    private List<Found> differences() {
        var differences = new ArrayList<Found>();
        if (seated != inUse) {
            differences.add(
                    found(Kind.OCCUPANTS, seated + " users have a seat", inUse + " in use"));
        }
        if (ordered != onOrder) {
            differences.add(
                    found(Kind.ON_ORDER, ordered + " in its parts", onOrder + " in the balances"));
        }
        if (setAside != held) {
            differences.add(
                    found(Kind.RESERVED, setAside + " in its parts", held + " in the balances"));
        }
        if (givenUp + held > free || leastLot < 1) {
            differences.add(
                    found(
                            Kind.RETIRING,
                            free + " free",
                            "%d retiring, in lots of %d and more, and %d held"
                                    .formatted(givenUp, leastLot, held)));
        }
        return differences;
    }

    private Found found(Kind kind, String ledger, String balances) {
        return new Found(partner, new Difference(kind, null, client, ledger, balances));
    }

    private static ClientParts parts(Row row) {
        return new ClientParts(
                new PartnerId(row.getUUID("partner_id")),
                new ClientId(row.getUUID("client_id")),
                row.getLong("in_use"),
                row.getLong("seated"),
                row.getLong("on_order"),
                row.getLong("ordered"),
                row.getLong("held"),
                row.getLong("set_aside"),
                row.getLong("free"),
                row.getLong("given_up"),
                row.getLong("least_lot"));
    }
}
