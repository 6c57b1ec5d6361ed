package io.seatflow.billing.reconciliation.postgres;

import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import io.seatflow.billing.reconciliation.Part;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Comparisons: how far each is and what it has found. */
@ApplicationScoped
public class Reconciliations {

    /** The comparison that never ends. */
    public static final UUID ENDLESS = Ids.NIL;

    /** Longer than a step takes: whoever has it so long has died. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final OffsetDateTime NEVER = OffsetDateTime.parse("9999-01-01T00:00:00Z");
    private static final int FINDINGS_MAX = 1_000;

    /**
     * From one step of the endless comparison of plans to the next: it must cost those little whose
     * work it watches. Who asks for a comparison waits for it, and that one makes none.
     */
    private static final Duration PAUSE = Duration.ofMillis(900);

    private final PgTransactions transactions;
    private final Pool pool;
    private final Clock clock;

    Reconciliations(PgTransactions transactions, Pool pool, Clock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * A step that this process has taken up.
     *
     * @param place where to begin; empty: at the beginning
     * @param since of a comparison on request, the first charges to compare
     * @param until of a comparison on request, the end of the charges to compare
     */
    public record Step(
            UUID runId,
            Part part,
            String place,
            Instant begunAt,
            Optional<Instant> since,
            Optional<Instant> until) {

        public boolean isEndless() {
            return runId.equals(ENDLESS);
        }
    }

    /**
     * What a step came to.
     *
     * @param place where the next one begins
     * @param isEnd whether there is nothing more to compare for now
     * @param findings those that are new or still there
     */
    public record Outcome(String place, boolean isEnd, long compared, List<Discrepancy> findings) {

        public Outcome {
            findings = List.copyOf(findings);
        }
    }

    /** How far a part is. */
    public record Progress(
            Part part, long compared, @Nullable Instant finishedAt, @Nullable String failure) {}

    /** A comparison as it stands. */
    public record Shown(
            UUID id,
            Instant since,
            Instant until,
            Instant requestedAt,
            List<Progress> parts,
            List<Discrepancy> findings) {

        public Shown {
            parts = List.copyOf(parts);
            findings = List.copyOf(findings);
        }
    }

    /** Begins a comparison of everything, of charges those begun since then. */
    public Uni<UUID> begin(Instant since, IdempotentRequest request, String by) {
        var id = Ids.next();
        return transactions
                .run(tx ->
                        request.begin(tx, id)
                                .chain(() -> insert(tx, id, since, by))
                                .replaceWith(id))
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId);
    }

    private Uni<Integer> insert(PgTx tx, UUID id, Instant since, String by) {
        var now = at(clock.instant());
        return tx.execute(
                        "insert into reconciliation values ($1, $2, $3, $4, $4, $5)",
                        Ids.NIL,
                        id,
                        at(since),
                        now,
                        by)
                .chain(() ->
                        tx.execute(
                                """
                                insert into reconciliation_part
                                select $1::uuid, $2::uuid, part, '', 0, $3::timestamptz, null, $3::timestamptz, null from unnest($4::text[]) part
                                """,
                                Ids.NIL,
                                id,
                                now,
                                Arrays.stream(Part.values())
                                        .map(Part::name)
                                        .toArray(String[]::new)));
    }

    /** Takes a step up that is due, if there is one that nobody else has. */
    public Uni<Optional<Step>> take() {
        var now = clock.instant();
        return pool.preparedQuery(
                        """
                        with due as (
                            select run_id, part from reconciliation_part
                            where partner_id = $1 and due_at <= $2
                            order by due_at limit 1 for update skip locked)
                        update reconciliation_part p set due_at = $3
                        from due left join reconciliation r on r.partner_id = $1 and r.id = due.run_id
                        where p.partner_id = $1 and p.run_id = due.run_id and p.part = due.part
                        returning p.run_id, p.part, p.place, p.begun_at, r.since, r.until
                        """)
                .execute(Tuple.of(Ids.NIL, at(now), at(now.plus(LEASE))))
                .map(rows -> stream(rows).findFirst().map(Reconciliations::step));
    }

    private static Step step(Row row) {
        return new Step(
                row.getUUID(0),
                Part.valueOf(row.getString(1)),
                row.getString(2),
                row.getOffsetDateTime(3).toInstant(),
                Optional.ofNullable(row.getOffsetDateTime(4)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getOffsetDateTime(5)).map(OffsetDateTime::toInstant));
    }

    /**
     * Notes what a step came to.
     *
     * @param again how long the endless comparison rests at its end
     * @return those findings that were not known before
     */
    public Uni<List<Discrepancy>> done(Step step, Outcome outcome, Duration again) {
        return transactions.run(tx ->
                add(tx, step, outcome.findings())
                        .call(() -> goOn(tx, step, outcome, again))
                        .call(() ->
                                step.isEndless() && outcome.isEnd() && step.part() != Part.PAYMENTS
                                        ? forgetUnseen(tx, step)
                                        : Uni.createFrom().voidItem()));
    }

    private Uni<List<Discrepancy>> add(PgTx tx, Step step, List<Discrepancy> findings) {
        return Multi.createFrom()
                .iterable(findings)
                .onItem()
                .transformToUniAndConcatenate(each ->
                        add(tx, step.runId(), each)
                                .map(isNew ->
                                        isNew ? Optional.of(each) : Optional.<Discrepancy>empty()))
                .collect()
                .asList()
                .map(added -> added.stream().flatMap(Optional::stream).toList());
    }

