package io.seatflow.seat;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.local.servers.TestServers;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Holder;
import io.seatflow.seat.ledger.LedgerAccount;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.Reservation;
import io.seatflow.seat.ledger.RetiringSeats;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Every constraint of this service's tables refuses what it is there to refuse, by its own name and
 * by nothing but SQL; and there is no constraint of which that is not shown.
 */
class ConstraintsTest {

    private static final String PARTNER = "'00000000-0000-0000-0000-00000000000a'";
    private static final String OTHER_PARTNER = "'00000000-0000-0000-0000-00000000000b'";
    private static final String CLIENT = "'00000000-0000-0000-0000-00000000000c'";
    private static final String OTHER_CLIENT = "'00000000-0000-0000-0000-00000000000d'";
    private static final String NOW = "'2026-01-01T00:00:00Z'";
    private static final String DATABASE = "constraints";

    /** For each table a row that it takes, as SQL; a later row may need an earlier one. */
    private static final Map<String, Map<String, String>> GOOD_ROWS = new LinkedHashMap<>();

    /** What is there before: enough for every good row to be taken. */
    private static final List<String> THERE = new ArrayList<>();

    private static @Nullable Connection connection;
    private static Set<String> ofThePlatform = Set.of();

    /** A good row with these columns changed, and the constraint that does not let it in. */
    record Case(String constraint, String table, Map<String, String> changed) {

        @Override
        public String toString() {
            return constraint;
        }
    }

    private static Case bites(String constraint, String table, String... changed) {
        var columns = new LinkedHashMap<String, String>();
        for (int i = 0; i < changed.length; i += 2) {
            columns.put(changed[i], changed[i + 1]);
        }
        return new Case(constraint, table, columns);
    }

