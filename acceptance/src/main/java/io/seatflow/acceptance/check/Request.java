package io.seatflow.acceptance.check;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked of seat-service under an Idempotency-Key. */
sealed interface Request {

    /**
     * For a seat change.
     *
     * @param client whose seats; null: the plan's
     */
    record Ask(String action, @Nullable UUID client, int seats, String onShortfall)
            implements Request {}

    /** To buy what a change needs, at the price of that name; null: at its only price. */
    record Confirm(UUID changeId, @Nullable UUID quoteId) implements Request {}

    /** To forget about a change. */
    record Cancel(UUID changeId) implements Request {}

    /** Where it goes, below the partner. */
    default String path() {
        return switch (this) {
            case Ask _ -> "/seat-changes";
            case Confirm(var change, _) -> "/seat-changes/" + change + "/confirm";
            case Cancel(var change) -> "/seat-changes/" + change + "/cancel";
        };
    }

    /** What goes there. */
    default Map<String, Object> body() {
        var body = new HashMap<String, Object>();
        switch (this) {
            case Ask(var action, var client, var seats, var onShortfall) -> {
                body.put("action", action);
                body.put("seats", seats);
                body.put("onShortfall", onShortfall);
                if (client != null) {
                    body.put("clientId", client);
                }
            }
            case Confirm(_, var quote) -> {
                if (quote != null) {
                    body.put("quoteId", quote);
                }
            }
            case Cancel _ -> {}
        }
        return body;
    }
}
