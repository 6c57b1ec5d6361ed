package io.seatflow.seat.ledger;

import static io.seatflow.seat.ledger.LedgerAccount.AVAILABLE;
import static io.seatflow.seat.ledger.LedgerAccount.INTERNAL;
import static io.seatflow.seat.ledger.LedgerAccount.PLAN;
import static io.seatflow.seat.ledger.LedgerAccount.RESERVED;
import static io.seatflow.seat.ledger.LedgerAccount.RETIRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatVacated;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.seat.ledger.Decision.Accepted;
import io.seatflow.seat.ledger.Decision.ClientDisabled;
import io.seatflow.seat.ledger.Decision.ClientLimitReached;
import io.seatflow.seat.ledger.Decision.ComplimentaryLimitReached;
import io.seatflow.seat.ledger.Decision.InUse;
import io.seatflow.seat.ledger.Decision.PartnerBilled;
import io.seatflow.seat.ledger.Decision.Shortfall;
import io.seatflow.seat.ledger.Decision.VendorBilled;
import io.seatflow.seat.ledger.SeatCommand.Activate;
import io.seatflow.seat.ledger.SeatCommand.Allocate;
import io.seatflow.seat.ledger.SeatCommand.ChangeBillingManager;
import io.seatflow.seat.ledger.SeatCommand.Deliver;
import io.seatflow.seat.ledger.SeatCommand.Disable;
import io.seatflow.seat.ledger.SeatCommand.EndClientPeriod;
import io.seatflow.seat.ledger.SeatCommand.LimitClient;
import io.seatflow.seat.ledger.SeatCommand.LimitSupply;
import io.seatflow.seat.ledger.SeatCommand.Need;
import io.seatflow.seat.ledger.SeatCommand.Occupy;
import io.seatflow.seat.ledger.SeatCommand.OpenClient;
import io.seatflow.seat.ledger.SeatCommand.PurchaseDirect;
import io.seatflow.seat.ledger.SeatCommand.Release;
import io.seatflow.seat.ledger.SeatCommand.Reserve;
import io.seatflow.seat.ledger.SeatCommand.Retire;
import io.seatflow.seat.ledger.SeatCommand.RetireDirect;
import io.seatflow.seat.ledger.SeatCommand.Return;
import io.seatflow.seat.ledger.SeatCommand.StartClientPeriod;
import io.seatflow.seat.ledger.SeatCommand.StartPeriod;
import io.seatflow.seat.ledger.SeatCommand.StartPlan;
import io.seatflow.seat.ledger.SeatCommand.Vacate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rows of the transfer table, each told by the transfers that it makes. */
class SeatMovesTest {

    private static final ClientId ACME = new ClientId(new UUID(0, 1));
    private static final ClientId GLOBEX = new ClientId(new UUID(0, 2));
    private static final ClientId INITECH = new ClientId(new UUID(0, 3));
    private static final Holder OF_ACME = new Holder(ACME);
    private static final Holder OF_GLOBEX = new Holder(GLOBEX);
    private static final Holder OF_INITECH = new Holder(INITECH);
    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
    private static final LedgerAccount ACME_FREE = LedgerAccount.freeOf(ACME);
    private static final LedgerAccount ACME_IN_USE = LedgerAccount.inUseBy(ACME);
    private static final LedgerAccount GLOBEX_FREE = LedgerAccount.freeOf(GLOBEX);
    private static final LedgerAccount INITECH_FREE = LedgerAccount.freeOf(INITECH);
    private static final LedgerAccount COMPLIMENTARY = LedgerAccount.complimentaryOf(GLOBEX);
    private static final LedgerAccount DIRECT = LedgerAccount.directOf(INITECH);

    /** 20 seats; Acme is billed by the partner, Globex in Trial, Initech billed by the vendor. */
    private static final class Story {

        private SeatLedger ledger = SeatLedger.EMPTY;
        private Instant now = NOW;

        Story() {
            take(new StartPlan(20, null));
            take(new OpenClient(ACME, Source.PLAN));
            take(new OpenClient(GLOBEX, Source.COMPLIMENTARY));
            take(new OpenClient(INITECH, Source.DIRECT));
            take(new StartPeriod(END));
            take(new StartClientPeriod(INITECH, END.plusSeconds(60)));
        }

        Decision decide(SeatCommand command) {
            return SeatRules.decide(ledger, command, now);
        }

        /** Carries it out and says which transfers that made. */
        List<Transfer> take(SeatCommand command) {
            return apply(command).stream().flatMap(event -> event.transfers().stream()).toList();
        }

