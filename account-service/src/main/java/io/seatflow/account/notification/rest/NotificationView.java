package io.seatflow.account.notification.rest;

import io.seatflow.account.notification.Amounts;
import io.seatflow.account.notification.Kind;
import io.seatflow.account.notification.Told;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notice, as the API tells of it: two types, by who may see money. */
sealed interface NotificationView {

    UUID id();

    /** What a notice is about. */
    record Subject(String type, UUID id) {}

    /** For whoever may see its amounts. */
    record Priced(
            UUID id,
            Kind kind,
            Subject subject,
            @Nullable UUID clientId,
            String title,
            String text,
            Amounts amounts,
            Instant occurredAt,
            @Nullable Instant readAt)
            implements NotificationView {}

    /** For everybody else, and where there are none: no amount is anywhere in it. */
    record Plain(
            UUID id,
            Kind kind,
            Subject subject,
            @Nullable UUID clientId,
            String title,
            String text,
            Instant occurredAt,
            @Nullable Instant readAt)
            implements NotificationView {}

    /**
     * The view for a caller.
     *
     * @param seesAmounts whether the caller may see amounts now, whatever they might when they were
     *     told
     */
    static NotificationView of(Told told, boolean seesAmounts) {
        var subject = new Subject(told.subject(), told.subjectId());
        return seesAmounts && told.amounts() != null
                ? new Priced(
                        told.id(),
                        told.kind(),
                        subject,
                        told.clientId(),
                        told.title(),
                        told.text(),
                        told.amounts(),
                        told.occurredAt(),
                        told.readAt())
                : new Plain(
                        told.id(),
                        told.kind(),
                        subject,
                        told.clientId(),
                        told.title(),
                        told.text(),
                        told.occurredAt(),
                        told.readAt());
    }
}
