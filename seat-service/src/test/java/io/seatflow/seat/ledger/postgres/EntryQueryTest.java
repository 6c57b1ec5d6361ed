package io.seatflow.seat.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.testing.Servers;
import io.seatflow.seat.ledger.EntryFilter;
import io.seatflow.seat.ledger.LedgerEvent.Reason;
import io.seatflow.seat.ledger.PartnerId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What a reading of the ledger costs does not grow with the lines that it leaves out. */
@QuarkusTest
@WithTestResource(Servers.class)
class EntryQueryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject Pool pool;

    @Test
    void linesOfARareReasonAreFoundByAnIndexOfTheirOwn() {
        var partner = new PartnerId(LedgerInSql.partnerWithTransfers(20_000));
        pool.query("analyze seat_transfer").execute().await().atMost(PATIENCE);

        assertThat(planOf(partner, Reason.PERIOD_ENDED)).contains("seat_transfer_by_rare_reason");
        // These are among the newest lines wherever there are many lines.
        assertThat(planOf(partner, Reason.ALLOCATE)).contains("seat_transfer_pkey");
    }

    private String planOf(PartnerId partner, Reason reason) {
        var query =
                EntryQuery.of(
                        partner, new EntryFilter(null, reason, null, null), Long.MAX_VALUE, 51);
        return pool.preparedQuery("explain " + query.sql())
                .execute(query.parameters())
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getString(0))
                                .collect(Collectors.joining("\n")))
                .await()
                .atMost(PATIENCE);
    }
}
