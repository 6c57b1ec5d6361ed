package io.seatflow.account.reconciliation.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.reconciliation.Disagreement;
import io.seatflow.account.reconciliation.Disagreement.Kind;
import io.seatflow.account.user.Agreement;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.SeatEvent.OccupantsListed;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Where users and seats disagree, as seat-service tells in turn who has a seat. */
@ApplicationScoped
public class Disagreements {

    private static final Logger LOG = Logger.getLogger(Disagreements.class);

    private static final Origin ORIGIN =
            new Origin("/account-service", "comparison of users and seats");

    /** Seen again: it stays found when it was, unless it differs in another way now. */
    private static final String KEPT =
            """
            on conflict (partner_id, user_id) do update
                set found_at = case when d.kind = excluded.kind then d.found_at else excluded.found_at end,
                    mend_at = case when d.kind = excluded.kind then d.mend_at else excluded.mend_at end,
                    kind = excluded.kind, seen_at = excluded.seen_at
            """;

    private static final String NAMED =
            "unnest(cast(string_to_array(cast($3 as text), ' ') as uuid[])) as o (user_id)";

    private static final String WITHOUT_SEAT =
            """
            insert into seat_disagreement as d (partner_id, user_id, kind, found_at, seen_at, mend_at)
            select u.partner_id, u.user_id, 'NO_SEAT', $1, $1, cast($6 as timestamptz) from account_user u
            where u.partner_id = $2 and u.state = 'SEATED'
              and u.user_id > cast($4 as uuid) and u.user_id <= cast($5 as uuid)
              and not exists (select 1 from %s where o.user_id = u.user_id)
            %s
            """
                    .formatted(NAMED, KEPT);

    private static final String LEFT =
            """
            insert into seat_disagreement as d (partner_id, user_id, kind, found_at, seen_at, mend_at)
            select cast($2 as uuid), o.user_id, 'SEAT_LEFT', $1, $1, cast($4 as timestamptz) from %s
            where not exists (
                select 1 from account_user u
                where u.partner_id = $2 and u.user_id = o.user_id and u.state = 'SEATED')
            %s
            """
                    .formatted(NAMED, KEPT);

    /** Partners of whom so many users are without a seat that a fault elsewhere is likelier. */
    private static final String HELD =
            """
            select n.partner_id from seat_disagreement n
            where n.kind = 'NO_SEAT'
            group by n.partner_id
            having count(*) > cast(?2 as int)
               and count(*) * 20 > (
                   select count(*) from account_user u
                   where u.partner_id = n.partner_id and u.state <> 'REMOVED')
            """;

    private static final String CLAIMED =
            """
            update seat_disagreement d set mend_at = cast(?1 as timestamptz)
            from (select partner_id, user_id from seat_disagreement
                  where seen_at >= mend_at
                    and (kind <> 'NO_SEAT' or partner_id not in (%s))
                  order by mend_at limit cast(?3 as int) for update skip locked) c
            where d.partner_id = c.partner_id and d.user_id = c.user_id
            returning d.partner_id, d.user_id, d.kind
            """
                    .formatted(HELD);

    /** A page that does not begin where the one before ended follows one that was lost. */
    private static final String COMPARED_TO =
            """
            insert into seat_comparison as s (partner_id, compared_at, compared_to)
            values ($1, $2, case when cast($3 as uuid) = cast($5 as uuid) then cast($4 as uuid) end)
            on conflict (partner_id) do update
                set compared_to = case when cast($3 as uuid) in (cast($5 as uuid), s.compared_to)
                                       then cast($4 as uuid) end
            """;

    private static final int CLAIMED_AT_ONCE_MAX = 100;

    /** By then the other side has done what it was asked, or waits for somebody. */
    private static final Duration MENDED_AGAIN_AFTER = Duration.ofHours(6);

    /** The last id that there can be. */
    private static final UUID LAST = new UUID(-1, -1);

    private final HibernateTransactions transactions;
    private final Users users;
    private final Clock clock;
    private final Duration atRest;
    private final int mendAtMost;

    Disagreements(
            HibernateTransactions transactions,
            Users users,
            Clock clock,
            @ConfigProperty(name = "seatflow.users.at-rest") Duration atRest,
            @ConfigProperty(name = "seatflow.users.mend-at-most") int mendAtMost) {
        this.transactions = transactions;
        this.users = users;
        this.clock = clock;
        this.atRest = atRest;
        this.mendAtMost = mendAtMost;
    }

    /** A new partner's users are compared from now on. */
    public Uni<Void> begin(HibernateTx tx, UUID partnerId) {
        return tx.execute(
                        """
                        insert into seat_comparison (partner_id, compared_at) values ($1, $2)
                        on conflict do nothing
                        """,
                        partnerId,
                        now())
                .replaceWithVoid();
    }

