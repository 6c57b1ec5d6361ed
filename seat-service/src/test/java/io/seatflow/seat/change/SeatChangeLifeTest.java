package io.seatflow.seat.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.seat.change.ChangeCommand.Cancel;
import io.seatflow.seat.change.ChangeCommand.Confirm;
import io.seatflow.seat.change.ChangeCommand.RemoveUser;
import io.seatflow.seat.change.ChangeCommand.TakeDecline;
import io.seatflow.seat.change.ChangeCommand.TakePayment;
import io.seatflow.seat.change.ChangeCommand.TakeQuote;
import io.seatflow.seat.change.ChangeCommand.TakeRefusal;
import io.seatflow.seat.change.ChangeDecision.Accepted;
import io.seatflow.seat.change.ChangeDecision.LimitReached;
import io.seatflow.seat.change.SeatChange.Status;
import io.seatflow.seat.ledger.BillingManager;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Decision;
import io.seatflow.seat.ledger.Holder;
import io.seatflow.seat.ledger.Reservation;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.SeatRules;
import io.seatflow.seat.ledger.SeatSource;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes that seat users and those on a client's own plan; and every edge of a change's life. */
class SeatChangeLifeTest {

    private static final ClientId ACME = new ClientId(new UUID(0, 1));
    private static final ClientId INITECH = new ClientId(new UUID(0, 3));
    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");
    private static final SeatChangeId ID = new SeatChangeId(new UUID(1, 1));

    /**
     * What comes of each thing that may happen, by the state that it meets: the decision, and the
     * status afterwards where that is another. {@code Abandoned} accepts nothing but a refund.
     */
    private static final String EDGES =
            """
                         | QUOTING                | AWAITING_CONFIRMATION | PURCHASING                     | COMPLETED       | DECLINED        | REJECTED  | CANCELLED | EXPIRED
            confirm      | NotOpen                | Accepted PURCHASING   | Stands                         | Stands          | Stands          | NotOpen   | NotOpen   | NotOpen
            confirmOther | NotOpen                | QuoteSuperseded       | QuoteSuperseded                | QuoteSuperseded | QuoteSuperseded | NotOpen   | NotOpen   | NotOpen
            cancel       | Accepted CANCELLED     | Accepted CANCELLED    | NotOpen                        | NotOpen         | NotOpen         | NotOpen   | Stands    | NotOpen
            removeUser   | Accepted CANCELLED     | Accepted CANCELLED    | Accepted                       | Stands          | Stands          | Stands    | Stands    | Stands
            removeOther  | Stands                 | Stands                | Stands                         | Stands          | Stands          | Stands    | Stands    | Stands
            quote        | Accepted AWAITING_CONFIRMATION | Stands        | Accepted AWAITING_CONFIRMATION | Stands          | Stands          | Stands    | Stands    | Stands
            echo         | Stands                 | Stands                | Stands                         | Stands          | Stands          | Stands    | Stands    | Stands
            refusal      | Accepted REJECTED      | Stands                | Accepted DECLINED              | Stands          | Stands          | Stands    | Stands    | Stands
            payment      | Abandoned              | Abandoned             | Accepted COMPLETED             | Stands          | Abandoned       | Abandoned | Abandoned | Abandoned
            decline      | Stands                 | Stands                | Accepted DECLINED              | Stands          | Stands          | Stands    | Stands    | Stands
            askAgain     | Accepted               | Stands                | Accepted                       | Stands          | Stands          | Stands    | Stands    | Stands
            tooLate      | Accepted EXPIRED       | Accepted EXPIRED      | Stands                         | Stands          | Stands          | Stands    | Stands    | Stands
            lateConfirm  | Accepted EXPIRED       | Accepted EXPIRED      | Stands                         | Stands          | Stands          | NotOpen   | NotOpen   | NotOpen
            """;

    /**
     * One partner's seats and one change. Acme has a seat for none of its users, nor the partner.
     */
    private static final class Story {

        private SeatLedger ledger = SeatLedger.EMPTY;
        private @Nullable SeatChange change;
        private final List<SeatEvent> news = new ArrayList<>();
        private Instant now = NOW;

        Story() {
            seats(new SeatCommand.StartPlan(10, null));
            seats(new SeatCommand.OpenClient(ACME, Source.PLAN));
            seats(new SeatCommand.OpenClient(INITECH, Source.DIRECT));
            seats(new SeatCommand.Retire(10));
            seats(new SeatCommand.EndPeriod(NOW.plusSeconds(1)));
            now = NOW.plusSeconds(1);
        }

        final Story seats(SeatCommand command) {
            var decision = (Decision.Accepted) SeatRules.decide(ledger, command, now);
            ledger = SeatRules.apply(ledger, decision.events(), now);
            return this;
        }

