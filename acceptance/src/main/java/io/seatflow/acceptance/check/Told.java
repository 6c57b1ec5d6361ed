package io.seatflow.acceptance.check;

import io.seatflow.platform.event.AccountEvent;
import java.util.UUID;

/**
 * What the checker told seat-service as account-service does, in the order in which it was told.
 *
 * @param id the CloudEvents id, by which seat-service knows it again
 */
record Told(UUID partner, UUID id, AccountEvent event) {}