    /** One line for each constraint. Primary keys and columns that are not null show themselves. */
    static Stream<Case> cases() {
        return Stream.of(
                bites("seat_ledger_no_account_below_zero", "seat_ledger", "on_order", "-1"),
                bites("seat_ledger_adds_up", "seat_ledger", "supply", "99"),
                bites(
                        "seat_ledger_retiring_seats_know_when_they_leave",
                        "seat_ledger",
                        "retiring_lots",
                        "'[{}]'"),
                bites("client_seats_of_a_partner", "client_seats", "partner_id", OTHER_PARTNER),
                bites("client_seats_known_source", "client_seats", "source", "'GIFT'"),
                bites("client_seats_not_below_zero", "client_seats", "free", "1", "in_use", "-1"),
                bites(
                        "client_seats_source_not_above_zero",
                        "client_seats",
                        "source",
                        "'DIRECT'",
                        "direct",
                        "1"),
                bites("client_seats_have_one_source", "client_seats", "complimentary", "-1"),
                bites(
                        "client_seats_owe_the_partner_nothing",
                        "client_seats",
                        "source",
                        "'DIRECT'",
                        "direct",
                        "-11"),
                bites("seat_transfer_gapless", "seat_transfer", "sequence", "3"),
                bites("seat_transfer_begins_with_one", "seat_transfer", "sequence", "0"),
                bites("seat_transfer_moves_seats", "seat_transfer", "seats", "0"),
                bites(
                        "seat_transfer_has_two_sides",
                        "seat_transfer",
                        "from_account",
                        "'CLIENT_FREE'"),
                bites("seat_transfer_known_accounts", "seat_transfer", "from_account", "'NOWHERE'"),
                bites(
                        "seat_transfer_takes_a_known_way",
                        "seat_transfer",
                        "from_account",
                        "'INTERNAL'"),
                bites("seat_transfer_names_its_client", "seat_transfer", "client_id", "null"),
                bites(
                        "seat_transfer_no_account_below_zero",
                        "seat_transfer",
                        "internal",
                        "-1",
                        "available",
                        "91"),
                bites("seat_transfer_adds_up", "seat_transfer", "supply", "101"),
                bites(
                        "supply_at_period_end_of_a_partner",
                        "supply_at_period_end",
                        "partner_id",
                        OTHER_PARTNER),
                bites("seat_change_of_a_partner", "seat_change", "partner_id", OTHER_PARTNER),
                bites("seat_change_known_action", "seat_change", "action", "'STEAL'"),
                bites("seat_change_names_its_client", "seat_change", "client_id", "null"),
                bites("seat_change_of_a_sensible_size", "seat_change", "seats", "1000001"),
                bites("seat_change_counts_upwards", "seat_change", "kept", "-1"),
                bites(
                        "seat_change_known_status",
                        "seat_change",
                        "status",
                        "'LOST'",
                        "ended_at",
                        "null"),
                bites("seat_change_waits_for_an_end", "seat_change", "open_until", NOW),
                bites(
                        "seat_change_asks_before_it_waits",
                        "seat_change",
                        "status",
                        "'QUOTING'",
                        "open_until",
                        NOW,
                        "ended_at",
                        "null"),
                bites(
                        "seat_change_is_confirmed_at_a_price",
                        "seat_change",
                        "status",
                        "'AWAITING_CONFIRMATION'",
                        "open_until",
                        NOW,
                        "ended_at",
                        "null"),
                bites(
                        "seat_change_reserves_while_it_is_paid_for",
                        "seat_change",
                        "reserved_available",
                        "1"),
                bites("seat_change_says_why_not", "seat_change", "status", "'REJECTED'"),
                bites("seat_change_ends_once", "seat_change", "ended_at", "null"),
                bites("seat_ledger_check_counts_upwards", "seat_ledger_check", "checked_to", "-1"),
                bites("seat_ledger_knows_its_last_transfer", "seat_ledger", "last_at", "null"),
                bites(
                        "client_seats_limits_not_below_zero",
                        "client_seats",
                        "complimentary_limit",
                        "-1"),
                bites("client_seats_on_order_not_below_zero", "client_seats", "on_order", "-1"),
                bites("client_seats_held_are_free", "client_seats", "held", "11"),
                bites(
                        "client_seats_gives_up_seats_of_its_own_plan",
                        "client_seats",
                        "retiring_lots",
                        "'[{}]'"),
                bites(
                        "client_seats_spring_from_their_source",
                        "client_seats",
                        "source",
                        "'COMPLIMENTARY'"),
                bites("seat_occupant_of_a_partner", "seat_occupant", "partner_id", OTHER_PARTNER),
                bites("seat_occupant_of_a_client", "seat_occupant", "client_id", OTHER_CLIENT),
                bites(
                        "seat_change_seats_users_it_names",
                        "seat_change",
                        "users",
                        "array[uuid " + CLIENT + "]"),
                bites(
                        "seat_change_on_a_plan_of_its_clients_own",
                        "seat_change",
                        "action",
                        "'PURCHASE'",
                        "client_id",
                        "null",
                        "direct",
                        "true"),
                bites(
                        "seat_change_takes_no_partners_seats_for_a_direct_plan",
                        "seat_change",
                        "direct",
                        "true",
                        "status",
                        "'PURCHASING'",
                        "reserved_available",
                        "1",
                        "reserved_retiring",
                        "'[]'",
                        "confirmed_at",
                        NOW,
                        "confirmed_by",
                        "'ada'",
                        "asked_since",
                        "1",
                        "asked_at",
                        NOW,
                        "ended_at",
                        "null"));
    }

    private static void goodRow(String table, String... columns) {
        GOOD_ROWS.put(table, bites("", table, columns).changed());
    }

