package io.seatflow.acceptance.bench;

/**
 * What is measured.
 *
 * @param clients that ask at the same time, each for one change after the other
 */
record Case(Door door, Traffic traffic, int clients) {

    /** Where the work is handed in. */
    enum Door {
        REFERENCE("PostgreSQL, one statement"),
        SERVICE("seat-service"),
        GATEWAY("gateway");

        private final String title;

        Door(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Whose seats are moved. */
    enum Traffic {
        HOT("one partner"),
        SPREAD("1,000 partners");

        private final String title;

        Traffic(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    String title() {
        return "%s, %s, %d clients".formatted(door.title(), traffic.title(), clients);
    }
}
