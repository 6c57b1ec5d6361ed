package io.seatflow.billing.payment.postgres;

import io.quarkus.arc.All;
import io.seatflow.billing.payment.Finding;
import io.seatflow.billing.payment.Finding.Charged;
import io.seatflow.billing.payment.Patience;
import io.seatflow.billing.payment.PaymentRules;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.Purpose;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.Verdict;
import io.seatflow.billing.payment.Verdict.Declined;
import io.seatflow.billing.payment.Verdict.LookAgain;
import io.seatflow.billing.payment.Verdict.Succeeded;
import io.seatflow.billing.payment.Verdict.TryOnceMore;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Every payment: a row before the card is charged, settled once by what the gateway says. */
@ApplicationScoped
public class Payments {

    private final HibernateTransactions transactions;
    private final Plans plans;
    private final List<Settlement> settlements;
    private final Patience patience;
    private final Clock clock;
    private final BusinessClock business;
    private final Waiting waiting;

    Payments(
            HibernateTransactions transactions,
            Plans plans,
            @All List<Settlement> settlements,
            Patience patience,
            Clock clock,
            BusinessClock business,
            Waiting waiting) {
        this.transactions = transactions;
        this.plans = plans;
        this.settlements = settlements;
        this.patience = patience;
        this.clock = clock;
        this.business = business;
        this.waiting = waiting;
    }

    /**
     * What is to be paid.
     *
     * @param invoiceId null where its invoice is issued once it is paid
     */
    public record Owed(Purpose purpose, UUID purposeId, @Nullable UUID invoiceId, Money amount) {}

    /** A payment as it stands. */
    public record Shown(
            UUID id,
            @Nullable UUID invoiceId,
            PaymentStatus status,
            Money amount,
            String brand,
            String last4,
            @Nullable String reason,
            @Nullable String detail) {}

    /** Writes a payment down, to be made as soon as this is committed. */
    public Uni<UUID> open(HeldPlan plan, Owed owed, StoredCard card) {
        var row = new PaymentRow();
        row.partnerId = plan.partnerId();
        row.id = Ids.next();
        row.planId = plan.planId();
        row.purpose = owed.purpose();
        row.purposeId = owed.purposeId();
        row.invoiceId = owed.invoiceId();
        row.currency = owed.amount().getCurrencyUnit().getCode();
        row.amount = owed.amount().getAmount();
        row.paymentMethodId = card.id();
        row.brand = card.card().brand();
        row.last4 = card.card().last4();
        row.status = PaymentStatus.PENDING;
        row.createdAt = business.now();
        row.dueAt(clock.instant());
        return row.persist().replaceWith(row.id);
    }

    /** Has the payment of something paid back, as soon as this is committed. */
    public Uni<Void> giveBack(HeldPlan plan, Purpose purpose, UUID purposeId) {
        return PaymentRow.<PaymentRow>find(
                        "partnerId = ?1 and purpose = ?2 and purposeId = ?3 and status = ?4",
                        plan.partnerId(),
                        purpose,
                        purposeId,
                        PaymentStatus.SUCCEEDED)
                .firstResult()
                .onItem()
                .ifNotNull()
                .invoke(this::toBeGivenBack)
                .replaceWithVoid();
    }

    /** Has what paid an invoice paid back, as soon as this is committed. */
    public Uni<Void> giveBackOf(HeldPlan plan, UUID invoiceId) {
        return PaymentRow.<PaymentRow>find(
                        "partnerId = ?1 and planId = ?2 and invoiceId = ?3 and status = ?4",
                        plan.partnerId(),
                        plan.planId(),
                        invoiceId,
                        PaymentStatus.SUCCEEDED)
                .firstResult()
                .onItem()
                .ifNotNull()
                .invoke(this::toBeGivenBack)
                .replaceWithVoid();
    }

    private void toBeGivenBack(PaymentRow row) {
        row.status = PaymentStatus.REFUNDING;
        row.dueAt(clock.instant());
    }

