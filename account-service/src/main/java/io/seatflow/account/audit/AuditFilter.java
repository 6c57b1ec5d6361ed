package io.seatflow.account.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted; null: whatever it is.
 *
 * @param from only what happened at this instant or later
 * @param to only what happened before this instant
 * @param clientId only what concerns this client
 */
public record AuditFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String actor,
        @Nullable String action,
        @Nullable String subject,
        @Nullable UUID subjectId,
        @Nullable UUID clientId) {}
