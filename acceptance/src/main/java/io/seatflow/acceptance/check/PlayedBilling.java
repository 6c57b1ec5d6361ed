package io.seatflow.acceptance.check;

import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.id.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Plays billing-service: prices what falls short and charges what is confirmed, late, twice, or at
 * first not at all. What it has decided it repeats when it is asked again, and charges once.
 */
final class PlayedBilling {

    private static final int SEAT_PRICE_MINOR = 1_000;
    private static final int PERIOD_DAYS = 30;
    private static final int USUAL_DELAY_MILLIS = 40;
    private static final int LONG_DELAY_MILLIS = 3_000;

    private final Supplier<Topics> topics;
    private final ScheduledExecutorService later;
    private final Random random;
    private final Set<UUID> inbox = new HashSet<>();
    private final Map<UUID, Quote> prices = new HashMap<>();
    private final Map<Question, BillingEvent> answers = new HashMap<>();
    private final List<Charge> charges = new ArrayList<>();
    private Instant silentUntil = Instant.EPOCH;
    private boolean reliable;

    /** What is asked to be charged: a change may come again at another price. */
    private record Question(UUID changeId, @Nullable UUID quoteId) {}

    PlayedBilling(Supplier<Topics> topics, ScheduledExecutorService later, long seed) {
        this.topics = topics;
        this.later = later;
        this.random = new Random(seed);
    }

    /** Says nothing for a while; what is asked meanwhile is lost on the way. */
    synchronized void beSilent(Duration howLong) {
        silentUntil = Instant.now().plus(howLong);
    }

    /** Answers everything from now on, soon. */
    synchronized void becomeReliable() {
        reliable = true;
        silentUntil = Instant.EPOCH;
    }

    /** What it has charged up to now. */
    synchronized List<Charge> charges() {
        return List.copyOf(charges);
    }

    /** Hears what seat-service asks. */
    synchronized void hear(Heard heard) {
        var isLost = !reliable && (Instant.now().isBefore(silentUntil) || chance(4));
        if (isLost || !inbox.add(heard.id())) {
            return;
        }
        switch (heard.event()) {
            case SeatShortfall asked -> answer(heard.partner(), price(asked));
            case SeatPurchaseConfirmed asked ->
                    answer(heard.partner(), charge(heard.partner(), asked));
            default -> {}
        }
    }

    private BillingEvent price(SeatShortfall asked) {
        if (chance(3)) {
            return new PlanUpdateRefused(
                    asked.changeId(),
                    asked.attempt(),
                    chance(50) ? "partner-past-due" : "payment-method-required",
                    "No price today.");
        }
        var known = prices.get(asked.changeId());
        var quote =
                known != null && isGood(known, asked.shortfall())
                        ? known
                        : quote(asked.shortfall());
        prices.put(asked.changeId(), quote);
        return new PlanUpdateQuoted(asked.changeId(), asked.attempt(), asked.shortfall(), quote);
    }

    private BillingEvent charge(UUID partner, SeatPurchaseConfirmed asked) {
        return answers.computeIfAbsent(
                new Question(asked.changeId(), asked.quoteId()),
                question -> decide(partner, question, asked));
    }

    private BillingEvent decide(UUID partner, Question question, SeatPurchaseConfirmed asked) {
        if (question.quoteId() != null && chance(8)) {
            var dearer = quote(asked.shortfall());
            prices.put(asked.changeId(), dearer);
            return new PlanUpdateQuoted(
                    asked.changeId(), asked.attempt(), asked.shortfall(), dearer);
        }
        if (chance(12)) {
            return new SeatPurchaseDeclined(
                    asked.changeId(),
                    chance(70) ? "payment-declined" : "payment-unavailable",
                    "Insufficient Funds");
        }
        charges.add(new Charge(partner, asked.changeId(), question.quoteId(), asked.shortfall()));
        return new SeatPurchasePaid(
                asked.changeId(),
                asked.shortfall(),
                Objects.requireNonNullElseGet(
                        prices.get(asked.changeId()), () -> quote(asked.shortfall())),
                Ids.next());
    }

    private void answer(UUID partner, BillingEvent answer) {
        after(() -> {
            var message = topics.get().tell(partner, answer);
            repeatPerhaps(partner, answer, message);
        });
    }

    private synchronized void repeatPerhaps(
            UUID partner, BillingEvent answer, Topics.Message message) {
        if (chance(5)) {
            after(() -> topics.get().again(message));
        }
        // The recorded answer once more, as to a question that came again.
        if (chance(3)) {
            after(() -> topics.get().tell(partner, answer));
        }
    }

    private synchronized void after(Runnable telling) {
        var usual = reliable || !chance(6);
        var _ =
                later.schedule(
                        telling,
                        random.nextInt(usual ? USUAL_DELAY_MILLIS : LONG_DELAY_MILLIS),
                        TimeUnit.MILLISECONDS);
    }

    /** Some prices hold for seconds only: then nobody may confirm them in time. */
    private Quote quote(int seats) {
        var now = Instant.now();
        var validFor =
                chance(10)
                        ? Duration.ofMillis(1_500L + random.nextInt(4_000))
                        : Duration.ofMinutes(30);
        return new Quote(
                Ids.next(),
                cost(seats),
                Money.zero(CurrencyUnit.USD),
                cost(seats),
                PERIOD_DAYS,
                PERIOD_DAYS,
                LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(PERIOD_DAYS),
                now.plus(validFor));
    }

    private static boolean isGood(Quote known, int shortfall) {
        return known.proratedCharge().equals(cost(shortfall))
                && Instant.now().isBefore(known.expiresAt());
    }

    private static Money cost(int seats) {
        return Money.ofMinor(CurrencyUnit.USD, (long) SEAT_PRICE_MINOR * seats);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
