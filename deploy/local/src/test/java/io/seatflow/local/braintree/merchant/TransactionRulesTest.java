package io.seatflow.local.braintree.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.local.braintree.merchant.Decision.Accepted;
import io.seatflow.local.braintree.merchant.TransactionCommand.CallOff;
import io.seatflow.local.braintree.merchant.TransactionCommand.Refund;
import io.seatflow.local.braintree.merchant.TransactionCommand.Sell;
import io.seatflow.local.braintree.merchant.TransactionCommand.Simulate;
import io.seatflow.local.braintree.merchant.TransactionCommand.Storing;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of charges and refunds, whatever is asked in whatever order. */
class TransactionRulesTest {

    private final TransactionRules rules = new TransactionRules("seatflow");
    private final Map<String, Transaction> kept = new LinkedHashMap<>();
    private int ids;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noHistoryGivesBackMoreThanItTook(long seed) {
        var random = new SplittableRandom(seed);
        for (int step = 0; step < 150; step++) {
            if (step(random) instanceof Accepted<Transaction>(_, var entries)) {
                entries.forEach(this::keep);
            }
            kept.values().forEach(this::mustNotExceed);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    private Decision<Transaction> step(RandomGenerator random) {
        var fresh = new Fresh(Instant.EPOCH, () -> "id-%06d".formatted(ids++));
        var id = anyId(random);
        return switch (random.nextInt(6)) {
            case 0 -> rules.decide(held(), sale(random), Terms.APPROVE_ALL, fresh);
            case 1, 2 -> rules.decide(held(), new Refund(id, anyAmount(random), null), fresh);
            case 3 -> rules.decide(held(), new CallOff(id), fresh);
            case 4 -> rules.decide(held(), new Simulate(id, TransactionStatus.SETTLED), fresh);
            default ->
                    rules.decide(
                            held(), new Simulate(id, TransactionStatus.SETTLEMENT_DECLINED), fresh);
        };
    }

    private void keep(Entry entry) {
        if (entry instanceof Entry.TransactionKept(var transaction)) {
            var before = kept.put(transaction.id(), transaction);
            if (before != null) {
                assertThat(transaction.history())
                        .startsWith(before.history().toArray(StatusEvent[]::new));
                assertThat(isFinal(before) && transaction.status() != before.status())
                        .as("%s after %s", transaction.status(), before.status())
                        .isFalse();
            }
        }
    }

    private static boolean isFinal(Transaction transaction) {
        return !transaction.status().isVoidable() && !transaction.status().isOnItsWay();
    }

    private void mustNotExceed(Transaction sale) {
        var back =
                kept.values().stream()
                        .filter(each -> sale.id().equals(each.refundedTransactionId()))
                        .filter(each -> each.status() != TransactionStatus.VOIDED)
                        .filter(each -> each.status() != TransactionStatus.SETTLEMENT_DECLINED)
                        .map(Transaction::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(back).isLessThanOrEqualTo(sale.amount());
    }

    private String anyId(RandomGenerator random) {
        var all = List.copyOf(kept.keySet());
        return all.isEmpty() ? "none" : all.get(random.nextInt(all.size()));
    }

    private static @Nullable String anyAmount(RandomGenerator random) {
        return random.nextBoolean() ? null : random.nextInt(-1, 60) + ".00";
    }

    private static Sell sale(RandomGenerator random) {
        return new Sell(
                "sale",
                random.nextInt(0, 100) + ".00",
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                TestCards.forNonce("fake-valid-nonce", 2026),
                null,
                null,
                null,
                null,
                Contact.NONE,
                true,
                Storing.NEVER);
    }

    private Holdings held() {
        return new Holdings() {
            @Override
            public Optional<Customer> customer(String id) {
                return Optional.empty();
            }

            @Override
            public Optional<Customer> ownerOf(String token) {
                return Optional.empty();
            }

            @Override
            public List<Customer> customers() {
                return List.of();
            }

            @Override
            public Optional<Transaction> transaction(String id) {
                return Optional.ofNullable(kept.get(id));
            }

            @Override
            public List<Transaction> ordered(String orderId) {
                return List.of();
            }

            @Override
            public List<Transaction> transactions() {
                return new ArrayList<>(kept.values());
            }
        };
    }
}