    /** The payments of invoices, first to last. */
    public Uni<List<Shown>> ofInvoices(UUID partnerId, List<UUID> invoiceIds) {
        if (invoiceIds.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return PaymentRow.<PaymentRow>find(
                        "partnerId = ?1 and invoiceId in ?2 order by id", partnerId, invoiceIds)
                .list()
                .map(rows -> rows.stream().map(Payments::shown).toList());
    }

    /** A payment as it stands. */
    public Uni<Shown> one(UUID partnerId, UUID id) {
        return PaymentRow.<PaymentRow>findById(new PaymentRow.Key(partnerId, id))
                .map(Payments::shown);
    }

    /**
     * Settles a payment by what the gateway said, with all that depends on it.
     *
     * @param askedAt since when the gateway was asked
     */
    public Uni<Void> settle(Claim claim, Finding finding, Instant askedAt) {
        return transactions
                .run(tx ->
                        plans.hold(claim.partnerId(), claim.planId())
                                .chain(plan -> settle(tx, plan, claim.id(), finding, askedAt)))
                .invoke(() -> waiting.signal(claim.id()));
    }

    /** The gateway has paid it back. */
    public Uni<Void> givenBack(Claim claim) {
        return transactions
                .run(_ -> lock(claim.partnerId(), claim.id()).invoke(this::isBack))
                .replaceWithVoid();
    }

    /** The gateway could not pay it back yet. */
    public Uni<Void> notYetGivenBack(Claim claim) {
        return transactions
                .run(_ ->
                        lock(claim.partnerId(), claim.id())
                                .invoke(row ->
                                        row.dueAt(clock.instant().plus(patience.lookEvery()))))
                .replaceWithVoid();
    }

    private void isBack(PaymentRow row) {
        row.status = PaymentStatus.REFUNDED;
        row.dueAt(null);
    }

    private Uni<Void> settle(
            HibernateTx tx, HeldPlan plan, UUID id, Finding finding, Instant askedAt) {
        return lock(plan.partnerId(), id)
                .chain(row ->
                        row.isUnderWay()
                                ? apply(
                                                tx,
                                                plan,
                                                row,
                                                PaymentRules.decide(
                                                        row.state(), finding, askedAt, patience))
                                        .replaceWith(row)
                                : Uni.createFrom().item(row))
                .chain(row -> giveBackSurplus(row, finding));
    }

    /** Whatever was charged beside the charge that counts was taken for nothing. */
    private Uni<Void> giveBackSurplus(PaymentRow row, Finding finding) {
        if (!(finding instanceof Charged charged)) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createFrom()
                .iterable(charged.all())
                .filter(each -> !each.equals(row.transactionId))
                .onItem()
                .transformToUniAndConcatenate(each -> giveBackOnce(row, each))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** It may be found again until the gateway has given it back. */
    private Uni<Void> giveBackOnce(PaymentRow row, String transactionId) {
        return PaymentRow.count(
                        "partnerId = ?1 and transactionId = ?2", row.partnerId, transactionId)
                .chain(known ->
                        known > 0
                                ? Uni.createFrom().voidItem()
                                : surplus(row, transactionId).persist().replaceWithVoid());
    }

    /** No invoice shows it: none was paid with it. */
    private PaymentRow surplus(PaymentRow row, String transactionId) {
        var surplus = new PaymentRow();
        surplus.partnerId = row.partnerId;
        surplus.id = Ids.next();
        surplus.planId = row.planId;
        surplus.purpose = row.purpose;
        surplus.purposeId = row.purposeId;
        surplus.currency = row.currency;
        surplus.amount = row.amount;
        surplus.paymentMethodId = row.paymentMethodId;
        surplus.brand = row.brand;
        surplus.last4 = row.last4;
        surplus.transactionId = transactionId;
        surplus.createdAt = business.now();
        toBeGivenBack(surplus);
        return surplus;
    }

    private Uni<Void> apply(HibernateTx tx, HeldPlan plan, PaymentRow row, Verdict verdict) {
        return switch (verdict) {
            case Succeeded(var transactionId) -> {
                row.status = PaymentStatus.SUCCEEDED;
                row.transactionId = transactionId;
                row.settledAt = business.now();
                row.dueAt(null);
                yield settlement(row.purpose)
                        .paid(tx, plan, row.purposeId)
                        .invoke(invoice -> row.invoiceId = invoice)
                        .replaceWithVoid();
            }
            case Declined(var reason, var detail) -> {
                row.status = PaymentStatus.DECLINED;
                row.reason = reason;
                row.detail = detail;
                row.settledAt = business.now();
                row.dueAt(null);
                yield settlement(row.purpose).declined(tx, plan, row.purposeId, reason, detail);
            }
            case LookAgain(var at) -> {
                row.dueAt(at);
                yield Uni.createFrom().voidItem();
            }
            case TryOnceMore() -> {
                row.sentAt = null;
                row.dueAt(clock.instant());
                yield Uni.createFrom().voidItem();
            }
        };
    }

    private Settlement settlement(Purpose purpose) {
        return settlements.stream()
                .filter(each -> each.purpose() == purpose)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nobody settles " + purpose + "."));
    }

    private static Uni<PaymentRow> lock(UUID partnerId, UUID id) {
        return PaymentRow.findById(
                new PaymentRow.Key(partnerId, id), LockModeType.PESSIMISTIC_WRITE);
    }

    private static Shown shown(PaymentRow row) {
        return new Shown(
                row.id,
                row.invoiceId,
                row.status,
                row.money(),
                row.brand,
                row.last4,
                row.reason,
                row.detail);
    }
}
