package io.seatflow.account.audit.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.account.audit.AuditRules;
import io.seatflow.account.audit.Call;
import io.seatflow.account.audit.Provenance;
import io.seatflow.platform.database.Tx;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of who changed what; it is only ever added to. From where, through what and on whose
 * behalf it finds out itself, of the call that is being served: nobody who adds an entry can forget
 * it.
 */
@ApplicationScoped
public class AuditLog {

    private final ObjectMapper json;
    private final CurrentCall call;

    AuditLog(ObjectMapper json, CurrentCall call) {
        this.json = json;
        this.call = call;
    }

    /** Adds an entry in the transaction of the change. */
    public Uni<Void> add(Tx tx, AuditEntry entry) {
        Provenance provenance = AuditRules.provenance(entry, presentCall());
        return tx.execute(
                        """
                        insert into audit_entry
                            (partner_id, entry_id, occurred_at, actor, through, action, subject, subject_id,
                             state_before, state_after, channel, client_id, on_behalf_of, address, once_key)
                        values ($1, $2, $3, $4, $5, $6, $7, $8,
                                -- What is only heard of was before as it was when it was heard of last.
                                coalesce(cast(cast($9 as text) as jsonb),
                                         (select earlier.state_after from audit_entry earlier
                                          where earlier.partner_id = $1 and earlier.subject_id = $8
                                            and earlier.subject = $7
                                          order by earlier.entry_id desc limit 1)),
                                cast(cast($10 as text) as jsonb), $11,
                                cast(cast($12 as text) as uuid), cast(cast($13 as text) as uuid),
                                cast($14 as text), cast($15 as text))
                        on conflict do nothing
                        """,
                        entry.partnerId(),
                        Ids.next(),
                        entry.occurredAt().atOffset(ZoneOffset.UTC),
                        entry.origin().actor(),
                        entry.origin().through(),
                        entry.action(),
                        entry.subject(),
                        entry.subjectId(),
                        json(entry.before()),
                        json(entry.after()),
                        provenance.channel().name(),
                        text(provenance.clientId()),
                        text(provenance.onBehalfOf()),
                        provenance.address(),
                        entry.onceKey())
                .replaceWithVoid();
    }

    /** Adds entries, however many, in the transaction of what changed them all. */
    public Uni<Void> addAll(Tx tx, List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Call present = presentCall();
        return tx.execute(
                        """
                        insert into audit_entry
                            (partner_id, entry_id, occurred_at, actor, through, action, subject, subject_id,
                             state_before, state_after, channel, client_id, on_behalf_of, address)
                        select "partnerId", "entryId", "occurredAt", actor, through, action, subject, "subjectId",
                               before, after, channel, "clientId", "onBehalfOf", address
                        from jsonb_to_recordset(cast(cast($1 as text) as jsonb)) as e (
                            "partnerId" uuid, "entryId" uuid, "occurredAt" timestamptz, actor text, through text,
                            action text, subject text, "subjectId" uuid, before jsonb, after jsonb, channel text,
                            "clientId" uuid, "onBehalfOf" uuid, address text)
                        """,
                        json(entries.stream().map(entry -> row(entry, present)).toList()))
                .replaceWithVoid();
    }

    /** An entry as it is written with others. */
    private record Written(
            UUID partnerId,
            UUID entryId,
            Instant occurredAt,
            String actor,
            String through,
            String action,
            String subject,
            UUID subjectId,
            @Nullable Object before,
            @Nullable Object after,
            String channel,
            @Nullable UUID clientId,
            @Nullable UUID onBehalfOf,
            @Nullable String address) {}

    private static Written row(AuditEntry entry, @Nullable Call present) {
        Provenance provenance = AuditRules.provenance(entry, present);
        return new Written(
                entry.partnerId(),
                Ids.next(),
                entry.occurredAt(),
                entry.origin().actor(),
                entry.origin().through(),
                entry.action(),
                entry.subject(),
                entry.subjectId(),
                entry.before(),
                entry.after(),
                provenance.channel().name(),
                provenance.clientId(),
                provenance.onBehalfOf(),
                provenance.address());
    }

    /** Adds what another service tells that somebody changed there, in that event's transaction. */
    public Uni<Void> hear(Tx tx, Received<? extends SeatflowEvent> received) {
        return AuditRules.heard(received)
                .map(entry -> add(tx, entry))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private @Nullable Call presentCall() {
        if (!Arc.container().requestContext().isActive()) {
            return null;
        }
        return call.anyCaller()
                .map(caller ->
                        new Call(
                                caller.email() == null,
                                caller.clientId(),
                                call.clientId(),
                                call.address()))
                .orElse(null);
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    private @Nullable String json(@Nullable Object state) {
        try {
            return state == null ? null : json.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A state can be written as JSON: " + state, e);
        }
    }
}
