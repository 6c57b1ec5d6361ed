package io.seatflow.account.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of one thing. No amount is ever part of one: not everyone who may read the log may see
 * amounts, and the entry names the quote or the invoice by which those who may find them.
 *
 * @param action what was done to it, as {@code CREATED}
 * @param clientId the client that it concerns; null: the one that the call is about, if any
 * @param before its state before; null where there was none
 * @param after its state after; null where there is none
 * @param onceKey what of the same key is kept already is not kept again; null: keep it anyway
 */
public record AuditEntry(
        UUID partnerId,
        Instant occurredAt,
        Origin origin,
        String action,
        String subject,
        UUID subjectId,
        @Nullable UUID clientId,
        @Nullable Object before,
        @Nullable Object after,
        @Nullable String onceKey) {

    /** A change that is made by a call, or that concerns the partner alone. */
    public AuditEntry(
            UUID partnerId,
            Instant occurredAt,
            Origin origin,
            String action,
            String subject,
            UUID subjectId,
            @Nullable Object before,
            @Nullable Object after) {
        this(
                partnerId,
                occurredAt,
                origin,
                action,
                subject,
                subjectId,
                subject.equals("CLIENT") ? subjectId : null,
                before,
                after,
                null);
    }
}
