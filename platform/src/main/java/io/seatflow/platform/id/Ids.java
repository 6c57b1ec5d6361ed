package io.seatflow.platform.id;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Where every id comes from: UUIDv7, so that keys made later sort later. */
public final class Ids {

    /**
     * The partner under which facts about the whole suite are told and operators' requests are
     * kept.
     */
    public static final UUID NIL = new UUID(0, 0);

    private Ids() {}

    public static UUID next() {
        return UuidCreator.getTimeOrderedEpochPlus1();
    }
}
