package io.seatflow.account.notification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** For whom a notice is meant; {@link Hearing} says who that is. */
public sealed interface Audience {

    /**
     * Whoever may see the amounts of a plan: the only audience of notices with amounts.
     *
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record Money(@Nullable UUID payingClientId) implements Audience {}

    /**
     * Whoever looks after the cards of a plan.
     *
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record Cards(@Nullable UUID payingClientId) implements Audience {}

    /**
     * Whoever looks after an account's seats.
     *
     * @param clientId null: the partner's
     */
    record Seats(@Nullable UUID clientId) implements Audience {}

    /** Whoever of the partner looks after its clients. */
    record Clients() implements Audience {}

    /** A client's administrators. */
    record ClientAdmins(UUID clientId) implements Audience {}
}
