package io.seatflow.account.user;

/** Whether a user has a seat, and so may sign in. */
public sealed interface UserState {

    /** Active, and takes no seat: the administrator whom its partner was registered with. */
    record Seatless() implements UserState {}

    /** Active, in its seat. */
    record Seated() implements UserState {}

    /** Waits for a seat, by this change: also one that came to nothing, until it is retried. */
    record AwaitingSeat(SeatWait change) implements UserState {}

    /** Its client was disabled and gave its seats back. */
    record Suspended() implements UserState {}

    /** Is no user any more. */
    record Removed() implements UserState {}

    default boolean isActive() {
        return this instanceof Seatless || this instanceof Seated;
    }

    /** What the API calls it. */
    default String status() {
        return switch (this) {
            case Seatless _, Seated _ -> "ACTIVE";
            case AwaitingSeat _ -> "AWAITING_SEAT";
            case Suspended _ -> "SUSPENDED";
            case Removed _ -> "REMOVED";
        };
    }
}
