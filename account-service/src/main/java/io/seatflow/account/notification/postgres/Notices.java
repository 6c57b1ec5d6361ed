package io.seatflow.account.notification.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.account.notification.Amounts;
import io.seatflow.account.notification.Choice;
import io.seatflow.account.notification.Facts;
import io.seatflow.account.notification.Heading;
import io.seatflow.account.notification.Hearing;
import io.seatflow.account.notification.Notice;
import io.seatflow.account.notification.NoticeRules;
import io.seatflow.account.notification.NoticeRules.Concern;
import io.seatflow.account.notification.Person;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes down who is told what of an event, in that event's transaction: the notices, and the mails
 * that are to go out.
 */
@ApplicationScoped
public class Notices {

    private final ObjectMapper json;
    private final Clock clock;

    Notices(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** One notice for one person. */
    private record Delivery(Person person, Notice notice) {}

    /** What is looked up beyond an event: who may hear of it, and the facts of its words. */
    private record Known(Facts facts, List<Person> people) {}

    /** Tells whoever is to hear of it. */
    public Uni<Void> hear(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        return switch (NoticeRules.concern(received.event())) {
            case Concern.Nobody _ -> Uni.createFrom().voidItem();
            case Concern.Somebody concerned ->
                    known(tx, received.partnerId(), concerned)
                            .chain(known -> tell(tx, received, known));
        };
    }

    private Uni<Void> tell(
            HibernateTx tx, Received<? extends SeatflowEvent> received, Known known) {
        List<Delivery> deliveries =
                NoticeRules.of(received, known.facts()).stream()
                        .flatMap(notice ->
                                known.people().stream()
                                        .filter(person -> Hearing.hears(person, notice))
                                        .map(person -> new Delivery(person, notice)))
                        .toList();
        return Multi.createFrom()
                .iterable(deliveries)
                .onItem()
                .transformToUniAndConcatenate(delivery ->
                        deliver(tx, received.partnerId(), received.occurredAt(), delivery))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** Who has a notice of the same thing already gets no second one. */
    private Uni<Integer> deliver(
            HibernateTx tx, UUID partnerId, Instant occurredAt, Delivery delivery) {
        Heading heading = delivery.notice().heading();
        Choice choice = delivery.person().choiceOf(heading.kind());
        if (!choice.portal() && !choice.email()) {
            return Uni.createFrom().item(0);
        }
        UUID id = Ids.next();
        return tx.execute(
                        """
                        insert into notification
                            (partner_id, notification_id, user_id, kind, subject, subject_id, client_id, title, body,
                             amounts, in_portal, occurred_at, once_key, for_payers)
                        values ($1, $2, $3, $4, $5, $6, cast(cast($7 as text) as uuid), $8, $9,
                                cast(cast($10 as text) as jsonb), $11, $12, $13, $14)
                        on conflict (partner_id, user_id, once_key) do nothing
                        """,
                        partnerId,
                        id,
                        delivery.person().userId(),
                        heading.kind().name(),
                        heading.subject(),
                        heading.subjectId(),
                        heading.clientId() == null ? null : heading.clientId().toString(),
                        heading.title(),
                        heading.text(),
                        amounts(delivery.notice()),
                        choice.portal(),
                        occurredAt.atOffset(ZoneOffset.UTC),
                        heading.onceKey(),
                        delivery.notice().isForPayersAlone())
                .chain(inserted ->
                        inserted == 1 && choice.email()
                                ? post(tx, partnerId, id)
                                : Uni.createFrom().item(inserted));
    }

    private Uni<Integer> post(HibernateTx tx, UUID partnerId, UUID notification) {
        return tx.execute(
                """
                insert into mail (partner_id, mail_id, notification_id, state, tries, due_at)
                values ($1, $2, $3, 'PENDING', 0, $4)
                """,
                partnerId,
                Ids.next(),
                notification,
                clock.instant().atOffset(ZoneOffset.UTC));
    }

    private @Nullable String amounts(Notice notice) {
        return switch (notice) {
            case Notice.Plain _ -> null;
            case Notice.Priced(_, _, var amounts) -> write(amounts);
        };
    }

    private String write(Amounts amounts) {
        try {
            return json.writeValueAsString(amounts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Amounts can be written as JSON.", e);
        }
    }

    /** In one text, since what is read has many types and is read once. */
    private Uni<Known> known(HibernateTx tx, UUID partnerId, Concern.Somebody concerned) {
        // The client is to be seen as the event has left it.
        return tx.session().flush().chain(() -> account(tx, partnerId, concerned)).map(this::read);
    }

    /**
     * Permissions and states are read by name: an account whose people have no roles of their own
     * has neither.
     */
    private static Uni<String> account(HibernateTx tx, UUID partnerId, Concern.Somebody concerned) {
        return tx.session()
                .createNativeQuery(
                        """
                        select cast(json_build_object(
                            'facts', json_build_object(
                                'client', (select json_build_object(
                                                'name', c.name, 'status', c.status, 'trialEndsAt', c.trial_ends_at,
                                                'disabledFor', c.disabled_reason)
                                           from client c
                                           where c.partner_id = ?1 and c.client_id = cast(nullif(?2, '') as uuid)),
                                'byClient', exists (select 1 from account_user where partner_id = ?1
                                                    and client_id = cast(nullif(?2, '') as uuid) and email = lower(?3))),
                            'people', (
                                select coalesce(json_agg(json_build_object(
                                    'userId', u.user_id, 'clientId', u.client_id, 'email', u.email, 'role', u.role,
                                    'permissions', coalesce(to_jsonb(u) -> 'permissions', '[]'),
                                    'choices', (
                                        select coalesce(json_agg(json_build_object(
                                            'kind', p.kind, 'portal', p.portal, 'email', p.email)), '[]')
                                        from notification_choice p
                                        where p.partner_id = u.partner_id and p.user_id = u.user_id))), '[]')
                                from account_user u
                                where u.partner_id = ?1 and u.role <> 'MEMBER'
                                  and coalesce(to_jsonb(u) ->> 'state', '') not in ('REMOVED', 'SUSPENDED')
                                  and (u.client_id is null or u.client_id = cast(nullif(?2, '') as uuid)))) as text)
                        """,
                        String.class)
                .setParameter(1, partnerId)
                .setParameter(
                        2, concerned.clientId() == null ? "" : concerned.clientId().toString())
                .setParameter(3, concerned.requestedBy() == null ? "" : concerned.requestedBy())
                .getSingleResult();
    }

    private Known read(String text) {
        try {
            return json.readValue(text, Known.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What is known of an account can be read.", e);
        }
    }
}
