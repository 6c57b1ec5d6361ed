package io.seatflow.billing.payment;

import java.util.Map;
import java.util.Optional;

/**
 * What the gateway has told of a charge since it succeeded.
 *
 * @param disputes by their ids
 */
public record Aftermath(Optional<Settling> settling, Map<String, Dispute> disputes) {

    /** Nothing has been told. */
    public static final Aftermath NONE = new Aftermath(Optional.empty(), Map.of());

    public Aftermath {
        disputes = Map.copyOf(disputes);
    }

    /** What became of a charge's money. */
    public enum Settling {
        /** It does not come after all. */
        DECLINED,
        /** It is there. */
        SETTLED
    }
}
