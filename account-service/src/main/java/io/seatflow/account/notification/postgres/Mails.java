package io.seatflow.account.notification.postgres;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.account.notification.Letter;
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
import java.util.stream.StreamSupport;

/** The mails that are to go out: each is a row before it is sent, taken up by one replica. */
@ApplicationScoped
public class Mails {

    /** More at once than a server likes of one sender would gain nothing. */
    private static final int CLAIMED_AT_ONCE_MAX = 5;

    /** Longer than sending may take; a replica that dies meanwhile holds a mail up no longer. */
    private static final Duration LEASE = Duration.ofSeconds(90);

    private static final Duration PAUSE_MAX = Duration.ofHours(1);

    /** Some two days, most of them an hour apart. */
    private static final int TRIES_MAX = 60;

    private final Pool pool;
    private final ObjectMapper json;
    private final Clock clock;

    Mails(Pool pool, ObjectMapper json, Clock clock) {
        this.pool = pool;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Takes up some that are due, which no other replica does meanwhile. Whoever is no user any
     * more gets none: what is due for them went with them.
     */
    public Uni<List<Letter>> claim() {
        OffsetDateTime now = now();
        return pool.preparedQuery(
                        """
                        with due as (
                            select m.partner_id, m.mail_id, coalesce(to_jsonb(u) ->> 'state', '') = 'REMOVED' as is_vain
                            from mail m
                                join notification n on n.partner_id = m.partner_id and n.notification_id = m.notification_id
                                join account_user u on u.partner_id = n.partner_id and u.user_id = n.user_id
                            where m.state = 'PENDING' and m.due_at <= $1
                            order by m.due_at limit $3 for update of m skip locked
                        ), claimed as (
                            update mail m
                            set tries = m.tries + 1, due_at = $2,
                                state = case when due.is_vain then 'GIVEN_UP' else m.state end
                            from due where m.partner_id = due.partner_id and m.mail_id = due.mail_id
                            returning m.partner_id, m.mail_id, m.tries, m.notification_id, m.state
                        )
                        select c.partner_id, c.mail_id, c.tries, u.email, u.name, n.title, n.body,
                               cast(n.amounts as text) as amounts
                        from claimed c
                            join notification n on n.partner_id = c.partner_id and n.notification_id = c.notification_id
                            join account_user u on u.partner_id = n.partner_id and u.user_id = n.user_id
                        where c.state = 'PENDING'
                        """)
                .execute(Tuple.of(now, now.plus(LEASE), CLAIMED_AT_ONCE_MAX))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false).map(this::letter).toList());
    }

    /** A server has taken it. */
    public Uni<Void> sent(Letter letter) {
        return pool.preparedQuery(
                        """
                        update mail set state = 'SENT', sent_at = $3, last_failure = null
                        where partner_id = $1 and mail_id = $2
                        """)
                .execute(Tuple.of(letter.partnerId(), letter.id(), now()))
                .replaceWithVoid();
    }

    /**
     * No server took it; it is tried again, later each time.
     *
     * @return whether it is given up now
     */
    public Uni<Boolean> failed(Letter letter, String failure) {
        boolean isOver = letter.tries() >= TRIES_MAX;
        Duration pause = Duration.ofSeconds(1L << Math.min(letter.tries(), 12));
        return pool.preparedQuery(
                        """
                        update mail set state = $3, due_at = $4, last_failure = $5
                        where partner_id = $1 and mail_id = $2 and state = 'PENDING'
                        """)
                .execute(
                        Tuple.of(
                                letter.partnerId(),
                                letter.id(),
                                isOver ? "GIVEN_UP" : "PENDING",
                                now().plus(pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX),
                                failure))
                .replaceWith(isOver);
    }

    private Letter letter(Row row) {
        return new Letter(
                row.getUUID("partner_id"),
                row.getUUID("mail_id"),
                row.getInteger("tries"),
                row.getString("email"),
                row.getString("name"),
                row.getString("title"),
                row.getString("body"),
                ReadNotices.AmountsJson.read(json, row.getString("amounts")));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
