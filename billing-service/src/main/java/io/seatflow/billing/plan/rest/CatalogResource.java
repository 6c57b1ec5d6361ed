package io.seatflow.billing.plan.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.catalog.AddOn;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.Program;
import io.seatflow.billing.catalog.TierMode;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;

/** What a partner can choose, at the prices of its plan's interval. */
@Path("/v1/partners/{partnerId}/catalog")
class CatalogResource {

    private final Plans plans;
    private final CurrentCall call;

    CatalogResource(Plans plans, CurrentCall call) {
        this.plans = plans;
        this.call = call;
    }

    record CatalogView(
            String version,
            String currency,
            Interval interval,
            List<ProgramView> programs,
            List<AddOnView> addOns) {

        record ProgramView(String code, String name, Money fee, SeatsView seats) {}

        record SeatsView(TierMode tierMode, List<TierView> tiers) {}

        record TierView(int from, Money price) {}

        record AddOnView(String code, String name, String kind, Money price) {}
    }

    @GET
    public Uni<CatalogView> get(UUID partnerId) {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
        return Panache.withSession(() -> plans.read(partnerId, partnerId))
                .map(CatalogResource::view);
    }

    private static CatalogView view(HeldPlan held) {
        Catalog catalog = held.catalog();
        var interval = held.plan().calendar().interval();
        return new CatalogView(
                catalog.version(),
                catalog.currency().getCode(),
                interval,
                catalog.partnerPrograms().stream().map(each -> view(each, interval)).toList(),
                catalog.addOns().stream().map(each -> view(each, interval)).toList());
    }

    private static CatalogView.ProgramView view(Program program, Interval interval) {
        var tiers =
                program.seats().tiers().stream()
                        .map(tier ->
                                new CatalogView.TierView(tier.from(), tier.price().of(interval)))
                        .toList();
        return new CatalogView.ProgramView(
                program.code(),
                program.name(),
                program.fee().of(interval),
                new CatalogView.SeatsView(program.seats().mode(), tiers));
    }

    private static CatalogView.AddOnView view(AddOn addOn, Interval interval) {
        var kind =
                switch (addOn) {
                    case AddOn.Flat _ -> "FLAT";
                    case AddOn.PerSeat _ -> "PER_SEAT";
                };
        return new CatalogView.AddOnView(
                addOn.code(), addOn.name(), kind, addOn.price().of(interval));
    }
}
