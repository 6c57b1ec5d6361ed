package io.seatflow.seat.change.lane;

import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.ledger.LedgerEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a decision changes.
 *
 * @param moves what happened to the ledger
 * @param changeId the seat change that it happened for; null: none
 * @param actor who did it
 * @param change what the change is now; null: none has changed
 * @param isNew whether that change has just begun
 * @param news what is told
 * @param periodAnswer the first answer about a period's end, which stays the answer
 */
public record Effects(
        List<LedgerEvent> moves,
        @Nullable UUID changeId,
        String actor,
        @Nullable SeatChange change,
        boolean isNew,
        List<? extends SeatEvent> news,
        @Nullable SupplyReduced periodAnswer) {

    public Effects {
        moves = List.copyOf(moves);
        news = List.copyOf(news);
    }

    /** Of what is about the ledger alone. */
    public static Effects ofLedger(
            List<LedgerEvent> moves, String actor, List<? extends SeatEvent> news) {
        return new Effects(moves, null, actor, null, false, news, null);
    }
}
