package io.seatflow.account.audit.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.seatflow.account.audit.Channel;
import io.seatflow.account.audit.Kept;
import io.seatflow.platform.list.Csv;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log, as the API tells of it.
 *
 * @param actor an e-mail address, the name of an integration, or a service
 * @param address the network address that it came from; null where none is known
 * @param through the request or the event that made it
 * @param onBehalfOf the client inside which somebody of the partner acted
 */
record AuditLine(
        UUID id,
        Instant occurredAt,
        String actor,
        Channel channel,
        @Nullable String address,
        String through,
        @Nullable UUID onBehalfOf,
        String action,
        String subject,
        UUID subjectId,
        @Nullable UUID clientId,
        @Schema(type = SchemaType.OBJECT, nullable = true) @JsonRawValue @Nullable String before,
        @Schema(type = SchemaType.OBJECT, nullable = true) @JsonRawValue @Nullable String after) {

    static final String CSV_HEADER =
            Csv.header(
                    List.of(
                            "id",
                            "occurredAt",
                            "actor",
                            "channel",
                            "address",
                            "through",
                            "onBehalfOf",
                            "action",
                            "subject",
                            "subjectId",
                            "clientId",
                            "before",
                            "after"));

    static AuditLine of(Kept kept) {
        return new AuditLine(
                kept.id(),
                kept.occurredAt(),
                kept.origin().actor(),
                kept.provenance().channel(),
                kept.provenance().address(),
                kept.origin().through(),
                kept.provenance().onBehalfOf(),
                kept.action(),
                kept.subject(),
                kept.subjectId(),
                kept.provenance().clientId(),
                kept.before(),
                kept.after());
    }

    static String csv(List<Kept> entries) {
        return entries.stream().map(kept -> of(kept).csvLine()).collect(Collectors.joining());
    }

    private String csvLine() {
        return Csv.line(
                Stream.of(
                        Csv.cell(id),
                        Csv.cell(occurredAt),
                        Csv.text(actor),
                        Csv.cell(channel),
                        Csv.text(address),
                        Csv.text(through),
                        Csv.cell(onBehalfOf),
                        Csv.text(action),
                        Csv.text(subject),
                        Csv.cell(subjectId),
                        Csv.cell(clientId),
                        Csv.text(before),
                        Csv.text(after)));
    }
}
