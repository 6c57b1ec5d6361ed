package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every step from every status of a client, however it came there, through the gateway: what it
 * becomes, where its seats are then and whether the partner is charged, or how it is refused and
 * nothing changes. The two tables are written down from what the product promises.
 */
@ExtendWith(RunningSuite.class)
@TestInstance(Lifecycle.PER_CLASS)
class A5StatusPairsTest {

    private static final int SEATS = 5;
    private static final int SUPPLY = 250;
    private static final BigDecimal SEAT_PRICE = new BigDecimal("20.00");
    private static final ZoneId ZONE = ZoneId.of("America/Toronto");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int AT_ONCE = 6;

    private static final List<String> STATUSES = List.of("SETUP", "TRIAL", "ACTIVE", "DISABLED");

    /** The steps that every life is asked for; of who is billed by the vendor, by whom as well. */
    private static final List<String> STEPS =
            List.of(
                    "start-trial",
                    "extend-trial",
                    "activate",
                    "activate from-available",
                    "disable",
                    "disable releasing");

    /**
     * A life so far (the status that the client is made with, then each step; ADMIN: it gets an
     * administrator), a step, the status then, the seats that the client has then and where they
     * come from; by how many the partner's supply, its available and its complimentary seats
     * change; and for how many it is charged.
     */
    private static final String ALLOWED =
            """
            SETUP                       | start-trial             | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            SETUP                       | activate                | ACTIVE   | 5 PLAN          |  5 |  0 | -5 | 5
            SETUP                       | activate from-available | ACTIVE   | 5 PLAN          |  0 | -5 | -5 | 0
            SETUP                       | disable                 | DISABLED | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            SETUP                       | disable releasing       | DISABLED | 0 COMPLIMENTARY |  0 |  0 | -5 | 0
            TRIAL                       | extend-trial            | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL                       | activate                | ACTIVE   | 5 PLAN          |  5 |  0 | -5 | 5
            TRIAL                       | activate from-available | ACTIVE   | 5 PLAN          |  0 | -5 | -5 | 0
            TRIAL                       | disable                 | DISABLED | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL                       | disable releasing       | DISABLED | 0 COMPLIMENTARY |  0 |  0 | -5 | 0
            SETUP TRIAL                 | extend-trial            | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            SETUP TRIAL                 | activate                | ACTIVE   | 5 PLAN          |  5 |  0 | -5 | 5
            SETUP TRIAL                 | activate from-available | ACTIVE   | 5 PLAN          |  0 | -5 | -5 | 0
            SETUP TRIAL                 | disable                 | DISABLED | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            SETUP TRIAL                 | disable releasing       | DISABLED | 0 COMPLIMENTARY |  0 |  0 | -5 | 0
            TRIAL EXTENDED              | activate                | ACTIVE   | 5 PLAN          |  5 |  0 | -5 | 5
            TRIAL EXTENDED              | activate from-available | ACTIVE   | 5 PLAN          |  0 | -5 | -5 | 0
            TRIAL EXTENDED              | disable                 | DISABLED | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL EXTENDED              | disable releasing       | DISABLED | 0 COMPLIMENTARY |  0 |  0 | -5 | 0
            ACTIVE                      | disable                 | DISABLED | 5 PLAN          |  0 |  0 |  0 | 0
            ACTIVE                      | disable releasing       | DISABLED | 0 PLAN          |  0 |  5 |  0 | 0
            TRIAL ACTIVE                | disable                 | DISABLED | 5 PLAN          |  0 |  0 |  0 | 0
            TRIAL ACTIVE                | disable releasing       | DISABLED | 0 PLAN          |  0 |  5 |  0 | 0
            ACTIVE DISABLED ACTIVE      | disable                 | DISABLED | 5 PLAN          |  0 |  0 |  0 | 0
            ACTIVE DISABLED ACTIVE      | disable releasing       | DISABLED | 0 PLAN          |  0 |  5 |  0 | 0
            SETUP DISABLED              | activate                | ACTIVE   | 5 PLAN          |  5 |  0 | -5 | 5
            SETUP DISABLED              | activate from-available | ACTIVE   | 5 PLAN          |  0 | -5 | -5 | 0
            SETUP RELEASED              | activate                | ACTIVE   | 0 PLAN          |  0 |  0 |  0 | 0
            SETUP RELEASED              | activate from-available | ACTIVE   | 0 PLAN          |  0 |  0 |  0 | 0
            TRIAL DISABLED              | activate                | ACTIVE   | 5 PLAN          |  5 |  0 | -5 | 5
            TRIAL DISABLED              | activate from-available | ACTIVE   | 5 PLAN          |  0 | -5 | -5 | 0
            TRIAL RELEASED              | activate                | ACTIVE   | 0 PLAN          |  0 |  0 |  0 | 0
            TRIAL RELEASED              | activate from-available | ACTIVE   | 0 PLAN          |  0 |  0 |  0 | 0
            TRIAL OVER                  | activate                | ACTIVE   | 5 PLAN          |  5 |  0 | -5 | 5
            TRIAL OVER                  | activate from-available | ACTIVE   | 5 PLAN          |  0 | -5 | -5 | 0
            ACTIVE DISABLED             | activate                | ACTIVE   | 5 PLAN          |  0 |  0 |  0 | 0
            ACTIVE DISABLED             | activate from-available | ACTIVE   | 5 PLAN          |  0 |  0 |  0 | 0
            ACTIVE RELEASED             | activate                | ACTIVE   | 0 PLAN          |  0 |  0 |  0 | 0
            ACTIVE RELEASED             | activate from-available | ACTIVE   | 0 PLAN          |  0 |  0 |  0 | 0
            SETUP ADMIN                 | to VENDOR               | SETUP    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL ADMIN                 | to VENDOR               | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            ACTIVE ADMIN                | to VENDOR               | ACTIVE   | 5 DIRECT        |  0 |  5 |  0 | 0
            SETUP ADMIN DISABLED        | to VENDOR               | DISABLED | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            ACTIVE ADMIN                | to PARTNER              | ACTIVE   | 5 PLAN          |  0 |  0 |  0 | 0
            SETUP ADMIN VENDOR          | start-trial             | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            SETUP ADMIN VENDOR          | activate                | ACTIVE   | 5 DIRECT        |  0 |  0 | -5 | 0
            SETUP ADMIN VENDOR          | activate from-available | ACTIVE   | 5 DIRECT        |  0 |  0 | -5 | 0
            SETUP ADMIN VENDOR          | disable                 | DISABLED | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            SETUP ADMIN VENDOR          | disable releasing       | DISABLED | 0 COMPLIMENTARY |  0 |  0 | -5 | 0
            SETUP ADMIN VENDOR          | to VENDOR               | SETUP    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            SETUP ADMIN VENDOR          | to PARTNER              | SETUP    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL ADMIN VENDOR          | extend-trial            | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL ADMIN VENDOR          | activate                | ACTIVE   | 5 DIRECT        |  0 |  0 | -5 | 0
            TRIAL ADMIN VENDOR          | activate from-available | ACTIVE   | 5 DIRECT        |  0 |  0 | -5 | 0
            TRIAL ADMIN VENDOR          | disable                 | DISABLED | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL ADMIN VENDOR          | disable releasing       | DISABLED | 0 COMPLIMENTARY |  0 |  0 | -5 | 0
            TRIAL ADMIN VENDOR          | to VENDOR               | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            TRIAL ADMIN VENDOR          | to PARTNER              | TRIAL    | 5 COMPLIMENTARY |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR         | disable                 | DISABLED | 5 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR         | disable releasing       | DISABLED | 0 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR         | to VENDOR               | ACTIVE   | 5 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR         | to PARTNER              | ACTIVE   | 5 PLAN          |  5 |  0 |  0 | 5
            ACTIVE ADMIN VENDOR         | to PARTNER available    | ACTIVE   | 5 PLAN          |  0 | -5 |  0 | 0
            ACTIVE ADMIN VENDOR DISABLED | activate                | ACTIVE   | 5 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR DISABLED | activate from-available | ACTIVE   | 5 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR DISABLED | to VENDOR               | DISABLED | 5 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR DISABLED | to PARTNER              | DISABLED | 5 PLAN          |  5 |  0 |  0 | 5
            ACTIVE ADMIN VENDOR RELEASED | activate                | ACTIVE   | 0 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR RELEASED | activate from-available | ACTIVE   | 0 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR RELEASED | to VENDOR               | DISABLED | 0 DIRECT        |  0 |  0 |  0 | 0
            ACTIVE ADMIN VENDOR RELEASED | to PARTNER              | DISABLED | 0 PLAN          |  0 |  0 |  0 | 0
            """;

