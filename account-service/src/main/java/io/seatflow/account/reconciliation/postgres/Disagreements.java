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
import org.jspecify.annotations.Nullable;

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
                    mended_at = case when d.kind = excluded.kind then d.mended_at end,
                    kind = excluded.kind, seen_at = excluded.seen_at
            """;

    private static final String NAMED =
            "unnest(cast(string_to_array(cast($3 as text), ' ') as uuid[])) as o (user_id)";

    private static final String WITHOUT_SEAT =
            """
            insert into seat_disagreement as d (partner_id, user_id, kind, found_at, seen_at)
            select u.partner_id, u.user_id, 'NO_SEAT', $1, $1 from account_user u
            where u.partner_id = $2 and u.state = 'SEATED'
              and u.user_id > cast($4 as uuid) and u.user_id <= cast($5 as uuid)
              and not exists (select 1 from %s where o.user_id = u.user_id)
            %s
            """
                    .formatted(NAMED, KEPT);

    private static final String LEFT =
            """
            insert into seat_disagreement as d (partner_id, user_id, kind, found_at, seen_at)
            select cast($2 as uuid), o.user_id, 'SEAT_LEFT', $1, $1 from %s
            where not exists (
                select 1 from account_user u
                where u.partner_id = $2 and u.user_id = o.user_id and u.state = 'SEATED')
            %s
            """
                    .formatted(NAMED, KEPT);

    /** The last id that there can be. */
    private static final UUID LAST = new UUID(-1, -1);

    private final HibernateTransactions transactions;
    private final Users users;
    private final Clock clock;
    private final Duration atRest;

    Disagreements(
            HibernateTransactions transactions,
            Users users,
            Clock clock,
            @ConfigProperty(name = "seatflow.users.at-rest") Duration atRest) {
        this.transactions = transactions;
        this.users = users;
        this.clock = clock;
        this.atRest = atRest;
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
        return tx.execute(WITHOUT_SEAT, now, partnerId, named, listed.after(), upTo)
                .chain(() -> tx.execute(LEFT, now, partnerId, named))
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
                .chain(() ->
                        listed.upTo() == null
                                ? end(tx, partnerId, now)
                                : Uni.createFrom().voidItem());
    }

    private static Uni<Void> end(HibernateTx tx, UUID partnerId, OffsetDateTime now) {
        return tx.execute(
                        """
                        insert into seat_comparison (partner_id, compared_at) values ($1, $2)
                        on conflict (partner_id) do update set compared_at = excluded.compared_at
                        """,
                        partnerId,
                        now)
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
                    "Users and seats of partner %s disagree: %s. What stays so is mended.",
                    partnerId,
                    found.stream()
                            .map(kind -> kind[0] + " " + kind[1])
                            .collect(Collectors.joining(", ")));
        }
    }

    /**
     * Mends one disagreement that has been seen again after some minutes, as no other replica does
     * meanwhile; tells whether there was one. If it is seen once more some minutes after that, it
     * is mended again.
     */
    public Uni<Boolean> mendNext() {
        return transactions.run(tx ->
                claim(tx)
                        .chain(found ->
                                found == null
                                        ? Uni.createFrom().item(false)
                                        : mend(tx, found).replaceWith(true)));
    }

    private Uni<@Nullable Disagreement> claim(HibernateTx tx) {
        return tx.session()
                .createNativeQuery(
                        """
                        select partner_id, user_id, kind from seat_disagreement
                        where cast(extract(epoch from seen_at - coalesce(mended_at, found_at)) as double precision)
                              >= cast(?1 as double precision)
                        order by found_at limit 1 for update skip locked
                        """,
                        Object[].class)
                .setParameter(1, seconds(atRest))
                .getSingleResultOrNull()
                .map(row ->
                        row == null
                                ? null
                                : new Disagreement(
                                        (UUID) row[0],
                                        (UUID) row[1],
                                        Kind.valueOf((String) row[2])));
    }

    private Uni<Void> mend(HibernateTx tx, Disagreement found) {
        LOG.infof(
                "User %s of partner %s is mended: %s.",
                found.userId(), found.partnerId(), found.kind());
        return tx.execute(
                        """
                        update seat_disagreement set mended_at = $1
                        where partner_id = $2 and user_id = $3
                        """,
                        now(),
                        found.partnerId(),
                        found.userId())
                .chain(() ->
                        switch (found.kind()) {
                            case NO_SEAT ->
                                    users.mendNoSeat(tx, found.partnerId(), found.userId(), ORIGIN);
                            case SEAT_LEFT ->
                                    users.mendSeatLeft(
                                            tx, found.partnerId(), found.userId(), ORIGIN);
                        });
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

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
