package io.seatflow.account.partner;

import java.util.List;

/** What a plan in one currency may name: the codes of the price list in force. */
public record Catalog(String currency, List<String> programs, List<String> addOns) {

    public Catalog {
        programs = List.copyOf(programs);
        addOns = List.copyOf(addOns);
    }
}
