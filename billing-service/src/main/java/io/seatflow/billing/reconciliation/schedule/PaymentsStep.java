package io.seatflow.billing.reconciliation.schedule;

import io.seatflow.billing.payment.GatewayCharge;
import io.seatflow.billing.payment.braintree.GatewayBooks;
import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import io.seatflow.billing.reconciliation.Part;
import io.seatflow.billing.reconciliation.PaymentComparison;
import io.seatflow.billing.reconciliation.PaymentComparison.Order;
import io.seatflow.billing.reconciliation.postgres.OurPayments;
import io.seatflow.billing.reconciliation.postgres.OurPayments.Rows;
import io.seatflow.billing.reconciliation.postgres.Reconciliations;
import io.seatflow.billing.reconciliation.postgres.Reconciliations.Outcome;
import io.seatflow.billing.reconciliation.postgres.Reconciliations.Step;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Compares the gateway's charges of some hours with our payments, both ways. Whatever seems to
 * differ is looked up once more by its order id: only what differs then is a finding.
 */
@ApplicationScoped
class PaymentsStep {

    /** A refund of a part waits for the settlement, which takes a night. */
    private static final Duration GIVEN_BACK_WITHIN = Duration.ofDays(1);

    private static final Duration SLICE = Duration.ofHours(6);

    /** Until then the gateway's search may not find a charge that it has answered. */
    private static final Duration SEARCHABLE_AFTER = Duration.ofMinutes(1);

    private final GatewayBooks gateway;
    private final OurPayments payments;
    private final Reconciliations reconciliations;
    private final Clock clock;
    private final Duration undecidedAfter;

    PaymentsStep(
            GatewayBooks gateway,
            OurPayments payments,
            Reconciliations reconciliations,
            Clock clock,
            @ConfigProperty(name = "seatflow.payment.undecided-after", defaultValue = "24h")
                    Duration undecidedAfter) {
        this.gateway = gateway;
        this.payments = payments;
        this.reconciliations = reconciliations;
        this.clock = clock;
        this.undecidedAfter = undecidedAfter;
    }

    Uni<Outcome> compare(Step step) {
        var now = clock.instant();
        var until = step.until().orElseGet(() -> now.minus(SEARCHABLE_AFTER));
        var from =
                step.place().isEmpty() ? step.since().orElse(until) : Instant.parse(step.place());
        var to = Stream.of(from.plus(SLICE), until).min(Instant::compareTo).orElseThrow();
        return between(from, to).chain(outcome -> outcome(step, outcome, to, until));
    }

    private record Compared(long orders, List<Discrepancy> findings) {}

    /** At the end of all slices, also those that nobody can settle by looking. */
    private Uni<Outcome> outcome(Step step, Compared compared, Instant to, Instant until) {
        if (to.isBefore(until)) {
            return Uni.createFrom()
                    .item(
                            new Outcome(
                                    to.toString(), false, compared.orders(), compared.findings()));
        }
        return payments.undecidedSince(clock.instant().minus(undecidedAfter))
                .chain(undecided ->
                        payments.givingBackSince(clock.instant().minus(GIVEN_BACK_WITHIN))
                                .map(late -> Stream.concat(undecided.stream(), late.stream())))
                .map(waiting -> Stream.concat(compared.findings().stream(), waiting))
                .map(all -> new Outcome(to.toString(), true, compared.orders(), all.toList()))
                .call(() -> step.isEndless() ? forgetMended() : Uni.createFrom().voidItem());
    }

    private Uni<Compared> between(Instant from, Instant to) {
        return gateway.between(from, to)
                .chain(theirs ->
                        payments.sentBetween(from, to).chain(sent -> compare(theirs, sent)));
    }

    private Uni<Compared> compare(List<GatewayCharge> theirs, List<UUID> sent) {
        Map<String, List<GatewayCharge>> byOrder = new LinkedHashMap<>();
        sent.forEach(id -> byOrder.put(id.toString(), new ArrayList<>()));
        theirs.forEach(charge ->
                byOrder.computeIfAbsent(
                                charge.orderId().orElse(charge.transactionId()),
                                _ -> new ArrayList<>())
                        .add(charge));
        return orders(byOrder)
                .map(orders ->
                        orders.stream()
                                .filter(order -> !PaymentComparison.compare(order).isEmpty())
                                .toList())
                .chain(this::lookCloser)
                .map(found -> new Compared(byOrder.size(), found));
    }

