package io.seatflow.local.braintree.sandbox;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What shall be different about the behaviour; what is null stays.
 *
 * @param failNext how the next charge shall go wrong, where that is named at all
 * @param failPlan how each of the next charges shall go wrong, or that it shall not
 */
record BehaviourChange(
        @Nullable Integer delayMillis,
        @Nullable Boolean decline,
        @Nullable Boolean amountRules,
        @Nullable FailNext failNext,
        @Nullable List<Optional<Failure>> failPlan) {

    /** Null here means that the next charge shall not go wrong. */
    record FailNext(@Nullable Failure failure) {}

    Behaviour applyTo(Behaviour before) {
        return new Behaviour(
                delayMillis == null ? before.delayMillis() : delayMillis,
                decline == null ? before.decline() : decline,
                amountRules == null ? before.amountRules() : amountRules,
                failNext == null ? before.failNext() : failNext.failure(),
                failPlan == null ? before.failPlan() : failPlan);
    }
}
