package io.seatflow.account.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.account.client.ClientCommand.Activate;
import io.seatflow.account.client.ClientCommand.ChangeBillingManager;
import io.seatflow.account.client.ClientCommand.Disable;
import io.seatflow.account.client.ClientCommand.EndTrial;
import io.seatflow.account.client.ClientCommand.ExtendTrial;
import io.seatflow.account.client.ClientCommand.StartTrial;
import io.seatflow.account.client.ClientDecision.Accepted;
import io.seatflow.account.client.ClientDecision.BillingContactRequired;
import io.seatflow.account.client.ClientDecision.InvalidTransition;
import io.seatflow.account.client.ClientDecision.NeedsPlanGrowth;
import io.seatflow.account.client.ClientDecision.TrialAlreadyExtended;
import io.seatflow.account.client.ClientDecision.TrialOver;
import io.seatflow.account.client.ClientState.Active;
import io.seatflow.account.client.ClientState.Disabled;
import io.seatflow.account.client.ClientState.Setup;
import io.seatflow.account.client.ClientState.Trial;
import io.seatflow.account.client.PlanGrowth.Purpose;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.TrialExtended;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of what a client can become, and the fortnights of its trial. */
class ClientLifeTest {

    private static final Instant START = Instant.parse("2026-11-16T12:00:00Z");
    private static final Instant END = Instant.parse("2026-11-30T12:00:00Z");
    private static final UUID CLIENT = new UUID(0, 1);

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "SETUP,SETUP,false",
        "SETUP,TRIAL,true",
        "SETUP,ACTIVE,true",
        "SETUP,DISABLED,true",
        "TRIAL,SETUP,false",
        "TRIAL,TRIAL,false",
        "TRIAL,ACTIVE,true",
        "TRIAL,DISABLED,true",
        "ACTIVE,SETUP,false",
        "ACTIVE,TRIAL,false",
        "ACTIVE,ACTIVE,false",
        "ACTIVE,DISABLED,true",
        "DISABLED,SETUP,false",
        "DISABLED,TRIAL,false",
        "DISABLED,ACTIVE,true",
        "DISABLED,DISABLED,false"
    })
    void whatAClientCanBecome(ClientStatus from, ClientStatus to, boolean allowed) {
        Client client = in(state(from));

        assertThat(client.state().allowed().contains(to)).isEqualTo(allowed);
        ClientCommand command = towards(to);
        if (command == null) {
            // Nobody can even ask for it.
            assertThat(allowed).isFalse();
            return;
        }
        ClientDecision decision = ClientLife.carryOut(client, command, START);
        if (allowed) {
            assertThat(accepted(decision).client().status()).isEqualTo(to);
            assertThat(accepted(decision).client().version()).isEqualTo(client.version() + 1);
        } else {
            assertThat(decision).isEqualTo(new InvalidTransition(from, client.state().allowed()));
        }
    }

    @Test
    void aTrialRunsFor14DaysOf24Hours() {
        Client trial =
                accepted(ClientLife.decide(in(new Setup()), new StartTrial(), START)).client();

        assertThat(trial.state()).isEqualTo(new Trial(new TrialPeriod(START, END, false)));
        assertThat(ClientLife.decide(in(new Setup()), new StartTrial(), START))
                .isEqualTo(new Accepted(trial, List.of(new TrialStarted(CLIENT, START, END))));
    }

    @Test
    void eachBegunDayThatIsLeftCountsWhole() {
        var period = new TrialPeriod(START, END, false);

        List<Integer> atNoonOfEachDay =
                IntStream.rangeClosed(0, 15)
                        .map(day -> period.remainingDays(START.plus(Duration.ofDays(day))))
                        .boxed()
                        .toList();

        assertThat(atNoonOfEachDay)
                .containsExactly(14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0);
        assertThat(period.remainingDays(END.minusNanos(1))).isEqualTo(1);
        assertThat(period.remainingDays(START.plusNanos(1))).isEqualTo(14);
        assertThat(period.remainingDays(START.plus(Duration.ofDays(1)).minusNanos(1)))
                .isEqualTo(14);
    }

    @Test
    void aTrialIsExtendedOnceWhileItRuns() {
        Client trial = in(state(ClientStatus.TRIAL));
        Instant lastMoment = END.minusNanos(1);
        Instant newEnd = END.plus(Duration.ofDays(14));

        Accepted extended = accepted(ClientLife.decide(trial, new ExtendTrial(), lastMoment));
        assertThat(extended.events()).containsExactly(new TrialExtended(CLIENT, newEnd));
        assertThat(extended.client().state())
                .isEqualTo(new Trial(new TrialPeriod(START, newEnd, true)));

        assertThat(ClientLife.decide(extended.client(), new ExtendTrial(), END))
                .isEqualTo(new TrialAlreadyExtended());
        assertThat(ClientLife.decide(trial, new ExtendTrial(), END)).isEqualTo(new TrialOver());
        assertThat(ClientLife.decide(extended.client(), new ExtendTrial(), newEnd))
                .isEqualTo(new TrialOver());
    }

    @Test
    void whoWasInTrialIsToldThatItIsOverAndWhoNeverWasThatItCannotBe() {
        var past = new TrialPeriod(START, END, false);

        assertThat(ClientLife.decide(in(new Active(past)), new ExtendTrial(), START))
                .isEqualTo(new TrialOver());
        assertThat(ClientLife.decide(in(new Active(null)), new ExtendTrial(), START))
                .isInstanceOf(InvalidTransition.class);
        assertThat(ClientLife.decide(in(new Setup()), new ExtendTrial(), START))
                .isInstanceOf(InvalidTransition.class);
    }

    @Test
    void aTrialThatEndsDoesWhatTheClientWants() {
        Client disables = in(state(ClientStatus.TRIAL));
        Client activates = with(disables, OnTrialEnd.ACTIVATE, BillingManager.PARTNER);
        Client activatesItself = with(disables, OnTrialEnd.ACTIVATE, BillingManager.VENDOR);
        var end = new EndTrial(END, "trial-scheduler");

        Accepted disabled = accepted(ClientLife.decide(disables, end, END));
        assertThat(disabled.events()).containsExactly(new ClientDisabled(CLIENT, false));
        assertThat(disabled.client().state())
                .isEqualTo(
                        new Disabled(
                                new TrialPeriod(START, END, false), false, false, "trial-over"));
        assertThat(ClientLife.decide(activates, end, END))
                .isEqualTo(new NeedsPlanGrowth(Purpose.TRIAL_END, SeatSource.ADD_TO_PLAN));
        assertThat(accepted(ClientLife.decide(activatesItself, end, END)).events())
                .containsExactly(
                        new ClientActivated(
                                CLIENT,
                                "ADD_TO_PLAN",
                                "VENDOR",
                                null,
                                List.of(),
                                "trial-scheduler"));
    }

    @Test
    void anEndThatIsNoneAnyMoreChangesNothing() {
        Client extended =
                accepted(ClientLife.decide(in(state(ClientStatus.TRIAL)), new ExtendTrial(), START))
                        .client();
        var end = new EndTrial(END, "trial-scheduler");

        assertThat(ClientLife.decide(extended, end, END))
                .isEqualTo(new Accepted(extended, List.of()));
        Client active = in(new Active(new TrialPeriod(START, END, false)));
        assertThat(ClientLife.decide(active, end, END)).isEqualTo(new Accepted(active, List.of()));
    }

    @ParameterizedTest(name = "{0}, billed by {1}: {2}")
    @CsvSource({
        "SETUP,PARTNER,true",
        "TRIAL,PARTNER,true",
        "DISABLED,PARTNER,false",
        "SETUP,VENDOR,false",
        "TRIAL,VENDOR,false"
    })
    void seatServiceIsAskedWhereComplimentarySeatsJoinThePartnersPlan(
            ClientStatus from, BillingManager billedBy, boolean asked) {
        Client client = with(in(state(from)), OnTrialEnd.DISABLE, billedBy);
        var activate = new Activate(SeatSource.USE_AVAILABLE_FIRST, "ada");

        assertThat(ClientLife.decide(client, activate, START) instanceof NeedsPlanGrowth)
                .isEqualTo(asked);
    }

    @Test
    void whomTheVendorIsToBillHasSomebodyToLookAfterThat() {
        Client client = in(new Active(null));

        assertThat(ClientLife.decide(client, to(BillingManager.VENDOR, false), START))
                .isEqualTo(new BillingContactRequired());
        Accepted vendor =
                accepted(ClientLife.decide(client, to(BillingManager.VENDOR, true), START));
        assertThat(vendor.events())
                .containsExactly(new BillingManagerChanged(CLIENT, "VENDOR", "ADD_TO_PLAN"));
        assertThat(ClientLife.decide(vendor.client(), to(BillingManager.PARTNER, true), START))
                .isEqualTo(new NeedsPlanGrowth(Purpose.BILLING_MANAGER, SeatSource.ADD_TO_PLAN));
        assertThat(ClientLife.decide(client, to(BillingManager.PARTNER, false), START))
                .isEqualTo(new Accepted(client, List.of()));
    }

    @Test
    void whoHasNoBilledSeatsChangesItsBillingManagerAtOnce() {
        Client vendor = with(in(new Setup()), OnTrialEnd.DISABLE, BillingManager.VENDOR);

        Accepted back =
                accepted(ClientLife.decide(vendor, to(BillingManager.PARTNER, false), START));

        assertThat(back.client().billingManager()).isEqualTo(BillingManager.PARTNER);
    }

    @Test
    void whatComesOfAnAnswerAboutThePlan() {
        Client trial =
                with(in(state(ClientStatus.TRIAL)), OnTrialEnd.ACTIVATE, BillingManager.PARTNER);
        PlanGrowth growth = growth(Purpose.TRIAL_END, END);

        var grown = PlanGrowthRules.grows(growth, trial, 10, false, END);
        assertThat(grown.client().status()).isEqualTo(ClientStatus.ACTIVE);
        assertThat(grown.growth().isDone()).isTrue();

        var pastDue = PlanGrowthRules.grows(growth, trial, 10, true, END);
        assertThat(pastDue.client().state())
                .isEqualTo(
                        new Disabled(
                                new TrialPeriod(START, END, false),
                                false,
                                false,
                                "partner-past-due"));
        assertThat(pastDue.events()).containsExactly(new ClientDisabled(CLIENT, false));
        // Nothing is bought where there are seats enough.
        assertThat(PlanGrowthRules.grows(growth, trial, 0, true, END).client().status())
                .isEqualTo(ClientStatus.ACTIVE);

        var refused =
                PlanGrowthRules.refuse(growth, trial, "supply-limit-reached", "At most 5.", 5, END);
        assertThat(refused.client().status()).isEqualTo(ClientStatus.DISABLED);
        assertThat(refused.growth().limit()).isEqualTo(5);
    }

    @Test
    void anAnswerThatComesAfterAnExtensionOrTwiceChangesNothing() {
        Client trial =
                with(in(state(ClientStatus.TRIAL)), OnTrialEnd.ACTIVATE, BillingManager.PARTNER);
        Client extended = accepted(ClientLife.decide(trial, new ExtendTrial(), START)).client();
        PlanGrowth growth = growth(Purpose.TRIAL_END, END);

        assertThat(PlanGrowthRules.grows(growth, extended, 10, false, END).client())
                .isEqualTo(extended);
        assertThat(PlanGrowthRules.refuse(growth, extended, "x", "y", null, END).client())
                .isEqualTo(extended);
        var grown = PlanGrowthRules.grows(growth, trial, 10, false, END);
        assertThat(PlanGrowthRules.grows(grown.growth(), grown.client(), 10, false, END))
                .isEqualTo(new PlanGrowthRules.Settled(grown.growth(), grown.client(), List.of()));
    }

    @Test
    void whatWasPossibleWhenItWasAskedMayNotBeAnyMore() {
        Client active = in(new Active(null));

        var settled = PlanGrowthRules.grows(growth(Purpose.ACTIVATE, null), active, 10, false, END);

        assertThat(settled.client()).isEqualTo(active);
        assertThat(settled.growth().reason()).isEqualTo("invalid-transition");
    }

    @Test
    void aPreviewChangesNoClient() {
        Client setup = in(new Setup());
        PlanGrowth preview = growth(Purpose.PREVIEW, null);

        var known = PlanGrowthRules.grows(preview, setup, 10, false, END);
        assertThat(known.client()).isEqualTo(setup);
        assertThat(known.growth().isPreviewed(false)).isTrue();
        assertThat(known.growth().isPreviewed(true)).isFalse();
        assertThat(PlanGrowthRules.grows(preview, setup, 10, true, END).growth().reason())
                .isEqualTo("partner-past-due");
    }

    private static PlanGrowth growth(Purpose purpose, @Nullable Instant trialEndsAt) {
        return PlanGrowth.asked(
                new UUID(0, 3),
                CLIENT,
                purpose,
                SeatSource.ADD_TO_PLAN,
                trialEndsAt,
                "ada",
                "POST");
    }

    private static ChangeBillingManager to(BillingManager manager, boolean hasContact) {
        return new ChangeBillingManager(manager, SeatSource.ADD_TO_PLAN, hasContact);
    }

    private static @Nullable ClientCommand towards(ClientStatus to) {
        return switch (to) {
            case SETUP -> null;
            case TRIAL -> new StartTrial();
            case ACTIVE -> new Activate(SeatSource.ADD_TO_PLAN, "ada");
            case DISABLED -> new Disable(false);
        };
    }

    private static ClientState state(ClientStatus status) {
        return switch (status) {
            case SETUP -> new Setup();
            case TRIAL -> new Trial(new TrialPeriod(START, END, false));
            case ACTIVE -> new Active(null);
            case DISABLED -> new Disabled(null, true, false, null);
        };
    }

    private static Client in(ClientState state) {
        return new Client(
                CLIENT,
                "Globex",
                state,
                Existence.LISTED,
                BillingManager.PARTNER,
                OnTrialEnd.DISABLE,
                ClientLimits.DEFAULT,
                null,
                null,
                SeatFigures.NONE,
                null,
                START,
                1);
    }

    private static Client with(Client client, OnTrialEnd onTrialEnd, BillingManager billedBy) {
        return new Client(
                client.id(),
                client.name(),
                client.state(),
                client.existence(),
                billedBy,
                onTrialEnd,
                client.limits(),
                null,
                null,
                client.figures(),
                null,
                client.createdAt(),
                client.version());
    }

    private static Accepted accepted(ClientDecision decision) {
        assertThat(decision).isInstanceOf(Accepted.class);
        return (Accepted) decision;
    }
}