    private static void goodRows() {
        goodRow(
                "seat_ledger",
                "partner_id",
                OTHER_PARTNER,
                "sequence",
                "1",
                "supply",
                "100",
                "available",
                "100",
                "internal",
                "0",
                "retiring",
                "0",
                "reserved",
                "0",
                "allocated",
                "0",
                "complimentary",
                "0",
                "on_order",
                "0",
                "retiring_lots",
                "'[]'",
                "last_at",
                NOW);
        goodRow(
                "client_seats",
                "partner_id",
                PARTNER,
                "client_id",
                OTHER_CLIENT,
                "source",
                "'PLAN'",
                "free",
                "10",
                "in_use",
                "0",
                "complimentary",
                "0",
                "direct",
                "0",
                "disabled",
                "false",
                "complimentary_limit",
                "100",
                "on_order",
                "0",
                "held",
                "0",
                "retiring_lots",
                "'[]'");
        goodRow("seat_occupant", "partner_id", PARTNER, "user_id", OTHER_CLIENT, "since", NOW);
        goodRow(
                "seat_transfer",
                "partner_id",
                PARTNER,
                "sequence",
                "2",
                "from_account",
                "'AVAILABLE'",
                "to_account",
                "'CLIENT_FREE'",
                "client_id",
                CLIENT,
                "seats",
                "10",
                "reason",
                "'ALLOCATE'",
                "actor",
                "'ada'",
                "occurred_at",
                NOW,
                "supply",
                "100",
                "available",
                "90",
                "internal",
                "0",
                "retiring",
                "0",
                "reserved",
                "0",
                "allocated",
                "10",
                "complimentary",
                "0");
        goodRow(
                "supply_at_period_end",
                "partner_id",
                PARTNER,
                "payer_id",
                PARTNER,
                "period_end",
                NOW,
                "seats_left",
                "0",
                "supply_after",
                "100",
                "ledger_sequence",
                "1");
        goodRow(
                "seat_change",
                "partner_id",
                PARTNER,
                "id",
                OTHER_CLIENT,
                "version",
                "1",
                "action",
                "'ALLOCATE'",
                "client_id",
                CLIENT,
                "seats",
                "10",
                "on_shortfall",
                "'ASK'",
                "requested_by",
                "'ada'",
                "created_at",
                NOW,
                "status",
                "'COMPLETED'",
                "shortfall",
                "0",
                "kept",
                "0",
                "quoted",
                "0",
                "attempt",
                "0",
                "ended_at",
                NOW,
                "users",
                "'{}'",
                "direct",
                "false");
        goodRow("seat_ledger_check", "partner_id", PARTNER, "checked_to", "1");
        goodRow(
                "client_seats_checked",
                "partner_id",
                PARTNER,
                "client_id",
                CLIENT,
                "free",
                "10",
                "in_use",
                "0",
                "complimentary",
                "0",
                "direct",
                "0");
        goodRow(
                "seat_ledger_difference",
                "partner_id",
                PARTNER,
                "about",
                "'FIGURES 1'",
                "ledger_says",
                "'1'",
                "balances_say",
                "'2'",
                "found_at",
                NOW);

        goodRow(
                "seat_change_waiter",
                "partner_id",
                PARTNER,
                "change_id",
                CLIENT,
                "user_id",
                OTHER_CLIENT);
        goodRow("occupant_listing", "partner_id", PARTNER, "listed_to", CLIENT, "due_at", NOW);
        goodRow("client_confirmation", "partner_id", PARTNER, "allowed", "false", "told", "1");
        goodRow("client_setup", "partner_id", PARTNER, "client_id", CLIENT, "is_over", "false");

        THERE.add(insert("seat_ledger", Map.of("partner_id", PARTNER)));
        THERE.add(
                insert(
                        "seat_transfer",
                        Map.of(
                                "sequence",
                                "1",
                                "from_account",
                                "'PLAN'",
                                "to_account",
                                "'AVAILABLE'",
                                "client_id",
                                "null",
                                "available",
                                "100",
                                "allocated",
                                "0")));
        THERE.add(insert("client_seats", Map.of("client_id", CLIENT)));
    }

