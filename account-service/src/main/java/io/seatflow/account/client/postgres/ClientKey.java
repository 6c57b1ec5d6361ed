package io.seatflow.account.client.postgres;

import java.util.UUID;

/** The key of a client. */
record ClientKey(UUID partnerId, UUID clientId) {}
