package io.seatflow.account.audit.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.platform.database.Tx;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The record of who changed what; it is only ever added to. */
@ApplicationScoped
public class AuditLog {

    private final ObjectMapper json;

    AuditLog(ObjectMapper json) {
        this.json = json;
    }

    /** Adds an entry in the transaction of the change. */
    public Uni<Void> add(Tx tx, AuditEntry entry) {
        return tx.execute(
                        """
                        insert into audit_entry
                            (partner_id, entry_id, occurred_at, actor, through, action, subject, subject_id,
                             state_before, state_after)
                        values ($1, $2, $3, $4, $5, $6, $7, $8,
                                cast(cast($9 as text) as jsonb), cast(cast($10 as text) as jsonb))
                        """,
                        entry.partnerId(),
                        Ids.next(),
                        entry.occurredAt().atOffset(ZoneOffset.UTC),
                        entry.origin().actor(),
                        entry.origin().through(),
                        entry.action(),
                        entry.subject(),
                        entry.subjectId(),
                        text(entry.before()),
                        text(entry.after()))
                .replaceWithVoid();
    }

    private @Nullable String text(@Nullable Object state) {
        try {
            return state == null ? null : json.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A state can be written as JSON: " + state, e);
        }
    }
}
