package io.seatflow.billing.catalog.rest;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.CatalogCheck.Invalid;
import io.seatflow.billing.catalog.CatalogCheck.Valid;
import io.seatflow.billing.catalog.CatalogDraft;
import io.seatflow.billing.catalog.CatalogRules;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.LocalDate;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Loads price lists; for an operator. A period is priced by the list that is in force on its first
 * day, and keeps it.
 */
@Path("/v1/catalogs")
class CatalogsResource {

    private final PriceLists catalogs;
    private final CurrentCall call;

    CatalogsResource(PriceLists catalogs, CurrentCall call) {
        this.catalogs = catalogs;
        this.call = call;
    }

    record LoadedView(String version, LocalDate effectiveFrom, String currency) {

        static LoadedView of(Catalog catalog) {
            return new LoadedView(
                    catalog.version(), catalog.effectiveFrom(), catalog.currency().getCode());
        }
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<LoadedView>> load(CatalogDraft draft) {
        call.caller().requireOperator();
        return switch (CatalogRules.check(draft)) {
            case Invalid(var errors) ->
                    throw Problem.invalid(
                            errors.stream()
                                    .map(error ->
                                            new Problem.FieldError(error.pointer(), error.detail()))
                                    .toList());
            case Valid(var catalog) ->
                    catalogs.load(catalog, draft, call.idempotency(), call.caller().actor())
                            .map(isNew -> answer(catalog, isNew));
        };
    }

    private static RestResponse<LoadedView> answer(Catalog catalog, boolean isLoaded) {
        if (!isLoaded) {
            throw Problem.invalid("/version", "is that of another price list");
        }
        return RestResponse.status(RestResponse.Status.CREATED, LoadedView.of(catalog));
    }
}
