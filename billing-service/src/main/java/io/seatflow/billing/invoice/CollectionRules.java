package io.seatflow.billing.invoice;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** When an invoice that could not be collected is tried again, and when it is past due. */
public final class CollectionRules {

    private static final List<Integer> RETRY_AFTER_DAYS = List.of(1, 3, 5, 7);

    private CollectionRules() {}

    /**
     * The day on which it is tried next.
     *
     * @param dueOn the day on which it was due, and tried for the first time
     * @param retries how often it was tried again
     * @return nothing after the last time
     */
    public static Optional<LocalDate> retryOn(LocalDate dueOn, int retries) {
        return retries < RETRY_AFTER_DAYS.size()
                ? Optional.of(dueOn.plusDays(RETRY_AFTER_DAYS.get(retries)))
                : Optional.empty();
    }

    /** Whether an invoice whose collection has just failed is past due: it was the last time. */
    public static boolean isPastDue(int retries) {
        return retries >= RETRY_AFTER_DAYS.size();
    }
}
