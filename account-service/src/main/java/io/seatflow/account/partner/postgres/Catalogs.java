package io.seatflow.account.partner.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.partner.Catalog;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.BillingEvent.CatalogLoaded;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The price lists that billing has told of, as far as registrations need them. */
@ApplicationScoped
public class Catalogs {

    private final BusinessClock clock;

    Catalogs(BusinessClock clock) {
        this.clock = clock;
    }

    /** Keeps a price list; a later one for the same day replaces it. */
    public Uni<Void> keep(HibernateTx tx, CatalogLoaded loaded) {
        var row = new CatalogRow();
        row.partnerId = Ids.NIL;
        row.currency = loaded.currency();
        row.effectiveFrom = loaded.effectiveFrom();
        row.version = loaded.version();
        row.programs = loaded.programs().toArray(String[]::new);
        row.addOns = loaded.addOns().toArray(String[]::new);
        return tx.session().merge(row).replaceWithVoid();
    }

    /** One per currency: the newest that is in force. */
    public Uni<List<Catalog>> inForce() {
        return Panache.withSession(() ->
                CatalogRow.<CatalogRow>list(
                                "partnerId = ?1 and effectiveFrom <= ?2 order by effectiveFrom",
                                Ids.NIL,
                                clock.now().atZone(ZoneOffset.UTC).toLocalDate())
                        .map(Catalogs::newest));
    }

    private static List<Catalog> newest(List<CatalogRow> oldestFirst) {
        Map<String, Catalog> byCurrency = new TreeMap<>();
        oldestFirst.forEach(row -> byCurrency.put(row.currency, row.toCatalog()));
        return new ArrayList<>(byCurrency.values());
    }
}
