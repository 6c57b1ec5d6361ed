package io.seatflow.seat.change;

import io.seatflow.platform.event.SeatEvent;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.LedgerEvent;
import java.util.List;

/** What the rules made of a request or of a command to a change. */
public sealed interface ChangeDecision {

    /** The change is this now; these seats moved, and this is told. */
    record Accepted(SeatChange change, List<LedgerEvent> moves, List<SeatEvent> news)
            implements ChangeDecision {

        public Accepted {
            moves = List.copyOf(moves);
            news = List.copyOf(news);
        }
    }

    /** Nothing is to be done: this is the outcome already. */
    record Stands(SeatChange change) implements ChangeDecision {}

    /** It is too late, or too early, for that. */
    record NotOpen(SeatChange change) implements ChangeDecision {}

    /** Another price than the current one was agreed to. */
    record QuoteSuperseded(SeatChange change) implements ChangeDecision {}

    /** For now the plan may not have so many seats. */
    record LimitReached(SeatChange change, Reason reason) implements ChangeDecision {}

    /** It has changed since the caller looked at it. */
    record Stale(SeatChange change) implements ChangeDecision {}

    /** The partner has no such client. */
    record UnknownClient(ClientId client) implements ChangeDecision {}
}
