package io.seatflow.acceptance.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.acceptance.OwnServers;
import io.seatflow.acceptance.check.Operation.Outcome;
import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.id.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A small run of the checker, and the checker itself put to the test: whatever is tampered with
 * after the run, in the database or in the record, it reports.
 */
@OwnServers
class SeatLedgerCheckerTest {

    private static final CheckPlan PLAN = new CheckPlan(3_000, 4, 20_260_101);

    @TempDir private static Path folder;

    private static CheckedRun run;
    private static Evidence evidence;

    @BeforeAll
    static void playAndComeToRest() throws IOException, InterruptedException, SQLException {
        run = CheckedRun.start(PLAN, folder);
        run.play((_, _) -> {});
        evidence = run.evidence();
    }

    @AfterAll
    static void stopTheServers() {
        run.close();
    }

    @Test
    void nothingIsLostDoubledOrInvented() {
        assertThat(LedgerCheck.violations(evidence)).isEmpty();
    }

    @Test
    void theRunHasSeenWhatItIsToProveAgainst() {
        assertThat(evidence.operations())
                .extracting(Operation::outcome)
                .contains(Outcome.ACKNOWLEDGED, Outcome.REFUSED, Outcome.UNKNOWN);
        assertThat(evidence.operations()).anyMatch(operation -> operation.answers().size() > 1);
        assertThat(evidence.books().transfers())
                .extracting(Books.Transfer::reason)
                .contains(
                        "ALLOCATE",
                        "RETURN",
                        "RETIRE",
                        "KEEP",
                        "RESERVE",
                        "PURCHASE",
                        "RELEASE",
                        "PERIOD_ENDED",
                        "OCCUPY",
                        "VACATE",
                        "ACTIVATE",
                        "BILLING_MANAGER",
                        "DISABLE");
        assertThat(evidence.charges()).isNotEmpty();
        assertThat(evidence.told())
                .extracting(Told::event)
                .hasAtLeastOneElementOfType(SupplyLimitChanged.class)
                .hasAtLeastOneElementOfType(ClientLimitsChanged.class);
    }

