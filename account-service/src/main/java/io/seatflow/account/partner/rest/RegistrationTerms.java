package io.seatflow.account.partner.rest;

import io.seatflow.account.partner.Catalog;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;

/** What a registration that is being read may say. */
@RequestScoped
class RegistrationTerms {

    private List<Catalog> catalogs = List.of();
    private boolean passwords;

    List<Catalog> catalogs() {
        return catalogs;
    }

    boolean takesPasswords() {
        return passwords;
    }

    void are(List<Catalog> offered, boolean takesPasswords) {
        this.catalogs = List.copyOf(offered);
        this.passwords = takesPasswords;
    }
}
