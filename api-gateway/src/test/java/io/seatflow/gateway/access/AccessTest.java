package io.seatflow.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.AccountEvent.UserStatusChanged;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who comes in follows what accounts tells, whatever a token says. */
class AccessTest {

    private final UUID partner = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();
    private final UUID user = UUID.randomUUID();
    private final Access access = new Access();
    private long told;

    private final Caller admin = caller("partner-admin", null);
    private final Caller member = caller("partner-member", null);
    private final Caller ofClient = caller("client-admin", client);
    private final Caller program =
            new Caller(
                    "program",
                    null,
                    Set.of("offline_access"),
                    partner,
                    null,
                    null,
                    Set.of(),
                    Set.of("clients:write"));

    @BeforeEach
    void known() {
        access.isComplete();
    }

    @Test
    void nobodyComesInBeforeItIsKnownWhoMayNot() {
        assertThatThrownBy(() -> new Access().require(admin, null, false))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE));
    }

    @Test
    void aClientInSetupIsForAdministratorsOfThePartner() {
        tell(created("SETUP"));

        assertThat(refused(ofClient, null)).isEqualTo("client-in-setup");
        assertThat(refused(member, client)).isEqualTo("client-in-setup");
        assertThat(refused(member, UUID.randomUUID())).isNull();
        assertThat(refused(member, null)).isNull();
        assertThat(refused(admin, client)).isNull();
        assertThat(refused(program, client)).isNull();
        access.require(ofClient, client, true);

        tell(new TrialStarted(client, Instant.EPOCH, Instant.EPOCH));

        assertThat(refused(ofClient, null)).isNull();
        assertThat(refused(member, client)).isNull();
    }

    @Test
    void nobodyOfADisabledClientComesIn() {
        tell(created("ACTIVE"));
        assertThat(refused(ofClient, client)).isNull();

        tell(new ClientDisabled(client, false));

        assertThat(refused(ofClient, null)).isEqualTo("client-disabled");
        assertThat(refused(member, client)).isNull();

        tell(activated());

        assertThat(refused(ofClient, null)).isNull();
    }

    @Test
    void nobodyOfAnotherPartnerIsToldWhatAClientIs() {
        tell(created("SETUP"));
        var stranger =
                new Caller(
                        "sub",
                        "eve@other.test",
                        Set.of("partner-member"),
                        UUID.randomUUID(),
                        null,
                        UUID.randomUUID(),
                        Set.of(),
                        Set.of());

        // Its own service answers that there is no such client.
        assertThat(refused(stranger, client)).isNull();
        assertThat(refused(member, client)).isEqualTo("client-in-setup");
    }

    @Test
    void whatWasToldBeforeSaysNothing() {
        AccountEvent disabled = new ClientDisabled(client, false);
        access.follow(partner, 1, disabled);
        access.follow(partner, 2, activated());

        access.follow(partner, 1, disabled);

        assertThat(refused(ofClient, null)).isNull();
    }

    @Test
    void aUserWithoutASeatOrRemovedComesInNowhere() {
        tell(new UserStatusChanged(user, client, "SUSPENDED"));
        assertThat(refused(ofClient, null)).isEqualTo("unauthorized");
        tell(new UserStatusChanged(user, client, "ACTIVE"));
        assertThat(refused(ofClient, null)).isNull();

        tell(new UserRemoved(user, client));

        assertThat(refused(ofClient, null)).isEqualTo("unauthorized");
        assertThat(refused(caller("client-admin", client, UUID.randomUUID()), null)).isNull();
    }

    @Test
    void administratorsWhoseOwnPlanPaysComeInToBuyTheSeatThatTheyWaitFor() {
        tell(created("ACTIVE"));
        tell(new UserStatusChanged(user, client, "AWAITING_SEAT"));
        assertThat(refused(ofClient, null)).isEqualTo("unauthorized");

        tell(new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));

        assertThat(refused(ofClient, null)).isNull();
        assertThat(refused(caller("client-member", client), null)).isEqualTo("unauthorized");
        assertThat(refused(caller("client-admin", UUID.randomUUID()), null))
                .isEqualTo("unauthorized");
        tell(new ClientDisabled(client, false));
        assertThat(refused(ofClient, null)).isEqualTo("client-disabled");
        tell(activated());
        tell(new UserStatusChanged(user, client, "SUSPENDED"));
        assertThat(refused(ofClient, null)).isEqualTo("unauthorized");
        tell(new UserStatusChanged(user, client, "AWAITING_SEAT"));
        assertThat(refused(ofClient, null)).isNull();

        tell(new BillingManagerChanged(client, "PARTNER", "ADD_TO_PLAN"));

        assertThat(refused(ofClient, null)).isEqualTo("unauthorized");
    }

    private @Nullable String refused(Caller caller, @Nullable UUID called) {
        try {
            access.require(caller, called, false);
            return null;
        } catch (Problem problem) {
            return String.valueOf(problem.members().getOrDefault("reason", problem.type().slug()));
        }
    }

    private void tell(AccountEvent event) {
        access.follow(partner, ++told, event);
    }

    private ClientCreated created(String status) {
        return new ClientCreated(client, status, "PARTNER", 0, null, "ASK", "ada");
    }

    private ClientActivated activated() {
        return new ClientActivated(client, "ADD_TO_PLAN", "PARTNER", null, List.of(), "ada");
    }

    private Caller caller(String role, @Nullable UUID ofClientId) {
        return caller(role, ofClientId, user);
    }

    private Caller caller(String role, @Nullable UUID ofClientId, UUID userId) {
        return new Caller(
                "sub",
                "a@b.test",
                Set.of(role),
                partner,
                ofClientId,
                userId,
                Set.of(),
                Set.of("profile", "email"));
    }
}
