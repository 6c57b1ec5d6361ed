package io.seatflow.billing.payment.postgres;

import io.quarkus.arc.All;
import io.seatflow.billing.payment.AftermathRules.Consequence;
import io.seatflow.billing.payment.Dispute;
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
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Every payment: a row before the card is charged, settled once by what the gateway says. */
@ApplicationScoped
public class Payments {

    private static final Duration GIVE_BACK_EVERY_MAX = Duration.ofMinutes(15);

    private static final String SETTLEMENT_DECLINED =
            "The bank declined the settlement after the charge had been approved.";

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
            @Nullable String detail,
            @Nullable LocalDate settledOn,
            @Nullable Dispute dispute) {

        /** Whether it has paid, or may yet. */
        boolean mayPay() {
            return switch (status) {
                case PENDING, UNKNOWN, SUCCEEDED -> true;
                case DECLINED, REFUNDING, REFUNDED -> false;
            };
        }
    }

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

    /**
     * Has a part of what paid an invoice paid back, once the gateway can: what was not settled yet
     * can be undone as a whole alone. A part that is all of the payment is no part.
     *
     * @return whether there is a payment to take it from
     */
    public Uni<Boolean> giveBackPart(HeldPlan plan, UUID invoiceId, Money part) {
        return PaymentRow.<PaymentRow>find(
                        "partnerId = ?1 and planId = ?2 and invoiceId = ?3 and status = ?4",
                        plan.partnerId(),
                        plan.planId(),
                        invoiceId,
                        PaymentStatus.SUCCEEDED)
                .firstResult()
                .chain(row ->
                        row == null
                                ? Uni.createFrom().item(false)
                                : giveBack(row, part).replaceWith(true));
    }

    private Uni<Void> giveBack(PaymentRow row, Money part) {
        if (part.isEqual(row.money())) {
            toBeGivenBack(row);
            return Uni.createFrom().voidItem();
        }
        return partOf(row, part).persist().replaceWithVoid();
    }

    private PaymentRow partOf(PaymentRow row, Money part) {
        var back = beside(row, String.valueOf(row.transactionId));
        back.amount = part.getAmount();
        back.isPart = true;
        toBeGivenBack(back);
        return back;
    }

    private void toBeGivenBack(PaymentRow row) {
        row.status = PaymentStatus.REFUNDING;
        row.givingBackSince = clock.instant();
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
                .chain(rows -> withDisputes(partnerId, rows));
    }

    /** A payment as it stands. */
    public Uni<Shown> one(UUID partnerId, UUID id) {
        return PaymentRow.<PaymentRow>findById(new PaymentRow.Key(partnerId, id))
                .chain(row -> withDisputes(partnerId, List.of(row)))
                .map(List::getFirst);
    }

    /** With the dispute that was told of last. */
    private static Uni<List<Shown>> withDisputes(UUID partnerId, List<PaymentRow> rows) {
        return DisputeRow.<DisputeRow>find(
                        "partnerId = ?1 and paymentId in ?2 order by toldAt",
                        partnerId,
                        rows.stream().map(row -> row.id).toList())
                .list()
                .map(disputes ->
                        disputes.stream()
                                .collect(
                                        Collectors.toMap(
                                                each -> each.paymentId,
                                                DisputeRow::toDispute,
                                                (_, later) -> later)))
                .map(last -> rows.stream().map(row -> shown(row, last.get(row.id))).toList());
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

    /**
     * Settles a payment of which the gateway has not said for too long what became of it, by what
     * an operator has found out.
     *
     * @param sentBefore it was sent before then; a later one is still looked up
     * @param by who decided it
     * @return its plan's payment as it stands
     */
    public Uni<Shown> decide(
            HibernateTx tx, UUID partnerId, UUID id, Finding found, Instant sentBefore, String by) {
        return planOf(tx, partnerId, id)
                .chain(planId -> plans.hold(partnerId, planId))
                .chain(plan -> decide(tx, plan, id, found, sentBefore, by))
                .chain(() -> one(partnerId, id))
                .invoke(() -> waiting.signal(id));
    }

    /** The payment itself is read once its plan is held. */
    private static Uni<UUID> planOf(HibernateTx tx, UUID partnerId, UUID id) {
        return tx.session()
                .createNativeQuery(
                        "select plan_id from payment where partner_id = ?1 and id = ?2", UUID.class)
                .setParameter(1, partnerId)
                .setParameter(2, id)
                .getResultList()
                .map(found ->
                        found.stream().findFirst().orElseThrow(() -> Problem.notFound("payment")));
    }

    private Uni<Void> decide(
            HibernateTx tx, HeldPlan plan, UUID id, Finding found, Instant sentBefore, String by) {
        return lock(plan.partnerId(), id)
                .invoke(row -> requireUndecided(row, sentBefore))
                .invoke(row -> row.decidedBy = by)
                .chain(row -> apply(tx, plan, row, PaymentRules.decided(found)));
    }

    /** Whether it is left to an operator by now; one that is not there is not. */
    public Uni<Boolean> isUndecided(UUID partnerId, UUID id, Instant sentBefore) {
        return PaymentRow.<PaymentRow>findById(new PaymentRow.Key(partnerId, id))
                .map(row -> row != null && whyDecided(row, sentBefore).isEmpty());
    }

    private static void requireUndecided(PaymentRow row, Instant sentBefore) {
        whyDecided(row, sentBefore)
                .ifPresent(why -> {
                    throw new Problem(ProblemType.CHANGE_NOT_OPEN, why);
                });
    }

    private static Optional<String> whyDecided(PaymentRow row, Instant sentBefore) {
        var sentAt = row.sentAt;
        if (row.status != PaymentStatus.UNKNOWN || sentAt == null) {
            return Optional.of("The payment is " + row.status + " already.");
        }
        return sentAt.isAfter(sentBefore)
                ? Optional.of(
                        "The gateway is still being asked what became of it, since %s."
                                .formatted(sentAt))
                : Optional.empty();
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
                                .invoke(row -> row.dueAt(clock.instant().plus(patienceFor(row)))))
                .replaceWithVoid();
    }

    /**
     * The longer it was in vain, the less often: a part waits for the settlement, which takes a
     * night, and some refunds wait for an operator.
     */
    private Duration patienceFor(PaymentRow row) {
        var since = Objects.requireNonNullElse(row.givingBackSince, row.createdAt);
        var tenth = Duration.between(since, clock.instant()).dividedBy(10);
        var soonest = row.isPart ? patience.lookEvery().multipliedBy(10) : patience.lookEvery();
        return tenth.compareTo(GIVE_BACK_EVERY_MAX) > 0
                ? GIVE_BACK_EVERY_MAX
                : tenth.compareTo(soonest) > 0 ? tenth : soonest;
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

    private PaymentRow surplus(PaymentRow row, String transactionId) {
        var surplus = beside(row, transactionId);
        toBeGivenBack(surplus);
        return surplus;
    }

    /** No invoice shows it: none was paid with it. */
    private PaymentRow beside(PaymentRow row, String transactionId) {
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

    /** Does what follows from what the gateway told of a charge by itself. */
    Uni<Void> follow(
            HibernateTx tx, HeldPlan plan, PaymentRow row, Consequence what, String charge) {
        return switch (what) {
            case NOTHING -> Uni.createFrom().voidItem();
            case LOOK_UP -> {
                row.dueAt(clock.instant());
                yield Uni.createFrom().voidItem();
            }
            case CHARGED -> apply(tx, plan, row, new Succeeded(charge));
            case OWED_AGAIN -> {
                row.status = PaymentStatus.DECLINED;
                row.reason = "payment-declined";
                row.detail = SETTLEMENT_DECLINED;
                yield settlement(Purpose.INVOICE).owedAgain(tx, plan, invoiceOf(row), row.detail);
            }
            case PAID_AFTER_ALL ->
                    ofInvoices(row.partnerId, List.of(invoiceOf(row)))
                            .chain(made -> paidAfterAll(tx, plan, row, made));
            case GIVE_BACK -> giveBackOnce(row, charge);
        };
    }

    private Uni<Void> paidAfterAll(
            HibernateTx tx, HeldPlan plan, PaymentRow row, List<Shown> made) {
        if (made.stream().anyMatch(each -> !each.id().equals(row.id) && each.mayPay())) {
            // Something else pays it, or may: this one is not needed.
            toBeGivenBack(row);
            return Uni.createFrom().voidItem();
        }
        return owed(tx, row).chain(owed -> paidAfterAll(tx, plan, row, owed));
    }

    /** What its invoice is still owed; nothing where that was taken back. */
    private static Uni<Optional<BigDecimal>> owed(HibernateTx tx, PaymentRow row) {
        return tx.session()
                .createNativeQuery(
                        "select total - credited from invoice where partner_id = ?1 and id = ?2 and status in ('OPEN', 'PAST_DUE')",
                        BigDecimal.class)
                .setParameter(1, row.partnerId)
                .setParameter(2, invoiceOf(row))
                .getResultList()
                .map(found -> found.stream().findFirst());
    }

    private Uni<Void> paidAfterAll(
            HibernateTx tx, HeldPlan plan, PaymentRow row, Optional<BigDecimal> owed) {
        if (owed.isEmpty()) {
            // It was taken back meanwhile: nothing is left that this could pay.
            toBeGivenBack(row);
            return Uni.createFrom().voidItem();
        }
        row.status = PaymentStatus.SUCCEEDED;
        row.reason = null;
        row.detail = null;
        var surplus = row.money().minus(owed.get());
        return settlement(Purpose.INVOICE)
                .paid(tx, plan, invoiceOf(row))
                .chain(() ->
                        surplus.isPositive()
                                ? giveBack(row, surplus)
                                : Uni.createFrom().voidItem());
    }

    private static UUID invoiceOf(PaymentRow row) {
        return Objects.requireNonNull(row.invoiceId, "What succeeded has an invoice.");
    }

    private Settlement settlement(Purpose purpose) {
        return settlements.stream()
                .filter(each -> each.purpose() == purpose)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nobody settles " + purpose + "."));
    }

    static Uni<PaymentRow> lock(UUID partnerId, UUID id) {
        return PaymentRow.findById(
                new PaymentRow.Key(partnerId, id), LockModeType.PESSIMISTIC_WRITE);
    }

    private static Shown shown(PaymentRow row, @Nullable Dispute dispute) {
        return new Shown(
                row.id,
                row.invoiceId,
                row.status,
                row.money(),
                row.brand,
                row.last4,
                row.reason,
                row.detail,
                row.settledOn,
                dispute);
    }
}