    static Stream<Arguments> sabotageOfTheDatabase() {
        return Stream.of(
                sabotage(
                        "the last transfer is lost",
                        Rule.REPLAY,
                        """
                        delete from seat_transfer t using seat_ledger l
                        where l.partner_id = t.partner_id and l.sequence = t.sequence
                        """),
                sabotage(
                        "a transfer in the middle is lost",
                        Rule.REPLAY,
                        "delete from seat_transfer where sequence = 7"),
                sabotage(
                        "an allocation is made twice, with books that add up",
                        Rule.TRANSFERS_OF_A_CHANGE,
                        """
                        create temporary table twice on commit drop as
                            select distinct on (t.partner_id) t.*, l.sequence as last, l.last_at,
                                   l.supply as last_supply, l.available as last_available,
                                   l.internal as last_internal, l.retiring as last_retiring,
                                   l.reserved as last_reserved, l.allocated as last_allocated,
                                   l.complimentary as last_complimentary
                            from seat_transfer t join seat_ledger l using (partner_id)
                                 join client_seats c using (partner_id, client_id)
                            where t.reason = 'ALLOCATE' and t.from_account = 'AVAILABLE'
                              and l.available >= t.seats and c.source = 'PLAN'
                            order by t.partner_id limit 1
                        """,
                        """
                        insert into seat_transfer (partner_id, sequence, from_account, to_account, client_id,
                                                   seats, reason, change_id, actor, occurred_at, supply,
                                                   available, internal, retiring, reserved, allocated, complimentary)
                        select partner_id, last + 1, from_account, to_account, client_id,
                               seats, reason, change_id, actor, last_at, last_supply,
                               last_available - seats, last_internal, last_retiring, last_reserved,
                               last_allocated + seats, last_complimentary from twice
                        """,
                        """
                        update seat_ledger l
                        set sequence = last + 1, available = l.available - seats, allocated = l.allocated + seats
                        from twice where twice.partner_id = l.partner_id
                        """,
                        """
                        update client_seats c set free = c.free + seats
                        from twice where twice.partner_id = c.partner_id and twice.client_id = c.client_id
                        """),
                sabotage(
                        "a transfer moves one seat more",
                        Rule.TRANSFERS_OF_A_CHANGE,
                        """
                        update seat_transfer set seats = seats + 1
                        where (partner_id, sequence) in
                            (select partner_id, sequence from seat_transfer where reason = 'ALLOCATE'
                             order by partner_id, sequence limit 1)
                        """),
                sabotage(
                        "a seat appears in the ledger",
                        Rule.REPLAY,
                        "update seat_ledger set available = available + 1, supply = supply + 1"),
                sabotage(
                        "a seat goes to another client",
                        Rule.REPLAY,
                        """
                        update client_seats set free = free + case when client_id = richest then -1 else 1 end
                        from (select partner_id as p, (array_agg(client_id order by free desc))[1] as richest,
                                     (array_agg(client_id order by free desc))[2] as other
                              from client_seats where source = 'PLAN' group by partner_id
                              having max(free) > 0 order by partner_id limit 1) found
                        where partner_id = p and client_id in (richest, other)
                        """),
                sabotage(
                        "available seats count as reserved",
                        Rule.RESERVATION,
                        """
                        update seat_ledger set available = available - 1, reserved = reserved + 1
                        where available > 0
                        """),
                sabotage(
                        "a purchase stays on order",
                        Rule.RESERVATION,
                        "update seat_ledger set on_order = on_order + 1"),
                sabotage(
                        "what was acknowledged is cancelled",
                        Rule.OUTCOME,
                        """
                        update seat_change set status = 'CANCELLED'
                        where id in (select id from seat_change
                                     where status = 'COMPLETED' and requested_by like 'admin-%' limit 1)
                        """),
                sabotage(
                        "what was acknowledged is gone with its transfer",
                        Rule.OUTCOME,
                        """
                        delete from seat_change
                        where id in (select change_id from seat_transfer join seat_ledger using (partner_id, sequence))
                        """,
                        """
                        delete from seat_transfer t
                        where change_id is not null
                          and not exists (select from seat_change c where c.id = t.change_id)
                        """),
                sabotage(
                        "a request has a second change",
                        Rule.OUTCOME,
                        """
                        insert into seat_change
                        select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).*
                        from seat_change c where status = 'REJECTED' limit 1
                        """),
                sabotage(
                        "another answer is kept for a key",
                        Rule.SAME_KEY_SAME_ANSWER,
                        "update idempotency_key set body = replace(body, '\"seats\":1', '\"seats\":9')"),
                sabotage(
                        "a key is forgotten",
                        Rule.SAME_KEY_SAME_ANSWER,
                        "delete from idempotency_key where key like '%7'"),
                sabotage(
                        "a change waits forever",
                        Rule.SETTLED,
                        """
                        update seat_change set status = 'QUOTING', asked_since = 1, asked_at = now(),
                               open_until = now() + interval '1 day'
                        where status = 'AWAITING_CONFIRMATION' or status = 'EXPIRED'
                        """),
                sabotage(
                        "an event was given up",
                        Rule.SETTLED,
                        """
                        insert into dead_letter
                        select partner_id, 'seatflow.billing', 1, gen_random_uuid(), 'forged', 'forged',
                               now(), '{}', 'forged', now()
                        from seat_ledger
                        """),
                sabotage(
                        "somebody's seat is nobody's",
                        Rule.OCCUPANCY,
                        "delete from seat_occupant where user_id in (select user_id from seat_occupant limit 1)"),
                sabotage(
                        "somebody sits there whom nobody has told of",
                        Rule.OCCUPANCY,
                        """
                        update seat_occupant set user_id = gen_random_uuid()
                        where user_id in (select user_id from seat_occupant limit 1)
                        """),
                sabotage(
                        "somebody of a client sits with the partner",
                        Rule.OCCUPANCY,
                        """
                        update seat_occupant set client_id = null
                        where user_id in (select user_id from seat_occupant where client_id is not null limit 1)
                        """),
                sabotage(
                        "a user leaves a seat a second time, with books that add up",
                        Rule.EVENTS,
                        """
                        create temporary table twice on commit drop as
                            select distinct on (c.partner_id)
                                   c.client_id as leaver_of, l.* from client_seats c join seat_ledger l using (partner_id)
                            where c.in_use > 0 order by c.partner_id limit 1
                        """,
                        """
                        insert into seat_transfer (partner_id, sequence, from_account, to_account, client_id,
                                                   seats, reason, change_id, actor, occurred_at, supply,
                                                   available, internal, retiring, reserved, allocated, complimentary)
                        select partner_id, sequence + 1, 'CLIENT_IN_USE', 'CLIENT_FREE', leaver_of,
                               1, 'VACATE', null, 'seatflow', last_at, supply,
                               available, internal, retiring, reserved, allocated, complimentary from twice
                        """,
                        """
                        update seat_ledger l set sequence = l.sequence + 1
                        from twice where twice.partner_id = l.partner_id
                        """,
                        """
                        update client_seats c set free = c.free + 1, in_use = c.in_use - 1
                        from twice where twice.partner_id = c.partner_id and twice.leaver_of = c.client_id
                        """,
                        """
                        delete from seat_occupant where user_id in
                            (select o.user_id from seat_occupant o join twice
                             on o.partner_id = twice.partner_id and o.client_id = twice.leaver_of limit 1)
                        """),
                sabotage(
                        "a client is disabled that was told to be active, or the other way round",
                        Rule.TOLD,
                        "update client_seats set disabled = not disabled"),
                sabotage(
                        "a client's limit is forgotten",
                        Rule.TOLD,
                        "update client_seats set seat_limit = null where seat_limit is not null"),
                sabotage(
                        "the limit of the supply is raised",
                        Rule.LIMIT,
                        "update seat_ledger set supply_limit = supply_limit + 1 where supply_limit is not null"),
                sabotage(
                        "what was told is not remembered",
                        Rule.TOLD,
                        """
                        delete from inbox where event_id in
                            (select event_id from inbox where source is null or source = '/account-service')
                        """),
                sabotage(
                        "an event was never published",
                        Rule.EVENTS,
                        "update seat_ledger set last_event = last_event + 1"));
    }

