package io.seatflow.account.audit.postgres;

import io.seatflow.account.audit.AuditFilter;
import io.seatflow.account.audit.Channel;
import io.seatflow.account.audit.Kept;
import io.seatflow.account.audit.Kept.Place;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.Provenance;
import io.seatflow.platform.list.Page;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The log, as it is read: newest first. */
@ApplicationScoped
public class AuditReader {

    /** Entries that are in memory at once while a whole log is read. */
    private static final int AT_ONCE = 500;

    private static final Place NEWEST =
            new Place(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1));

    private final Pool pool;

    AuditReader(Pool pool) {
        this.pool = pool;
    }

    /**
     * Entries of a partner's log.
     *
     * @param before only what comes after this place; null: from the newest on
     */
    public Uni<Page<Kept>> entries(
            UUID partnerId, AuditFilter filter, @Nullable Place before, int limit) {
        return read(partnerId, filter, before == null ? NEWEST : before, limit + 1)
                .map(rows -> Page.of(rows, limit, kept -> kept.place().toString()));
    }

    /** All entries, some hundreds at a time and no more than are asked for. */
    public Multi<List<Kept>> allEntries(UUID partnerId, AuditFilter filter) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(NEWEST), before -> next(partnerId, filter, before))
                .whilst(entries -> entries.size() == AT_ONCE);
    }

    private Uni<List<Kept>> next(
            UUID partnerId, AuditFilter filter, AtomicReference<Place> before) {
        return read(partnerId, filter, before.get(), AT_ONCE)
                .invoke(rows -> {
                    if (!rows.isEmpty()) {
                        before.set(rows.getLast().place());
                    }
                });
    }

    private Uni<List<Kept>> read(UUID partnerId, AuditFilter filter, Place before, int atMost) {
        var query = new Query(partnerId, before, filter);
        return pool.preparedQuery(query.sql())
                .execute(query.parameters(atMost))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(AuditReader::kept)
                                .toList());
    }

    private static Kept kept(Row row) {
        return new Kept(
                row.getUUID("entry_id"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                new Origin(row.getString("actor"), row.getString("through")),
                new Provenance(
                        Channel.valueOf(row.getString("channel")),
                        row.getUUID("client_id"),
                        row.getUUID("on_behalf_of"),
                        row.getString("address")),
                row.getString("action"),
                row.getString("subject"),
                row.getUUID("subject_id"),
                row.getString("state_before"),
                row.getString("state_after"));
    }

    /** Names no condition that is not wanted, so that each reading is planned for what it is. */
    private static final class Query {

        private final List<String> conditions = new ArrayList<>();
        private final List<@Nullable Object> values = new ArrayList<>();

        Query(UUID partnerId, Place before, AuditFilter filter) {
            add("partner_id = %s", partnerId);
            values.add(time(before.occurredAt()));
            values.add(before.id());
            conditions.add("(occurred_at, entry_id) < ($2, $3)");
            add("occurred_at >= %s", time(filter.from()));
            add("occurred_at < %s", time(filter.to()));
            add("actor = %s", filter.actor());
            add("action = %s", filter.action());
            add("subject = %s", filter.subject());
            add("subject_id = %s", filter.subjectId());
            add("client_id = %s", filter.clientId());
        }

        private void add(String condition, @Nullable Object value) {
            if (value != null) {
                values.add(value);
                conditions.add(condition.formatted("$" + values.size()));
            }
        }

        private static @Nullable Object time(@Nullable Instant instant) {
            return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
        }

        String sql() {
            return """
            select entry_id, occurred_at, actor, through, action, subject, subject_id, channel, client_id,
                   on_behalf_of, address, cast(state_before as text) as state_before,
                   cast(state_after as text) as state_after
            from audit_entry where %s order by occurred_at desc, entry_id desc limit $%d
            """
                    .formatted(String.join(" and ", conditions), values.size() + 1);
        }

        Tuple parameters(int atMost) {
            var all = new ArrayList<>(values);
            all.add(atMost);
            return Tuple.wrap(all);
        }
    }
}
