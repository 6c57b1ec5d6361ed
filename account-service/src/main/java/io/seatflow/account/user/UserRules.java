package io.seatflow.account.user;

import io.seatflow.account.user.UserState.AwaitingSeat;
import io.seatflow.account.user.UserState.Removed;
import io.seatflow.account.user.UserState.Seated;
import io.seatflow.account.user.UserState.Seatless;
import io.seatflow.account.user.UserState.Suspended;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How users come by their seats and lose them. Reads neither a clock nor a database. */
public final class UserRules {

    private UserRules() {}

    /** A new user, who waits for a seat. */
    public static User add(NewUser wanted, Instant now) {
        return new User(
                wanted.id(),
                wanted.partnerId(),
                wanted.clientId(),
                wanted.email(),
                wanted.name(),
                wanted.role(),
                new AwaitingSeat(
                        SeatWait.asked(
                                wanted.changeId(),
                                wanted.clientId(),
                                1,
                                wanted.requestedBy(),
                                now)),
                now,
                1);
    }

    /** Asks once more for a seat of a user whose change came to nothing. */
    public static Retry retry(User user, UUID changeId, String requestedBy, Instant now) {
        return switch (user.state()) {
            case AwaitingSeat(var wait) when !wait.status().isOpen() ->
                    new Retry.Asks(
                            with(
                                    user,
                                    new AwaitingSeat(
                                            SeatWait.asked(
                                                    changeId,
                                                    user.clientId(),
                                                    1,
                                                    requestedBy,
                                                    now))));
            case AwaitingSeat _, Seated _, Seatless _ -> new Retry.Stands(user);
            case Suspended _ -> new Retry.Refused();
            case Removed _ -> throw new IllegalStateException("Whoever is removed is not found.");
        };
    }

    /**
     * The user after seat-service seated it by a change.
     *
     * @param changeId an earlier change than that which it waits by says nothing: its news came
     *     late
     */
    public static User occupied(User user, @Nullable UUID changeId) {
        return user.state() instanceof AwaitingSeat(var wait) && wait.changeId().equals(changeId)
                ? with(user, new Seated())
                : user;
    }

    /**
     * The user after seat-service turned out to know of no seat of theirs: it waits for one anew.
     *
     * @param wait by which it asks for it
     */
    public static User unseated(User user, SeatWait wait) {
        return user.state() instanceof Seated ? with(user, new AwaitingSeat(wait)) : user;
    }

    /** The user after its client was disabled and gave its seats back. */
    public static User suspended(User user) {
        return switch (user.state()) {
            case Seated _, AwaitingSeat _ -> with(user, new Suspended());
            case Seatless _, Suspended _, Removed _ -> user;
        };
    }

    /** The user after its client became active again: it waits by the change that covers all. */
    public static User awakened(User user, SeatWait wait) {
        return user.state() instanceof Suspended ? with(user, new AwaitingSeat(wait)) : user;
    }

    public static User removed(User user) {
        return with(user, new Removed());
    }

    /** Whether a user may sign in to an account that lets these in. */
    public static boolean maySignIn(User user, Admission admission) {
        return switch (admission) {
            case NOBODY -> false;
            case ACTIVE -> user.state().isActive();
            case ACTIVE_AND_BUYERS -> user.state().isActive() || isBuyer(user);
        };
    }

    private static boolean isBuyer(User user) {
        return user.state() instanceof AwaitingSeat && user.role().isAdmin();
    }

    private static User with(User user, UserState state) {
        return new User(
                user.id(),
                user.partnerId(),
                user.clientId(),
                user.email(),
                user.name(),
                user.role(),
                state,
                user.createdAt(),
                user.version() + 1);
    }
}
