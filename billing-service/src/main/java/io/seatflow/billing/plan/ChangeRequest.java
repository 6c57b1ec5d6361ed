package io.seatflow.billing.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody wants of a plan beside its seats. */
public record ChangeRequest(
        @Nullable String program, List<String> addAddOns, List<String> removeAddOns) {

    public ChangeRequest {
        addAddOns = List.copyOf(addAddOns);
        removeAddOns = List.copyOf(removeAddOns);
    }
}
