package io.seatflow.account.partner.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.partner.Catalog;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** A row of {@code catalog}. */
@Entity(name = "CatalogRow")
@Table(name = "catalog")
@IdClass(CatalogRow.Key.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class CatalogRow extends PanacheEntityBase {

    record Key(UUID partnerId, String currency, LocalDate effectiveFrom) {}

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id String currency;

    @Id
    @Column(name = "effective_from")
    LocalDate effectiveFrom;

    String version;

    String[] programs;

    @Column(name = "add_ons")
    String[] addOns;

    Catalog toCatalog() {
        return new Catalog(currency, List.of(programs), List.of(addOns));
    }
}
