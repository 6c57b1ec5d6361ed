package io.seatflow.billing.plan;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Program;
import java.time.LocalDate;
import java.util.List;

/**
 * Every rule about the plan of a client that the vendor bills: it is priced as a direct customer
 * and shares nothing with the partner's plan but interval, currency and time zone.
 */
public final class DirectPlanRules {

    private DirectPlanRules() {}

    /**
     * A plan that begins on a day, which is its anchor from then on.
     *
     * @param partners the plan of the client's partner
     * @param seats what it has from the start; seats that are yet to join it not included
     */
    public static Plan start(Plan partners, Catalog catalog, LocalDate on, int seats) {
        var calendar =
                new BillingCalendar(
                        partners.calendar().interval(),
                        on.getDayOfMonth(),
                        on,
                        partners.calendar().zone());
        var program =
                catalog.directProgram()
                        .map(Program::code)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "Catalog "
                                                + catalog.version()
                                                + " has no prices for direct customers."));
        return PlanRules.start(calendar, catalog, new PlanState(program, List.of(), seats));
    }

    /** A plan that has ended begins again on a day: what was owed of it before still is. */
    public static Plan startAgain(Plan ended, Plan partners, Catalog catalog, LocalDate on) {
        return start(partners, catalog, on, ended.state().seats()).with(ended.standing());
    }

    /**
     * The first day of a plan that has ended and is asked for again on a day. What is heard late
     * may lie in a period that has run out: that is paid for, and the next one begins where it
     * ended. A period that was broken off is over with its plan. Of a plan that was left before its
     * first day that day is where an earlier life of it had run out.
     *
     * @param leftOn the local day on which its client left it
     * @param endedOn the local day on which it ended
     */
    public static LocalDate beginsOn(
            Plan ended, LocalDate leftOn, LocalDate endedOn, LocalDate on) {
        var period = ended.period();
        var end = neverBegan(ended, leftOn) ? period.start() : period.end();
        var ranOut = !endedOn.isBefore(end);
        return ranOut && on.isBefore(end) ? end : on;
    }

    /**
     * Whether a plan that has ended goes on when it is asked for again: on its first day, since
     * that is in the period that would begin and is paid for.
     *
     * @param leftOn the local day on which its client left it
     */
    public static boolean resumes(Plan ended, LocalDate leftOn, LocalDate on) {
        return ended.period().start().equals(on) && !neverBegan(ended, leftOn);
    }

    /**
     * Whether a plan that has ended was left before its first day. That day may lie ahead, where a
     * period ends that was paid for before; what was asked for it is given back.
     */
    public static boolean neverBegan(Plan ended, LocalDate leftOn) {
        return leftOn.isBefore(ended.period().start());
    }
}
