package io.seatflow.billing.invoice.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Who issues the invoices from now on, as they say it. */
@ConfigMapping(prefix = "seatflow.issuer")
interface IssuerSettings {

    @WithDefault("Seatflow")
    String name();

    /** The lines of its address. */
    Optional<List<String>> address();

    /** Where questions about an invoice go. */
    Optional<String> email();

    /** Its number with the tax office. */
    Optional<String> taxNumber();
}
