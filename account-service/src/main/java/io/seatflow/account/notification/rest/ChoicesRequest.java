package io.seatflow.account.notification.rest;

import io.seatflow.account.notification.Choice;
import io.seatflow.account.notification.Kind;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** How somebody wants to hear of what; a kind that is not named: as usual. */
record ChoicesRequest(@NotNull @Size(max = 50) @Valid List<@NotNull @Valid Item> items) {

    /** One kind. */
    record Item(@NotNull Kind kind, @NotNull Boolean portal, @NotNull Boolean email) {}

    /**
     * The choices.
     *
     * @throws Problem {@code invalid-request} for kinds that are named twice
     */
    List<Choice> toChoices() {
        var seen = EnumSet.noneOf(Kind.class);
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < items.size(); i++) {
            if (!seen.add(items.get(i).kind())) {
                errors.add(new FieldError("/items/" + i + "/kind", "is named twice"));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return items.stream()
                .map(item -> new Choice(item.kind(), item.portal(), item.email()))
                .toList();
    }
}
