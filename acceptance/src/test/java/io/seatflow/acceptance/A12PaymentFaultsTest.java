package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.RunningSuite.House;
import io.seatflow.local.suite.Suite.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A thousand purchases while the payment gateway cuts connections, fails and hangs, and the two
 * replicas of billing-service are killed now and then: each purchase is paid once or not at all,
 * and all is settled soon after. The last of all, for it leaves many partners, whose periods would
 * end whenever business time moves on, and billing-service less patient than usual.
 */
@ExtendWith(RunningSuite.class)
@ResourceLock(OwnServers.LOCK)
@Order(Integer.MAX_VALUE)
class A12PaymentFaultsTest {

    private static final int PARTNERS = 50;
    private static final int PURCHASES_EACH = 20;
    private static final int SEATS_BEFORE = 100;
    private static final int OF_EACH_FAULT = 100;
    private static final int DECLINES = 50;
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);

    /**
     * Less than a seventh of what production waits. A plan is charged one change at a time, so a
     * charge that hangs holds up those behind it for all of the time-out and the margin.
     */
    private static final Map<String, String> LESS_PATIENT =
            Map.of(
                    "SEATFLOW_BRAINTREE_TIMEOUT", "2s",
                    "SEATFLOW_BRAINTREE_MARGIN", "4s",
                    "SEATFLOW_BRAINTREE_LOOK_EVERY", "1s");

    private static final Set<String> CHARGED =
            Set.of("authorized", "submitted_for_settlement", "settling", "settled");

    @AfterEach
    void chargesGoWellAgain(House house) {
        behave(house, List.of());
    }

    @Test
    void eachPurchaseIsPaidOnceOrNotAtAll(House house) throws Exception {
        long seed = System.nanoTime();
        System.out.println("Payment faults, seed " + seed);
        var random = new Random(seed);
        List<TestPartner> partners;
        var before = Instant.now();
        house.suite().restart("billing", LESS_PATIENT);
        try (var second = house.suite().replica("billing", LESS_PATIENT)) {
            partners = InParallel.map(4, Collections.nCopies(PARTNERS, house), House::partner);
            behave(house, plan(random));

            var begun = Instant.now();
            int kills;
            try (var buying = Executors.newSingleThreadExecutor()) {
                var bought = buying.submit(() -> buyAll(partners));
                kills = killUntilAllFaultsHaveCome(house, second, bought, random);
                assertThat(bought.get()).hasSize(PARTNERS * PURCHASES_EACH);
            }
            var lastFault = Instant.now();
            await().atMost(SETTLED_WITHIN)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .until(() -> partners.stream().allMatch(A12PaymentFaultsTest::isSettled));
            System.out.printf(
                    "%d purchases, %d kills: the last fault came after %d s, all was settled %d s later%n",
                    PARTNERS * PURCHASES_EACH,
                    kills,
                    Duration.between(begun, lastFault).toSeconds(),
                    Duration.between(lastFault, Instant.now()).toSeconds());
        }

        // A fault alone declines nothing: at most what hangs twice is given up.
        assertThat(partners.stream().mapToInt(partner -> bought(partner).size()).sum())
                .isGreaterThan(PARTNERS * PURCHASES_EACH - DECLINES - OF_EACH_FAULT);
        var charged = chargedByOrder(house, before);
        partners.forEach(partner -> requirePaidFor(partner, charged));
        assertThat(charged).as("charges that paid for nothing").isEmpty();
        assertThat(findings(house, before)).isEmpty();
    }

    /** What the comparison of all books finds. */
    private static JsonNode findings(House house, Instant since) {
        String id =
                house.operator()
                        .post("/v1/reconciliations", Map.of("since", since.toString()))
                        .expect(202)
                        .string("/id");
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> house.operator().get("/v1/reconciliations/" + id).expect(200).json(),
                        report -> report.at("/status").asText().equals("COMPLETED"))
                .at("/findings");
    }

    @Test
    void aSettlementIsToldByAWebhookAndShown(House house) {
        var partner = house.partner();
        var order = partner.invoices("PERIOD").getFirst().at("/payments/0/id").asText();

        house.operator().post("/sandbox/payments/settle", Map.of("orderId", order)).expect(200);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(
                                        partner.invoices("PERIOD")
                                                .getFirst()
                                                .at("/payments/0/settledOn")
                                                .asText())
                                .matches("\\d{4}-\\d\\d-\\d\\d"));
    }

    /**
     * A hundred of each fault among the first charges, in an order that the seed decides. Some
     * purchases are given up before they are charged: so many are charged at any rate.
     */
    private static List<String> plan(Random random) {
        var plan = new ArrayList<String>(Collections.nCopies(900, null));
        var faults =
                List.of(
                        Collections.nCopies(OF_EACH_FAULT, "CUT_AFTER_CHARGE"),
                        Collections.nCopies(OF_EACH_FAULT, "ERROR_AFTER_CHARGE"),
                        Collections.nCopies(OF_EACH_FAULT, "HANG"),
                        Collections.nCopies(DECLINES, "DECLINE"));
        int next = 0;
        for (var fault : faults.stream().flatMap(List::stream).toList()) {
            plan.set(next++, fault);
        }
        Collections.shuffle(plan, random);
        return plan;
    }

    private static void behave(House house, List<String> failPlan) {
        house.operator()
                .put("/sandbox/payments/behaviour", Map.of("failPlan", failPlan))
                .expect(200);
    }

    /** Each buys one seat after the other, and waits for none of them. */
    private static List<Integer> buyAll(List<TestPartner> partners)
            throws InterruptedException, ExecutionException {
        var buyers = IntStream.range(0, PARTNERS * PURCHASES_EACH);
        return InParallel.map(
                8,
                buyers.mapToObj(each -> partners.get(each % PARTNERS)).toList(),
                A12PaymentFaultsTest::buy);
    }

    private static int buy(TestPartner partner) {
        return partner.admin()
                .postWithoutWaiting(
                        partner.path("/seat-changes"),
                        Map.of("action", "PURCHASE", "seats", 1, "onShortfall", "PURCHASE"))
                .expect(202)
                .status();
    }

    private static int killUntilAllFaultsHaveCome(
            House house, Replica second, Future<?> buying, Random random) throws Exception {
        int kills = 0;
        while (faultsLeft(house) > 0) {
            if (buying.isDone()) {
                // Where it failed, there is nothing to wait for.
                buying.get();
            }
            var next = Instant.now().plusMillis(random.nextInt(8_000, 20_000));
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> Instant.now().isAfter(next) || faultsLeft(house) == 0);
            if (random.nextBoolean()) {
                house.suite().kill("billing");
                house.suite().restart("billing");
            } else {
                second.kill();
                second.restart();
            }
            kills++;
        }
        return kills;
    }

    private static int faultsLeft(House house) {
        return house.operator()
                .get("/sandbox/payments/behaviour")
                .expect(200)
                .number("/failPlanLeft");
    }

    private static boolean isSettled(TestPartner partner) {
        return changes(partner).stream()
                .map(change -> change.at("/status").asText())
                .allMatch(status -> status.equals("COMPLETED") || status.equals("DECLINED"));
    }

    private static List<JsonNode> changes(TestPartner partner) {
        var changes =
                partner.admin()
                        .get(partner.path("/seat-changes?limit=200"))
                        .expect(200)
                        .json()
                        .at("/items")
                        .valueStream()
                        .toList();
        assertThat(changes).hasSize(PURCHASES_EACH);
        return changes;
    }

    /** The amounts that the gateway has charged since then, by order id. */
    private static Map<String, List<String>> chargedByOrder(House house, Instant since) {
        return house.operator()
                .get("/sandbox/payments")
                .expect(200)
                .json()
                .at("/items")
                .valueStream()
                .filter(each -> each.at("/type").asText().equals("sale"))
                .filter(each -> !Instant.parse(each.at("/createdAt").asText()).isBefore(since))
                .filter(each -> CHARGED.contains(each.at("/status").asText()))
                .collect(
                        Collectors.groupingBy(
                                each -> each.at("/orderId").asText(),
                                Collectors.mapping(
                                        each -> each.at("/amount/amount").asText(),
                                        Collectors.toList())));
    }

    private static List<String> bought(TestPartner partner) {
        return changes(partner).stream()
                .filter(change -> change.at("/status").asText().equals("COMPLETED"))
                .map(change -> change.at("/id").asText())
                .toList();
    }

    /** Seats, invoices and charges tell the same; what was charged for it is taken out. */
    private static void requirePaidFor(TestPartner partner, Map<String, List<String>> charged) {
        var bought = bought(partner);
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(SEATS_BEFORE + bought.size());
        assertThat(partner.seats().at("/reserved").asInt()).isZero();
        var plan = partner.admin().get(partner.path("/plan")).expect(200);
        assertThat(plan.number("/seats/supply")).isEqualTo(SEATS_BEFORE + bought.size());

        var invoices = partner.invoices("PRORATION");
        assertThat(invoices)
                .extracting(invoice -> invoice.at("/lines/0/cause/id").asText())
                .containsExactlyInAnyOrderElementsOf(bought);
        var paid = new ArrayList<>(invoices);
        paid.addAll(partner.invoices("PERIOD"));
        for (var invoice : paid) {
            assertThat(invoice.at("/status").asText()).isEqualTo("PAID");
            assertThat(invoice.at("/payments")).hasSize(1);
            assertThat(invoice.at("/payments/0/status").asText()).isEqualTo("SUCCEEDED");
            var order = invoice.at("/payments/0/id").asText();
            assertThat(charged.remove(order))
                    .as("charges for %s", invoice)
                    .isEqualTo(List.of(invoice.at("/total/amount").asText()));
        }
    }
}
