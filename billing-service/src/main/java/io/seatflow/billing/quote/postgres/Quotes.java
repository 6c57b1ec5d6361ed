package io.seatflow.billing.quote.postgres;

import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.quote.Price;
import io.seatflow.billing.quote.QuoteRules;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/** Every quote that was given. */
@ApplicationScoped
public class Quotes {

    /**
     * What is quoted.
     *
     * @param at when it was asked for; the quote holds for a while from then
     * @param on the local day that it is priced for
     */
    public record Asked(UUID changeId, int shortfall, Instant at, LocalDate on) {}

    /** Keeps a price as a quote with an id. */
    public Uni<Quote> give(HeldPlan held, Asked asked, Price price) {
        var row = new QuoteRow();
        row.partnerId = held.partnerId();
        row.id = Ids.next();
        row.planId = held.planId();
        row.changeId = asked.changeId();
        row.shortfall = asked.shortfall();
        row.quotedOn = asked.on();
        row.take(price, QuoteRules.expiresAt(asked.at()));
        return row.persist().replaceWith(() -> row.toQuote());
    }

    /**
     * The quote that answers the same question already: the change's latest, if it is for as many
     * seats on the same day and still holds.
     */
    public Uni<Optional<Quote>> given(HeldPlan held, Asked asked) {
        return QuoteRow.<QuoteRow>find(
                        "partnerId = ?1 and changeId = ?2 order by id desc",
                        held.partnerId(),
                        asked.changeId())
                .firstResult()
                .map(row ->
                        Optional.ofNullable(row)
                                .filter(found -> answers(found, asked))
                                .map(QuoteRow::toQuote));
    }

    /** A quote by its id. */
    public Uni<Optional<Quote>> find(UUID partnerId, UUID quoteId) {
        return QuoteRow.<QuoteRow>findById(new QuoteRow.Key(partnerId, quoteId))
                .map(row -> Optional.ofNullable(row).map(QuoteRow::toQuote));
    }

    private static boolean answers(QuoteRow row, Asked asked) {
        return row.shortfall == asked.shortfall()
                && row.quotedOn.equals(asked.on())
                && asked.at().isBefore(row.expiresAt);
    }
}
