package io.seatflow.billing.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a plan's fee is for.
 *
 * @param addOns codes, each once, in order
 * @param seats billable seats: the partner's supply, retiring seats included
 */
public record PlanState(String program, List<String> addOns, int seats) {

    public PlanState {
        addOns = addOns.stream().distinct().sorted().toList();
        if (seats < 0) {
            throw new IllegalArgumentException("A plan cannot have " + seats + " seats.");
        }
    }

    public PlanState with(PlanChange change) {
        return new PlanState(
                change.program() == null ? program : change.program(),
                Stream.concat(addOns.stream(), change.addOns().stream()).toList(),
                Math.addExact(seats, change.seats()));
    }

    /** What is left of it once that has changed. */
    public PlanState after(Scheduled scheduled) {
        return new PlanState(
                scheduled.program() == null ? program : scheduled.program(),
                addOns.stream().filter(code -> !scheduled.leavingAddOns().contains(code)).toList(),
                seats);
    }

    public PlanState withSeats(int supply) {
        return new PlanState(program, addOns, supply);
    }
}
