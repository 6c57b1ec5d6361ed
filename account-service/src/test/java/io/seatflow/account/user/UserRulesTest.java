package io.seatflow.account.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.account.role.Role;
import io.seatflow.account.role.RoleRules;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How users come by their seats and lose them. */
class UserRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");

    private final UUID change = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();
    private final User waiting =
            UserRules.add(
                    new NewUser(
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            client,
                            "grace@client.test",
                            "Grace",
                            Role.MEMBER,
                            change,
                            "ada@acme.test"),
                    NOW);

    @Test
    void aNewUserWaitsForASeatAndIsActiveInIt() {
        assertThat(waiting.state().status()).isEqualTo("AWAITING_SEAT");
        assertThat(UserRules.maySignIn(waiting, true)).isFalse();

        User seated = UserRules.occupied(waiting, change);

        assertThat(seated.state()).isEqualTo(new UserState.Seated());
        assertThat(seated.version()).isEqualTo(2);
        assertThat(UserRules.maySignIn(seated, true)).isTrue();
        assertThat(UserRules.maySignIn(seated, false)).isFalse();
        assertThat(UserRules.occupied(seated, change)).isEqualTo(seated);
    }

    @Test
    void newsOfAnEarlierChangeSeatNobody() {
        assertThat(UserRules.occupied(waiting, UUID.randomUUID())).isEqualTo(waiting);
        assertThat(UserRules.occupied(waiting, null)).isEqualTo(waiting);
    }

    @ParameterizedTest
    @EnumSource(SeatWait.Status.class)
    void onlyAChangeThatIsOverIsRetried(SeatWait.Status status) {
        User user = told(status);
        UUID next = UUID.randomUUID();

        Retry retry = UserRules.retry(user, next, "ada@acme.test", NOW);

        if (status.isOpen()) {
            assertThat(retry).isEqualTo(new Retry.Stands(user));
        } else {
            assertThat(retry).isInstanceOf(Retry.Asks.class);
            assertThat(UserRules.occupied(((Retry.Asks) retry).user(), next).state().isActive())
                    .isTrue();
        }
    }

    @Test
    void whoIsSuspendedWaitsByTheChangeThatCoversAll() {
        User suspended = UserRules.suspended(UserRules.occupied(waiting, change));
        assertThat(suspended.state().status()).isEqualTo("SUSPENDED");
        assertThat(UserRules.retry(suspended, UUID.randomUUID(), "ada@acme.test", NOW))
                .isEqualTo(new Retry.Refused());
        UUID all = UUID.randomUUID();

        User awake =
                UserRules.awakened(suspended, SeatWait.asked(all, client, 3, "ada@acme.test", NOW));

        assertThat(awake.state().status()).isEqualTo("AWAITING_SEAT");
        // Its seat of before the suspension was told of late.
        assertThat(UserRules.occupied(awake, change)).isEqualTo(awake);
        assertThat(UserRules.occupied(awake, all).state().isActive()).isTrue();
    }

    @Test
    void nobodyGivesWhatTheyDoNotHave() {
        var seats = new Role("Seats", Set.of("seats:allocate", "seats:purchase"));

        assertThat(RoleRules.lacking(seats, Set.of("seats:allocate", "users:manage"), false))
                .isEqualTo("seats:purchase");
        assertThat(RoleRules.lacking(seats, Set.of("seats:allocate", "seats:purchase"), false))
                .isNull();
        assertThat(RoleRules.lacking(Role.ADMIN, Set.of("users:manage"), false)).isNotNull();
        assertThat(RoleRules.lacking(Role.MEMBER, Set.of(), false)).isNull();
        assertThat(RoleRules.lacking(Role.ADMIN, Set.of(), true)).isNull();
    }

    private User told(SeatWait.Status status) {
        var told =
                new SeatChangeState(
                        change,
                        "OCCUPY",
                        client,
                        1,
                        status.name(),
                        1,
                        null,
                        null,
                        null,
                        "ada@acme.test",
                        NOW,
                        null);
        SeatWait wait = ((UserState.AwaitingSeat) waiting.state()).change().told(told);
        return new User(
                waiting.id(),
                waiting.partnerId(),
                waiting.clientId(),
                waiting.email(),
                waiting.name(),
                waiting.role(),
                new UserState.AwaitingSeat(wait),
                waiting.createdAt(),
                waiting.version());
    }
}