    @BeforeAll
    static void anEmptyDatabase() throws SQLException, IOException {
        var _ = tables();
        var postgres = TestServers.postgres();
        postgres.createDatabase(DATABASE, DATABASE);
        connection = DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE);
        migrate(Path.of("../platform/src/main/resources/db/platform"));
        ofThePlatform = Set.copyOf(constraints("true"));
        migrate(Path.of("src/main/resources/db/migration"));
        connection.setAutoCommit(false);
    }

    /** Every migration in its order, as the service runs them when it starts. */
    private static void migrate(Path folder) throws SQLException, IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.sorted(comparing(ConstraintsTest::version)).toList()) {
                run(Files.readString(file));
            }
        }
    }

    private static String version(Path migration) {
        return migration.getFileName().toString().split("__", 2)[0];
    }

    @AfterAll
    static void leave() throws SQLException {
        open().close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void refuses(Case one) throws SQLException {
        takes(one.table());

        assertThat(refusal(insert(one.table(), one.changed())).getConstraint())
                .isEqualTo(one.constraint());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void takesNoRowTwice(String table) throws SQLException {
        takes(table);

        assertThatThrownBy(() -> run(insert(table, Map.of())))
                .isInstanceOfSatisfying(
                        PSQLException.class,
                        e -> assertThat(said(e).getConstraint()).isEqualTo(table + "_pkey"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void takesNoRowThatLacksAColumn(String table) throws SQLException {
        takes(table);
        for (var column : notNull(table)) {
            assertThat(refusal(insert(table, Map.of(column, "null"))).getColumn())
                    .isEqualTo(column);
        }
    }

    /** All that any event of the ledger makes, and none of the other pairs of accounts. */
    @Test
    void takesTheTransfersThatTheRulesMakeAndNoOthers() throws SQLException {
        var made = new TreeSet<String>();
        for (var event : everyEvent()) {
            for (var transfer : event.transfers()) {
                made.add(transfer.from().kind() + " " + transfer.to().kind());
            }
        }
        var taken = new TreeSet<String>();
        for (var from : LedgerAccount.Kind.values()) {
            for (var to : LedgerAccount.Kind.values()) {
                if (takes(from, to)) {
                    taken.add(from + " " + to);
                }
            }
        }
        assertThat(taken).isEqualTo(made);
    }

    private static boolean takes(LedgerAccount.Kind from, LedgerAccount.Kind to)
            throws SQLException {
        begin();
        try {
            run(
                    insert(
                            "seat_transfer",
                            Map.of(
                                    "from_account",
                                    "'" + from + "'",
                                    "to_account",
                                    "'" + to + "'",
                                    "client_id",
                                    from.ofClient() || to.ofClient() ? CLIENT : "null")));
            return true;
        } catch (PSQLException e) {
            assertThat(said(e).getConstraint())
                    .isIn("seat_transfer_takes_a_known_way", "seat_transfer_has_two_sides");
            return false;
        }
    }

    /** Each kind of event that moves seats, of each kind of client and for each kind of need. */
    private static List<LedgerEvent> everyEvent() {
        var client = new ClientId(new UUID(0, 12));
        var user = new UserId(new UUID(0, 13));
        var lot = new RetiringSeats(Instant.EPOCH, true, 1);
        var allocate = new SeatCommand.Allocate(client, 1);
        var buy = new SeatCommand.PurchaseDirect(client, 1);
        var ordered = new Reservation(1, List.of(lot), 1);
        var direct = new Reservation(true, 0, List.of(lot), 1);
        var lots = List.of(lot);
        var events =
                new ArrayList<LedgerEvent>(
                        List.of(
                                new LedgerEvent.PlanStarted(1, null),
                                new LedgerEvent.Retired(lot),
                                new LedgerEvent.Kept(lots),
                                new LedgerEvent.Left(lot),
                                new LedgerEvent.ClientLeft(client, lot),
                                new LedgerEvent.Reserved(allocate, ordered),
                                new LedgerEvent.Delivered(
                                        buy, LedgerAccount.freeOf(client), direct, List.of(user)),
                                new LedgerEvent.Released(allocate, ordered, lots, lots),
                                new LedgerEvent.Released(buy, direct, lots, lots)));
        for (var target :
                List.of(
                        LedgerAccount.AVAILABLE,
                        LedgerAccount.INTERNAL,
                        LedgerAccount.freeOf(client))) {
            events.add(new LedgerEvent.Delivered(allocate, target, ordered, List.of(user)));
        }
        for (var holder : List.of(Holder.PARTNER, new Holder(client))) {
            events.add(new LedgerEvent.Occupied(holder, List.of(user)));
            events.add(new LedgerEvent.Vacated(holder, user));
        }
        for (var source : Source.values()) {
            events.add(new LedgerEvent.Allocated(client, source, 1));
            events.add(new LedgerEvent.Returned(client, source, 1));
            events.add(new LedgerEvent.Disabled(client, source, true, 1, 1));
            if (source != Source.PLAN) {
                events.add(new LedgerEvent.JoinedPlan(client, source, 1, 1, 1));
            }
            if (source != Source.DIRECT) {
                events.add(new LedgerEvent.JoinedDirectPlan(client, source, 1));
            }
        }
        return events;
    }

    /** Its tools know no schema but those that are named. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void aDumpCanBeReadBackIn(String table) throws SQLException {
        begin();
        run("set local search_path = ''");

        run(insert("public." + table, table, Map.of()));

        run("set local search_path = public");
        assertThat(names("select 'there' from " + table)).isNotEmpty();
    }

    /** Also for whoever has given themselves leave to. */
    @Test
    void aLineOfTheLedgerStaysAsItIs() throws SQLException {
        begin();
        run("grant update, delete, truncate on seat_transfer to current_user");
        requireRefused(
                "seat_transfer_for_ever",
                "update seat_transfer set seats = 1",
                "delete from seat_transfer",
                "truncate seat_transfer");
    }

    @Test
    void aLedgerStaysItsPartners() throws SQLException {
        begin();
        requireRefused(
                "seat_ledger_for_ever",
                "update seat_ledger set partner_id = " + OTHER_PARTNER,
                "delete from seat_ledger",
                "truncate seat_ledger cascade");
    }

    /** Of whichever partner, and whether the gap is before the lines or between them. */
    @Test
    void linesOfOneStatementFollowEachOther() throws SQLException {
        begin();
        run("savepoint before");
        run(lines(PARTNER, 2, 3));
        run("rollback to before");
        run(insert("seat_ledger", Map.of("partner_id", OTHER_PARTNER)));
        requireRefused(
                "seat_transfer_gapless",
                lines(PARTNER, 2, 4),
                lines(PARTNER, 3, 4),
                lines(PARTNER, 2, 3) + "; " + lines(PARTNER, 5),
                lines(PARTNER, 2) + ", " + values(OTHER_PARTNER, 2));
    }

    private static String lines(String partner, int... sequences) {
        return "insert into seat_transfer (partner_id, sequence, from_account, to_account, client_id, seats, reason,"
                + " actor, occurred_at, supply, available, internal, retiring, reserved, allocated, complimentary)"
                + " values "
                + Arrays.stream(sequences)
                        .mapToObj(sequence -> values(partner, sequence))
                        .collect(Collectors.joining(", "));
    }

    private static String values(String partner, int sequence) {
        return "(%s, %d, 'AVAILABLE', 'CLIENT_FREE', %s, 1, 'ALLOCATE', 'ada', %s, 100, 90, 0, 0, 0, 10, 0)"
                .formatted(partner, sequence, CLIENT, NOW);
    }

    private static void requireRefused(String constraint, String... statements)
            throws SQLException {
        for (var sql : statements) {
            run("savepoint before");
            assertThatThrownBy(() -> run(sql))
                    .as(sql)
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            e -> assertThat(said(e).getConstraint()).isEqualTo(constraint));
            run("rollback to before");
        }
    }

    @Test
    void noConstraintIsLeftOut() throws SQLException {
        open().rollback();
        var shown = new TreeSet<String>();
        cases().map(Case::constraint).forEach(shown::add);
        tables().forEach(table -> shown.add(table + "_pkey"));
        shown.add("seat_transfer_for_ever");
        shown.add("seat_ledger_for_ever");

        var there = new TreeSet<>(constraints("contype <> 'n'"));
        there.addAll(rules());
        there.removeIf(name -> name.endsWith("_sound"));
        there.removeAll(ofThePlatform);
        assertThat(shown).isEqualTo(there);
    }

    static Stream<String> tables() {
        if (GOOD_ROWS.isEmpty()) {
            goodRows();
        }
        return GOOD_ROWS.keySet().stream();
    }

    /** Nothing but the change that a case makes may be what is refused. */
    private static void takes(String table) throws SQLException {
        begin();
        run(insert(table, Map.of()));
    }

    private static void begin() throws SQLException {
        open().rollback();
        for (var sql : THERE) {
            run(sql);
        }
    }

    /** What the database says of a statement that it does not carry out. */
    private static ServerErrorMessage refusal(String sql) throws SQLException {
        begin();
        try {
            run(sql);
        } catch (PSQLException e) {
            return said(e);
        }
        throw new AssertionError("It was taken: " + sql);
    }

    private static ServerErrorMessage said(PSQLException e) {
        return Objects.requireNonNull(e.getServerErrorMessage());
    }

    private static void run(String sql) throws SQLException {
        try (var statement = open().createStatement()) {
            statement.execute(sql);
        }
    }

    private static String insert(String table, Map<String, String> changed) {
        return insert(table, table, changed);
    }

    private static String insert(String into, String table, Map<String, String> changed) {
        var row = new LinkedHashMap<>(Objects.requireNonNull(GOOD_ROWS.get(table)));
        row.putAll(changed);
        return "insert into %s (%s) values (%s)"
                .formatted(into, String.join(", ", row.keySet()), String.join(", ", row.values()));
    }

    private static List<String> constraints(String which) throws SQLException {
        return names(
                "select conname from pg_constraint where connamespace = 'public'::regnamespace and "
                        + which);
    }

    /** What the functions behind constraints and triggers refuse, by name. */
    private static List<String> rules() throws SQLException {
        return names(
                """
                select distinct rule[1] from pg_proc,
                    regexp_matches(prosrc, $$(?:breaks\\(|constraint = )'([a-z_]+)'$$, $$g$$) as rule
                where pronamespace = 'public'::regnamespace
                """);
    }

    private static List<String> notNull(String table) throws SQLException {
        return names(
                """
                select attname from pg_attribute
                where attrelid = '%s'::regclass and attnotnull and attnum > 0
                """
                        .formatted(table));
    }

    private static List<String> names(String query) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = open().createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static Connection open() {
        return Objects.requireNonNull(connection);
    }
}
