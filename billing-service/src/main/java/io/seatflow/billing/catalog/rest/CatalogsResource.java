package io.seatflow.billing.catalog.rest;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.CatalogCheck.Invalid;
import io.seatflow.billing.catalog.CatalogCheck.Valid;
import io.seatflow.billing.catalog.CatalogDraft;
import io.seatflow.billing.catalog.CatalogError;
import io.seatflow.billing.catalog.CatalogRules;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.catalog.postgres.PriceLists.Kept;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Loads price lists; for an operator. A period is priced by the list that is in force on its first
 * day, and keeps it.
 */
@Path("/v1/catalogs")
class CatalogsResource {

    private static final Pattern ID = Pattern.compile("([A-Z]{3})-(.+)");

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

    /** A price list as an operator sees it. */
    record KeptView(
            String id,
            String version,
            LocalDate effectiveFrom,
            String currency,
            Instant loadedAt,
            String loadedBy,
            @Nullable CatalogDraft document) {

        static KeptView of(Kept kept, @Nullable CatalogDraft document) {
            return new KeptView(
                    kept.currency() + "-" + kept.version(),
                    kept.version(),
                    kept.effectiveFrom(),
                    kept.currency(),
                    kept.loadedAt(),
                    kept.loadedBy(),
                    document);
        }
    }

    /** The price lists, those loaded last first, without what they say. */
    @GET
    public Uni<Page<KeptView>> list(
            @Parameter(description = "Only those of this currency") @RestQuery
                    @Nullable String currency,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        call.caller().requireOperator();
        var parameters = new QueryParameters();
        var atMost = parameters.limit(limit);
        var read = parameters.cursor(cursor, Integer::valueOf);
        if (read != null && read < 0) {
            parameters.refuse("cursor", "must be a nextCursor of this list");
        }
        parameters.requireAllGood();
        int skipped = read == null ? 0 : read;
        return catalogs.list(currency, skipped, atMost + 1)
                .map(rows -> Page.of(rows, atMost, _ -> String.valueOf(skipped + atMost)))
                .map(page -> page.map(kept -> KeptView.of(kept, null)));
    }

    /** One with all that it says; its id is its currency and its version. */
    @GET
    @Path("/{catalogId}")
    public Uni<KeptView> get(String catalogId) {
        call.caller().requireOperator();
        var id = ID.matcher(catalogId);
        if (!id.matches()) {
            throw Problem.notFound("price list");
        }
        return catalogs.find(id.group(1), id.group(2))
                .map(found ->
                        found.map(kept -> KeptView.of(kept, kept.document()))
                                .orElseThrow(() -> Problem.notFound("price list")));
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<LoadedView>> load(CatalogDraft draft) {
        call.caller().requireOperator();
        return switch (CatalogRules.check(draft)) {
            case Invalid(var errors) -> throw refused(errors);
            case Valid(var catalog) ->
                    catalogs.load(catalog, draft, call.idempotency(), call.caller().actor())
                            .map(misfits -> answer(catalog, misfits));
        };
    }

    private static RestResponse<LoadedView> answer(Catalog catalog, List<CatalogError> misfits) {
        if (!misfits.isEmpty()) {
            throw refused(misfits);
        }
        return RestResponse.status(RestResponse.Status.CREATED, LoadedView.of(catalog));
    }

    private static Problem refused(List<CatalogError> errors) {
        return Problem.invalid(
                errors.stream()
                        .map(error -> new Problem.FieldError(error.pointer(), error.detail()))
                        .toList());
    }
}
