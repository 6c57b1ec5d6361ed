package io.seatflow.account.notification;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notice that somebody has got.
 *
 * @param amounts null where the notice had none
 * @param readAt null: not yet
 */
public record Told(
        UUID id,
        Kind kind,
        String subject,
        UUID subjectId,
        @Nullable UUID clientId,
        String title,
        String text,
        @Nullable Amounts amounts,
        Instant occurredAt,
        @Nullable Instant readAt) {}
