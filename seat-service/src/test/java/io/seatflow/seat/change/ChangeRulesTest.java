package io.seatflow.seat.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCancelled;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.seat.change.ChangeCommand.Cancel;
import io.seatflow.seat.change.ChangeCommand.Confirm;
import io.seatflow.seat.change.ChangeCommand.TakeDecline;
import io.seatflow.seat.change.ChangeCommand.TakePayment;
import io.seatflow.seat.change.ChangeCommand.TakeQuote;
import io.seatflow.seat.change.ChangeCommand.TakeRefusal;
import io.seatflow.seat.change.ChangeDecision.Accepted;
import io.seatflow.seat.change.ChangeDecision.LimitReached;
import io.seatflow.seat.change.ChangeDecision.NotOpen;
import io.seatflow.seat.change.ChangeDecision.QuoteSuperseded;
import io.seatflow.seat.change.ChangeDecision.Stands;
import io.seatflow.seat.change.ChangeDecision.UnknownClient;
import io.seatflow.seat.change.SeatChange.Status;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Decision;
import io.seatflow.seat.ledger.Reservation;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.SeatRules;
import io.seatflow.seat.ledger.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeRulesTest {

    private static final ClientId ACME = new ClientId(new UUID(0, 1));
    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    /** One partner's seats and one change, as the commands of a test make them. */
    private static final class Story {

        private SeatLedger ledger = SeatLedger.EMPTY;
        private @Nullable SeatChange change;
        private final List<SeatEvent> news = new ArrayList<>();
        private Instant now = NOW;

        Story() {
            seats(new SeatCommand.StartPlan(100, null));
            seats(new SeatCommand.OpenClient(ACME, Source.PLAN));
            seats(new SeatCommand.StartPeriod(END));
        }

        Story seats(SeatCommand command) {
            var decision = (Decision.Accepted) SeatRules.decide(ledger, command, now);
            ledger = SeatRules.apply(ledger, decision.events(), now);
            return this;
        }

        ChangeDecision ask(Action action, int seats, OnShortfall onShortfall) {
            return take(ChangeRules.ask(ledger, request(action, seats, onShortfall), now));
        }

        ChangeDecision tell(ChangeCommand command) {
            return take(ChangeRules.decide(ledger, change(), command, now));
        }

        ChangeDecision askAgain() {
            return take(ChangeRules.askAgain(change(), now));
        }

        private ChangeDecision take(ChangeDecision decision) {
            if (decision instanceof Accepted(var after, var moves, var told)) {
                change = after;
                ledger = SeatRules.apply(ledger, moves, now);
                news.addAll(told);
            }
            return decision;
        }

        SeatChange change() {
            if (change == null) {
                throw new IllegalStateException("Nothing was asked for.");
            }
            return change;
        }

        Status status() {
            return change().status();
        }

        <E extends SeatEvent> List<E> told(Class<E> type) {
            return news.stream().filter(type::isInstance).map(type::cast).toList();
        }

        private SeatRequest request(Action action, int seats, OnShortfall onShortfall) {
            return new SeatRequest(
                    new SeatChangeId(new UUID(1, 1)),
                    action,
                    action.ofClient() ? ACME : null,
                    seats,
                    onShortfall,
                    "ada",
                    now);
        }
    }

    private static Story awaiting(int seats, Quote quote) {
        var story = new Story();
        story.ask(Action.ALLOCATE, seats, OnShortfall.ASK);
        story.tell(new TakeQuote(1, seats - 100, quote));
        assertThat(story.status()).isEqualTo(Status.AWAITING_CONFIRMATION);
        return story;
    }

    @Test
    void whatIsThereIsGivenAtOnce() {
        var story = new Story();

        story.ask(Action.ALLOCATE, 15, OnShortfall.ASK);

        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        assertThat(story.change().version()).isEqualTo(1);
        assertThat(story.change().notice()).isNull();
        assertThat(story.news)
                .hasExactlyElementsOfTypes(SeatsAllocated.class, SeatChangeCompleted.class);
    }

    @Test
    void aShortfallIsQuotedConfirmedAndPaid() {
        var quote = quote(1);
        var story = awaiting(105, quote);

        story.tell(new Confirm(quote.id(), "grace"));
        assertThat(story.status()).isEqualTo(Status.PURCHASING);
        assertThat(story.ledger.balances().reserved()).isEqualTo(100);
        assertThat(story.told(SeatPurchaseConfirmed.class))
                .containsExactly(
                        new SeatPurchaseConfirmed(
                                new UUID(1, 1),
                                "ALLOCATE",
                                ACME.value(),
                                105,
                                5,
                                quote.id(),
                                2,
                                NOW,
                                "grace"));

        story.tell(new TakePayment(5, quote(2)));
        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        assertThat(story.ledger.balances().supply()).isEqualTo(105);
        assertThat(story.ledger.seatsOf(ACME)).isEqualTo(105);
        assertThat(story.tell(new Confirm(quote.id(), "grace"))).isInstanceOf(Stands.class);
        assertThat(story.tell(new TakePayment(5, quote))).isInstanceOf(Stands.class);
    }

    @Test
    void anythingButAnotherQuoteConfirmsTheOnlyOne() {
        var story = awaiting(105, quote(1));

        assertThat(story.tell(new Confirm(new UUID(9, 9), "ada")))
                .isInstanceOf(QuoteSuperseded.class);
        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(Accepted.class);
    }

    @Test
    void aGrownShortfallIsQuotedAgainAndThenNeedsItsNewQuote() {
        var story = awaiting(105, quote(1)).seats(new SeatCommand.Allocate(ACME, 10));

        story.tell(new Confirm(quote(1).id(), "ada"));

        assertThat(story.status()).isEqualTo(Status.QUOTING);
        assertThat(story.change().quote()).isNull();
        assertThat(story.told(SeatShortfall.class))
                .extracting(SeatShortfall::attempt, SeatShortfall::shortfall)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 5),
                        org.assertj.core.groups.Tuple.tuple(2, 15));
        assertThat(story.tell(new Confirm(quote(1).id(), "ada")))
                .isInstanceOf(QuoteSuperseded.class);
        assertThat(story.tell(new TakeQuote(1, 5, quote(1)))).isInstanceOf(Stands.class);
        story.tell(new TakeQuote(2, 15, quote(2)));
        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(QuoteSuperseded.class);
        assertThat(story.tell(new Confirm(quote(1).id(), "ada")))
                .isInstanceOf(QuoteSuperseded.class);
        story.tell(new Confirm(quote(2).id(), "ada"));
        assertThat(story.status()).isEqualTo(Status.PURCHASING);
    }

    @Test
    void aShrunkShortfallBuysLessOrNothing() {
        var three = new SeatCommand.Purchase(3);
        var story = awaiting(105, quote(1)).seats(new SeatCommand.Reserve(three));
        story.seats(new SeatCommand.Deliver(three, new Reservation(0, List.of(), 3)));
        story.tell(new Confirm(null, "ada"));
        assertThat(story.told(SeatPurchaseConfirmed.class))
                .extracting(SeatPurchaseConfirmed::shortfall)
                .containsExactly(2);

        var five = new SeatCommand.Purchase(5);
        var other = awaiting(105, quote(1)).seats(new SeatCommand.Reserve(five));
        other.seats(new SeatCommand.Deliver(five, new Reservation(0, List.of(), 5)));
        other.tell(new Confirm(null, "ada"));
        assertThat(other.status()).isEqualTo(Status.COMPLETED);
        assertThat(other.change().shortfall()).isZero();
        assertThat(other.change().quote()).isNull();
        assertThat(other.told(SeatPurchaseConfirmed.class)).isEmpty();
    }

    @Test
    void aGrownPriceUndoesTheReservationAndAsksAgain() {
        var story = awaiting(105, quote(1));
        story.tell(new Confirm(null, "ada"));
        var attempt = story.change().attempt();

        assertThat(story.tell(new TakeQuote(1, 5, quote(7))))
                .as("an echo of the first question")
                .isInstanceOf(Stands.class);
        assertThat(story.tell(new TakeQuote(attempt, 5, quote(1))))
                .as("the price that was agreed to")
                .isInstanceOf(Stands.class);
        story.tell(new TakeQuote(attempt, 5, quote(2)));

        assertThat(story.status()).isEqualTo(Status.AWAITING_CONFIRMATION);
        assertThat(story.ledger.balances().available()).isEqualTo(100);
        assertThat(story.ledger.onOrder()).isZero();
        assertThat(story.told(SeatChangeAwaitingConfirmation.class)).hasSize(2);
        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(QuoteSuperseded.class);
        assertThat(story.tell(new Confirm(quote(2).id(), "ada"))).isInstanceOf(Accepted.class);
    }

    @Test
    void aPriceForOtherSeatsUndoesTheReservationAndIsQuotedAgain() {
        var story = awaiting(105, quote(1));
        story.tell(new Confirm(null, "ada"));
        var attempt = story.change().attempt();

        assertThat(story.tell(new TakeQuote(attempt, 3, quote(1))))
                .as("the price that was agreed to")
                .isInstanceOf(Stands.class);
        story.tell(new TakeQuote(attempt, 3, quote(2)));

        assertThat(story.status()).isEqualTo(Status.QUOTING);
        assertThat(story.change().quote()).isNull();
        assertThat(story.ledger.balances().available()).isEqualTo(100);
        assertThat(story.ledger.balances().reserved()).isZero();
        assertThat(story.ledger.onOrder()).isZero();
        assertThat(story.told(SeatShortfall.class))
                .extracting(SeatShortfall::attempt, SeatShortfall::shortfall)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 5),
                        org.assertj.core.groups.Tuple.tuple(attempt + 1, 5));
        assertThat(story.told(SeatChangeAwaitingConfirmation.class)).hasSize(1);
        assertThat(story.tell(new TakeQuote(attempt, 5, quote(2))))
                .as("an echo of the purchase")
                .isInstanceOf(Stands.class);
        story.tell(new TakeQuote(attempt + 1, 5, quote(3)));
        story.tell(new Confirm(quote(3).id(), "ada"));
        story.tell(new TakePayment(5, quote(3)));
        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        assertThat(story.ledger.seatsOf(ACME)).isEqualTo(105);
    }

    @Test
    void aDeclinedPaymentGivesTheSeatsBack() {
        var story = awaiting(105, quote(1));
        story.tell(new Confirm(null, "ada"));

        story.tell(new TakeDecline("payment-declined", "Do Not Honor"));

        assertThat(story.status()).isEqualTo(Status.DECLINED);
        assertThat(story.ledger.balances().available()).isEqualTo(100);
        assertThat(story.told(SeatChangeDeclined.class))
                .extracting(told -> told.change().reason(), told -> told.change().detail())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("payment-declined", "Do Not Honor"));
        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(Stands.class);
        assertThat(story.tell(new TakeDecline("payment-declined", "again")))
                .isInstanceOf(Stands.class);
        story.tell(new TakePayment(5, quote(1)));
        assertThat(story.told(SeatPurchaseAbandoned.class)).hasSize(1);
        assertThat(story.ledger.balances().supply()).isEqualTo(100);
    }

    @Test
    void whatIsRefusedAPriceIsRejected() {
        var story = new Story();
        story.ask(Action.PURCHASE, 5, OnShortfall.ASK);

        story.tell(new TakeRefusal(1, "partner-past-due", "Pay first."));

        assertThat(story.status()).isEqualTo(Status.REJECTED);
        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(NotOpen.class);
    }

    @Test
    void whatWasCancelledStaysSo() {
        var story = awaiting(105, quote(1));
        story.tell(new Cancel("grace"));

        assertThat(story.status()).isEqualTo(Status.CANCELLED);
        assertThat(story.told(SeatChangeCancelled.class))
                .extracting(told -> told.change().cancelledBy())
                .containsExactly("grace");
        assertThat(story.tell(new Cancel("ada"))).isInstanceOf(Stands.class);
        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(NotOpen.class);
        assertThat(story.tell(new TakeQuote(1, 5, quote(2)))).isInstanceOf(Stands.class);
    }

    @Test
    void whatIsBeingPaidForCannotBeCancelledNorExpire() {
        var story = awaiting(105, quote(1));
        story.tell(new Confirm(null, "ada"));
        story.now = NOW.plus(Duration.ofDays(1));

        assertThat(story.tell(new Cancel("ada"))).isInstanceOf(NotOpen.class);
        assertThat(ChangeRules.expire(story.change(), story.now)).isInstanceOf(Stands.class);
        story.askAgain();
        assertThat(story.told(SeatPurchaseConfirmed.class))
                .extracting(SeatPurchaseConfirmed::attempt, SeatPurchaseConfirmed::confirmedAt)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, NOW),
                        org.assertj.core.groups.Tuple.tuple(3, NOW));
    }

    @Test
    void anOpenChangeExpiresAfterThirtyMinutes() {
        var story = awaiting(105, quote(1));
        story.now = NOW.plus(Duration.ofMinutes(30));

        story.tell(new Confirm(null, "ada"));

        assertThat(story.status()).isEqualTo(Status.EXPIRED);
        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(NotOpen.class);

        var unquoted = new Story();
        unquoted.ask(Action.PURCHASE, 5, OnShortfall.ASK);
        unquoted.now = NOW.plus(Duration.ofMinutes(30));
        unquoted.askAgain();
        assertThat(unquoted.status()).isEqualTo(Status.EXPIRED);
    }

    @Test
    void aLimitLeavesTheChangeOpen() {
        var story = awaiting(105, quote(1)).seats(new SeatCommand.LimitSupply(104));

        assertThat(story.tell(new Confirm(null, "ada"))).isInstanceOf(LimitReached.class);

        story.seats(new SeatCommand.LimitSupply(105));
        story.tell(new Confirm(null, "ada"));
        assertThat(story.status()).isEqualTo(Status.PURCHASING);
    }

    @Test
    void retiringSeatsThatARequestTakesBackAreToldAndNoticed() {
        var story = new Story().seats(new SeatCommand.Retire(40));

        story.ask(Action.ALLOCATE, 70, OnShortfall.REJECT);

        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        assertThat(story.change().notice()).startsWith("10 seats that would have left");
        assertThat(story.news)
                .hasExactlyElementsOfTypes(
                        SeatsKept.class,
                        SeatsAllocated.class,
                        SeatChangeCompleted.class,
                        PlanGrowthPreviewed.class);
    }

    @Test
    void aRefusalSaysWhyAndHowMany() {
        var story = new Story();

        story.ask(Action.ALLOCATE, 101, OnShortfall.REJECT);

        assertThat(story.change().reason())
                .isEqualTo(
                        new Reason(
                                "insufficient-seats",
                                "1 more seat would be needed than there are.",
                                java.util.Map.of("shortfall", 1)));
        assertThat(story.change().shortfall()).isEqualTo(1);
    }

    @Test
    void aStrangersClientIsUnknown() {
        var stranger = new ClientId(new UUID(7, 7));
        var request =
                new SeatRequest(
                        new SeatChangeId(new UUID(1, 1)),
                        Action.ALLOCATE,
                        stranger,
                        1,
                        OnShortfall.ASK,
                        "ada",
                        NOW);

        assertThat(ChangeRules.ask(new Story().ledger, request, NOW))
                .isEqualTo(new UnknownClient(stranger));
        assertThatThrownBy(() ->
                        new SeatRequest(
                                request.id(), Action.RETURN, null, 1, OnShortfall.ASK, "ada", NOW))
                .hasMessageContaining("client");
    }

    /** Whatever arrives, in whatever order: no seat is lost, and what has ended stays ended. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noOrderOfMessagesLosesSeats(long seed) {
        var random = new SplittableRandom(seed);
        var story = new Story();
        story.ask(
                random.nextBoolean() ? Action.ALLOCATE : Action.PURCHASE,
                110,
                random.nextInt(4) == 0 ? OnShortfall.PURCHASE : OnShortfall.ASK);
        for (int step = 0; step < 60; step++) {
            story.now = story.now.plus(Duration.ofMinutes(random.nextInt(4)));
            var before = story.change();
            var decision = anything(random, story);
            if (isOver(before.status())) {
                assertThat(story.change()).as("after %s", decision).isEqualTo(before);
            }
            var reserved =
                    story.change().state() instanceof SeatChange.State.Purchasing purchasing
                            ? purchasing.reservation().held()
                            : 0;
            assertThat(story.ledger.balances().reserved()).isEqualTo(reserved);
            assertThat(story.told(SeatChangeCompleted.class)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static ChangeDecision anything(SplittableRandom random, Story story) {
        var attempt = random.nextInt(story.change().attempt() + 1);
        var quote = quote(random.nextInt(1, 4));
        var shortfall = story.change().shortfall();
        var quoted = random.nextInt(6) == 0 ? shortfall + 1 : shortfall;
        return switch (random.nextInt(9)) {
            case 0, 1 -> story.tell(new Confirm(random.nextBoolean() ? null : quote.id(), "ada"));
            case 2, 3 -> story.tell(new TakeQuote(attempt + 1, quoted, quote));
            case 4 -> random.nextInt(5) == 0 ? story.tell(new Cancel("ada")) : story.askAgain();
            case 5 ->
                    random.nextInt(3) == 0
                            ? story.tell(new TakeRefusal(attempt, "partner-past-due", "Pay."))
                            : story.tell(new TakeQuote(attempt, quoted, quote));
            case 6 -> story.tell(new TakePayment(shortfall, quote));
            case 7 -> story.tell(new TakeDecline("payment-declined", "No."));
            default -> elsewhere(random, story);
        };
    }

    /** Others take and give back seats meanwhile. */
    private static ChangeDecision elsewhere(SplittableRandom random, Story story) {
        var available = story.ledger.balances().available();
        var free = story.ledger.freeOf(ACME);
        if (random.nextBoolean() && available > 0) {
            story.seats(new SeatCommand.Allocate(ACME, random.nextInt(1, available + 1)));
        } else if (free > 0) {
            story.seats(new SeatCommand.Return(ACME, random.nextInt(1, free + 1)));
        }
        return new Stands(story.change());
    }

    private static boolean isOver(Status status) {
        return switch (status) {
            case COMPLETED, DECLINED, REJECTED, CANCELLED, EXPIRED -> true;
            case QUOTING, AWAITING_CONFIRMATION, PURCHASING -> false;
        };
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    private static Quote quote(int number) {
        return new Quote(
                new UUID(2, number),
                Money.parse("USD 50.00"),
                Money.parse("USD 2149.00"),
                Money.parse("USD 2249.00"),
                15,
                30,
                LocalDate.of(2026, 12, 1),
                NOW.plus(Duration.ofHours(3)));
    }
}
