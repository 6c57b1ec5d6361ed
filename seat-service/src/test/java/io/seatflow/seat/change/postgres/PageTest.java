package io.seatflow.seat.change.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.seat.change.lane.Decided;
import io.seatflow.seat.change.lane.Effects;
import io.seatflow.seat.change.lane.Needs;
import io.seatflow.seat.change.lane.Repeated;
import io.seatflow.seat.change.lane.View;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatLedger;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a round makes of work that may have been done before. */
class PageTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Instant NOW = Instant.parse("2026-11-16T10:00:00Z");

    private static final Decided<String> TOLD_AGAIN =
            new Decided<>(
                    "told again",
                    Effects.ofLedger(List.of(), Entry.SYSTEM, List.of(new SeatLedgerOpened(1))),
                    true,
                    null);

    private final PartnerId partner = new PartnerId(UUID.randomUUID());
    private final UUID resource = UUID.randomUUID();

    @AfterAll
    static void stop() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    /**
     * The answer to the commit was lost. Written once more, its key would have the partner left out
     * of every round from then on.
     */
    @Test
    void whatWasWrittenBeforeTheLineWasCutIsAnsweredAndNotWrittenAgain() {
        var item = item(new Work.Key(request(), resource));
        item.mayBeWritten();
        var page = whole(item);
        page.knowKey("POST /seat-changes", "key", resource);

        assertThat(page.decide(NOW)).isTrue();

        assertThat(page.writes()).isFalse();
        assertThat(page.keys()).isEmpty();
        assertThat(page.verdicts())
                .singleElement()
                .extracting(Page.Verdict::outcome)
                .isEqualTo("told again");
    }

    /** A version that was right when it was written is not held against whoever asks again. */
    @Test
    void aRuleKnowsThatWhatItDecidesHasHadItsEffect() {
        for (boolean isKnown : List.of(true, false)) {
            var views = new ArrayList<View>();
            var item =
                    item(
                            new Work.Key(request(), resource),
                            (view, _) -> {
                                views.add(view);
                                return TOLD_AGAIN;
                            });
            item.mayBeWritten();
            var page = whole(item);
            if (isKnown) {
                page.knowKey("POST /seat-changes", "key", resource);
            }

            assertThat(page.decide(NOW)).isTrue();

            assertThat(views).extracting(View::isRepeat).containsExactly(isKnown);
        }
    }

    @Test
    void whatWasNotWrittenIsDoneNow() {
        var item = item(new Work.Key(request(), resource));
        item.mayBeWritten();
        var page = whole(item);

        assertThat(page.decide(NOW)).isTrue();

        assertThat(page.writes()).isTrue();
        assertThat(page.keys()).hasSize(1);
    }

    /** A client that was activated and then disabled is not active because the batch came again. */
    @Test
    void aStepIsNotTakenOnceItsEventHasHadItsEffect() {
        var event = new Work.Event(UUID.randomUUID());
        var page = whole(item(event.step()));
        page.knowEvent(event.id());

        assertThat(page.decide(NOW)).isTrue();

        assertThat(page.writes()).isFalse();
        assertThat(page.verdicts())
                .singleElement()
                .extracting(Page.Verdict::failure)
                .isInstanceOf(Repeated.class);
    }

    @Test
    void aStepIsTakenAsOftenAsItComesBeforeThat() {
        var page = whole(item(new Work.Event(UUID.randomUUID()).step()));

        assertThat(page.decide(NOW)).isTrue();

        assertThat(page.writes()).isTrue();
    }

    /** All there is to know has just been read. */
    private Page whole(Pending<?> item) {
        var page = new Page(partner);
        page.add(item);
        page.read(new Remembered.Partner(1, 1, SeatLedger.EMPTY, new Object()));
        page.looksForKeys();
        return page;
    }

    private Pending<String> item(Work.Once once) {
        return item(once, (_, _) -> TOLD_AGAIN);
    }

    private Pending<String> item(Work.Once once, Work.Rule<String> rule) {
        return new Pending<>(
                new Work<>(partner, Needs.NOTHING, once, rule), new Nobody(), VERTX, 0);
    }

    private IdempotentRequest request() {
        return new IdempotentRequest(
                partner.value(),
                "POST /seat-changes",
                "key",
                "fingerprint",
                NOW,
                Duration.ofSeconds(30),
                null,
                UUID.randomUUID(),
                new AtomicBoolean(),
                new AtomicBoolean());
    }

    /** Whoever asked has gone. */
    private record Nobody() implements UniEmitter<String> {

        @Override
        public void complete(String outcome) {}

        @Override
        public void fail(Throwable failure) {}

        @Override
        public UniEmitter<String> onTermination(Runnable callback) {
            return this;
        }

        @Override
        public io.smallrye.mutiny.Context context() {
            return io.smallrye.mutiny.Context.empty();
        }
    }
}