    /** A life so far, a step, the problem, and what is named as possible instead. */
    private static final String REFUSED =
            """
            SETUP                       | extend-trial            | invalid-transition       | TRIAL ACTIVE DISABLED
            TRIAL                       | start-trial             | invalid-transition       | ACTIVE DISABLED
            SETUP TRIAL                 | start-trial             | invalid-transition       | ACTIVE DISABLED
            TRIAL EXTENDED              | start-trial             | invalid-transition       | ACTIVE DISABLED
            TRIAL EXTENDED              | extend-trial            | trial-already-extended   |
            ACTIVE                      | start-trial             | invalid-transition       | DISABLED
            ACTIVE                      | extend-trial            | invalid-transition       | DISABLED
            ACTIVE                      | activate                | invalid-transition       | DISABLED
            ACTIVE                      | activate from-available | invalid-transition       | DISABLED
            TRIAL ACTIVE                | start-trial             | invalid-transition       | DISABLED
            TRIAL ACTIVE                | extend-trial            | trial-over               |
            TRIAL ACTIVE                | activate                | invalid-transition       | DISABLED
            TRIAL ACTIVE                | activate from-available | invalid-transition       | DISABLED
            ACTIVE DISABLED ACTIVE      | start-trial             | invalid-transition       | DISABLED
            ACTIVE DISABLED ACTIVE      | extend-trial            | invalid-transition       | DISABLED
            ACTIVE DISABLED ACTIVE      | activate                | invalid-transition       | DISABLED
            ACTIVE DISABLED ACTIVE      | activate from-available | invalid-transition       | DISABLED
            SETUP DISABLED              | start-trial             | invalid-transition       | ACTIVE
            SETUP DISABLED              | extend-trial            | invalid-transition       | ACTIVE
            SETUP DISABLED              | disable                 | invalid-transition       | ACTIVE
            SETUP DISABLED              | disable releasing       | invalid-transition       | ACTIVE
            SETUP RELEASED              | start-trial             | invalid-transition       | ACTIVE
            SETUP RELEASED              | extend-trial            | invalid-transition       | ACTIVE
            SETUP RELEASED              | disable                 | invalid-transition       | ACTIVE
            SETUP RELEASED              | disable releasing       | invalid-transition       | ACTIVE
            TRIAL DISABLED              | start-trial             | invalid-transition       | ACTIVE
            TRIAL DISABLED              | extend-trial            | trial-over               |
            TRIAL DISABLED              | disable                 | invalid-transition       | ACTIVE
            TRIAL DISABLED              | disable releasing       | invalid-transition       | ACTIVE
            TRIAL RELEASED              | start-trial             | invalid-transition       | ACTIVE
            TRIAL RELEASED              | extend-trial            | trial-over               |
            TRIAL RELEASED              | disable                 | invalid-transition       | ACTIVE
            TRIAL RELEASED              | disable releasing       | invalid-transition       | ACTIVE
            TRIAL OVER                  | start-trial             | invalid-transition       | ACTIVE
            TRIAL OVER                  | extend-trial            | trial-over               |
            TRIAL OVER                  | disable                 | invalid-transition       | ACTIVE
            TRIAL OVER                  | disable releasing       | invalid-transition       | ACTIVE
            ACTIVE DISABLED             | start-trial             | invalid-transition       | ACTIVE
            ACTIVE DISABLED             | extend-trial            | invalid-transition       | ACTIVE
            ACTIVE DISABLED             | disable                 | invalid-transition       | ACTIVE
            ACTIVE DISABLED             | disable releasing       | invalid-transition       | ACTIVE
            ACTIVE RELEASED             | start-trial             | invalid-transition       | ACTIVE
            ACTIVE RELEASED             | extend-trial            | invalid-transition       | ACTIVE
            ACTIVE RELEASED             | disable                 | invalid-transition       | ACTIVE
            ACTIVE RELEASED             | disable releasing       | invalid-transition       | ACTIVE
            SETUP                       | to VENDOR               | billing-contact-required |
            TRIAL                       | to VENDOR               | billing-contact-required |
            ACTIVE                      | to VENDOR               | billing-contact-required |
            SETUP DISABLED              | to VENDOR               | billing-contact-required |
            ACTIVE DISABLED             | to VENDOR               | billing-contact-required |
            SETUP ADMIN VENDOR          | extend-trial            | invalid-transition       | TRIAL ACTIVE DISABLED
            TRIAL ADMIN VENDOR          | start-trial             | invalid-transition       | ACTIVE DISABLED
            ACTIVE ADMIN VENDOR         | start-trial             | invalid-transition       | DISABLED
            ACTIVE ADMIN VENDOR         | extend-trial            | invalid-transition       | DISABLED
            ACTIVE ADMIN VENDOR         | activate                | invalid-transition       | DISABLED
            ACTIVE ADMIN VENDOR         | activate from-available | invalid-transition       | DISABLED
            ACTIVE ADMIN VENDOR DISABLED | start-trial             | invalid-transition       | ACTIVE
            ACTIVE ADMIN VENDOR DISABLED | extend-trial            | invalid-transition       | ACTIVE
            ACTIVE ADMIN VENDOR DISABLED | disable                 | invalid-transition       | ACTIVE
            ACTIVE ADMIN VENDOR DISABLED | disable releasing       | invalid-transition       | ACTIVE
            ACTIVE ADMIN VENDOR RELEASED | start-trial             | invalid-transition       | ACTIVE
            ACTIVE ADMIN VENDOR RELEASED | extend-trial            | invalid-transition       | ACTIVE
            ACTIVE ADMIN VENDOR RELEASED | disable                 | invalid-transition       | ACTIVE
            ACTIVE ADMIN VENDOR RELEASED | disable releasing       | invalid-transition       | ACTIVE
            """;

