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
     * The quote that answers the same question already: the change's latest on the plan that pays,
     * if it is for as many seats on the same day and still holds. What another plan would have paid
     * is not for the eyes of this one's people.
     */
    public Uni<Optional<Quote>> given(HeldPlan held, Asked asked) {
        return QuoteRow.<QuoteRow>find(
                        "partnerId = ?1 and planId = ?2 and changeId = ?3 order by id desc",
                        held.partnerId(),
                        held.planId(),
                        asked.changeId())
                .firstResult()
                .map(row ->
                        Optional.ofNullable(row)
                                .filter(found -> answers(found, asked))
                                .map(QuoteRow::toQuote));
    }

    /** A quote of a plan by its id; one of another plan is not there. */
    public Uni<Optional<Quote>> find(HeldPlan held, UUID quoteId) {
        return QuoteRow.<QuoteRow>findById(new QuoteRow.Key(held.partnerId(), quoteId))
                .map(row ->
                        Optional.ofNullable(row)
                                .filter(found -> found.planId.equals(held.planId()))
                                .map(QuoteRow::toQuote));
    }

    private static boolean answers(QuoteRow row, Asked asked) {
        return row.shortfall == asked.shortfall()
                && row.quotedOn.equals(asked.on())
                && asked.at().isBefore(row.expiresAt);
    }
}