        /** Carries it out and says what others are told. */
        List<SeatEvent> tell(SeatCommand command) {
            var before = ledger;
            return LedgerNews.of(before, apply(command), new UUID(5, 5), now);
        }

        private List<LedgerEvent> apply(SeatCommand command) {
            assertThat(decide(command)).isInstanceOf(Accepted.class);
            var events = ((Accepted) decide(command)).events();
            ledger = SeatRules.apply(ledger, events, now);
            return events;
        }

        Story with(SeatCommand... commands) {
            for (var command : commands) {
                take(command);
            }
            return this;
        }

        /** A need that is bought and paid for. */
        Story buying(Need need) {
            var cover = cover(need);
            return with(new Reserve(need), new Deliver(need, cover));
        }

        Reservation cover(Need need) {
            return ((Shortfall) decide(need)).cover();
        }

        ClientSeats of(ClientId client) {
            var seats = ledger.clients().get(client);
            return Objects.requireNonNull(seats);
        }
    }

    @Test
    void aPartnersUserTakesAnAvailableSeatAndGivesItBack() {
        var story = new Story();

        assertThat(story.take(new Occupy(Holder.PARTNER, users(1))))
                .containsExactly(moved(AVAILABLE, INTERNAL, 1));
        assertThat(story.take(new Occupy(Holder.PARTNER, users(1)))).isEmpty();
        assertThat(story.take(new Vacate(user(1)))).containsExactly(moved(INTERNAL, AVAILABLE, 1));
        assertThat(story.take(new Vacate(user(1)))).isEmpty();
    }

    @Test
    void aClientsUserTakesItsFreeSeatBeforeAnAvailableOneAndLeavesItToTheClient() {
        var story = new Story().with(new Allocate(ACME, 1));

        assertThat(story.take(new Occupy(OF_ACME, users(2))))
                .containsExactly(moved(AVAILABLE, ACME_FREE, 1), moved(ACME_FREE, ACME_IN_USE, 2));
        assertThat(story.take(new Vacate(user(2))))
                .containsExactly(moved(ACME_IN_USE, ACME_FREE, 1));
        assertThat(story.of(ACME).seats()).isEqualTo(2);
    }

    @Test
    void retiringSeatsComeAfterAvailableOnesAndAPurchaseLast() {
        var story = new Story().with(new Allocate(ACME, 17), new Retire(2));

        assertThat(story.take(new Occupy(Holder.PARTNER, users(2))))
                .containsExactly(moved(RETIRING, AVAILABLE, 1), moved(AVAILABLE, INTERNAL, 2));
        assertThat(story.decide(new Occupy(Holder.PARTNER, List.of(user(3), user(4)))))
                .isEqualTo(
                        new Shortfall(
                                new Reservation(0, List.of(new RetiringSeats(END, true, 1)), 1)));
    }

    @Test
    void usersAreSeatedByWhatWasPaidForThem() {
        var story = new Story().with(new Allocate(ACME, 20));
        var need = new Occupy(Holder.PARTNER, users(2));
        var cover = story.cover(need);

        assertThat(story.take(new Reserve(need))).isEmpty();
        assertThat(story.take(new Deliver(need, cover)))
                .containsExactly(moved(PLAN, RESERVED, 2), moved(RESERVED, INTERNAL, 2));

        var ofClient =
                new Occupy(OF_ACME, IntStream.range(10, 31).mapToObj(SeatMovesTest::user).toList());
        var one = story.cover(ofClient);
        assertThat(story.take(new Reserve(ofClient)))
                .as("its own free seats are taken at once")
                .containsExactly(moved(ACME_FREE, ACME_IN_USE, 20));
        assertThat(story.take(new Deliver(new Occupy(OF_ACME, List.of(user(30))), one)))
                .containsExactly(
                        moved(PLAN, RESERVED, 1),
                        moved(RESERVED, ACME_FREE, 1),
                        moved(ACME_FREE, ACME_IN_USE, 1));
    }

    @Test
    void whatWasPaidForAUserWhoHasGoneStaysWithItsHolder() {
        var story = new Story().with(new Allocate(ACME, 20));
        var partners = new Occupy(Holder.PARTNER, users(1));
        var cover = story.cover(partners);
        story.with(new Reserve(partners));

        assertThat(story.take(new Deliver(new Occupy(Holder.PARTNER, List.of()), cover)))
                .containsExactly(moved(PLAN, RESERVED, 1), moved(RESERVED, AVAILABLE, 1));
    }