    record Allowed(
            String life,
            String step,
            String status,
            int seats,
            String source,
            Change change,
            int charged) {

        static Allowed of(List<String> row) {
            var seats = row.get(3).split(" ", -1);
            return new Allowed(
                    row.get(0),
                    row.get(1),
                    row.get(2),
                    Integer.parseInt(seats[0]),
                    seats[1],
                    new Change(number(row, 4), number(row, 5), number(row, 6)),
                    number(row, 7));
        }

        private static int number(List<String> row, int column) {
            return Integer.parseInt(row.get(column));
        }

        @Override
        public String toString() {
            return life + ": " + step + " makes it " + status;
        }
    }

    record Refused(String life, String step, String problem, List<String> possible) {

        static Refused of(List<String> row) {
            return new Refused(row.get(0), row.get(1), row.get(2), words(row.get(3)));
        }

        @Override
        public String toString() {
            return life + ": " + step + " is refused as " + problem;
        }
    }

    /** By how many the partner's seats of a kind are more then. */
    record Change(int supply, int available, int complimentary) {}

    /**
     * What a partner has, and what it was charged beside its first invoice.
     *
     * @param elsewhere seats of the supply that are neither available nor allocated
     * @param invoices how they stand
     */
    private record Books(
            int supply,
            int available,
            int allocated,
            int complimentary,
            int elsewhere,
            List<String> invoices,
            BigDecimal charged) {

        static final Books BEFORE =
                new Books(SUPPLY, SUPPLY, 0, 0, 0, List.of(), new BigDecimal("0.00"));

        static Books of(TestPartner partner) {
            var seats = partner.seats();
            var invoices = partner.invoices("PRORATION");
            return new Books(
                    seats.at("/supply").asInt(),
                    seats.at("/available").asInt(),
                    seats.at("/allocated").asInt(),
                    seats.at("/complimentary").asInt(),
                    seats.at("/internal").asInt()
                            + seats.at("/retiring").asInt()
                            + seats.at("/reserved").asInt(),
                    invoices.stream().map(invoice -> invoice.at("/status").asText()).toList(),
                    invoices.stream()
                            .map(invoice -> new BigDecimal(invoice.at("/total/amount").asText()))
                            .reduce(new BigDecimal("0.00"), BigDecimal::add));
        }

        /** Every seat of the supply that is not available is a client's. */
        Books with(Change change) {
            return new Books(
                    supply + change.supply(),
                    available + change.available(),
                    allocated + change.supply() - change.available(),
                    complimentary + change.complimentary(),
                    elsewhere,
                    invoices,
                    charged);
        }

        Books with(int invoiceCount, BigDecimal total) {
            return new Books(
                    supply,
                    available,
                    allocated,
                    complimentary,
                    elsewhere,
                    Collections.nCopies(invoiceCount, "PAID"),
                    total);
        }
    }

