package io.seatflow.billing.catalog.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.CatalogCheck.Invalid;
import io.seatflow.billing.catalog.CatalogCheck.Valid;
import io.seatflow.billing.catalog.CatalogDraft;
import io.seatflow.billing.catalog.CatalogRules;
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
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Every price list that was ever loaded. None is ever changed, so what was read once is kept. */
@ApplicationScoped
public class PriceLists {

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
        return document(
                        "select document from catalog where partner_id = ?1 and currency = ?2 and version = ?3",
                        currency,
                        version)
                .map(found -> first(found, currency));
    }

    /** The price list in force on a day; the latest of those that are effective by then. */
    public Uni<Catalog> inForce(String currency, LocalDate on) {
        return document(
                        """
                        select document from catalog where partner_id = ?1 and currency = ?2 and effective_from <= ?3
                        order by effective_from desc, loaded_at desc limit 1
                        """,
                        currency,
                        on)
                .map(found -> first(found, currency));
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
    private static Uni<List<String>> document(String sql, String currency, Object third) {
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
     * @return false where there is another one of that version and currency, which stays
     */
    public Uni<Boolean> load(
            Catalog catalog, CatalogDraft draft, IdempotentRequest request, String by) {
        var document = write(draft);
        return transactions.run(tx ->
                request.begin(tx, idOf(catalog))
                        .onFailure(AlreadyBegun.class)
                        .recoverWithNull()
                        .chain(() -> insert(tx, catalog, document, by))
                        .chain(isNew ->
                                isNew
                                        ? tell(tx, catalog).replaceWith(true)
                                        : isKept(tx, catalog, document)));
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

    private Catalog first(List<String> documents, String currency) {
        return documents.stream()
                .findFirst()
                .map(document -> keep(parse(document)))
                .orElseThrow(() ->
                        new IllegalStateException("There are no prices in " + currency + "."));
    }

    private Catalog keep(Catalog catalog) {
        read.put(new Key(catalog.currency().getCode(), catalog.version()), catalog);
        return catalog;
    }

    private Catalog parse(String document) {
        try {
            return switch (CatalogRules.check(json.readValue(document, CatalogDraft.class))) {
                case Valid(var catalog) -> catalog;
                case Invalid(var errors) ->
                        throw new IllegalStateException("The catalog is wrong: " + errors);
            };
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