    /**
     * Compares users with those who have a seat, and notes what differs. Nothing is mended yet:
     * what is under way, here or there, looks like a difference as well.
     */
    public Uni<Void> hear(HibernateTx tx, UUID partnerId, OccupantsListed listed) {
        OffsetDateTime now = now();
        UUID upTo = listed.upTo() == null ? LAST : listed.upTo();
        String named = listed.users().stream().map(UUID::toString).collect(Collectors.joining(" "));
        OffsetDateTime mendAt = now.plus(atRest);
        return tx.execute(WITHOUT_SEAT, now, partnerId, named, listed.after(), upTo, mendAt)
                .chain(() -> tx.execute(LEFT, now, partnerId, named, mendAt))
                .chain(() ->
                        tx.execute(
                                """
                                delete from seat_disagreement
                                where partner_id = $2 and user_id > cast($3 as uuid)
                                  and user_id <= cast($4 as uuid) and seen_at < $1
                                """,
                                now,
                                partnerId,
                                listed.after(),
                                upTo))
                .chain(() -> tx.execute(COMPARED_TO, partnerId, now, listed.after(), upTo, Ids.NIL))
                .chain(() ->
                        listed.upTo() == null
                                ? end(tx, partnerId, now)
                                : Uni.createFrom().voidItem());
    }

    /** A turn of which a page is missing has not compared everybody. */
    private static Uni<Void> end(HibernateTx tx, UUID partnerId, OffsetDateTime now) {
        return tx.execute(
                        """
                        update seat_comparison set compared_at = $2
                        where partner_id = $1 and compared_to = cast($3 as uuid)
                        """,
                        partnerId,
                        now,
                        LAST)
                .chain(() -> count(tx, partnerId))
                .invoke(found -> tell(partnerId, found))
                .replaceWithVoid();
    }

    private static Uni<List<Object[]>> count(HibernateTx tx, UUID partnerId) {
        return tx.session()
                .createNativeQuery(
                        """
                        select kind, count(*) from seat_disagreement
                        where partner_id = ?1 group by kind order by kind
                        """,
                        Object[].class)
                .setParameter(1, partnerId)
                .getResultList();
    }

    private static void tell(UUID partnerId, List<Object[]> found) {
        if (!found.isEmpty()) {
            LOG.warnf(
                    "Users and seats of partner %s disagree: %s. What stays so is mended, unless too many have no seat.",
                    partnerId,
                    found.stream()
                            .map(kind -> kind[0] + " " + kind[1])
                            .collect(Collectors.joining(", ")));
        }
    }

    /**
     * Takes up some disagreements that have been seen again after some minutes, which no other
     * replica does meanwhile. What is not mended then, since it failed or its process died, is
     * taken up again once it has been seen again; others go first.
     */
    public Uni<List<Disagreement>> claim() {
        return transactions.run(tx ->
                tx.session()
                        .createNativeQuery(CLAIMED, Object[].class)
                        .setParameter(1, now().plus(atRest))
                        .setParameter(2, mendAtMost)
                        .setParameter(3, CLAIMED_AT_ONCE_MAX)
                        .getResultList()
                        .map(rows -> rows.stream().map(Disagreements::disagreement).toList()));
    }

    private static Disagreement disagreement(Object[] row) {
        return new Disagreement((UUID) row[0], (UUID) row[1], Kind.valueOf((String) row[2]));
    }

    /**
     * Mends what was claimed, unless users and seats agree by now. If it is still seen some hours
     * after that, it is mended again.
     */
    public Uni<Void> mend(Disagreement found) {
        return transactions.run(tx ->
                tx.execute(
                                """
                                update seat_disagreement set mend_at = $1
                                where partner_id = $2 and user_id = $3 and kind = $4
                                """,
                                now().plus(MENDED_AGAIN_AFTER),
                                found.partnerId(),
                                found.userId(),
                                found.kind().name())
                        .chain(still ->
                                still == 0 ? Uni.createFrom().voidItem() : mend(tx, found)));
    }

    private Uni<Void> mend(HibernateTx tx, Disagreement found) {
        LOG.infof(
                "User %s of partner %s is mended: %s.",
                found.userId(), found.partnerId(), found.kind());
        return switch (found.kind()) {
            case NO_SEAT -> users.mendNoSeat(tx, found.partnerId(), found.userId(), ORIGIN);
            case SEAT_LEFT -> users.mendSeatLeft(tx, found.partnerId(), found.userId());
        };
    }

    /** How far users and seats are known to agree. */
    public Uni<Agreement> agreement() {
        return Panache.withSession(() ->
                Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(
                                                """
                                                select (select count(*) from seat_disagreement),
                                                       (select cast(extract(epoch from min(compared_at)) as double precision)
                                                        from seat_comparison)
                                                """,
                                                Object[].class)
                                        .getSingleResult())
                        .map(row -> Agreement.of((Long) row[0], (Double) row[1])));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
