package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import jakarta.enterprise.context.ApplicationScoped;

/** Who may read a partner's figures: they are nothing that a client's users see. */
@ApplicationScoped
class PartnersReaders {

    private final CurrentCall call;

    PartnersReaders(CurrentCall call) {
        this.call = call;
    }

    /** Refuses with {@code forbidden} who may not. */
    void require() {
        call.caller().require(Permission.SEATS_READ);
        if (call.caller().clientId() != null) {
            throw Caller.forbidden("a user of the partner");
        }
    }
}
