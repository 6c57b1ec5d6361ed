package io.seatflow.billing.plan;

import java.time.LocalDate;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** What a plan can be told to do. */
public sealed interface PlanCommand {

    /**
     * Add to the plan at once, for the rest of the period.
     *
     * @param on the local day of the confirmation: the first day charged
     * @param agreed the quoted charge that was confirmed; null: any price was agreed to
     */
    record Add(PlanChange change, LocalDate on, @Nullable Money agreed) implements PlanCommand {}

    /**
     * Seats joined the plan without a purchase first: they are in it, paid or not, and whatever the
     * standing.
     *
     * @param on the local day on which they joined: the first day charged
     */
    record Join(int seats, LocalDate on) implements PlanCommand {}

    /** Undo a charge whose change could not be completed. */
    record TakeBack(PlanCharge charge) implements PlanCommand {}

    /**
     * Note how many seats retire.
     *
     * @param on the local day on which that was so
     */
    record NoteRetiring(int seats, LocalDate on) implements PlanCommand {}

    /** Note seats of an earlier period's end that are known to have left only now. */
    record NoteLateLeaving(int seats) implements PlanCommand {}

    /** Go on to the next period, without the seats that left as this one ended. */
    record Renew(int leaving) implements PlanCommand {}
}
