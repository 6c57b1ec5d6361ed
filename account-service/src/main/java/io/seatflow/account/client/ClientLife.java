package io.seatflow.account.client;

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
import io.seatflow.account.client.ClientState.Activatable;
import io.seatflow.account.client.ClientState.Active;
import io.seatflow.account.client.ClientState.Disableable;
import io.seatflow.account.client.ClientState.Disabled;
import io.seatflow.account.client.ClientState.Setup;
import io.seatflow.account.client.ClientState.Trial;
import io.seatflow.account.client.PlanGrowth.Purpose;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.TrialExtended;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of a client: what it can become, and what that needs. */
public final class ClientLife {

    /** Why a client is disabled whose trial ended, and that wanted nothing else. */
    public static final String TRIAL_OVER = "trial-over";

    private ClientLife() {}

    /** What comes of a command; what makes the partner's plan grow is to be asked before. */
    public static ClientDecision decide(Client client, ClientCommand command, Instant now) {
        ClientDecision decision = carryOut(client, command, now);
        Purpose growth = decision instanceof Accepted ? growth(client, command) : null;
        return growth == null ? decision : new NeedsPlanGrowth(growth, seatSource(command));
    }

    /**
     * Whether the partner's own plan shows what a command would cost the partner, if seat-service
     * is asked what joins it. It is not where the client's seats would join a plan of its own, or
     * none.
     */
    public static boolean showsOnPartnersPlan(Client client, ClientCommand command) {
        return switch (command) {
            case Activate _ -> client.billingManager() == BillingManager.PARTNER;
            case ChangeBillingManager(var to, _, _) ->
                    client.state().isBilled()
                            && (to == BillingManager.PARTNER
                                    || client.billingManager() == BillingManager.PARTNER);
            case StartTrial _, ExtendTrial _, Disable _, EndTrial _ -> false;
        };
    }

    /** Whether a client is in a trial that ends then, and at no later instant. */
    public static boolean endsAt(Client client, Instant endsAt) {
        return client.state() instanceof Trial(var trial) && trial.endsAt().equals(endsAt);
    }

    /** The client with what was asked done, all that it needs being there. */
    static ClientDecision carryOut(Client client, ClientCommand command, Instant now) {
        return switch (command) {
            case StartTrial _ -> startTrial(client, now);
            case ExtendTrial _ -> extendTrial(client, now);
            case Activate activate -> activate(client, activate);
            case Disable disable -> disable(client, disable);
            case EndTrial end -> endTrial(client, end);
            case ChangeBillingManager change -> changeBillingManager(client, change);
        };
    }

    private static ClientDecision startTrial(Client client, Instant now) {
        return switch (client.state()) {
            case Setup setup -> {
                Trial trial = setup.startTrial(now);
                yield accepted(client.become(trial), started(client, trial));
            }
            case Trial _, Active _, Disabled _ -> invalid(client);
        };
    }

    private static ClientDecision extendTrial(Client client, Instant now) {
        return switch (client.state()) {
            case Trial(var trial) when trial.isOver(now) -> new TrialOver();
            case Trial(var trial) when trial.extended() -> new TrialAlreadyExtended();
            case Trial trial -> {
                Trial longer = trial.extend();
                yield accepted(
                        client.become(longer),
                        new TrialExtended(client.id(), longer.trial().endsAt()));
            }
            case Setup _ -> invalid(client);
            case Active _, Disabled _ ->
                    client.state().trial() == null ? invalid(client) : new TrialOver();
        };
    }

    private static ClientDecision activate(Client client, Activate activate) {
        return client.state() instanceof Activatable state
                ? accepted(client.become(state.activate()), activated(client, activate))
                : invalid(client);
    }

    private static ClientDecision disable(Client client, Disable disable) {
        return client.state() instanceof Disableable state
                ? accepted(
                        client.become(state.disable(disable.releaseSeats(), disable.reason())),
                        new ClientDisabled(client.id(), disable.releaseSeats()))
                : invalid(client);
    }

    /** News of an end that is none any more changes nothing. */
    private static ClientDecision endTrial(Client client, EndTrial end) {
        if (!endsAt(client, end.endsAt())) {
            return new Accepted(client, List.of());
        }
        return switch (client.onTrialEnd()) {
            case DISABLE -> disable(client, new Disable(false, TRIAL_OVER));
            case ACTIVATE ->
                    activate(client, new Activate(SeatSource.ADD_TO_PLAN, end.requestedBy()));
        };
    }

    private static ClientDecision changeBillingManager(Client client, ChangeBillingManager change) {
        if (client.billingManager() == change.billingManager()) {
            return new Accepted(client, List.of());
        }
        if (change.billingManager() == BillingManager.VENDOR && !change.hasBillingContact()) {
            return new BillingContactRequired();
        }
        return accepted(
                client.billedBy(change.billingManager()),
                new BillingManagerChanged(
                        client.id(), change.billingManager().name(), change.seatSource().name()));
    }

    /** The purpose of asking first; null where the partner's plan stays as large as it is. */
    private static @Nullable Purpose growth(Client client, ClientCommand command) {
        boolean isBilled = client.state().isBilled();
        boolean byPartner = client.billingManager() == BillingManager.PARTNER;
        return switch (command) {
            case Activate _ -> !isBilled && byPartner ? Purpose.ACTIVATE : null;
            case ChangeBillingManager(var to, _, _) ->
                    isBilled && !byPartner && to == BillingManager.PARTNER
                            ? Purpose.BILLING_MANAGER
                            : null;
            case EndTrial(var endsAt, _) ->
                    endsAt(client, endsAt)
                                    && client.onTrialEnd() == OnTrialEnd.ACTIVATE
                                    && byPartner
                            ? Purpose.TRIAL_END
                            : null;
            case StartTrial _, ExtendTrial _, Disable _ -> null;
        };
    }

    private static SeatSource seatSource(ClientCommand command) {
        return switch (command) {
            case Activate(var seatSource, _) -> seatSource;
            case ChangeBillingManager(_, var seatSource, _) -> seatSource;
            case StartTrial _, ExtendTrial _, Disable _, EndTrial _ -> SeatSource.ADD_TO_PLAN;
        };
    }

    /** What is told of the trial of a client that has just come into it. */
    static TrialStarted started(Client client, Trial trial) {
        return new TrialStarted(client.id(), trial.trial().startedAt(), trial.trial().endsAt());
    }

    private static ClientActivated activated(Client client, Activate activate) {
        return new ClientActivated(
                client.id(),
                activate.seatSource().name(),
                client.billingManager().name(),
                null,
                List.of(),
                activate.requestedBy());
    }

    private static ClientDecision accepted(Client client, AccountEvent event) {
        return new Accepted(client, List.of(event));
    }

    private static ClientDecision invalid(Client client) {
        return new InvalidTransition(client.status(), client.state().allowed());
    }
}