    @Test
    void whatADisabledClientCannotTakeIsThePartners() {
        var need = new Allocate(ACME, 25);
        var story = new Story();
        var cover = story.cover(need);
        story.with(new Reserve(need), new Disable(ACME, true));

        assertThat(story.take(new Deliver(need, cover)))
                .containsExactly(moved(PLAN, RESERVED, 5), moved(RESERVED, AVAILABLE, 25));
        assertThat(story.of(ACME).onOrder()).isZero();
    }

    @Test
    void whatAPlanPaidForThatHasEndedIsRefusedForARefund() {
        var need = new PurchaseDirect(INITECH, 3);
        var story = new Story();
        var cover = story.cover(need);
        story.with(
                new Reserve(need),
                new ChangeBillingManager(INITECH, BillingManager.PARTNER, SeatSource.ADD_TO_PLAN));

        assertThat(story.decide(new Deliver(need, cover))).isEqualTo(new PartnerBilled(INITECH));
        assertThat(story.take(new Release(need, cover))).isEmpty();
        assertThat(story.of(INITECH).onOrder()).isZero();
    }

    @Test
    void aTrialClientsSeatsAreComplimentaryUpToTheirLimit() {
        var story = new Story().with(new LimitClient(GLOBEX, null, 6));

        assertThat(story.take(new Allocate(GLOBEX, 5)))
                .containsExactly(moved(COMPLIMENTARY, GLOBEX_FREE, 5));
        assertThat(story.take(new Occupy(OF_GLOBEX, users(6))))
                .containsExactly(
                        moved(COMPLIMENTARY, GLOBEX_FREE, 1),
                        moved(GLOBEX_FREE, LedgerAccount.inUseBy(GLOBEX), 6));
        assertThat(story.decide(new Occupy(OF_GLOBEX, List.of(user(7)))))
                .isEqualTo(new ComplimentaryLimitReached(6));
        story.with(new Vacate(user(1)));
        assertThat(story.take(new Return(GLOBEX, 1)))
                .containsExactly(moved(GLOBEX_FREE, COMPLIMENTARY, 1));
    }

    @Test
    void anActivatedClientsSeatsJoinThePlanWhateverItsLimit() {
        var story = new Story().with(new Allocate(GLOBEX, 15), new LimitSupply(20));
        var activate = new Activate(GLOBEX, SeatSource.ADD_TO_PLAN, BillingManager.PARTNER);

        assertThat(story.tell(activate))
                .containsExactly(new SeatsAdded(GLOBEX.value(), 15, 35, "ACTIVATE", 3, NOW));
        assertThat(story.take(activate)).as("a client that was Active before").isEmpty();
        assertThat(story.ledger.balances()).isEqualTo(new Balances(35, 20, 0, 0, 0, 15, 0));
    }

    @Test
    void availableSeatsTakeThePlaceOfComplimentaryOnesFirst() {
        var story = new Story().with(new Allocate(ACME, 12), new Allocate(GLOBEX, 15));

        assertThat(
                        story.take(
                                new Activate(
                                        GLOBEX,
                                        SeatSource.USE_AVAILABLE_FIRST,
                                        BillingManager.PARTNER)))
                .containsExactly(moved(AVAILABLE, COMPLIMENTARY, 8), moved(PLAN, COMPLIMENTARY, 7));
    }

    @Test
    void aVendorBilledClientsSeatsJoinItsOwnPlan() {
        var story = new Story().with(new Allocate(GLOBEX, 4));

        assertThat(story.tell(new Activate(GLOBEX, SeatSource.ADD_TO_PLAN, BillingManager.VENDOR)))
                .containsExactly(
                        new SeatsAdded(GLOBEX.value(), 4, 4, "ACTIVATE", 3, NOW, GLOBEX.value()));
        assertThat(story.of(GLOBEX).direct()).isEqualTo(-4);
        assertThat(story.ledger.balances().supply()).isEqualTo(20);
        assertThat(story.decide(new Allocate(GLOBEX, 1))).isEqualTo(new VendorBilled(GLOBEX));
    }

