package io.seatflow.billing.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A price list as it was written down, before anything in it is known to be right. */
public record CatalogDraft(
        @Nullable String version,
        @Nullable String effectiveFrom,
        @Nullable String currency,
        @Nullable List<@Nullable ProgramDraft> programs,
        @Nullable List<@Nullable AddOnDraft> addOns) {

    /** A program as it was written down. */
    public record ProgramDraft(
            @Nullable String code,
            @Nullable String name,
            @Nullable Integer rank,
            @Nullable Boolean direct,
            @Nullable Map<String, @Nullable String> fee,
            @Nullable SeatsDraft seats) {}

    /** A price list for seats as it was written down. */
    public record SeatsDraft(
            @Nullable String tierMode, @Nullable List<@Nullable TierDraft> tiers) {}

    /** A tier as it was written down. */
    public record TierDraft(
            @Nullable Integer from, @Nullable Map<String, @Nullable String> price) {}

    /** An add-on as it was written down. */
    public record AddOnDraft(
            @Nullable String code,
            @Nullable String name,
            @Nullable String kind,
            @Nullable Map<String, @Nullable String> price) {}
}
