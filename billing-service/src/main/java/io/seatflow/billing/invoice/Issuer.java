package io.seatflow.billing.invoice;

import java.util.List;

/**
 * Who issues an invoice, as it says it.
 *
 * @param address its lines
 * @param email where questions go; empty: it names none
 * @param taxNumber with the tax office; empty: it names none
 */
public record Issuer(String name, List<String> address, String email, String taxNumber) {

    public Issuer {
        address = List.copyOf(address);
    }
}