    private static Arguments sabotage(String what, Rule rule, String... statements) {
        return Arguments.of(what, rule, List.of(statements));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sabotageOfTheDatabase")
    void sabotageOfTheDatabaseIsReported(String what, Rule rule, List<String> statements)
            throws SQLException {
        try (var connection = run.ledger().connect()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                // As a superuser can: without the rules that would not let it happen.
                statement.execute("set local session_replication_role = replica");
                statement.execute("alter table seat_change drop constraint seat_change_sound");
                int changed = 0;
                for (var sql : statements) {
                    changed += Math.max(0, statement.executeUpdate(sql));
                }
                assertThat(changed).as("rows that were tampered with").isPositive();
                assertThat(LedgerCheck.violations(evidence.with(Books.read(connection))))
                        .as(what)
                        .extracting(Violation::rule)
                        .contains(rule);
            } finally {
                connection.rollback();
            }
        }
    }

    static Stream<Arguments> sabotageOfTheRecord() {
        return Stream.of(
                forgery("an acknowledgement is forged", Rule.OUTCOME, SeatLedgerCheckerTest::forge),
                forgery(
                        "a refusal is forged of what was done",
                        Rule.OUTCOME,
                        SeatLedgerCheckerTest::refuse),
                forgery(
                        "a key gets another answer",
                        Rule.SAME_KEY_SAME_ANSWER,
                        SeatLedgerCheckerTest::answerOtherwise),
                forgery(
                        "a request is never answered",
                        Rule.SETTLED,
                        SeatLedgerCheckerTest::leaveUnanswered),
                forgery(
                        "an event is lost",
                        Rule.EVENTS,
                        all -> heard(all, all.heard().subList(1, all.heard().size()))),
                forgery(
                        "an event comes again with another content",
                        Rule.EVENTS,
                        SeatLedgerCheckerTest::tellOtherwise),
                forgery(
                        "an event comes under two numbers",
                        Rule.EVENTS,
                        SeatLedgerCheckerTest::tellTwice),
                forgery(
                        "nobody told of an activation",
                        Rule.TOLD,
                        all -> without(all, event -> event instanceof ClientActivated)),
                forgery(
                        "nobody told of another biller",
                        Rule.TOLD,
                        all -> without(all, event -> event instanceof BillingManagerChanged)),
                forgery(
                        "nobody told of a disabling",
                        Rule.TOLD,
                        all -> without(all, event -> event instanceof ClientDisabled)),
                forgery(
                        "a disabling has had no effect",
                        Rule.TOLD,
                        SeatLedgerCheckerTest::tellOfDisabling),
                forgery(
                        "a limit of a client is passed",
                        Rule.TOLD,
                        SeatLedgerCheckerTest::tellOfLowerClientLimits),
                forgery(
                        "the limit of the supply is passed",
                        Rule.LIMIT,
                        SeatLedgerCheckerTest::tellOfLowerLimits),
                forgery(
                        "a user who has gone sits in a seat",
                        Rule.OCCUPANCY,
                        SeatLedgerCheckerTest::tellOfGoing),
                forgery(
                        "a user who was added has no change",
                        Rule.OUTCOME,
                        SeatLedgerCheckerTest::tellOfComing),
                forgery(
                        "nobody told of the users who sit there",
                        Rule.OUTCOME,
                        all -> without(all, event -> event instanceof UserAdded)),
                forgery(
                        "nobody confirmed what is to be charged",
                        Rule.PAYMENT,
                        SeatLedgerCheckerTest::forgetConfirmations),
                forgery(
                        "a charge is made twice",
                        Rule.PAYMENT,
                        all -> charges(all, plus(all.charges(), all.charges().getFirst()))),
                forgery(
                        "what was delivered is never paid",
                        Rule.PAYMENT,
                        all -> charges(all, all.charges().subList(1, all.charges().size()))));
    }

