package io.seatflow.account.client.postgres;

import java.util.UUID;

/** The key of a seat change that a client was made with. */
record SeatChangeKey(UUID partnerId, UUID changeId) {}
