package io.seatflow.acceptance.bench;

import java.time.Duration;

/** Work that closed-loop clients do: each begins its next piece when the last is answered. */
interface Load {

    /** Does it with so many clients for so long, and tells how long each piece took. */
    Samples run(int clients, Duration time);
}
