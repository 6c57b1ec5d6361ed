package io.seatflow.seat.occupancy.postgres;

import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.occupancy.OccupantPage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Lists who has a seat, some of one partner's at a time; replicas share the partners. */
@ApplicationScoped
public class OccupantLists {

    /** As many ids as make an event of some 40 KB. */
    private static final int LISTED_AT_ONCE = 1_000;

    private static final String NEXT =
            """
            with due as materialized
                 (select partner_id, listed_to from occupant_listing
                  where due_at <= $1 order by due_at limit 1 for update skip locked),
                 page as
                 (select o.user_id from due d, lateral
                      (select user_id from seat_occupant
                       where partner_id = d.partner_id and user_id > d.listed_to
                       order by user_id limit $3::int) o),
                 named as
                 (select coalesce(array_agg(user_id order by user_id), '{}') as users, count(*) = $3::int as is_full
                  from page)
            update occupant_listing l
            set listed_to = case when n.is_full then n.users[$3::int] else '00000000-0000-0000-0000-000000000000' end,
                due_at = case when n.is_full then l.due_at else $2::timestamptz end
            from due d, named n
            where l.partner_id = d.partner_id
            returning l.partner_id, d.listed_to as after, case when n.is_full then n.users[$3::int] end as up_to, n.users
            """;

    private final Pool pool;
    private final Clock clock;

    OccupantLists(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Has partners take part who are new; not all of them at the same instant.
     *
     * @param every how long a turn takes
     */
    public Uni<Void> enrol(Duration every) {
        return pool.preparedQuery(
                        """
                        insert into occupant_listing (partner_id, listed_to, due_at)
                        select l.partner_id, '00000000-0000-0000-0000-000000000000', $1::timestamptz + random() * ($2::timestamptz - $1)
                        from seat_ledger l
                        where not exists (select from occupant_listing o where o.partner_id = l.partner_id)
                        on conflict do nothing
                        """)
                .execute(Tuple.of(now(), now().plus(every)))
                .replaceWithVoid();
    }

    /**
     * Takes up the next who are due, if any are. Whoever dies before telling them leaves them to
     * the next turn.
     *
     * @param every how long a partner rests after its last page
     */
    public Uni<Optional<OccupantPage>> next(Duration every) {
        return pool.preparedQuery(NEXT)
                .execute(Tuple.of(now(), now().plus(every), LISTED_AT_ONCE))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(OccupantLists::page)
                                .findFirst());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static OccupantPage page(Row row) {
        return new OccupantPage(
                new PartnerId(row.getUUID("partner_id")),
                row.getUUID("after"),
                row.getUUID("up_to"),
                List.of(row.getArrayOfUUIDs("users")));
    }
}
