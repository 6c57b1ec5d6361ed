package io.seatflow.account.notification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who reads their notices: one user of one account.
 *
 * @param clientId null for the partner's own people
 * @param email in lower case
 */
public record Reader(UUID partnerId, @Nullable UUID clientId, String email) {}