    @Test
    void seatsMoveBetweenPlansWithTheirBillingManager() {
        var story = new Story().with(new Allocate(ACME, 5));
        var direct = LedgerAccount.directOf(ACME);

        assertThat(
                        story.take(
                                new ChangeBillingManager(
                                        ACME, BillingManager.VENDOR, SeatSource.ADD_TO_PLAN)))
                .containsExactly(moved(direct, AVAILABLE, 5));
        story.with(new RetireDirect(ACME, 2));
        assertThat(
                        story.take(
                                new ChangeBillingManager(
                                        ACME,
                                        BillingManager.PARTNER,
                                        SeatSource.USE_AVAILABLE_FIRST)))
                .as("what it has given up goes first")
                .containsExactly(moved(ACME_FREE, direct, 2), moved(AVAILABLE, direct, 3));
        assertThat(story.of(ACME)).isEqualTo(story.of(ACME).after(List.of(), Source.PLAN));
        assertThat(story.of(ACME).seats()).isEqualTo(3);
        assertThat(story.ledger.balances().available()).isEqualTo(17);
    }

    @Test
    void aVendorBilledClientBuysOnItsOwnPlanAlone() {
        var story = new Story();
        var need = new Occupy(OF_INITECH, users(2));

        assertThat(story.cover(need)).isEqualTo(new Reservation(true, 0, List.of(), 2));
        var cover = story.cover(need);
        assertThat(story.take(new Reserve(need))).isEmpty();
        assertThat(story.ledger.onOrder()).isZero();
        assertThat(story.take(new Deliver(need, cover)))
                .containsExactly(
                        moved(DIRECT, INITECH_FREE, 2),
                        moved(INITECH_FREE, LedgerAccount.inUseBy(INITECH), 2));
        assertThat(story.decide(new PurchaseDirect(ACME, 1))).isEqualTo(new PartnerBilled(ACME));
    }

    @Test
    void whatAVendorBilledClientGivesUpIsOutOfUseAtOnceAndLeavesWithItsPeriod() {
        var story = new Story().buying(new PurchaseDirect(INITECH, 5));

        assertThat(story.take(new RetireDirect(INITECH, 2))).isEmpty();
        assertThat(story.of(INITECH).usable()).isEqualTo(3);
        assertThat(story.decide(new RetireDirect(INITECH, 4))).isEqualTo(new InUse(3));
        assertThat(story.take(new Occupy(OF_INITECH, users(4))))
                .as("one is taken back")
                .containsExactly(moved(INITECH_FREE, LedgerAccount.inUseBy(INITECH), 4));

        story.now = END.plusSeconds(60);
        assertThat(story.tell(new Vacate(user(1))))
                .containsExactly(
                        new SupplyReduced(1, 4, story.now, 4, INITECH.value()),
                        new SeatVacated(user(1).value(), INITECH.value()));
        story.take(new RetireDirect(INITECH, 1));
        assertThat(story.of(INITECH).retiring())
                .as("nobody has told yet when the next period ends")
                .containsExactly(new RetiringSeats(story.now, false, 1));
        assertThat(story.take(new EndClientPeriod(INITECH, story.now.plusSeconds(5))))
                .containsExactly(moved(INITECH_FREE, DIRECT, 1));
    }

    @Test
    void givenUpSeatsOfItsOwnThatAPurchaseTakesBackAreHeldForIt() {
        var story = new Story().buying(new PurchaseDirect(INITECH, 5));
        story.with(new RetireDirect(INITECH, 4));
        var need = new PurchaseDirect(INITECH, 6);
        var cover = story.cover(need);

        story.with(new Reserve(need));
        assertThat(story.of(INITECH).held()).isEqualTo(4);
        assertThat(story.of(INITECH).usable()).isEqualTo(1);
        story.now = END.plusSeconds(60);
        assertThat(story.take(new Release(need, cover)))
                .as("their period has ended meanwhile")
                .containsExactly(moved(INITECH_FREE, DIRECT, 4));
        assertThat(story.of(INITECH).held()).isZero();
    }

    @Test
    void aDisabledClientKeepsItsSeatsUnlessTheyAreReleased() {
        var story = new Story().with(new Allocate(ACME, 3), new Occupy(OF_ACME, users(2)));

        assertThat(story.take(new Disable(ACME, false))).isEmpty();
        assertThat(story.decide(new Allocate(ACME, 1))).isEqualTo(new ClientDisabled(ACME));
        assertThat(story.decide(new Occupy(OF_ACME, List.of(user(3)))))
                .isEqualTo(new ClientDisabled(ACME));
        assertThat(story.take(new Return(ACME, 1))).hasSize(1);
        assertThat(story.tell(new Disable(ACME, true)))
                .containsExactly(new SeatsReturned(new UUID(5, 5), ACME.value(), 2, 0));
        assertThat(story.ledger.occupants()).isEmpty();
        assertThat(story.ledger.balances().available()).isEqualTo(20);

        story.with(new Activate(ACME, SeatSource.ADD_TO_PLAN, BillingManager.PARTNER));
        assertThat(story.take(new Occupy(OF_ACME, users(2))))
                .containsExactly(moved(AVAILABLE, ACME_FREE, 2), moved(ACME_FREE, ACME_IN_USE, 2));
    }

