package io.seatflow.billing.catalog;

import io.seatflow.billing.catalog.CatalogCheck.Invalid;
import io.seatflow.billing.catalog.CatalogCheck.Valid;
import io.seatflow.billing.catalog.CatalogDraft.AddOnDraft;
import io.seatflow.billing.catalog.CatalogDraft.ProgramDraft;
import io.seatflow.billing.catalog.CatalogDraft.SeatsDraft;
import io.seatflow.billing.catalog.CatalogDraft.TierDraft;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Makes a catalog of a price list as written, or names every error in it at once. */
public final class CatalogRules {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,4})?");

    private final List<CatalogError> errors = new ArrayList<>();
    private final @Nullable CurrencyUnit currency;

    private CatalogRules(@Nullable String currencyCode) {
        this.currency = currency(currencyCode);
    }

    /** A catalog where nothing is wrong, and otherwise all that is. */
    public static CatalogCheck check(CatalogDraft draft) {
        return new CatalogRules(draft.currency()).checked(draft);
    }

    /**
     * What stands against putting a catalog into force beside those that there are: running plans
     * must find in it what they are on, and no period is priced anew.
     *
     * @param today the latest day that it is anywhere
     * @return nothing where it fits
     */
    public static List<CatalogError> misfits(Catalog catalog, CatalogUse use, LocalDate today) {
        var misfits = new ArrayList<CatalogError>();
        if (use.isPriced() && !catalog.effectiveFrom().isAfter(today)) {
            misfits.add(
                    new CatalogError(
                            "/effectiveFrom",
                            "must be after %s: periods that have begun by then keep their prices"
                                    .formatted(today)));
        }
        if (catalog.directProgram().isEmpty()) {
            misfits.add(
                    new CatalogError(
                            "/programs",
                            "must have a direct program, which prices clients that the vendor bills"));
        }
        missing(
                misfits,
                "/programs",
                "program",
                use.programs(),
                catalog.partnerPrograms().stream().map(Program::code).toList());
        missing(
                misfits,
                "/programs",
                "direct program",
                use.directPrograms(),
                catalog.directProgram().stream().map(Program::code).toList());
        missing(
                misfits,
                "/addOns",
                "add-on",
                use.addOns(),
                catalog.addOns().stream().map(AddOn::code).toList());
        return misfits;
    }

    private static void missing(
            List<CatalogError> misfits,
            String pointer,
            String what,
            Map<String, Long> used,
            List<String> there) {
        used.entrySet().stream()
                .filter(each -> !there.contains(each.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(each ->
                        new CatalogError(
                                pointer,
                                "must have the %s %s: running plans have it or will, %d of them"
                                        .formatted(what, each.getKey(), each.getValue())))
                .forEach(misfits::add);
    }

    private CatalogCheck checked(CatalogDraft draft) {
        var version = text("/version", draft.version());
        var effectiveFrom = day("/effectiveFrom", draft.effectiveFrom());
        var programs = all("/programs", draft.programs(), this::program);
        var addOns = all("/addOns", draft.addOns(), this::addOn);
        if (draft.programs() == null || draft.programs().isEmpty()) {
            wrong("/programs", "must name at least one program");
        }
        unique("/programs", programs.stream().map(Program::code).toList(), "code");
        unique("/addOns", addOns.stream().map(AddOn::code).toList(), "code");
        unique("/programs", programs.stream().map(p -> String.valueOf(p.rank())).toList(), "rank");
        if (programs.stream().filter(Program::direct).count() > 1) {
            wrong("/programs", "can have one direct program at most");
        }
        if (version == null || effectiveFrom == null || currency == null || !errors.isEmpty()) {
            return new Invalid(errors);
        }
        return new Valid(new Catalog(version, effectiveFrom, currency, programs, addOns));
    }

    private @Nullable Program program(String at, ProgramDraft draft) {
        var code = code(at + "/code", draft.code());
        var name = text(at + "/name", draft.name());
        var rank = draft.rank();
        if (rank == null) {
            wrong(at + "/rank", "must be a whole number");
        }
        var fee = prices(at + "/fee", draft.fee());
        var seats = seats(at + "/seats", draft.seats());
        if (code == null || name == null || rank == null || fee == null || seats == null) {
            return null;
        }
        return new Program(code, name, rank, Boolean.TRUE.equals(draft.direct()), fee, seats);
    }

    private @Nullable SeatPrices seats(String at, @Nullable SeatsDraft draft) {
        if (draft == null) {
            wrong(at, "must price the seats");
            return null;
        }
        var mode = mode(at + "/tierMode", draft.tierMode());
        var written = draft.tiers() == null ? List.<@Nullable TierDraft>of() : draft.tiers();
        var tiers = all(at + "/tiers", written, this::tier);
        if (written.isEmpty()) {
            wrong(at + "/tiers", "must have at least one tier");
        }
        if (mode == null || tiers.isEmpty() || tiers.size() < written.size()) {
            return null;
        }
        return ascending(at, tiers) ? new SeatPrices(mode, tiers) : null;
    }

    private boolean ascending(String at, List<Tier> tiers) {
        var before = errors.size();
        if (tiers.getFirst().from() != 1) {
            wrong(at + "/tiers/0/from", "must be 1");
        }
        for (int i = 1; i < tiers.size(); i++) {
            if (tiers.get(i).from() <= tiers.get(i - 1).from()) {
                wrong(at + "/tiers/" + i + "/from", "must be more than the tier before");
            }
        }
        return errors.size() == before;
    }

    private @Nullable Tier tier(String at, TierDraft draft) {
        var from = draft.from();
        if (from == null || from < 1) {
            wrong(at + "/from", "must be a whole number of 1 or more");
        }
        var price = prices(at + "/price", draft.price());
        return from == null || from < 1 || price == null ? null : new Tier(from, price);
    }

    private @Nullable AddOn addOn(String at, AddOnDraft draft) {
        var code = code(at + "/code", draft.code());
        var name = text(at + "/name", draft.name());
        var price = prices(at + "/price", draft.price());
        var kind = draft.kind() == null ? "" : draft.kind();
        if (!kind.equals("FLAT") && !kind.equals("PER_SEAT")) {
            wrong(at + "/kind", "must be FLAT or PER_SEAT");
            return null;
        }
        if (code == null || name == null || price == null) {
            return null;
        }
        return kind.equals("FLAT")
                ? new AddOn.Flat(code, name, price)
                : new AddOn.PerSeat(code, name, price);
    }

    private @Nullable Prices prices(String at, @Nullable Map<String, @Nullable String> written) {
        if (written == null) {
            wrong(at, "must have a MONTHLY and an ANNUAL price");
            return null;
        }
        written.keySet().stream()
                .filter(key -> !key.equals("MONTHLY") && !key.equals("ANNUAL"))
                .sorted()
                .forEach(key -> wrong(at + "/" + key, "is not an interval"));
        var monthly = amount(at + "/MONTHLY", written.get("MONTHLY"));
        var annual = amount(at + "/ANNUAL", written.get("ANNUAL"));
        return monthly == null || annual == null ? null : new Prices(monthly, annual);
    }

    private @Nullable Money amount(String at, @Nullable String written) {
        if (written == null || !AMOUNT.matcher(written).matches()) {
            wrong(at, "must be an amount such as \"20.00\", not negative");
            return null;
        }
        if (currency == null) {
            return null;
        }
        var amount = new BigDecimal(written);
        if (amount.stripTrailingZeros().scale() > currency.getDecimalPlaces()) {
            wrong(
                    at,
                    "can have %d decimals in %s"
                            .formatted(currency.getDecimalPlaces(), currency.getCode()));
            return null;
        }
        return Money.of(currency, amount.setScale(currency.getDecimalPlaces()));
    }

    private @Nullable TierMode mode(String at, @Nullable String written) {
        return switch (written == null ? "" : written) {
            case "VOLUME" -> TierMode.VOLUME;
            case "GRADUATED" -> TierMode.GRADUATED;
            default -> {
                wrong(at, "must be VOLUME or GRADUATED");
                yield null;
            }
        };
    }

    private @Nullable CurrencyUnit currency(@Nullable String code) {
        var known =
                CurrencyUnit.registeredCurrencies().stream()
                        .filter(unit -> unit.getCode().equals(code) && unit.getDecimalPlaces() >= 0)
                        .findFirst();
        if (known.isEmpty()) {
            wrong("/currency", "must be an ISO 4217 code");
        }
        return known.orElse(null);
    }

    private @Nullable LocalDate day(String at, @Nullable String written) {
        try {
            return LocalDate.parse(written == null ? "" : written);
        } catch (DateTimeParseException _) {
            wrong(at, "must be a day such as \"2026-01-31\"");
            return null;
        }
    }

    private @Nullable String code(String at, @Nullable String written) {
        if (written == null || !CODE.matcher(written).matches()) {
            wrong(at, "must be a code of A-Z, 0-9 and _");
            return null;
        }
        return written;
    }

    private @Nullable String text(String at, @Nullable String written) {
        if (written == null || written.isBlank()) {
            wrong(at, "must not be empty");
            return null;
        }
        return written;
    }

    private void unique(String at, List<String> values, String what) {
        var seen = new HashSet<String>();
        values.stream()
                .filter(value -> !seen.add(value))
                .distinct()
                .forEach(value -> wrong(at, "has the " + what + " " + value + " twice"));
    }

    private <D, T> List<T> all(
            String at,
            @Nullable List<@Nullable D> drafts,
            BiFunction<String, D, @Nullable T> reader) {
        var made = new ArrayList<T>();
        for (int i = 0; drafts != null && i < drafts.size(); i++) {
            var draft = drafts.get(i);
            var read = draft == null ? null : reader.apply(at + "/" + i, draft);
            if (draft == null) {
                wrong(at + "/" + i, "must not be null");
            }
            if (read != null) {
                made.add(read);
            }
        }
        return made;
    }

    private void wrong(String pointer, String detail) {
        errors.add(new CatalogError(pointer, detail));
    }
}
