package io.seatflow.account.notification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a notice says in words, and what it is about. Words never name an amount.
 *
 * @param subject the kind of the thing that it is about, as {@code SEAT_CHANGE}
 * @param clientId the client that it concerns; null: none
 * @param by who did it, who need not be told; null where nobody did
 * @param onceKey nobody gets two notices with the same one
 */
public record Heading(
        Kind kind,
        String subject,
        UUID subjectId,
        @Nullable UUID clientId,
        String title,
        String text,
        @Nullable String by,
        String onceKey) {}
