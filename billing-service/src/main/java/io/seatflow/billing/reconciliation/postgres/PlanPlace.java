package io.seatflow.billing.reconciliation.postgres;

import io.seatflow.billing.reconciliation.Discrepancy;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/** The last plan that was compared, as the place of a step. */
record PlanPlace(UUID partnerId, UUID planId) {

    static final PlanPlace BEFORE_ALL = new PlanPlace(Discrepancy.NOBODY, Discrepancy.NOBODY);

    static PlanPlace of(String place) {
        if (place.isEmpty()) {
            return BEFORE_ALL;
        }
        var ids = place.split("/", 2);
        return new PlanPlace(UUID.fromString(ids[0]), UUID.fromString(ids[1]));
    }

    static PlanPlace of(Row row) {
        return new PlanPlace(row.getUUID("partner_id"), row.getUUID("plan_id"));
    }

    @Override
    public String toString() {
        return partnerId + "/" + planId;
    }
}
