package io.seatflow.account.client;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A list of clients by part of a name has what a look at every name would find, page by page. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class ClientSearchTest {

    private static final int CLIENTS = 300;
    private static final int SEARCHES = 60;
    private static final List<String> LETTERS =
            List.of(
                    "a", "A", "b", "B", "z", "é", "É", "ß", "ж", "Ж", "😀", "1", "2", " ", "-",
                    "'");
    private static final List<String> SIGNS = List.of("%", "_", "!", "\\", "\"", "&", "+", "{");
    private static final List<String> STATUSES = List.of("SETUP", "TRIAL", "ACTIVE", "DISABLED");

    @Inject World world;
    @Inject Pool pool;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aSearchFindsWhatALookAtEveryNameFinds(long seed) {
        var random = new SplittableRandom(seed);
        UUID partner = world.partner();
        List<String> names = names(random);
        insert(partner, names, random);
        if (random.nextBoolean()) {
            // Also as it is once the server has counted what there is.
            run("analyze client");
        }

        int found = 0;
        for (int i = 0; i < SEARCHES; i++) {
            String part = part(names, random);
            String status = random.nextInt(3) == 0 ? any(STATUSES, random) : null;
            List<String> expected = scan(partner, part, status);
            assertThat(search(partner, part, status, random.nextInt(10, 100)))
                    .as("'%s' of %s", part, status)
                    .isEqualTo(expected);
            found += expected.isEmpty() ? 0 : 1;
        }
        assertThat(found).as("searches that found something").isBetween(5, SEARCHES - 5);
    }

    static LongStream seeds() {
        return LongStream.range(0, 4);
    }

    private static List<String> names(RandomGenerator random) {
        return Stream.generate(() -> word(random, random.nextInt(1, 20))).limit(CLIENTS).toList();
    }

    private static String word(RandomGenerator random, int length) {
        var word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(any(random.nextInt(8) == 0 ? SIGNS : LETTERS, random));
        }
        return word.toString();
    }

    /** One letter, two, three or some more; often in a name, in whatever case. */
    private static String part(List<String> names, RandomGenerator random) {
        int length = random.nextInt(1, 5);
        if (random.nextInt(3) > 0) {
            return word(random, length);
        }
        int[] letters = any(names, random).codePoints().toArray();
        int from = random.nextInt(letters.length);
        var part = new String(letters, from, Math.min(length, letters.length - from));
        return random.nextBoolean() ? part : part.toUpperCase(java.util.Locale.ROOT);
    }

    private static <T> T any(List<T> some, RandomGenerator random) {
        return some.get(random.nextInt(some.size()));
    }

    private void insert(UUID partner, List<String> names, RandomGenerator random) {
        pool.preparedQuery(
                        """
                        insert into client
                            (partner_id, client_id, name, status, existence, billing_manager, on_trial_end, seats, in_use,
                             created_by, created_at, version, billed, trial_started_at, trial_ends_at)
                        select $1, c.id, c.name, c.status, 'LISTED', 'PARTNER', 'DISABLE', 0, 0, 'test', now(), 1,
                               c.status = 'ACTIVE',
                               case when c.status = 'TRIAL' then now() end,
                               case when c.status = 'TRIAL' then now() + interval '14 days' end
                        from unnest($2::uuid[], $3::text[], $4::text[]) as c (id, name, status)
                        """)
                .execute(
                        Tuple.of(
                                partner,
                                names.stream()
                                        .map(_ -> new UUID(random.nextLong(), random.nextLong()))
                                        .toArray(UUID[]::new),
                                names.toArray(String[]::new),
                                names.stream()
                                        .map(_ -> any(STATUSES, random))
                                        .toArray(String[]::new)))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private List<String> scan(UUID partner, String part, @Nullable String status) {
        return pool.preparedQuery(
                        """
                        select client_id from client
                        where partner_id = $1 and position(lower($2) in lower(name)) > 0
                          and status = coalesce($3::text, status)
                        order by client_id
                        """)
                .execute(Tuple.of(partner, part, status))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getUUID(0).toString())
                                .toList())
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private static List<String> search(
            UUID partner, String part, @Nullable String status, int limit) {
        var found = new ArrayList<String>();
        String cursor = null;
        do {
            JsonPath page = page(partner, part, status, limit, cursor);
            found.addAll(page.getList("items.id", String.class));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        return found;
    }

    private static JsonPath page(
            UUID partner,
            String part,
            @Nullable String status,
            int limit,
            @Nullable String cursor) {
        var request =
                given().auth()
                        .oauth2(TestTokens.partnerAdmin(partner))
                        .queryParam("q", part)
                        .queryParam("limit", limit);
        if (status != null) {
            request.queryParam("status", status);
        }
        if (cursor != null) {
            request.queryParam("cursor", cursor);
        }
        return request.get("/v1/partners/" + partner + "/clients")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(30));
    }
}
