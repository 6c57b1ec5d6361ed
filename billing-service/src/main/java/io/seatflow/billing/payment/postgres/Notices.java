package io.seatflow.billing.payment.postgres;

import io.seatflow.billing.payment.Aftermath;
import io.seatflow.billing.payment.AftermathRules;
import io.seatflow.billing.payment.Dispute;
import io.seatflow.billing.payment.GatewayNotice;
import io.seatflow.billing.payment.GatewayNotice.OfCharge;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.BillingEvent.PaymentDisputed;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the gateway tells by itself: each notice is kept, and takes effect once. */
@ApplicationScoped
public class Notices {

    private final HibernateTransactions transactions;
    private final Plans plans;
    private final Payments payments;
    private final Outbox outbox;
    private final BusinessClock business;
    private final Clock clock;
    private final Waiting waiting;

    Notices(
            HibernateTransactions transactions,
            Plans plans,
            Payments payments,
            Outbox outbox,
            BusinessClock business,
            Clock clock,
            Waiting waiting) {
        this.transactions = transactions;
        this.plans = plans;
        this.payments = payments;
        this.outbox = outbox;
        this.business = business;
        this.clock = clock;
        this.waiting = waiting;
    }

    /** What became of a notice. */
    public enum Outcome {
        TAKEN,
        /** It had come before. */
        KNOWN,
        /** It is about a charge that was not made for a payment of ours; it is kept. */
        UNKNOWN_CHARGE,
        OF_NO_CONCERN
    }

    private record Place(UUID partnerId, UUID planId, UUID paymentId) {}

    /**
     * Takes a notice in, with all that follows from it.
     *
     * @param sha256 of its payload: the same payload is the same notice
     */
    public Uni<Outcome> take(String sha256, GatewayNotice notice) {
        if (!(notice instanceof OfCharge about)) {
            return Uni.createFrom().item(Outcome.OF_NO_CONCERN);
        }
        return transactions
                .run(tx ->
                        placeOf(tx, about)
                                .chain(place ->
                                        place.isEmpty()
                                                ? keep(tx, sha256, about, null)
                                                        .map(isNew ->
                                                                isNew
                                                                        ? Outcome.UNKNOWN_CHARGE
                                                                        : Outcome.KNOWN)
                                                : take(tx, sha256, about, place.get())))
                .invoke(() -> paymentId(about.orderId()).ifPresent(waiting::signal));
    }

    /** The order id is a payment's id, of which the gateway knows no more. */
    private static Uni<Optional<Place>> placeOf(HibernateTx tx, OfCharge about) {
        return paymentId(about.orderId())
                .map(id ->
                        tx.session()
                                .createNativeQuery(
                                        "select partner_id, plan_id from payment where id = ?1",
                                        Object[].class)
                                .setParameter(1, id)
                                .getResultList()
                                .map(rows ->
                                        rows.stream()
                                                .findFirst()
                                                .map(row ->
                                                        new Place(
                                                                (UUID) row[0], (UUID) row[1], id))))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private static Optional<UUID> paymentId(@Nullable String orderId) {
        try {
            return Optional.ofNullable(orderId).map(UUID::fromString);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Uni<Outcome> take(HibernateTx tx, String sha256, OfCharge about, Place place) {
        return plans.hold(place.partnerId(), place.planId())
                .chain(plan ->
                        keep(tx, sha256, about, place)
                                .chain(isNew ->
                                        isNew
                                                ? apply(tx, plan, place, about)
                                                        .replaceWith(Outcome.TAKEN)
                                                : Uni.createFrom().item(Outcome.KNOWN)));
    }

    private Uni<Boolean> keep(
            HibernateTx tx, String sha256, OfCharge about, @Nullable Place place) {
        return tx.session()
                .createNativeQuery(
                        """
                        insert into gateway_notice
                            (partner_id, sha256, kind, payment_id, transaction_id, order_id, told_at, received_at)
                        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict do nothing
                        """)
                .setParameter(1, place == null ? Ids.NIL : place.partnerId())
                .setParameter(2, sha256)
                .setParameter(3, about.kind())
                .setParameter(4, place == null ? null : place.paymentId())
                .setParameter(5, about.transactionId())
                .setParameter(6, about.orderId())
                .setParameter(7, about.at())
                .setParameter(8, clock.instant())
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    private Uni<Void> apply(HibernateTx tx, HeldPlan plan, Place place, OfCharge about) {
        return Payments.lock(place.partnerId(), place.paymentId())
                .chain(row ->
                        disputes(row).chain(disputes -> apply(tx, plan, row, disputes, about)));
    }

    private static Uni<List<DisputeRow>> disputes(PaymentRow of) {
        return DisputeRow.<DisputeRow>find("partnerId = ?1 and paymentId = ?2", of.partnerId, of.id)
                .list();
    }

    private Uni<Void> apply(
            HibernateTx tx,
            HeldPlan plan,
            PaymentRow row,
            List<DisputeRow> disputes,
            OfCharge about) {
        var before = aftermath(row, disputes);
        var after = AftermathRules.apply(before, about);
        return note(tx, row, disputes, before, after)
                .chain(() ->
                        payments.follow(
                                tx,
                                plan,
                                row,
                                AftermathRules.decide(row.status, row.transactionId, before, about),
                                about.transactionId()))
                // By it the charge may have come to count.
                .invoke(() -> note(plan, row, after, about));
    }

    private static Aftermath aftermath(PaymentRow row, List<DisputeRow> disputes) {
        return new Aftermath(
                Optional.ofNullable(row.settling),
                disputes.stream()
                        .map(DisputeRow::toDispute)
                        .collect(Collectors.toMap(Dispute::id, dispute -> dispute)));
    }

    /** What is told of a charge that does not count says nothing about the payment's money. */
    private void note(HeldPlan plan, PaymentRow row, Aftermath after, OfCharge about) {
        if (!about.transactionId().equals(row.transactionId)) {
            return;
        }
        row.settling = after.settling().orElse(null);
        if (row.settling == Aftermath.Settling.SETTLED && row.settledOn == null) {
            row.settledOn = plan.plan().calendar().dayOf(business.now().minus(age(about)));
        }
    }

    /** Business time may be another than the gateway's; how long ago something was is the same. */
    private Duration age(OfCharge about) {
        var age = Duration.between(about.at(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private Uni<Void> note(
            HibernateTx tx,
            PaymentRow row,
            List<DisputeRow> known,
            Aftermath before,
            Aftermath after) {
        var news =
                after.disputes().values().stream()
                        .filter(each -> !each.equals(before.disputes().get(each.id())))
                        .toList();
        return Multi.createFrom()
                .iterable(news)
                .onItem()
                .transformToUniAndConcatenate(each -> note(tx, row, known, each))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> note(
            HibernateTx tx, PaymentRow row, List<DisputeRow> known, Dispute dispute) {
        var before = known.stream().filter(each -> each.id.equals(dispute.id())).findFirst();
        before.ifPresent(each -> each.become(dispute));
        var kept =
                before.isPresent()
                        ? Uni.createFrom().voidItem()
                        : DisputeRow.of(row, dispute).persist().replaceWithVoid();
        return kept.chain(() ->
                outbox.add(
                        tx,
                        row.partnerId,
                        business.now(),
                        List.of(
                                new PaymentDisputed(
                                        row.id,
                                        row.invoiceId,
                                        dispute.id(),
                                        dispute.stage().name(),
                                        dispute.amount(),
                                        row.payingClientId()))));
    }
}
