package io.seatflow.account.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.account.role.Role;
import io.seatflow.account.role.RoleRules;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How users come by their seats and lose them. */
class UserRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");

    private final UUID change = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();
    private final User waiting = waiting(Role.MEMBER);

    @Test
    void aNewUserWaitsForASeatAndIsActiveInIt() {
        assertThat(waiting.state().status()).isEqualTo("AWAITING_SEAT");
        assertThat(UserRules.maySignIn(waiting, Admission.ACTIVE_AND_BUYERS)).isFalse();

        User seated = UserRules.occupied(waiting, change);

        assertThat(seated.state()).isEqualTo(new UserState.Seated());
        assertThat(seated.version()).isEqualTo(2);
        assertThat(UserRules.maySignIn(seated, Admission.ACTIVE)).isTrue();
        assertThat(UserRules.maySignIn(seated, Admission.NOBODY)).isFalse();
        assertThat(UserRules.occupied(seated, change)).isEqualTo(seated);
    }

    @Test
    void anAdministratorWhoseOwnPlanPaysComesInToBuyTheSeat() {
        User admin = waiting(Role.ADMIN);

        assertThat(Admission.ofClient(true, true)).isEqualTo(Admission.ACTIVE_AND_BUYERS);
        assertThat(UserRules.maySignIn(admin, Admission.ofClient(true, true))).isTrue();
        assertThat(UserRules.maySignIn(admin, Admission.ofClient(true, false))).isFalse();
        assertThat(UserRules.maySignIn(admin, Admission.ofClient(false, true))).isFalse();
        assertThat(UserRules.maySignIn(UserRules.suspended(admin), Admission.ACTIVE_AND_BUYERS))
                .isFalse();
    }

    @Test
    void newsOfAnEarlierChangeSeatNobody() {
        assertThat(UserRules.occupied(waiting, UUID.randomUUID())).isEqualTo(waiting);
        assertThat(UserRules.occupied(waiting, null)).isEqualTo(waiting);
    }

    @Test
    void whoseSeatIsUnknownWaitsForAnother() {
        User seated = UserRules.occupied(waiting, change);
        SeatWait anew = SeatWait.asked(UUID.randomUUID(), client, 1, "ada@acme.test", NOW);

        User unseated = UserRules.unseated(seated, anew);

        assertThat(unseated.state()).isEqualTo(new UserState.AwaitingSeat(anew));
        assertThat(UserRules.occupied(unseated, change)).isEqualTo(unseated);
        assertThat(UserRules.occupied(unseated, anew.changeId()).state().isActive()).isTrue();
        assertThat(UserRules.unseated(waiting, anew)).isEqualTo(waiting);
        assertThat(UserRules.unseated(UserRules.suspended(seated), anew).state())
                .isEqualTo(new UserState.Suspended());
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
    void aShortfallThatAnotherPlanMayPayForgetsTheFormerPrice() {
        var quote =
                new Quote(
                        UUID.randomUUID(),
                        Money.parse("USD 66.67"),
                        Money.parse("USD 2249.00"),
                        Money.parse("USD 2349.00"),
                        15,
                        30,
                        LocalDate.parse("2026-12-01"),
                        NOW);
        var priced =
                new SeatChangeState(
                        change,
                        "OCCUPY",
                        client,
                        1,
                        "AWAITING_CONFIRMATION",
                        1,
                        quote,
                        null,
                        null,
                        "ada@acme.test",
                        NOW,
                        null,
                        client);
        SeatWait ofOwnPlan = ((UserState.AwaitingSeat) waiting.state()).change().told(priced);
        assertThat(ofOwnPlan.quote()).isEqualTo(quote);

        SeatWait ofPartners = ofOwnPlan.shortOf(2, null);

        assertThat(ofPartners.quote()).isNull();
        assertThat(ofPartners.payingClientId()).isNull();
        assertThat(ofPartners.shortfall()).isEqualTo(2);
        assertThat(ofPartners.status()).isEqualTo(SeatWait.Status.QUOTING);
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

    private User waiting(Role role) {
        return UserRules.add(
                new NewUser(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        client,
                        "grace@client.test",
                        "Grace",
                        role,
                        change,
                        "ada@acme.test"),
                NOW);
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