    @Test
    void releasedSeatsGoBackToTheirSource() {
        var trial = new Story().with(new Occupy(OF_GLOBEX, users(2)));
        assertThat(trial.take(new Disable(GLOBEX, true)))
                .containsExactly(
                        moved(LedgerAccount.inUseBy(GLOBEX), GLOBEX_FREE, 2),
                        moved(GLOBEX_FREE, COMPLIMENTARY, 2));

        var direct = new Story().buying(new PurchaseDirect(INITECH, 2));
        direct.with(new Disable(INITECH, false));
        assertThat(direct.of(INITECH).seats()).isEqualTo(2);
        assertThat(direct.take(new EndClientPeriod(INITECH, END.plusSeconds(60))))
                .as("its plan ends with its period")
                .containsExactly(moved(INITECH_FREE, DIRECT, 2));
    }

    @Test
    void aClientsLimitCountsWhatIsOnOrder() {
        var story = new Story().with(new LimitClient(ACME, 30, 100), new Allocate(ACME, 5));
        story.with(new Reserve(new Allocate(ACME, 20)));

        assertThat(story.decide(new Allocate(ACME, 6))).isEqualTo(new ClientLimitReached(30));
        assertThat(story.decide(new Allocate(ACME, 5))).isInstanceOf(Shortfall.class);
        assertThat(story.decide(new Occupy(OF_ACME, users(11))))
                .as("five of them have seats already")
                .isEqualTo(new ClientLimitReached(30));
    }

    @Test
    void usersAreToldOfWhereTheySit() {
        var story = new Story();

        assertThat(story.tell(new Occupy(Holder.PARTNER, users(1))))
                .containsExactly(new SeatOccupied(user(1).value(), null, new UUID(5, 5)));
    }

    @Test
    void timeNeverRunsBackwardsInALedger() {
        var story = new Story();
        story.now = NOW.plusSeconds(1);
        story.with(new Allocate(ACME, 20));

        assertThat(story.ledger.timeAt(NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThatThrownBy(() -> SeatRules.decide(story.ledger, new Retire(1), NOW))
                .hasMessageContaining("before the last transfer");
    }

    @Test
    void whatHasLeftIsWrittenDownInTheOrderOfTime() {
        var story = new Story().with(new StartClientPeriod(INITECH, END.plusSeconds(60)));
        story.buying(new PurchaseDirect(INITECH, 5)).with(new RetireDirect(INITECH, 2));
        var later = END.plusSeconds(120);
        story.with(new StartPeriod(later), new Retire(3));
        story.now = END.plusSeconds(600);

        var decision = (Accepted) story.decide(new Vacate(user(1)));
        assertThat(decision.events()).as("of the partner alone").hasSize(1);
        decision = (Accepted) story.decide(new LimitClient(INITECH, null, 100));
        var entries =
                Entry.of(
                        story.ledger,
                        decision.events(),
                        new Entry.Cause(null, Entry.SYSTEM, story.now));
        assertThat(entries)
                .extracting(Entry::transfer, Entry::occurredAt)
                .containsExactly(
                        tuple(moved(INITECH_FREE, DIRECT, 2), END.plusSeconds(60)),
                        tuple(moved(RETIRING, PLAN, 3), later));
    }

    @Test
    void noClientsSeatsCanBeWrong() {
        assertThatThrownBy(() -> ClientSeats.none(Source.PLAN).after(taken(1), Source.DIRECT))
                .hasMessageContaining("DIRECT");
        assertThatThrownBy(() ->
                        ClientSeats.none(Source.PLAN)
                                .givenUp(List.of(new RetiringSeats(NOW, false, 1))))
                .hasMessageContaining("retiring");
        assertThatThrownBy(() -> new Reservation(true, 1, List.of(), 1))
                .hasMessageContaining("direct plan");
    }

    private static List<Transfer> taken(int seats) {
        return List.of(moved(AVAILABLE, ACME_FREE, seats));
    }

    private static Transfer moved(LedgerAccount from, LedgerAccount to, int seats) {
        return new Transfer(from, to, seats);
    }

    private static UserId user(int number) {
        return new UserId(new UUID(2, number));
    }

    private static List<UserId> users(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(SeatMovesTest::user).toList();
    }
}
