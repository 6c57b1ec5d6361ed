package io.seatflow.account.user.postgres;

import java.util.UUID;

/** The key of a user and of what belongs to it. */
record UserKey(UUID partnerId, UUID userId) {}