    private final Map<String, Queue<String>> prepared = new HashMap<>();
    private TestPartner partner;
    private int periodDays;
    private int daysLeft;
    private Books expected = Books.BEFORE;
    private int seatsCharged;

    static Stream<Allowed> allowed() {
        return rows(ALLOWED).map(Allowed::of);
    }

    static Stream<Refused> refused() {
        return rows(REFUSED).map(Refused::of);
    }

    /** Every life that is asked for anything. */
    static Stream<String> lives() {
        return Stream.concat(allowed().map(Allowed::life), refused().map(Refused::life)).distinct();
    }

    private static Stream<List<String>> rows(String table) {
        return table.lines()
                .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    /**
     * One client for each step that is allowed, and one of each life for all that are refused. At
     * noon, so that no day ends meanwhile.
     */
    @BeforeAll
    void clientsHaveLivedSoFar(House house) throws InterruptedException, ExecutionException {
        house.clockTo(noonAfter(now(house)));
        // A whole period has no fractions of cents in its own fee.
        partner =
                house.partner(
                        new TestPartner.Plan()
                                .with("seats", SUPPLY)
                                .with("billingAnchorDay", today(house).getDayOfMonth()));
        var lives = Stream.concat(allowed().map(Allowed::life), lives()).toList();
        live(lives.stream().filter(A5StatusPairsTest::isOver).toList());
        house.clockTo(noonAfter(lastTrialEnd()));
        var plan = partner.admin().get(partner.path("/plan")).expect(200);
        var periodStart = LocalDate.parse(plan.string("/period/start"));
        var periodEnd = LocalDate.parse(plan.string("/period/end"));
        periodDays = (int) ChronoUnit.DAYS.between(periodStart, periodEnd);
        daysLeft = (int) ChronoUnit.DAYS.between(today(house), periodEnd);
        live(lives.stream().filter(life -> !isOver(life)).toList());
        lives.forEach(this::expect);
        awaitExpected();
    }

    @Test
    void theTablesLeaveNoPairOut() {
        var asked =
                Stream.concat(
                                allowed().map(row -> row.life() + ": " + row.step()),
                                refused().map(row -> row.life() + ": " + row.step()))
                        .toList();

        assertThat(asked).doesNotHaveDuplicates();
        assertThat(asked)
                .containsAll(
                        lives().filter(life -> !life.contains("ADMIN"))
                                .flatMap(life -> STEPS.stream().map(step -> life + ": " + step))
                                .toList());
        assertThat(asked)
                .containsAll(
                        lives().filter(life -> life.contains("VENDOR"))
                                .flatMap(life ->
                                        Stream.concat(
                                                        STEPS.stream(),
                                                        Stream.of("to VENDOR", "to PARTNER"))
                                                .map(step -> life + ": " + step))
                                .toList());
        assertThat(lives().map(A5StatusPairsTest::statusAfter).distinct())
                .containsExactlyInAnyOrderElementsOf(STATUSES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void whatIsAllowedMovesTheSeatsAndChargesWhatItShould(Allowed row) {
        String client = those(row.life()).remove();
        assertThat(show(client).at("/status").asText()).isEqualTo(statusAfter(row.life()));

        Answer answer = ask(client, row.step()).expect(200);

        assertThat(answer.string("/status")).isEqualTo(row.status());
        assertThat(show(client).at("/status").asText()).isEqualTo(row.status());
        expect(row.change(), row.charged());
        awaitExpected();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(seats(client)).isEqualTo(row.seats() + " " + row.source()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsRefusedNamesWhatIsPossibleAndChangesNothing(Refused row) {
        // The one that no step is left for, once all that are allowed have theirs.
        String client = last(row.life());
        JsonNode before = show(client);
        assertThat(before.at("/status").asText()).isEqualTo(statusAfter(row.life()));

        Answer answer = ask(client, row.step()).expect(409);

        assertThat(answer.string("/type")).isEqualTo("/problems/" + row.problem());
        assertThat(answer.json().at("/allowed").valueStream().map(JsonNode::asText))
                .containsExactlyElementsOf(row.possible());
        assertThat(show(client)).isEqualTo(before);
        assertThat(Books.of(partner)).isEqualTo(expected);
    }

    /** Nor can a client go back to Setup, which no step leads to. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("lives")
    void noStatusIsSetByHand(String life) {
        String client = last(life);
        JsonNode before = show(client);

        for (String status : STATUSES) {
            Answer answer =
                    partner.admin().patch(clientPath(client), Map.of("status", status)).expect(400);
            assertThat(answer.string("/type")).isEqualTo("/problems/invalid-request");
            assertThat(answer.json().at("/errors").findValuesAsText("pointer"))
                    .containsExactly("/status");
        }

        assertThat(show(client)).isEqualTo(before);
        assertThat(Books.of(partner)).isEqualTo(expected);
    }

    @Test
    void noClientIsMadeDisabled() {
        assertThat(create("DISABLED").expect(400).json().at("/errors").findValuesAsText("pointer"))
                .containsExactly("/status");
    }

    /** One plan is charged one change at a time: what came before this one has come. */
    @AfterAll
    void nothingElseComesLater() {
        partner.purchase(1).expect(201);

        expect(new Change(1, 1, 0), 1);
        awaitExpected();
    }

    private static boolean isOver(String life) {
        return life.endsWith("OVER");
    }

    private void live(List<String> lives) throws InterruptedException, ExecutionException {
        var lived = InParallel.map(AT_ONCE, lives, this::live);
        for (int i = 0; i < lives.size(); i++) {
            prepared.computeIfAbsent(lives.get(i), _ -> new ArrayDeque<>()).add(lived.get(i));
        }
    }

    private String live(String life) {
        var words = words(life);
        String client = create(words.getFirst()).expect(201).string("/id");
        words.stream().skip(1).forEach(word -> become(client, word));
        return client;
    }

    private Answer create(String status) {
        return partner.admin()
                .post(
                        partner.path("/clients"),
                        Map.of("name", "Initech", "status", status, "seats", SEATS));
    }

    private void become(String client, String word) {
        switch (word) {
            case "ADMIN" -> addAdministrator(client);
            // All at once, by the clock.
            case "OVER" -> {}
            default -> ask(client, step(word)).expect(200);
        }
    }

    /** The step of a life that a word names. */
    private static String step(String word) {
        return switch (word) {
            case "TRIAL" -> "start-trial";
            case "EXTENDED" -> "extend-trial";
            case "ACTIVE" -> "activate";
            case "DISABLED" -> "disable";
            case "RELEASED" -> "disable releasing";
            case "VENDOR" -> "to VENDOR";
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static String statusAfter(String life) {
        return words(life).stream()
                .map(A5StatusPairsTest::statusByWord)
                .filter(status -> !status.isEmpty())
                .toList()
                .getLast();
    }

    private static String statusByWord(String word) {
        return switch (word) {
            case "SETUP", "TRIAL", "ACTIVE", "DISABLED" -> word;
            case "RELEASED", "OVER" -> "DISABLED";
            default -> "";
        };
    }

    private Answer ask(String client, String step) {
        return switch (step) {
            case "start-trial", "extend-trial", "activate", "disable" ->
                    ask(client, step, Map.of());
            case "activate from-available" ->
                    ask(client, "activate", Map.of("seatSource", "USE_AVAILABLE_FIRST"));
            case "disable releasing" -> ask(client, "disable", Map.of("releaseSeats", true));
            case "to VENDOR" -> ask(client, "billing-manager", Map.of("billingManager", "VENDOR"));
            case "to PARTNER" ->
                    ask(client, "billing-manager", Map.of("billingManager", "PARTNER"));
            case "to PARTNER available" ->
                    ask(
                            client,
                            "billing-manager",
                            Map.of(
                                    "billingManager",
                                    "PARTNER",
                                    "seatSource",
                                    "USE_AVAILABLE_FIRST"));
            default -> throw new IllegalArgumentException(step);
        };
    }

    private Answer ask(String client, String door, Map<String, Object> body) {
        return partner.admin().post(clientPath(client) + "/" + door, body);
    }

    /** With a password: nobody has to be invited, which cannot be done here. */
    private void addAdministrator(String client) {
        partner.admin()
                .post(
                        clientPath(client) + "/users",
                        Map.of(
                                "email", "boss-" + UUID.randomUUID() + "@client.test",
                                "name", "Boss",
                                "role", "ADMIN",
                                "password", "seatflow"))
                .expect(201);
    }

    /** The last of those that live so; it is not the turn of the others. */
    private String last(String life) {
        return those(life).stream().reduce((_, later) -> later).orElseThrow();
    }

    private Queue<String> those(String life) {
        return Objects.requireNonNull(prepared.get(life), life);
    }

    private Instant lastTrialEnd() {
        return prepared.values().stream()
                .flatMap(Queue::stream)
                .map(client -> Instant.parse(show(client).at("/trial/endsAt").asText()))
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** A client with its seats comes to be, then each step does what its row says. */
    private void expect(String life) {
        var words = words(life);
        expect(
                words.getFirst().equals("ACTIVE")
                        ? new Change(0, -SEATS, 0)
                        : new Change(0, 0, SEATS),
                0);
        for (int i = 1; i < words.size(); i++) {
            if (List.of("ADMIN", "OVER").contains(words.get(i))) {
                continue;
            }
            Allowed row = row(String.join(" ", words.subList(0, i)), step(words.get(i)));
            expect(row.change(), row.charged());
        }
    }

    /** An administrator of its own makes no difference to a client but for who may pay. */
    private static Allowed row(String life, String step) {
        return allowed()
                .filter(row -> row.step().equals(step))
                .filter(row ->
                        row.life().equals(life) || row.life().equals(life.replace(" ADMIN", "")))
                .findFirst()
                .orElseThrow();
    }

    private void expect(Change change, int charged) {
        expected = expected.with(change);
        if (charged > 0) {
            seatsCharged += charged;
            var exact = SEAT_PRICE.multiply(BigDecimal.valueOf((long) seatsCharged * daysLeft));
            expected =
                    expected.with(
                            expected.invoices().size() + 1,
                            exact.divide(BigDecimal.valueOf(periodDays), 2, RoundingMode.HALF_UP));
        }
    }

    private void awaitExpected() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Books.of(partner)).isEqualTo(expected));
    }

    private String clientPath(String client) {
        return partner.path("/clients/" + client);
    }

    private JsonNode show(String client) {
        return partner.admin().get(clientPath(client)).expect(200).json();
    }

    private String seats(String client) {
        Answer seats = partner.admin().get(clientPath(client) + "/seats").expect(200);
        return seats.number("/seats") + " " + seats.string("/source");
    }

    private static Instant now(House house) {
        return Instant.parse(house.operator().get("/sandbox/clock").string("/now"));
    }

    private static LocalDate today(House house) {
        return LocalDate.ofInstant(now(house), ZONE);
    }

    private static String noonAfter(Instant instant) {
        return LocalDate.ofInstant(instant, ZONE)
                .plusDays(1)
                .atTime(LocalTime.NOON)
                .atZone(ZONE)
                .toInstant()
                .toString();
    }
}
