package io.seatflow.platform.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SeatsBought;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.json.JsonSetup;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A field may be added to an event: what was told before it was still reads. */
class EventPayloadTest {

    private static final ObjectMapper JSON = JsonSetup.mapper();
    private static final UUID ID = new UUID(1, 1);
    private static final UUID CLIENT = new UUID(2, 2);
    private static final Instant AT = Instant.parse("2026-11-16T12:00:00Z");

    static Stream<SeatflowEvent> ofThePartnersPlan() {
        return Stream.of(
                new SeatShortfall(ID, "ALLOCATE", CLIENT, 15, 5, 1, AT),
                new SeatPurchaseConfirmed(ID, "ALLOCATE", CLIENT, 15, 5, null, 2, AT, "ada"),
                new SeatsRetired(ID, 3, 3, 7),
                new SeatsKept(ID, 3, 0, 8),
                new SupplyReduced(3, 97, AT, 9),
                new SeatChangeCompleted(
                        new SeatChangeState(
                                ID,
                                "RETIRE",
                                null,
                                3,
                                "COMPLETED",
                                0,
                                null,
                                null,
                                null,
                                "ada",
                                AT,
                                AT)),
                new PeriodEnding(AT),
                new PeriodStarted(AT, AT, LocalDate.of(2026, 11, 1), LocalDate.of(2026, 12, 1)));
    }

    @ParameterizedTest
    @MethodSource("ofThePartnersPlan")
    void whatDoesNotNameWhoPaysIsOfThePartnersPlan(SeatflowEvent event)
            throws JsonProcessingException {
        var told = JSON.writeValueAsString(event);
        var before = told.replace(",\"payingClientId\":null", "");

        assertThat(told).isNotEqualTo(before);
        assertThat(JSON.readValue(before, event.getClass())).isEqualTo(event);
        assertThat(JSON.readValue(told, event.getClass())).isEqualTo(event);
    }

    @Test
    void aClientMayHaveBeenToldWithoutItsName() throws JsonProcessingException {
        var event = new ClientCreated(CLIENT, "ACTIVE", "VENDOR", 0, null, "ASK", "ada");
        var before = JSON.writeValueAsString(event).replace(",\"name\":null", "");

        assertThat(before).doesNotContain("name");
        assertThat(JSON.readValue(before, ClientCreated.class)).isEqualTo(event);
    }

    static Stream<SeatflowEvent> later() {
        return Stream.of(
                new SeatShortfall(ID, "PURCHASE", CLIENT, 5, 5, 1, AT, CLIENT),
                new SeatsAdded(CLIENT, 15, 115, "ACTIVATE", 12, AT),
                new SeatsBought(ID, 5, 12, 13, null),
                new SeatOccupied(ID, null, null),
                new UserAdded(ID, CLIENT, ID, "ASK", "ada"),
                new ClientActivated(CLIENT, "ADD_TO_PLAN", "PARTNER", ID, List.of(ID), "ada"));
    }

    @ParameterizedTest
    @MethodSource("later")
    void whatIsToldIsReadAgain(SeatflowEvent event) throws JsonProcessingException {
        assertThat(JSON.readValue(JSON.writeValueAsString(event), event.getClass()))
                .isEqualTo(event);
    }

    @Test
    void everyEventHasANameByWhichItIsFound() {
        assertThat(EventTypes.name(ClientActivated.class))
                .isEqualTo("seatflow.account.ClientActivated.v1");
        assertThat(EventTypes.all())
                .contains(UserAdded.class, SeatsAdded.class, SeatOccupied.class)
                .allSatisfy(type ->
                        assertThat(EventTypes.ofName(EventTypes.name(type))).contains(type));
    }
}
