package io.seatflow.account.client;

import static io.seatflow.account.client.SeatChangeStatus.AWAITING_CONFIRMATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.account.client.Birth.Asked;
import io.seatflow.account.client.Birth.Done;
import io.seatflow.account.client.Birth.Pending;
import io.seatflow.account.client.Birth.Refused;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");
    private static final UUID CHANGE = new UUID(0, 2);

    @Test
    void aClientThatWantsNoSeatsIsDoneAtOnce() {
        assertThat(ClientRules.birth(client(OnShortfall.REJECT, 0))).isEqualTo(new Done());
    }

    @Test
    void aClientWithItsSeatsIsDoneOnceTheirFigureIsThere() {
        Client completed = after(client(OnShortfall.REJECT, 5), SeatChangeStatus.COMPLETED);

        assertThat(completed.existence()).isEqualTo(Existence.LISTED);
        assertThat(ClientRules.birth(completed)).isEqualTo(new Pending());
        assertThat(ClientRules.birth(ClientRules.holding(completed, 5))).isEqualTo(new Done());
    }

    @ParameterizedTest(name = "{0} that is {1} without a question: {2}")
    @CsvSource({
        "ASK,CANCELLED,LISTED",
        "ASK,EXPIRED,LISTED",
        "ASK,REJECTED,GONE",
        "PURCHASE,DECLINED,GONE",
        "PURCHASE,REJECTED,GONE",
        "REJECT,REJECTED,GONE",
        "PURCHASE,PURCHASING,FORMING",
        "REJECT,QUOTING,FORMING",
        "ASK,QUOTING,LISTED"
    })
    void whatBecomesOfAClientThatNobodyWasAskedAbout(
            OnShortfall onShortfall, SeatChangeStatus end, Existence expected) {
        Client client = after(client(onShortfall, 5), end);

        assertThat(client.existence()).isEqualTo(expected);
        assertThat(ClientRules.birth(client) instanceof Refused)
                .isEqualTo(expected == Existence.GONE);
    }

    @ParameterizedTest
    @CsvSource({"CANCELLED", "EXPIRED", "DECLINED", "REJECTED", "PURCHASING"})
    void aClientThatSomebodyWasAskedAboutStays(SeatChangeStatus end) {
        Client asked = after(client(OnShortfall.ASK, 5), AWAITING_CONFIRMATION);
        Client ended = after(asked, end);

        assertThat(ended.existence()).isEqualTo(Existence.LISTED);
        assertThat(ClientRules.birth(ended)).isInstanceOf(Asked.class);
    }

    @ParameterizedTest(name = "{0}, partner''s administrator {1}, of the client {2}: {3}")
    @CsvSource({
        "ACTIVE,false,true,true",
        "TRIAL,false,true,true",
        "SETUP,true,false,true",
        "SETUP,false,false,false",
        "SETUP,false,true,false",
        "DISABLED,false,true,false",
        "DISABLED,true,false,true"
    })
    void whoMayWorkInAClient(
            ClientStatus status, boolean partnersAdmin, boolean ofClient, boolean allowed) {
        Access access = ClientRules.access(status, partnersAdmin, ofClient);

        assertThat(access.allowed()).isEqualTo(allowed);
        assertThat(access.reason() == null).isEqualTo(allowed);
    }

    private static Client client(OnShortfall onShortfall, int seats) {
        return ClientRules.create(
                new NewClient(
                        new UUID(0, 1),
                        "Globex",
                        FirstStatus.ACTIVE,
                        BillingManager.PARTNER,
                        OnTrialEnd.DISABLE,
                        onShortfall,
                        seats,
                        null,
                        null,
                        CHANGE,
                        "admin@acme.test"),
                NOW);
    }

    private static Client after(Client client, SeatChangeStatus status) {
        return ClientRules.changed(
                client,
                new SeatChangeState(
                        CHANGE,
                        "ALLOCATE",
                        client.id(),
                        5,
                        status.name(),
                        5,
                        null,
                        null,
                        null,
                        "admin@acme.test",
                        NOW,
                        null));
    }
}