        Story supplied(int seats) {
            return seats(new SeatCommand.Reserve(new SeatCommand.Purchase(seats)))
                    .seats(
                            new SeatCommand.Deliver(
                                    new SeatCommand.Purchase(seats),
                                    new Reservation(0, List.of(), seats)));
        }

        ChangeDecision ask(SeatRequest request) {
            return take(ChangeRules.ask(ledger, request, now));
        }

        ChangeDecision tell(ChangeCommand command) {
            return take(ChangeRules.decide(ledger, change(), command, now));
        }

        ChangeDecision take(ChangeDecision decision) {
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
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @MethodSource("edges")
    void everyEdge(String what, Status status, String expected) {
        var story = in(status);

        assertThat(outcome(story, what)).isEqualTo(expected);
    }

    static Stream<Arguments> edges() {
        var lines = EDGES.lines().map(line -> line.split("\\|")).toList();
        var states =
                Arrays.stream(lines.getFirst())
                        .skip(1)
                        .map(name -> Status.valueOf(name.strip()))
                        .toList();
        assertThat(states).containsExactly(Status.values());
        return lines.stream()
                .skip(1)
                .flatMap(line ->
                        IntStream.range(0, states.size())
                                .mapToObj(i ->
                                        Arguments.of(
                                                line[0].strip(),
                                                states.get(i),
                                                line[i + 1].strip())));
    }

    private static Story in(Status status) {
        var story = new Story();
        story.ask(toSeat(Holder.PARTNER, 1));
        switch (status) {
            case QUOTING -> {}
            case AWAITING_CONFIRMATION -> story.tell(new TakeQuote(1, 1, quote(1)));
            case PURCHASING -> purchasing(story);
            case COMPLETED -> {
                purchasing(story);
                story.tell(new TakePayment(1, quote(1)));
            }
            case DECLINED -> {
                purchasing(story);
                story.tell(new TakeDecline("payment-declined", "No."));
            }
            case REJECTED -> story.tell(new TakeRefusal(1, "partner-past-due", "Pay first."));
            case CANCELLED -> {
                story.tell(new TakeQuote(1, 1, quote(1)));
                story.tell(new Cancel("ada"));
            }
            case EXPIRED -> {
                story.tell(new TakeQuote(1, 1, quote(1)));
                story.now = story.now.plus(ChangeRules.OPEN);
                story.take(ChangeRules.expire(story.change(), story.now));
            }
        }
        assertThat(story.status()).isEqualTo(status);
        return story;
    }

    private static void purchasing(Story story) {
        story.tell(new TakeQuote(1, 1, quote(1)));
        story.tell(new Confirm(quote(1).id(), "ada"));
    }

    private static String outcome(Story story, String what) {
        var before = story.status();
        var toldBefore = story.told(SeatPurchaseAbandoned.class).size();
        var attempt = story.change().attempt();
        var decision =
                switch (what) {
                    case "confirm" -> story.tell(new Confirm(quote(1).id(), "ada"));
                    case "confirmOther" -> story.tell(new Confirm(quote(9).id(), "ada"));
                    case "cancel" -> story.tell(new Cancel("ada"));
                    case "removeUser" -> story.tell(new RemoveUser(user(1)));
                    case "removeOther" -> story.tell(new RemoveUser(user(9)));
                    case "quote" -> story.tell(new TakeQuote(attempt, 1, quote(2)));
                    case "echo" -> story.tell(new TakeQuote(0, 1, quote(2)));
                    case "refusal" ->
                            story.tell(new TakeRefusal(attempt, "partner-past-due", "Pay."));
                    case "payment" -> story.tell(new TakePayment(1, quote(1)));
                    case "decline" -> story.tell(new TakeDecline("payment-declined", "No."));
                    case "askAgain" -> story.take(ChangeRules.askAgain(story.change(), story.now));
                    case "tooLate" -> {
                        story.now = story.now.plus(ChangeRules.OPEN);
                        yield story.take(ChangeRules.expire(story.change(), story.now));
                    }
                    case "lateConfirm" -> {
                        story.now = story.now.plus(ChangeRules.OPEN);
                        yield story.tell(new Confirm(quote(1).id(), "ada"));
                    }
                    default -> throw new IllegalArgumentException(what);
                };
        var isAbandoned = story.told(SeatPurchaseAbandoned.class).size() > toldBefore;
        var name = isAbandoned ? "Abandoned" : decision.getClass().getSimpleName();
        return story.status() == before ? name : name + " " + story.status();
    }

    @Test
    void oneChangeSeatsAllItsUsers() {
        var story = new Story().supplied(1);
        story.ask(toSeat(new Holder(ACME), 3));
        assertThat(story.change().shortfall()).isEqualTo(2);

        story.tell(new TakeQuote(1, 2, quote(1)));
        story.tell(new Confirm(null, "ada"));
        assertThat(story.told(SeatOccupied.class)).isEmpty();
        story.tell(new TakePayment(2, quote(1)));

        assertThat(story.told(SeatOccupied.class))
                .containsExactly(
                        new SeatOccupied(user(1).value(), ACME.value(), ID.value()),
                        new SeatOccupied(user(2).value(), ACME.value(), ID.value()),
                        new SeatOccupied(user(3).value(), ACME.value(), ID.value()));
        assertThat(story.told(SeatChangeCompleted.class)).hasSize(1);
        assertThat(story.ledger.seatsOf(ACME)).isEqualTo(3);
    }

    @Test
    void aUserIsSeatedAtOnceWhereThereIsASeatAndOnlyOnce() {
        var story = new Story().supplied(2);

        story.ask(toSeat(Holder.PARTNER, 1));
        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        assertThat(story.told(SeatOccupied.class)).hasSize(1);

        story.ask(toSeat(Holder.PARTNER, 1));
        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        // Whoever waits by the second change is told as well.
        assertThat(story.told(SeatOccupied.class)).hasSize(2);
        assertThat(story.ledger.balances().internal()).isEqualTo(1);
    }

    @Test
    void whoSatAlreadyIsToldOfWithThoseWhomTheChangeSeats() {
        var story = new Story().supplied(1);
        story.ask(toSeat(new Holder(ACME), 1));
        story.ask(toSeat(new Holder(ACME), 2));
        story.tell(new TakeQuote(1, 1, quote(1)));
        story.tell(new Confirm(null, "ada"));
        story.news.clear();

        story.tell(new TakePayment(1, quote(1)));

        assertThat(story.told(SeatOccupied.class))
                .extracting(SeatOccupied::userId)
                .containsExactly(user(1).value(), user(2).value());
    }

    @Test
    void whomACompletedChangeCouldNotSeatIsNotToldOf() {
        var disabled = new Story();
        disabled.ask(toSeat(new Holder(ACME), 2));
        disabled.tell(new TakeQuote(1, 2, quote(1)));
        disabled.tell(new Confirm(null, "ada"));
        disabled.seats(new SeatCommand.Disable(ACME, true));

        disabled.tell(new TakePayment(2, quote(1)));

        assertThat(disabled.status()).isEqualTo(Status.COMPLETED);
        assertThat(disabled.told(SeatOccupied.class)).isEmpty();
        assertThat(disabled.ledger.balances().available()).isEqualTo(2);
    }

    @Test
    void aUserRemovedMeanwhileIsNotBoughtFor() {
        var story = new Story();
        story.ask(toSeat(Holder.PARTNER, 2));
        story.tell(new TakeQuote(1, 2, quote(1)));

        story.tell(new RemoveUser(user(1)));
        assertThat(story.status()).isEqualTo(Status.AWAITING_CONFIRMATION);
        story.tell(new Confirm(null, "ada"));

        assertThat(story.told(SeatPurchaseConfirmed.class))
                .extracting(SeatPurchaseConfirmed::shortfall)
                .containsExactly(1);
        assertThat(story.change().request().seats()).isEqualTo(2);
    }

    @Test
    void whatIsBoughtForAUserRemovedMeanwhileIsFreeForOthers() {
        var story = in(Status.PURCHASING);
        story.tell(new RemoveUser(user(1)));

        story.tell(new TakePayment(1, quote(1)));

        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        assertThat(story.told(SeatOccupied.class)).isEmpty();
        assertThat(story.ledger.balances().available()).isEqualTo(1);
    }

    @Test
    void aVendorBilledClientsOwnPlanPays() {
        var story = new Story();

        story.ask(request(Action.PURCHASE, INITECH, 4));
        assertThat(story.change().direct()).isTrue();
        assertThat(story.told(SeatShortfall.class))
                .extracting(SeatShortfall::shortfall, SeatShortfall::payingClientId)
                .containsExactly(Tuple.tuple(4, INITECH.value()));
        story.tell(new TakeQuote(1, 4, quote(1)));
        story.tell(new Confirm(null, "grace"));
        assertThat(story.told(SeatPurchaseConfirmed.class))
                .extracting(SeatPurchaseConfirmed::payingClientId)
                .containsExactly(INITECH.value());
        story.tell(new TakePayment(4, quote(1)));

        assertThat(story.ledger.seatsOf(INITECH)).isEqualTo(4);
        assertThat(story.ledger.balances().supply()).isZero();
        assertThat(story.told(SeatChangeCompleted.class))
                .extracting(told -> told.change().payingClientId())
                .containsExactly(INITECH.value());

        story.ask(request(Action.RETIRE, INITECH, 3));
        assertThat(story.told(SeatsRetired.class))
                .extracting(SeatsRetired::retiringAfter, SeatsRetired::payingClientId)
                .containsExactly(Tuple.tuple(3, INITECH.value()));
        story.ask(request(Action.PURCHASE, INITECH, 2));
        assertThat(story.status()).isEqualTo(Status.COMPLETED);
        assertThat(story.change().notice()).startsWith("2 seats that would have left");
    }

    @Test
    void anotherPayerNeedsAPriceOfItsOwn() {
        var story = new Story();
        story.ask(toSeat(new Holder(INITECH), 1));
        story.tell(new TakeQuote(1, 1, quote(1)));
        story.seats(
                new SeatCommand.ChangeBillingManager(
                        INITECH, BillingManager.PARTNER, SeatSource.ADD_TO_PLAN));

        story.tell(new Confirm(quote(1).id(), "grace"));

        assertThat(story.status()).isEqualTo(Status.QUOTING);
        assertThat(story.change().direct()).isFalse();
        assertThat(story.told(SeatShortfall.class))
                .extracting(SeatShortfall::payingClientId)
                .containsExactly(INITECH.value(), null);
    }

    @Test
    void whatAnEndedPlanPaidForIsRefunded() {
        var story = new Story();
        story.ask(request(Action.PURCHASE, INITECH, 4));
        story.tell(new TakeQuote(1, 4, quote(1)));
        story.tell(new Confirm(null, "grace"));
        story.seats(
                new SeatCommand.ChangeBillingManager(
                        INITECH, BillingManager.PARTNER, SeatSource.ADD_TO_PLAN));

        story.tell(new TakePayment(4, quote(1)));

        assertThat(story.status()).isEqualTo(Status.DECLINED);
        assertThat(story.told(SeatPurchaseAbandoned.class)).hasSize(1);
        assertThat(story.told(SeatChangeDeclined.class))
                .extracting(told -> told.change().reason())
                .containsExactly(Reason.CLIENT_PARTNER_BILLED);
        assertThat(story.ledger.seatsOf(INITECH)).isZero();
    }

    @Test
    void aClientsLimitLeavesTheChangeOpen() {
        var story = new Story();
        story.ask(request(Action.ALLOCATE, ACME, 5));
        story.tell(new TakeQuote(1, 5, quote(1)));
        story.seats(new SeatCommand.LimitClient(ACME, 4, 100));

        assertThat(story.tell(new Confirm(null, "ada")))
                .isEqualTo(
                        new LimitReached(
                                story.change(),
                                new Reason(
                                        "client-limit-reached",
                                        "The client may have no more than 4 seats.",
                                        Map.of("limit", 4))));
    }

    @Test
    void whatDoesNotFitTheClientIsRejected() {
        var story = new Story();
        story.ask(request(Action.PURCHASE, ACME, 1));
        assertThat(reason(story)).isEqualTo("client-partner-billed");
        story.ask(request(Action.ALLOCATE, INITECH, 1));
        assertThat(reason(story)).isEqualTo("client-vendor-billed");
        story.seats(new SeatCommand.Disable(ACME, false));
        story.ask(toSeat(new Holder(ACME), 1));
        assertThat(reason(story)).isEqualTo("client-disabled");
    }

    @Test
    void aRequestNamesTheUsersItSeatsAndNoOthers() {
        assertThatThrownBy(() ->
                        new SeatRequest(
                                ID,
                                Action.ALLOCATE,
                                ACME,
                                1,
                                List.of(user(1)),
                                OnShortfall.ASK,
                                "ada",
                                NOW))
                .hasMessageContaining("for 1 users");
    }

    private static @Nullable String reason(Story story) {
        assertThat(story.status()).isEqualTo(Status.REJECTED);
        var reason = story.change().reason();
        return reason == null ? null : reason.slug();
    }

    private static SeatRequest request(Action action, ClientId client, int seats) {
        return new SeatRequest(ID, action, client, seats, OnShortfall.ASK, "ada", NOW);
    }

    private static SeatRequest toSeat(Holder holder, int users) {
        return SeatRequest.toSeat(
                ID,
                holder,
                IntStream.rangeClosed(1, users).mapToObj(SeatChangeLifeTest::user).toList(),
                OnShortfall.ASK,
                "ada",
                NOW);
    }

    private static UserId user(int number) {
        return new UserId(new UUID(2, number));
    }

    private static Quote quote(int number) {
        return new Quote(
                new UUID(3, number),
                Money.parse("USD 50.00"),
                Money.parse("USD 2149.00"),
                Money.parse("USD 2249.00"),
                15,
                30,
                LocalDate.of(2026, 12, 1),
                NOW.plus(Duration.ofHours(3)));
    }
}
