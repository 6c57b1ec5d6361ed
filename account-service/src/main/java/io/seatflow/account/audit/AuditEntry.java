package io.seatflow.account.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of one thing.
 *
 * @param action what was done to it, as {@code CREATED}
 * @param before its state before; null where there was none
 * @param after its state after; null where there is none
 */
public record AuditEntry(
        UUID partnerId,
        Instant occurredAt,
        Origin origin,
        String action,
        String subject,
        UUID subjectId,
        @Nullable Object before,
        @Nullable Object after) {}
