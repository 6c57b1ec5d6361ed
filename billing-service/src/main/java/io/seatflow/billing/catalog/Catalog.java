package io.seatflow.billing.catalog;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.joda.money.CurrencyUnit;

/** The price list of one currency, in force from a day on. */
public record Catalog(
        String version,
        LocalDate effectiveFrom,
        CurrencyUnit currency,
        List<Program> programs,
        List<AddOn> addOns) {

    public Catalog {
        programs = List.copyOf(programs);
        addOns = List.copyOf(addOns);
    }

    public Optional<Program> program(String code) {
        return programs.stream().filter(program -> program.code().equals(code)).findFirst();
    }

    public Optional<AddOn> addOn(String code) {
        return addOns.stream().filter(addOn -> addOn.code().equals(code)).findFirst();
    }

    /** The program of clients that the vendor bills, where there is one. */
    public Optional<Program> directProgram() {
        return programs.stream().filter(Program::direct).findFirst();
    }

    /** The programs that a partner may subscribe to. */
    public List<Program> partnerPrograms() {
        return programs.stream().filter(program -> !program.direct()).toList();
    }
}
