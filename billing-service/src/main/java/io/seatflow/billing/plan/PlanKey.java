package io.seatflow.billing.plan;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which plan.
 *
 * @param planId the partner's own id for its plan, a client's for that of a client billed by the
 *     vendor
 */
public record PlanKey(UUID partnerId, UUID planId) {

    /** The plan that pays. */
    public static PlanKey of(UUID partnerId, @Nullable UUID payingClientId) {
        return new PlanKey(partnerId, payingClientId == null ? partnerId : payingClientId);
    }

    /** The client whose own plan it is; null: the partner's. */
    public @Nullable UUID payingClientId() {
        return planId.equals(partnerId) ? null : planId;
    }
}
