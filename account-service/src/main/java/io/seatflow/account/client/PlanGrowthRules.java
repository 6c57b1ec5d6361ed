package io.seatflow.account.client;

import io.seatflow.account.client.ClientCommand.Activate;
import io.seatflow.account.client.ClientCommand.ChangeBillingManager;
import io.seatflow.account.client.ClientCommand.Disable;
import io.seatflow.account.client.ClientState.Trial;
import io.seatflow.account.client.PlanGrowth.Purpose;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.Quote;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a client that waits for an answer about its plan's growth. */
public final class PlanGrowthRules {

    static final String PARTNER_PAST_DUE = "partner-past-due";
    static final String INVALID_TRANSITION = "invalid-transition";

    private PlanGrowthRules() {}

    /**
     * What the answer led to.
     *
     * @param client equal to what it was where nothing was done with it
     */
    public record Settled(PlanGrowth growth, Client client, List<AccountEvent> events) {
        public Settled {
            events = List.copyOf(events);
        }
    }

    /** After seat-service said by how many seats the plan would grow. */
    public static Settled grows(
            PlanGrowth growth, Client client, int seats, boolean isPartnerPastDue, Instant now) {
        if (growth.isSettled() || growth.seats() != null) {
            return unchanged(growth, client);
        }
        PlanGrowth known = growth.by(seats);
        if (seats > 0 && isPartnerPastDue) {
            return refuse(
                    known,
                    client,
                    PARTNER_PAST_DUE,
                    "Invoices of the partner are past due: nothing is added to its plan.",
                    null,
                    now);
        }
        return switch (growth.purpose()) {
            case PREVIEW -> unchanged(known, client);
            case ACTIVATE -> carryOut(known, client, activate(growth), now);
            case BILLING_MANAGER ->
                    carryOut(
                            known,
                            client,
                            new ChangeBillingManager(
                                    BillingManager.PARTNER, growth.seatSource(), true),
                            now);
            case TRIAL_END ->
                    isStillOver(growth, client)
                            ? carryOut(known, client, activate(growth), now)
                            : unchanged(known.done(), client);
        };
    }

    /** After seat-service said what stands in the way. */
    public static Settled refuse(
            PlanGrowth growth,
            Client client,
            String reason,
            String detail,
            @Nullable Integer limit,
            Instant now) {
        if (growth.isSettled()) {
            return unchanged(growth, client);
        }
        PlanGrowth refused = growth.refused(reason, detail, limit);
        // A trial that may not go on as it wanted ends as any other does.
        return growth.purpose() == Purpose.TRIAL_END && isStillOver(growth, client)
                ? after(
                        refused,
                        client,
                        ClientLife.carryOut(client, new Disable(false, reason), now))
                : unchanged(refused, client);
    }

    /** After billing said what it would cost the partner. */
    public static PlanGrowth priced(PlanGrowth growth, Quote quote) {
        return growth.purpose() == Purpose.PREVIEW && !growth.isSettled()
                ? growth.at(quote)
                : growth;
    }

    private static Activate activate(PlanGrowth growth) {
        return new Activate(growth.seatSource(), growth.requestedBy());
    }

    /**
     * After billing said that it has no price for a preview: what adds nothing to a plan needs
     * none, and can be done all the same.
     */
    public static PlanGrowth unpriced(PlanGrowth growth, String reason, String detail) {
        if (growth.purpose() != Purpose.PREVIEW || growth.isSettled()) {
            return growth;
        }
        boolean addsNothing = growth.seats() != null && growth.seats() == 0;
        return addsNothing ? growth.done() : growth.refused(reason, detail, null);
    }

    /** What was possible when it was asked may not be any more. */
    private static Settled carryOut(
            PlanGrowth growth, Client client, ClientCommand command, Instant now) {
        ClientDecision decision = ClientLife.carryOut(client, command, now);
        return decision instanceof ClientDecision.Accepted
                ? after(growth.done(), client, decision)
                : unchanged(
                        growth.refused(
                                INVALID_TRANSITION,
                                "The client is " + client.status() + " by now.",
                                null),
                        client);
    }

    private static Settled after(PlanGrowth growth, Client client, ClientDecision decision) {
        return decision instanceof ClientDecision.Accepted(var then, var events)
                ? new Settled(growth, then, events)
                : unchanged(growth, client);
    }

    private static boolean isStillOver(PlanGrowth growth, Client client) {
        return client.state() instanceof Trial(var trial)
                && trial.endsAt().equals(growth.trialEndsAt());
    }

    private static Settled unchanged(PlanGrowth growth, Client client) {
        return new Settled(growth, client, List.of());
    }
}