    private static Arguments forgery(String what, Rule rule, UnaryOperator<Evidence> tamper) {
        return Arguments.of(what, rule, tamper);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sabotageOfTheRecord")
    void sabotageOfTheRecordIsReported(String what, Rule rule, UnaryOperator<Evidence> tamper) {
        assertThat(LedgerCheck.violations(tamper.apply(evidence)))
                .as(what)
                .extracting(Violation::rule)
                .contains(rule);
    }

    private static Evidence forge(Evidence all) {
        var forged = copy(acknowledged(all), "forged");
        forged.answered(
                new Answer(201, "{\"id\":\"%s\",\"status\":\"COMPLETED\"}".formatted(Ids.next())));
        return operations(all, plus(all.operations(), forged));
    }

    private static Evidence refuse(Evidence all) {
        var done = acknowledged(all);
        var refused = copy(done, done.key());
        refused.answered(
                new Answer(
                        409,
                        "{\"type\":\"/problems/insufficient-seats\",\"changeId\":\"%s\"}"
                                .formatted(firstAnswer(done).changeId())));
        return operations(
                all, all.operations().stream().map(one -> one == done ? refused : one).toList());
    }

    private static Evidence answerOtherwise(Evidence all) {
        var done = acknowledged(all);
        var otherwise = copy(done, done.key());
        otherwise.answered(firstAnswer(done));
        otherwise.answered(new Answer(200, firstAnswer(done).body()));
        return operations(
                all, all.operations().stream().map(one -> one == done ? otherwise : one).toList());
    }

    private static Evidence leaveUnanswered(Evidence all) {
        return operations(all, plus(all.operations(), copy(acknowledged(all), "unanswered")));
    }

    private static Evidence tellOtherwise(Evidence all) {
        var first = all.heard().getFirst();
        return heard(
                all,
                plus(
                        all.heard(),
                        new Heard(
                                first.partner(),
                                first.sequence(),
                                first.id(),
                                first.event(),
                                first.data() + " ")));
    }

    private static Evidence tellTwice(Evidence all) {
        var first = all.heard().getFirst();
        return heard(
                all,
                plus(
                        all.heard(),
                        new Heard(
                                first.partner(),
                                1_000_000,
                                first.id(),
                                first.event(),
                                first.data())));
    }

    private static Evidence without(Evidence all, Predicate<AccountEvent> what) {
        return told(all, all.told().stream().filter(one -> !what.test(one.event())).toList());
    }

    private static Evidence tellOfDisabling(Evidence all) {
        var client =
                all.books().clients().stream()
                        .filter(row -> row.free() + row.inUse() > 0)
                        .findFirst()
                        .orElseThrow();
        return alsoTold(all, client.partner(), new ClientDisabled(client.id(), true));
    }

    /** Whoever was given seats by a change was given more than none. */
    private static Evidence tellOfLowerClientLimits(Evidence all) {
        var lowered = new ArrayList<Told>();
        for (var one : all.told()) {
            if (!(one.event() instanceof ClientLimitsChanged)) {
                lowered.add(one);
            }
            if (one.event() instanceof ClientCreated created) {
                lowered.add(
                        new Told(
                                one.partner(),
                                one.id(),
                                new ClientLimitsChanged(created.clientId(), 0, 0)));
            }
        }
        return told(all, lowered);
    }

    private static Evidence tellOfLowerLimits(Evidence all) {
        return told(
                all,
                all.told().stream()
                        .map(one -> new Told(one.partner(), one.id(), lower(one.event())))
                        .toList());
    }

    private static AccountEvent lower(AccountEvent event) {
        return switch (event) {
            case SupplyLimitChanged _ -> new SupplyLimitChanged(1);
            case PartnerRegistered partner ->
                    new PartnerRegistered(
                            partner.name(),
                            partner.program(),
                            partner.interval(),
                            partner.currency(),
                            partner.timeZone(),
                            partner.billingAnchorDay(),
                            partner.seats(),
                            partner.addOns(),
                            1,
                            partner.prorationCollection(),
                            partner.adminEmail(),
                            null);
            default -> event;
        };
    }

    private static Evidence tellOfGoing(Evidence all) {
        var occupant = all.books().occupants().getFirst();
        return alsoTold(
                all, occupant.partner(), new UserRemoved(occupant.user(), occupant.client()));
    }

    private static Evidence tellOfComing(Evidence all) {
        return alsoTold(
                all,
                all.partners().getFirst().id(),
                new UserAdded(Ids.next(), null, Ids.next(), "ASK", PlayedAccounts.REQUESTED_BY));
    }

    private static Evidence alsoTold(Evidence all, UUID partner, AccountEvent event) {
        return told(all, plus(all.told(), new Told(partner, Ids.next(), event)));
    }

    private static Evidence forgetConfirmations(Evidence all) {
        assertThat(all.heard())
                .anyMatch(heard ->
                        heard.event() instanceof SeatPurchaseConfirmed asked
                                && asked.quoteId() != null);
        return operations(
                all,
                all.operations().stream()
                        .filter(operation -> !(operation.request() instanceof Request.Confirm))
                        .toList());
    }

    private static Operation acknowledged(Evidence all) {
        return all.operations().stream()
                .filter(operation -> operation.request() instanceof Request.Ask)
                .filter(operation -> operation.outcome() == Outcome.ACKNOWLEDGED)
                .filter(operation -> firstAnswer(operation).status() == 201)
                .findFirst()
                .orElseThrow();
    }

    private static Answer firstAnswer(Operation operation) {
        return operation.answers().getFirst();
    }

    private static Operation copy(Operation one, String key) {
        return new Operation(one.partner(), key, one.request(), one.actor(), false);
    }

    private static <T> List<T> plus(List<T> all, T one) {
        var more = new ArrayList<>(all);
        more.add(one);
        return more;
    }

    private static Evidence operations(Evidence all, List<Operation> operations) {
        return new Evidence(
                all.partners(),
                all.told(),
                operations,
                all.seen(),
                all.books(),
                all.heard(),
                all.charges(),
                all.periodEnds());
    }

    private static Evidence told(Evidence all, List<Told> told) {
        return new Evidence(
                all.partners(),
                told,
                all.operations(),
                all.seen(),
                all.books(),
                all.heard(),
                all.charges(),
                all.periodEnds());
    }

    private static Evidence heard(Evidence all, List<Heard> heard) {
        return new Evidence(
                all.partners(),
                all.told(),
                all.operations(),
                all.seen(),
                all.books(),
                heard,
                all.charges(),
                all.periodEnds());
    }

    private static Evidence charges(Evidence all, List<Charge> charges) {
        return new Evidence(
                all.partners(),
                all.told(),
                all.operations(),
                all.seen(),
                all.books(),
                all.heard(),
                charges,
                all.periodEnds());
    }
}