    private Uni<Boolean> add(PgTx tx, UUID runId, Discrepancy found) {
        return tx.connection()
                .preparedQuery(
                        """
                        insert into reconciliation_finding values ($1, $2, $3, $4, $5, $6, $7, $7)
                        on conflict (partner_id, run_id, kind, about)
                            do update set ours = excluded.ours, theirs = excluded.theirs, seen_at = excluded.seen_at
                        returning found_at = seen_at
                        """)
                .execute(
                        Tuple.wrap(
                                Arrays.asList(
                                        found.partnerId(),
                                        runId,
                                        found.kind().name(),
                                        found.about(),
                                        found.ours(),
                                        found.theirs(),
                                        at(clock.instant()))))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<Integer> goOn(PgTx tx, Step step, Outcome outcome, Duration again) {
        var now = clock.instant();
        var next = next(step, outcome, now, again);
        return tx.execute(
                """
                update reconciliation_part set
                    place = $4, compared = compared + $5, due_at = $6, failure = null,
                    begun_at = case when $7 then $8 else begun_at end,
                    finished_at = case when $7 then $8 else finished_at end
                where partner_id = $1 and run_id = $2 and part = $3
                """,
                Ids.NIL,
                step.runId(),
                step.part().name(),
                outcome.place(),
                outcome.compared(),
                next,
                outcome.isEnd(),
                at(now));
    }

    private static OffsetDateTime next(Step step, Outcome outcome, Instant now, Duration again) {
        if (outcome.isEnd()) {
            return step.isEndless() ? at(now.plus(again)) : NEVER;
        }
        return step.isEndless() && step.part() != Part.PAYMENTS ? at(now.plus(PAUSE)) : at(now);
    }

    /** What was not seen again from beginning to end is not there any more. */
    private static Uni<Integer> forgetUnseen(PgTx tx, Step step) {
        return tx.execute(
                "delete from reconciliation_finding where run_id = $1 and kind = any($2) and seen_at < $3",
                ENDLESS,
                kinds(step.part()),
                at(step.begunAt()));
    }

    private static String[] kinds(Part part) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.part() == part)
                .map(Kind::name)
                .toArray(String[]::new);
    }

    /** A step could not be done: it is tried again later, and says why. */
    public Uni<Void> failed(Step step, Throwable why, Duration later) {
        return pool.preparedQuery(
                        "update reconciliation_part set failure = $4, due_at = $5 where partner_id = $1 and run_id = $2 and part = $3")
                .execute(
                        Tuple.of(
                                Ids.NIL,
                                step.runId(),
                                step.part().name(),
                                why.toString(),
                                at(clock.instant().plus(later))))
                .replaceWithVoid();
    }

    /** What the endless comparison has found and has not seen mended. */
    public Uni<List<Discrepancy>> open() {
        return findings(ENDLESS);
    }

    /** How many there are of these, by kind; kinds without any are not there. */
    public Uni<Map<Kind, Long>> openByKind() {
        return pool.preparedQuery(
                        "select kind, count(*) from reconciliation_finding where run_id = $1 group by kind")
                .execute(Tuple.of(ENDLESS))
                .map(rows ->
                        stream(rows)
                                .collect(
                                        Collectors.toMap(
                                                row -> Kind.valueOf(row.getString(0)),
                                                row -> row.getLong(1))));
    }

    /** A finding of the endless comparison is there no more. */
    public Uni<Void> mended(Discrepancy found) {
        return pool.preparedQuery(
                        "delete from reconciliation_finding where partner_id = $1 and run_id = $2 and kind = $3 and about = $4")
                .execute(Tuple.of(found.partnerId(), ENDLESS, found.kind().name(), found.about()))
                .replaceWithVoid();
    }

    /** How far a comparison is. */
    public Uni<List<Progress>> progress(UUID runId) {
        return pool.preparedQuery(
                        "select part, compared, finished_at, failure from reconciliation_part where partner_id = $1 and run_id = $2 order by part")
                .execute(Tuple.of(Ids.NIL, runId))
                .map(rows -> stream(rows).map(Reconciliations::progress).toList());
    }

    private static Progress progress(Row row) {
        var finishedAt = row.getOffsetDateTime(2);
        return new Progress(
                Part.valueOf(row.getString(0)),
                row.getLong(1),
                finishedAt == null ? null : finishedAt.toInstant(),
                row.getString(3));
    }

    /** A comparison on request as it stands; nothing where there is none. */
    public Uni<Optional<Shown>> find(UUID id) {
        return pool.preparedQuery(
                        "select since, until, requested_at from reconciliation where partner_id = $1 and id = $2")
                .execute(Tuple.of(Ids.NIL, id))
                .map(rows -> stream(rows).findFirst())
                .chain(row ->
                        row.isEmpty()
                                ? Uni.createFrom().item(Optional.empty())
                                : shown(id, row.get()).map(Optional::of));
    }

    private Uni<Shown> shown(UUID id, Row row) {
        return progress(id)
                .chain(parts -> findings(id).map(findings -> shown(id, row, parts, findings)));
    }

    private static Shown shown(UUID id, Row row, List<Progress> parts, List<Discrepancy> findings) {
        return new Shown(
                id,
                row.getOffsetDateTime(0).toInstant(),
                row.getOffsetDateTime(1).toInstant(),
                row.getOffsetDateTime(2).toInstant(),
                parts,
                findings);
    }

    private Uni<List<Discrepancy>> findings(UUID runId) {
        return pool.preparedQuery(
                        """
                        select kind, partner_id, about, ours, theirs from reconciliation_finding
                        where run_id = $1 order by found_at, kind, about limit $2
                        """)
                .execute(Tuple.of(runId, FINDINGS_MAX))
                .map(rows -> stream(rows).map(Reconciliations::finding).toList());
    }

    private static Discrepancy finding(Row row) {
        return new Discrepancy(
                Kind.valueOf(row.getString(0)),
                row.getUUID(1),
                row.getString(2),
                row.getString(3),
                row.getString(4));
    }

    static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
