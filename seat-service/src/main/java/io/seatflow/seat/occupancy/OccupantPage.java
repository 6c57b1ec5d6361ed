package io.seatflow.seat.occupancy;

import io.seatflow.platform.event.SeatEvent.OccupantsListed;
import io.seatflow.seat.ledger.PartnerId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Those of a partner's users who have a seat and whose ids are in a range.
 *
 * @param after before the first id of the range
 * @param upTo the last id of the range; null: there are no more
 */
public record OccupantPage(PartnerId partner, UUID after, @Nullable UUID upTo, List<UUID> users) {

    public OccupantPage {
        users = List.copyOf(users);
    }

    /** As it is told. */
    public OccupantsListed listed() {
        return new OccupantsListed(after, upTo, users);
    }
}
