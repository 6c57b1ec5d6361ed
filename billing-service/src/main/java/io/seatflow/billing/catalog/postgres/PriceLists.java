package io.seatflow.billing.catalog.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.CatalogCheck.Invalid;
import io.seatflow.billing.catalog.CatalogCheck.Valid;
import io.seatflow.billing.catalog.CatalogDraft;
import io.seatflow.billing.catalog.CatalogError;
import io.seatflow.billing.catalog.CatalogRules;
import io.seatflow.billing.catalog.CatalogUse;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.event.BillingEvent.CatalogLoaded;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.platform.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Every price list that was ever loaded. None is ever changed, so what was read once is kept. */
@ApplicationScoped
public class PriceLists {

    private static final CatalogError IS_ANOTHER =
            new CatalogError("/version", "is that of another price list");

    private record Key(String currency, String version) {}

    private final PgTransactions transactions;
    private final Outbox outbox;
    private final BusinessClock clock;
    private final ObjectMapper json;
    private final Vertx vertx;
    private final Optional<String> initial;
    private final ConcurrentHashMap<Key, Catalog> read = new ConcurrentHashMap<>();

    PriceLists(
            PgTransactions transactions,
            Outbox outbox,
            BusinessClock clock,
            ObjectMapper json,
            Vertx vertx,
            @ConfigProperty(name = "seatflow.catalog.initial") Optional<String> initial) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
        this.json = json;
        this.vertx = vertx;
        this.initial = initial;
    }

    /** The price list that a plan is on. */
    public Uni<Catalog> of(String currency, String version) {
        var known = read.get(new Key(currency, version));
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        return texts(
                        "select document from catalog where partner_id = ?1 and currency = ?2 and version = ?3",
                        currency,
                        version)
                .map(found -> keep(parse(first(found, currency))));
    }

    /** The price list in force on a day; the latest of those that are effective by then. */
    public Uni<Catalog> inForce(String currency, LocalDate on) {
        return texts(
                        """
                        select version from catalog where partner_id = ?1 and currency = ?2 and effective_from <= ?3
                        order by effective_from desc, loaded_at desc limit 1
                        """,
                        currency,
                        on)
                .map(found -> first(found, currency))
                .chain(version -> of(currency, version));
    }

    /** The same over a transaction of the plain client; nothing where there is none. */
    public Uni<Optional<Catalog>> inForce(PgTx tx, String currency, LocalDate on) {
        return tx.connection()
                .preparedQuery(
                        """
                        select version, document from catalog where partner_id = $1 and currency = $2 and effective_from <= $3
                        order by effective_from desc, loaded_at desc limit 1
                        """)
                .execute(Tuple.of(Ids.NIL, currency, on))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(row -> known(currency, row)));
    }

    private Catalog known(String currency, Row row) {
        var known = read.get(new Key(currency, row.getString(0)));
        return known == null ? keep(parse(row.getString(1))) : known;
    }

    /**
     * Read over the connection that the caller has: were each to ask for a second one, they could
     * all wait for each other.
     */
    private static Uni<List<String>> texts(String sql, String currency, Object third) {
        return Panache.getSession()
                .chain(session ->
                        session.createNativeQuery(sql, String.class)
                                .setParameter(1, Ids.NIL)
                                .setParameter(2, currency)
                                .setParameter(3, third)
                                .getResultList());
    }

    /** A new database is given its first price list, once, whichever replica comes first. */
    void loadInitial(@Observes StartupEvent event) {
        initial.ifPresent(resource ->
                Contexts.onNewContext(vertx, () -> loadWhereNoneIs(text(resource)))
                        .await()
                        .atMost(Duration.ofSeconds(30)));
    }

    private Uni<Void> loadWhereNoneIs(String document) {
        var catalog = parse(document);
        return transactions.run(tx -> insertFirst(tx, catalog, document));
    }

    private Uni<Void> insertFirst(PgTx tx, Catalog catalog, String document) {
        return tx.execute(
                        """
                        insert into catalog (partner_id, currency, version, effective_from, document, loaded_at, loaded_by)
                        select $1, $2, $3, $4, $5, $6, 'system'
                        where not exists (select from catalog where partner_id = $1)
                        on conflict do nothing
                        """,
                        Ids.NIL,
                        catalog.currency().getCode(),
                        catalog.version(),
                        catalog.effectiveFrom(),
                        document,
                        clock.now().atOffset(ZoneOffset.UTC))
                .chain(inserted -> inserted == 1 ? tell(tx, catalog) : Uni.createFrom().voidItem());
    }

    /**
     * Keeps a price list that an operator loads, and tells of it.
     *
     * @return what stands against it: then nothing is kept. The very list that is kept already is
     *     right
     */
    public Uni<List<CatalogError>> load(
            Catalog catalog, CatalogDraft draft, IdempotentRequest request, String by) {
        var document = write(draft);
        return transactions.run(tx ->
                request.begin(tx, idOf(catalog))
                        .onFailure(AlreadyBegun.class)
                        .recoverWithNull()
                        .chain(() -> isKept(tx, catalog, document))
                        .chain(isKept ->
                                isKept
                                        ? Uni.createFrom().item(List.<CatalogError>of())
                                        : use(tx, catalog)
                                                .chain(use ->
                                                        load(tx, catalog, document, by, use))));
    }

    private Uni<List<CatalogError>> load(
            PgTx tx, Catalog catalog, String document, String by, CatalogUse use) {
        var misfits = CatalogRules.misfits(catalog, use, latestToday());
        return misfits.isEmpty()
                ? insert(tx, catalog, document, by)
                        .chain(isNew ->
                                isNew
                                        ? tell(tx, catalog).replaceWith(misfits)
                                        : Uni.createFrom().item(List.of(IS_ANOTHER)))
                : Uni.createFrom().item(misfits);
    }

    /** The day at the place on earth where it is latest: no period begins later than by its own. */
    private LocalDate latestToday() {
        return LocalDate.ofInstant(clock.now(), ZoneOffset.ofHours(14));
    }

    /** What running plans have, and what they change to or may still change back from. */
    private static Uni<CatalogUse> use(PgTx tx, Catalog catalog) {
        return tx.connection()
                .preparedQuery(
                        """
                        with running as (
                            select partner_id, plan_id, program, next_program, add_ons from plan
                            where currency = $1 and ended_at is null
                        ), asked as (
                            select r.plan_id <> r.partner_id direct, c.program, c.add_ons
                            from running r join charge c using (partner_id, plan_id)
                            where c.kind = 'PLAN_CHANGE' and c.status in ('QUEUED', 'CHARGING')
                        ), used as (
                            select 'PROGRAM' what, plan_id <> partner_id direct, program code from running
                            union all
                            select 'PROGRAM', plan_id <> partner_id, next_program from running
                            union all
                            select 'PROGRAM', direct, program from asked
                            union all
                            select 'ADD_ON', false, unnest(string_to_array(add_ons, ',')) from running
                            union all
                            select 'ADD_ON', false, unnest(string_to_array(add_ons, ',')) from asked
                        )
                        select what, direct, code, count(*) plans from used
                        where code is not null and code <> '' group by what, direct, code
                        union all
                        select 'LIST', false, version, 1 from catalog where partner_id = $2 and currency = $1
                        """)
                .execute(Tuple.of(catalog.currency().getCode(), Ids.NIL))
                .map(rows -> use(stream(rows).toList()));
    }

    private static CatalogUse use(List<Row> used) {
        return new CatalogUse(
                counts(used, "PROGRAM", false),
                counts(used, "PROGRAM", true),
                counts(used, "ADD_ON", false),
                !counts(used, "LIST", false).isEmpty());
    }

    private static Map<String, Long> counts(List<Row> used, String what, boolean isDirect) {
        return used.stream()
                .filter(row -> row.getString("what").equals(what))
                .filter(row -> row.getBoolean("direct") == isDirect)
                .collect(
                        Collectors.toMap(
                                row -> row.getString("code"), row -> row.getLong("plans")));
    }

    /**
     * A price list that is kept.
     *
     * @param document as it was loaded
     */
    public record Kept(
            String version,
            String currency,
            LocalDate effectiveFrom,
            Instant loadedAt,
            String loadedBy,
            CatalogDraft document) {}

    /**
     * The price lists, those loaded last first.
     *
     * @param currency only those of this currency; null: all
     * @param skipped how many come before the first that is wanted: price lists are few
     */
    public Uni<List<Kept>> list(@Nullable String currency, int skipped, int limit) {
        return kept(
                "and $2 in ('', currency) order by loaded_at desc, currency, version offset $3::int limit $4::int",
                Tuple.of(Ids.NIL, currency == null ? "" : currency, skipped, limit));
    }

    /** One price list, if there is one of that currency and version. */
    public Uni<Optional<Kept>> find(String currency, String version) {
        return kept("and currency = $2 and version = $3", Tuple.of(Ids.NIL, currency, version))
                .map(found -> found.stream().findFirst());
    }

    private Uni<List<Kept>> kept(String which, Tuple parameters) {
        var sql =
                "select version, currency, effective_from, loaded_at, loaded_by, document from catalog where partner_id = $1 "
                        + which;
        return transactions.run(tx ->
                tx.connection()
                        .preparedQuery(sql)
                        .execute(parameters)
                        .map(rows -> stream(rows).map(this::kept).toList()));
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private Kept kept(Row row) {
        return new Kept(
                row.getString("version"),
                row.getString("currency"),
                row.getLocalDate("effective_from"),
                row.getOffsetDateTime("loaded_at").toInstant(),
                row.getString("loaded_by"),
                draft(row.getString("document")));
    }

    /** The same list is the same key's resource, whoever loads it. */
    private static UUID idOf(Catalog catalog) {
        var key = catalog.currency().getCode() + "/" + catalog.version();
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }

    private Uni<Boolean> insert(PgTx tx, Catalog catalog, String document, String by) {
        return tx.execute(
                        """
                        insert into catalog (partner_id, currency, version, effective_from, document, loaded_at, loaded_by)
                        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
                        """,
                        Ids.NIL,
                        catalog.currency().getCode(),
                        catalog.version(),
                        catalog.effectiveFrom(),
                        document,
                        clock.now().atOffset(ZoneOffset.UTC),
                        by)
                .map(inserted -> inserted == 1);
    }

    private static Uni<Boolean> isKept(PgTx tx, Catalog catalog, String document) {
        return tx.execute(
                        "update catalog set document = document where partner_id = $1 and currency = $2 and version = $3 and document = $4",
                        Ids.NIL,
                        catalog.currency().getCode(),
                        catalog.version(),
                        document)
                .map(same -> same == 1);
    }

    private String write(CatalogDraft draft) {
        try {
            return json.writeValueAsString(draft);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A price list that was read can be written.", e);
        }
    }

    private Uni<Void> tell(PgTx tx, Catalog catalog) {
        var loaded =
                new CatalogLoaded(
                        catalog.version(),
                        catalog.effectiveFrom(),
                        catalog.currency().getCode(),
                        catalog.partnerPrograms().stream().map(program -> program.code()).toList(),
                        catalog.addOns().stream().map(addOn -> addOn.code()).toList());
        return outbox.add(tx, Ids.NIL, clock.now(), List.of(loaded));
    }

    private static String first(List<String> found, String currency) {
        return found.stream()
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("There are no prices in " + currency + "."));
    }

    private Catalog keep(Catalog catalog) {
        read.put(new Key(catalog.currency().getCode(), catalog.version()), catalog);
        return catalog;
    }

    private Catalog parse(String document) {
        return switch (CatalogRules.check(draft(document))) {
            case Valid(var catalog) -> catalog;
            case Invalid(var errors) ->
                    throw new IllegalStateException("The catalog is wrong: " + errors);
        };
    }

    private CatalogDraft draft(String document) {
        try {
            return json.readValue(document, CatalogDraft.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The catalog is not JSON.", e);
        }
    }

    private static String text(String resource) {
        try (var in = PriceLists.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("There is no catalog " + resource + ".");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
