package io.seatflow.acceptance.check;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client is, step by step as accounts told of it, and how many of these steps can have been
 * taken by now. A step that moves no seats leaves no trace in the ledger: it may have been taken at
 * any time since the one before. One that moves seats has been taken where they moved, and nowhere
 * else; so each is found once, in its order, or it is missed.
 */
final class Standing {

    private static final int COMPLIMENTARY_LIMIT = 100;

    private final List<AccountEvent> steps;
    private final List<State> states = new ArrayList<>();

    /** How many steps may have been taken: each number that no transfer contradicts. */
    private BitSet taken = new BitSet();

    /**
     * What a client is after some of the steps.
     *
     * @param source where its seats come from
     * @param seatLimit null: no limit
     */
    record State(
            String source, boolean disabled, @Nullable Integer seatLimit, int complimentaryLimit) {

        /** Whether the client may be given seats, after which it has so many. */
        boolean mayHave(int seats) {
            return !disabled
                    && (seatLimit == null || seats <= seatLimit)
                    && (!source.equals("COMPLIMENTARY") || seats <= complimentaryLimit);
        }

        State after(AccountEvent step) {
            return switch (step) {
                case ClientActivated activated ->
                        new State(joining(activated), false, seatLimit, complimentaryLimit);
                case BillingManagerChanged changed ->
                        new State(billed(changed), disabled, seatLimit, complimentaryLimit);
                case ClientDisabled _ -> new State(source, true, seatLimit, complimentaryLimit);
                case ClientLimitsChanged(_, var seats, var complimentary) ->
                        new State(source, disabled, seats, complimentary);
                default -> throw new IllegalArgumentException(step + " is no step of a client.");
            };
        }

        private String joining(ClientActivated activated) {
            return source.equals("COMPLIMENTARY") ? plan(activated.billingManager()) : source;
        }

        private String billed(BillingManagerChanged changed) {
            return source.equals("COMPLIMENTARY") ? source : plan(changed.billingManager());
        }

        private static String plan(String billingManager) {
            return billingManager.equals("VENDOR") ? "DIRECT" : "PLAN";
        }
    }

    /** A step, and what the client was before it. */
    interface Step {
        boolean is(State before, AccountEvent event);
    }

    /**
     * Of a client before its first step.
     *
     * @param source where its seats come from at first
     * @param steps all that it was told to have gone through, first to last
     */
    Standing(String source, List<AccountEvent> steps) {
        this.steps = List.copyOf(steps);
        states.add(new State(source, false, null, COMPLIMENTARY_LIMIT));
        steps.forEach(step -> states.add(states.getLast().after(step)));
        taken.set(0);
    }

    /**
     * Whether the client, which has so many seats, can be one of whom this is true; from now on it
     * is.
     */
    boolean isNow(int seats, Predicate<State> what) {
        var now = new BitSet();
        closure(seats).stream().filter(count -> what.test(states.get(count))).forEach(now::set);
        return become(now);
    }

    /**
     * Whether the next step to move seats, of which the client has so many, can be such a one; if
     * so it has been taken.
     */
    boolean takes(int seats, Step step) {
        var now = new BitSet();
        closure(seats).stream()
                .filter(count -> count < steps.size())
                .filter(count -> step.is(states.get(count), steps.get(count)))
                .forEach(count -> now.set(count + 1));
        return become(now);
    }

    /** Whether all steps can have been taken by a client that has so many seats. */
    boolean isAtItsEnd(int seats) {
        return closure(seats).get(steps.size());
    }

    /** What the client is after all of the steps. */
    State end() {
        return states.getLast();
    }

    /** One complaint is enough: what contradicts what went before is not held against the rest. */
    private boolean become(BitSet now) {
        if (now.isEmpty()) {
            return false;
        }
        taken = now;
        return true;
    }

    /** Steps that move nothing may have been taken as well. */
    private BitSet closure(int seats) {
        var all = (BitSet) taken.clone();
        for (int count = all.nextSetBit(0); count >= 0; count = all.nextSetBit(count + 1)) {
            if (count < steps.size() && movesNothing(count, seats)) {
                all.set(count + 1);
            }
        }
        return all;
    }

    private boolean movesNothing(int count, int seats) {
        var isReleased = steps.get(count) instanceof ClientDisabled(_, var release) && release;
        var isMoved = !states.get(count).source().equals(states.get(count + 1).source());
        return seats == 0 || !(isReleased || isMoved);
    }
}
