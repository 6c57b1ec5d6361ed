package io.seatflow.account.client.postgres;

import io.seatflow.account.client.ClientDecision;
import io.seatflow.account.client.ClientDecision.Accepted;
import io.seatflow.account.client.ClientDecision.BillingContactRequired;
import io.seatflow.account.client.ClientDecision.InvalidTransition;
import io.seatflow.account.client.ClientDecision.NeedsPlanGrowth;
import io.seatflow.account.client.ClientDecision.TrialAlreadyExtended;
import io.seatflow.account.client.ClientDecision.TrialOver;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import java.util.List;

/** Refusals of what was asked of a client, as the API names them. */
public final class Refusals {

    private Refusals() {}

    static Problem of(ClientDecision refusal) {
        return switch (refusal) {
            case InvalidTransition(var from, var allowed) -> invalidTransition(from, allowed);
            case TrialAlreadyExtended _ ->
                    new Problem(
                            ProblemType.TRIAL_ALREADY_EXTENDED,
                            "The trial has been extended once already.");
            case TrialOver _ ->
                    new Problem(ProblemType.TRIAL_OVER, "The trial is over: it was not extended.");
            case BillingContactRequired _ ->
                    new Problem(
                            ProblemType.BILLING_CONTACT_REQUIRED,
                            "No user of the client may manage its company's settings.");
            case Accepted _, NeedsPlanGrowth _ ->
                    throw new IllegalArgumentException("That is no refusal: " + refusal);
        };
    }

    /** From this status a client can become those alone. */
    public static Problem invalidTransition(ClientStatus from, List<ClientStatus> allowed) {
        return new Problem(
                        ProblemType.INVALID_TRANSITION,
                        "A client in " + from + " can only become " + allowed + ".")
                .with("allowed", allowed);
    }
}
