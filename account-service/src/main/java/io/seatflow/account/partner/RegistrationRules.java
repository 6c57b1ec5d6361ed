package io.seatflow.account.partner;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a registration may name. */
public final class RegistrationRules {

    /** The price list of clients whom the vendor bills itself. */
    private static final String DIRECT = "DIRECT";

    private RegistrationRules() {}

    /**
     * Every field that names what there is not.
     *
     * @param program null: not said, which is found elsewhere; likewise the others
     */
    public static List<Finding> check(
            @Nullable String program,
            @Nullable String currency,
            @Nullable String timeZone,
            @Nullable List<String> addOns,
            Collection<Catalog> catalogs) {
        var findings = new ArrayList<Finding>();
        if (timeZone != null && !ZoneId.getAvailableZoneIds().contains(timeZone)) {
            findings.add(Finding.of("timeZone", "must be a time zone's name, as America/Toronto"));
        }
        Optional<Catalog> catalog =
                catalogs.stream().filter(one -> one.currency().equals(currency)).findFirst();
        if (currency != null && catalog.isEmpty()) {
            findings.add(Finding.of("currency", "must be " + oneOf(currencies(catalogs))));
        }
        // Without a currency that is known, what any price list has is taken to be meant.
        Collection<Catalog> meant = catalog.<Collection<Catalog>>map(List::of).orElse(catalogs);
        checkProgram(program, meant).ifPresent(findings::add);
        findings.addAll(checkAddOns(addOns == null ? List.of() : addOns, meant));
        return findings;
    }

    private static Optional<Finding> checkProgram(
            @Nullable String program, Collection<Catalog> meant) {
        if (program == null) {
            return Optional.empty();
        }
        if (program.equals(DIRECT)) {
            return Optional.of(
                    Finding.of("program", "must not be DIRECT: that is for vendor-billed clients"));
        }
        List<String> programs =
                codes(meant.stream().flatMap(one -> one.programs().stream()).toList());
        return programs.contains(program)
                ? Optional.empty()
                : Optional.of(Finding.of("program", "must be " + oneOf(programs)));
    }

    private static List<Finding> checkAddOns(List<String> addOns, Collection<Catalog> meant) {
        List<String> offered = codes(meant.stream().flatMap(one -> one.addOns().stream()).toList());
        var findings = new ArrayList<Finding>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < addOns.size(); i++) {
            if (!offered.contains(addOns.get(i))) {
                findings.add(new Finding(List.of("addOns", i), "must be " + oneOf(offered)));
            } else if (!seen.add(addOns.get(i))) {
                findings.add(new Finding(List.of("addOns", i), "is named twice"));
            }
        }
        return findings;
    }

    private static List<String> currencies(Collection<Catalog> catalogs) {
        return codes(catalogs.stream().map(Catalog::currency).toList());
    }

    private static List<String> codes(List<String> codes) {
        return codes.stream()
                .filter(code -> !code.equals(DIRECT))
                .distinct()
                .sorted()
                .collect(Collectors.toList());
    }

    private static String oneOf(List<String> codes) {
        return codes.isEmpty() ? "left out: there is none" : "one of " + String.join(", ", codes);
    }
}
