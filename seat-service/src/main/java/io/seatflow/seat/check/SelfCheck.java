package io.seatflow.seat.check;

import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the self-check, which never ends, does step by step, and what it knows. */
public final class SelfCheck {

    private static final PartnerId NOBODY = new PartnerId(new UUID(0, 0));

    /** Before all partners. */
    public static final PartnerId FIRST_PARTNER = NOBODY;

    private SelfCheck() {}

    /** A client's place in the order of all partners' clients. */
    public record ClientPlace(PartnerId partner, ClientId client) {

        /** Before all clients. */
        public static final ClientPlace FIRST =
                new ClientPlace(NOBODY, new ClientId(NOBODY.value()));
    }

    /** A line's place in the order of all partners' lines. */
    public record LinePlace(PartnerId partner, long sequence) {

        /** Before all lines. */
        public static final LinePlace FIRST = new LinePlace(NOBODY, 0);
    }

    /** A difference of one partner's. */
    public record Found(PartnerId partner, Difference difference) {}

    /**
     * What one step of a sweep over everything did.
     *
     * @param next where the sweep goes on; its beginning once it has come to the end
     * @param lines how many of the ledger's lines were looked at
     * @param news differences that were not known before
     */
    public record Swept<P>(P next, long lines, List<Found> news) {

        public Swept {
            news = List.copyOf(news);
        }
    }

    /**
     * The differences that are known and that no verification has found gone.
     *
     * @param since when the oldest of them was found; null where there are none
     * @param partners some of those whose ledgers they are in
     */
    public record Open(long differences, @Nullable Instant since, List<PartnerId> partners) {

        public static final Open NONE = new Open(0, null, List.of());

        public Open {
            partners = List.copyOf(partners);
        }
    }
}
