package io.seatflow.seat.change.postgres;

import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientSeats;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatLedger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a lane remembers of the partners that it serves, those that were long not asked for
 * forgotten. It may be out of date, if another replica serves the partner as well: so nothing is
 * refused by it, and nothing written unless it is still true.
 */
final class Remembered {

    private final Map<PartnerId, Partner> partners;
    private final Map<ClientKey, Client> clients;

    Remembered(int mostPartners, int mostClients) {
        partners = lastUsed(mostPartners);
        clients = lastUsed(mostClients);
    }

    /**
     * A partner's own figures at a revision.
     *
     * @param lastEvent the number of the last event told about it
     * @param ledger without its clients
     * @param era since when all that this lane remembers of the partner belongs together
     */
    record Partner(long revision, long lastEvent, SeatLedger ledger, Object era) {}

    private record ClientKey(PartnerId partner, ClientId client) {}

    private record Client(ClientSeats seats, Object era) {}

    @Nullable Partner partner(PartnerId id) {
        return partners.get(id);
    }

    /** A client's seats at the revision that is remembered of its partner; null: not remembered. */
    @Nullable ClientSeats client(PartnerId partner, Object era, ClientId client) {
        var known = clients.get(new ClientKey(partner, client));
        return known != null && known.era().equals(era) ? known.seats() : null;
    }

    void keep(PartnerId id, Partner partner) {
        partners.put(id, partner);
    }

    void keep(PartnerId partner, Object era, ClientId client, ClientSeats seats) {
        clients.put(new ClientKey(partner, client), new Client(seats, era));
    }

    /** What is remembered of this partner is not, or perhaps not, true any more. */
    void forget(PartnerId id) {
        partners.remove(id);
    }

    private static <K, V> Map<K, V> lastUsed(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
