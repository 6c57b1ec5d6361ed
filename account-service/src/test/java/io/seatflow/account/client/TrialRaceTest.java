package io.seatflow.account.client;

import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.client.postgres.Clients;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Extension, activation and the end of a trial meet at one instant, in whatever order. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class TrialRaceTest {

    private static final int CLIENTS = 8;

    @Inject World world;
    @Inject Clients clients;
    @Inject HibernateTransactions transactions;
    @Inject BusinessClock clock;
    @Inject Vertx vertx;
    @Inject Pool pool;

    private UUID partner = new UUID(0, 0);
    private String admin = "";

    @BeforeEach
    void aPartner() {
        partner = world.partner();
        admin = TestTokens.partnerAdmin(partner);
    }

    /** A client whose trial ends about now, and what came of what met there. */
    private record Race(
            UUID client,
            Instant endsAt,
            CompletableFuture<ExtractableResponse<Response>> extension,
            List<CompletableFuture<Boolean>> ends,
            List<CompletableFuture<ExtractableResponse<Response>>> activations) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void extensionAndEndHaveOneWinnerWhoeverElseComes(long seed) {
        var random = new Random(seed);
        List<UUID> inTrial = Stream.generate(this::inTrial).limit(CLIENTS).toList();

        try (var callers = Executors.newFixedThreadPool(8)) {
            for (Race race :
                    inTrial.stream().map(client -> race(client, random, callers)).toList()) {
                judge(race);
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    /**
     * Its end is a moment past or ahead by this service's clock, or by far: the one by which
     * trial-scheduler told of it may be another.
     */
    private Race race(UUID client, Random random, Executor callers) {
        Instant end =
                clock.now()
                        .plusMillis(random.nextInt(3) == 0 ? 60_000 : random.nextInt(-10, 40))
                        .truncatedTo(ChronoUnit.MICROS);
        endTrialAt(client, end);
        var race =
                new Race(
                        client,
                        end,
                        new CompletableFuture<>(),
                        // It is told more than once, and heard by more than one.
                        List.of(new CompletableFuture<>(), new CompletableFuture<>()),
                        random.nextBoolean() ? List.of(new CompletableFuture<>()) : List.of());
        var steps = new ArrayList<Runnable>();
        steps.add(() -> settle(race.extension(), () -> step(client, "extend-trial")));
        race.ends().forEach(heard -> steps.add(() -> settle(heard, () -> end(client, end))));
        race.activations()
                .forEach(answer -> steps.add(() -> settle(answer, () -> step(client, "activate"))));
        Collections.shuffle(steps, random);
        steps.forEach(callers::execute);
        return race;
    }

    private void judge(Race race) {
        ExtractableResponse<Response> extension = race.extension().join();
        boolean isExtended = extension.statusCode() == 200;
        long ended = race.ends().stream().filter(CompletableFuture::join).count();
        race.activations().forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));

        List<String> became = became(race.client());
        assertThat(became)
                .as("extended: %s, ended: %d", isExtended, ended)
                .hasSize((isExtended ? 1 : 0) + (int) ended + race.activations().size());
        if (!isExtended) {
            assertThat(extension.statusCode()).isEqualTo(409);
            assertThat(extension.<String>path("type")).isEqualTo("/problems/trial-over");
        }
        if (became.getFirst().equals("ACTIVE")) {
            // Who has been activated has no trial that could be extended, or end.
            assertThat(became).containsExactly("ACTIVE");
        } else {
            assertThat(ended).isEqualTo(isExtended ? 0 : 1);
        }
        var client = get(admin, path(race.client())).statusCode(200).extract();
        assertThat(client.<String>path("status"))
                .isEqualTo(
                        !race.activations().isEmpty()
                                ? "ACTIVE"
                                : isExtended ? "TRIAL" : "DISABLED");
        if (isExtended && race.activations().isEmpty()) {
            assertThat(Instant.parse(client.path("trial.endsAt")))
                    .isEqualTo(race.endsAt().plus(TrialPeriod.LENGTH));
        }
    }

    /** What the log says of it after it was made, from the beginning. */
    private List<String> became(UUID client) {
        return get(admin, "/v1/partners/%s/audit-log?subjectId=%s".formatted(partner, client))
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.action", String.class)
                .reversed()
                .stream()
                .skip(1)
                .toList();
    }

    private static <T> void settle(CompletableFuture<T> outcome, Supplier<T> step) {
        try {
            outcome.complete(step.get());
        } catch (RuntimeException | AssertionError e) {
            outcome.completeExceptionally(e);
        }
    }

    private ExtractableResponse<Response> step(UUID client, String step) {
        return post(admin, path(client) + "/" + step, "{}").extract();
    }

    private boolean end(UUID client, Instant endsAt) {
        var origin = new Origin("/trial-scheduler", "TrialExpired");
        return Contexts.onNewContext(
                        vertx,
                        () ->
                                transactions.run(tx ->
                                        clients.hearTrialOver(tx, partner, client, endsAt, origin)))
                .await()
                .atMost(Duration.ofSeconds(60));
    }

    /** A plan of its own is asked nobody about when it is activated. */
    private UUID inTrial() {
        return UUID.fromString(
                post(
                                admin,
                                "/v1/partners/" + partner + "/clients",
                                """
                                {"name":"Globex","status":"TRIAL","billingManager":"VENDOR",
                                 "admin":{"email":"%s@c.test","name":"Cleo"}}
                                """
                                        .formatted(UUID.randomUUID()))
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    private void endTrialAt(UUID client, Instant end) {
        pool.preparedQuery(
                        """
                        update client set trial_started_at = $3, trial_ends_at = $4
                        where partner_id = $1 and client_id = $2
                        """)
                .execute(
                        Tuple.of(
                                partner,
                                client,
                                end.minus(TrialPeriod.LENGTH).atOffset(ZoneOffset.UTC),
                                end.atOffset(ZoneOffset.UTC)))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private String path(UUID client) {
        return "/v1/partners/" + partner + "/clients/" + client;
    }
}
