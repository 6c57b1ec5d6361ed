package io.seatflow.seat.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.seat.ledger.PlanGrowth.Grows;
import io.seatflow.seat.ledger.PlanGrowth.LimitReached;
import io.seatflow.seat.ledger.PlanGrowth.UnknownClient;
import io.seatflow.seat.ledger.SeatCommand.Activate;
import io.seatflow.seat.ledger.SeatCommand.Allocate;
import io.seatflow.seat.ledger.SeatCommand.ChangeBillingManager;
import io.seatflow.seat.ledger.SeatCommand.LimitSupply;
import io.seatflow.seat.ledger.SeatCommand.OpenClient;
import io.seatflow.seat.ledger.SeatCommand.StartPlan;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is foreseen of a plan's growth is what then happens. */
class PlanGrowthTest {

    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");
    private static final ClientId ACME = new ClientId(new java.util.UUID(0, 1));

    @ParameterizedTest(name = "{0} seats on trial, {1}: {2} more")
    @CsvSource({
        "14,ADD_TO_PLAN,14",
        "14,USE_AVAILABLE_FIRST,4",
        "10,USE_AVAILABLE_FIRST,0",
        "0,ADD_TO_PLAN,0"
    })
    void complimentarySeatsJoinThePartnersPlan(int seats, SeatSource seatSource, int more) {
        var ledger = trial(seats);

        assertThat(PlanGrowth.preview(ledger, ACME, BillingManager.PARTNER, seatSource, NOW))
                .isEqualTo(new Grows(more, null));

        var then = after(ledger, new Activate(ACME, seatSource, BillingManager.PARTNER));
        assertThat(then.balances().supply()).isEqualTo(10 + more);
        assertThat(PlanGrowth.preview(then, ACME, BillingManager.PARTNER, seatSource, NOW))
                .isEqualTo(new Grows(0, null));
    }

    @Test
    void theSeatsOfAClientThatTheVendorBilledJoinThePartnersPlan() {
        var billed =
                after(
                        after(trial(4), activation(BillingManager.PARTNER)),
                        new ChangeBillingManager(
                                ACME, BillingManager.VENDOR, SeatSource.ADD_TO_PLAN));

        assertThat(preview(billed, BillingManager.PARTNER)).isEqualTo(new Grows(4, null));
        assertThat(preview(billed, BillingManager.VENDOR)).isEqualTo(new Grows(0, ACME));
    }

    @Test
    void aPlanOfItsOwnGrowsByWhatTheClientHas() {
        assertThat(preview(trial(4), BillingManager.VENDOR)).isEqualTo(new Grows(4, ACME));
        assertThat(
                        preview(
                                after(trial(4), activation(BillingManager.PARTNER)),
                                BillingManager.VENDOR))
                .isEqualTo(new Grows(4, ACME));
    }

    @Test
    void thePartnersLimitStandsInTheWayOfWhatWouldBeAdded() {
        var limited = after(trial(14), new LimitSupply(20));

        assertThat(preview(limited, BillingManager.PARTNER)).isEqualTo(new LimitReached(20));
        assertThat(
                        PlanGrowth.preview(
                                limited,
                                ACME,
                                BillingManager.PARTNER,
                                SeatSource.USE_AVAILABLE_FIRST,
                                NOW))
                .isEqualTo(new Grows(4, null));
        assertThat(preview(limited, BillingManager.VENDOR)).isEqualTo(new Grows(14, ACME));
        // A limit below what there is stands only in the way of more.
        assertThat(preview(after(trial(0), new LimitSupply(5)), BillingManager.PARTNER))
                .isEqualTo(new Grows(0, null));
    }

    @Test
    void whoIsNotInTheLedgerIsUnknown() {
        assertThat(
                        PlanGrowth.preview(
                                after(SeatLedger.EMPTY, new StartPlan(10, null)),
                                ACME,
                                BillingManager.PARTNER,
                                SeatSource.ADD_TO_PLAN,
                                NOW))
                .isEqualTo(new UnknownClient());
    }

    private static SeatLedger trial(int seats) {
        var opened =
                after(
                        after(SeatLedger.EMPTY, new StartPlan(10, null)),
                        new OpenClient(ACME, Source.COMPLIMENTARY));
        return seats == 0 ? opened : after(opened, new Allocate(ACME, seats));
    }

    private static SeatCommand activation(BillingManager billingManager) {
        return new Activate(ACME, SeatSource.ADD_TO_PLAN, billingManager);
    }

    private static PlanGrowth preview(SeatLedger ledger, BillingManager billingManager) {
        return PlanGrowth.preview(ledger, ACME, billingManager, SeatSource.ADD_TO_PLAN, NOW);
    }

    private static SeatLedger after(SeatLedger ledger, SeatCommand command) {
        var decision = SeatRules.decide(ledger, command, NOW);
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        return SeatRules.apply(ledger, ((Decision.Accepted) decision).events(), NOW);
    }
}
