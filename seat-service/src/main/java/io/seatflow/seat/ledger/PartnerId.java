package io.seatflow.seat.ledger;

import java.util.Comparator;
import java.util.UUID;

/** Names a partner. */
public record PartnerId(UUID value) {

    /** The order in which the database has ids: by their bytes. */
    public static final Comparator<PartnerId> AS_IN_THE_DATABASE =
            Comparator.comparing(
                            (PartnerId id) -> id.value().getMostSignificantBits(),
                            Long::compareUnsigned)
                    .thenComparing(
                            id -> id.value().getLeastSignificantBits(), Long::compareUnsigned);

    public static PartnerId fromString(String text) {
        return new PartnerId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