    private Uni<List<Order>> orders(Map<String, List<GatewayCharge>> byOrder) {
        return payments.of(ids(byOrder))
                .map(ours ->
                        byOrder.entrySet().stream()
                                .map(each -> order(each.getKey(), ours, each.getValue()))
                                .toList());
    }

    private static List<UUID> ids(Map<String, List<GatewayCharge>> byOrder) {
        return byOrder.keySet().stream().map(PaymentsStep::id).flatMap(Optional::stream).toList();
    }

    private static Order order(String id, Map<UUID, Rows> ours, List<GatewayCharge> theirs) {
        var rows = id(id).flatMap(known -> Optional.ofNullable(ours.get(known)));
        return new Order(
                id, rows.map(Rows::payment), rows.map(Rows::others).orElse(List.of()), theirs);
    }

    private static Optional<UUID> id(String orderId) {
        try {
            return Optional.of(UUID.fromString(orderId));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Uni<List<Discrepancy>> lookCloser(List<Order> suspects) {
        return Multi.createFrom()
                .iterable(suspects)
                .onItem()
                .transformToUniAndConcatenate(this::lookCloser)
                .collect()
                .asList()
                .map(found -> found.stream().flatMap(List::stream).toList());
    }

    private Uni<List<Discrepancy>> lookCloser(Order suspect) {
        if (suspect.ours().isEmpty()) {
            return Uni.createFrom().item(PaymentComparison.compare(suspect));
        }
        return again(suspect.id())
                .call(order -> giveBack(order, PaymentComparison.compare(order)))
                .map(PaymentComparison::compare);
    }

    private Uni<Order> again(String orderId) {
        return gateway.ofOrder(orderId)
                .chain(theirs -> orders(Map.of(orderId, theirs)))
                .map(List::getFirst);
    }

    /** What was charged for nothing goes back at once. */
    private Uni<Void> giveBack(Order order, List<Discrepancy> found) {
        var ours = order.ours();
        boolean isTooMuch =
                found.stream()
                        .anyMatch(each ->
                                each.kind() == Kind.CHARGED_FOR_NOTHING
                                        || each.kind() == Kind.CHARGED_TWICE);
        return ours.isPresent() && isTooMuch
                ? gateway.giveBackSurplus(
                        ours.get().partnerId(), ours.get().planId(), ours.get().id())
                : Uni.createFrom().voidItem();
    }

    /** What was found before is looked up again, until it is mended. */
    private Uni<Void> forgetMended() {
        return reconciliations
                .open()
                .map(open ->
                        open.stream().filter(each -> each.kind().part() == Part.PAYMENTS).toList())
                .chain(open ->
                        Multi.createFrom()
                                .iterable(open)
                                .onItem()
                                .transformToUniAndConcatenate(this::forgetIfMended)
                                .collect()
                                .asList()
                                .replaceWithVoid());
    }

    private Uni<Void> forgetIfMended(Discrepancy found) {
        return isStillThere(found)
                .chain(isThere ->
                        isThere ? Uni.createFrom().voidItem() : reconciliations.mended(found));
    }

    private Uni<Boolean> isStillThere(Discrepancy found) {
        return switch (found.kind()) {
            case UNDECIDED ->
                    payments.undecidedSince(clock.instant().minus(undecidedAfter))
                            .map(open -> open.stream().anyMatch(found::isSameAs));
            case GIVING_BACK ->
                    payments.givingBackSince(clock.instant().minus(GIVEN_BACK_WITHIN))
                            .map(open -> open.stream().anyMatch(found::isSameAs));
            case STRANGERS_CHARGE -> gateway.isCharged(found.about());
            default ->
                    again(found.about())
                            .map(order ->
                                    PaymentComparison.compare(order).stream()
                                            .anyMatch(found::isSameAs));
        };
    }
}
