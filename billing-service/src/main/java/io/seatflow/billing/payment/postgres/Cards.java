package io.seatflow.billing.payment.postgres;

import io.quarkus.arc.All;
import io.seatflow.billing.payment.Patience;
import io.seatflow.billing.payment.Paying;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.Vaulting;
import io.seatflow.billing.payment.Vaulting.NoAnswer;
import io.seatflow.billing.payment.Vaulting.Refused;
import io.seatflow.billing.payment.Vaulting.Stored;
import io.seatflow.billing.payment.postgres.PaymentMethodRow.Status;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The cards that plans pay with. */
@ApplicationScoped
public class Cards {

    private final HibernateTransactions transactions;
    private final Plans plans;
    private final List<Settlement> settlements;
    private final Patience patience;
    private final Clock clock;
    private final BusinessClock business;
    private final Waiting waiting;

    Cards(
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
     * A card that is to be stored.
     *
     * @param nonce stands for the card, once
     * @param invoiceId the invoice that waits for it, or null
     */
    public record Offered(
            UUID id, String nonce, boolean makeDefault, @Nullable UUID invoiceId, String by) {}

    /** A card that was offered, as far as it is. */
    public sealed interface Shown {

        record Waiting() implements Shown {}

        record Ready(StoredCard card) implements Shown {}

        record Refused(String detail) implements Shown {}
    }

    /** Writes an offered card down, to be stored as soon as this is committed. */
    public Uni<Void> offer(UUID partnerId, UUID planId, Offered offered) {
        var row = new PaymentMethodRow();
        row.partnerId = partnerId;
        row.id = offered.id();
        row.planId = planId;
        row.status = Status.VAULTING;
        row.nonce = offered.nonce();
        row.makeDefault = offered.makeDefault();
        row.invoiceId = offered.invoiceId();
        row.createdAt = business.now();
        row.createdBy = offered.by();
        row.dueAt = clock.instant();
        return row.persist().replaceWithVoid();
    }

    /** What a plan pays with today. */
    public Uni<Paying> payingFor(HeldPlan plan) {
        return defaultOf(plan).map(card -> Paying.with(card, today(plan)));
    }

    private static Uni<Optional<StoredCard>> defaultOf(HeldPlan plan) {
        return PaymentMethodRow.<PaymentMethodRow>find(
                        "partnerId = ?1 and planId = ?2 and isDefault",
                        plan.partnerId(),
                        plan.planId())
                .firstResult()
                .map(row -> Optional.ofNullable(row).map(PaymentMethodRow::toCard));
    }

    /** The cards of a plan, first to last. */
    public Uni<List<StoredCard>> all(UUID partnerId, UUID planId) {
        return PaymentMethodRow.<PaymentMethodRow>find(
                        "partnerId = ?1 and planId = ?2 and status = ?3 order by id",
                        partnerId,
                        planId,
                        Status.READY)
                .list()
                .map(rows -> rows.stream().map(PaymentMethodRow::toCard).toList());
    }

    /** How far storing a card of a plan has come; nothing where there is no such card any more. */
    public Uni<Optional<Shown>> one(UUID partnerId, UUID planId, UUID id) {
        return PaymentMethodRow.<PaymentMethodRow>find(
                        "partnerId = ?1 and planId = ?2 and id = ?3 and status <> ?4",
                        partnerId,
                        planId,
                        id,
                        Status.REMOVED)
                .firstResult()
                .map(row -> Optional.ofNullable(row).map(Cards::shown));
    }

    /**
     * Takes a card out of use; another one of the plan becomes the default, the last one that has
     * not expired if there is any.
     *
     * @return whether there was such a card
     */
    public Uni<Boolean> remove(UUID partnerId, UUID planId, UUID id) {
        return transactions.run(_ ->
                plans.hold(partnerId, planId)
                        .chain(held -> lock(partnerId, id).chain(row -> remove(row, held))));
    }

    private Uni<Boolean> remove(@Nullable PaymentMethodRow row, HeldPlan held) {
        if (row == null || row.status != Status.READY || !row.planId.equals(held.planId())) {
            return Uni.createFrom().item(false);
        }
        var wasDefault = row.isDefault;
        row.removed();
        return row.persistAndFlush()
                .chain(() -> wasDefault ? electAnother(held) : Uni.createFrom().voidItem())
                .replaceWith(true);
    }

    private Uni<Void> electAnother(HeldPlan held) {
        var today = today(held);
        return PaymentMethodRow.<PaymentMethodRow>find(
                        "partnerId = ?1 and planId = ?2 and status = ?3 order by id desc",
                        held.partnerId(),
                        held.planId(),
                        Status.READY)
                .list()
                .invoke(others ->
                        others.stream()
                                // The order of equals is kept.
                                .sorted(Comparator.comparing(each -> each.isExpired(today)))
                                .findFirst()
                                .ifPresent(other -> other.isDefault = true))
                .replaceWithVoid();
    }

    private LocalDate today(HeldPlan plan) {
        return plan.plan().calendar().dayOf(business.now());
    }

    /** Settles an offered card by what the gateway said, and collects the invoice that waits. */
    public Uni<Void> settle(Claim claim, Vaulting vaulting) {
        return transactions
                .run(tx ->
                        plans.hold(claim.partnerId(), claim.planId())
                                .chain(plan -> settle(tx, plan, claim.id(), vaulting)))
                .invoke(() -> waiting.signal(claim.id()));
    }

    private Uni<Void> settle(HibernateTx tx, HeldPlan plan, UUID id, Vaulting vaulting) {
        return lock(plan.partnerId(), id)
                .chain(row ->
                        row != null && row.status == Status.VAULTING
                                ? apply(tx, plan, row, vaulting)
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> apply(
            HibernateTx tx, HeldPlan plan, PaymentMethodRow row, Vaulting vaulting) {
        return switch (vaulting) {
            case Stored(var card) -> {
                row.stored(card);
                yield elect(plan, row)
                        // What waits for it first: it is told if it cannot be paid after all.
                        .chain(() -> tell(tx, plan, row, Optional.empty()))
                        .chain(() ->
                                row.isDefault ? tellDefault(plan) : Uni.createFrom().voidItem());
            }
            case Refused(var detail) -> {
                row.refused(detail);
                yield tell(tx, plan, row, Optional.of(detail));
            }
            case NoAnswer _ -> {
                row.dueAt = clock.instant().plus(patience.lookEvery());
                row.leasedUntil = null;
                yield Uni.createFrom().voidItem();
            }
        };
    }

    /**
     * The first card is the default, whatever was asked, and so is the first beside a default that
     * has expired.
     */
    private Uni<Void> elect(HeldPlan plan, PaymentMethodRow row) {
        return PaymentMethodRow.<PaymentMethodRow>find(
                        "partnerId = ?1 and planId = ?2 and isDefault",
                        plan.partnerId(),
                        plan.planId())
                .firstResult()
                .chain(before -> elect(before, row, today(plan)));
    }

    private static Uni<Void> elect(
            @Nullable PaymentMethodRow before, PaymentMethodRow row, LocalDate today) {
        if (before == null) {
            row.isDefault = true;
            return Uni.createFrom().voidItem();
        }
        if (!row.makeDefault && !before.isExpired(today)) {
            return Uni.createFrom().voidItem();
        }
        before.isDefault = false;
        // The old one first: there is one default at any moment.
        return before.persistAndFlush().invoke(() -> row.isDefault = true).replaceWithVoid();
    }

    private Uni<Void> tellDefault(HeldPlan plan) {
        return Multi.createFrom()
                .iterable(settlements)
                .onItem()
                .transformToUniAndConcatenate(each -> each.defaultCardCame(plan))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> tell(
            HibernateTx tx, HeldPlan plan, PaymentMethodRow row, Optional<String> refusal) {
        var invoice = row.invoiceId;
        if (invoice == null) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createFrom()
                .iterable(settlements)
                .onItem()
                .transformToUniAndConcatenate(each -> each.cardCame(tx, plan, invoice, refusal))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static Uni<@Nullable PaymentMethodRow> lock(UUID partnerId, UUID id) {
        return PaymentMethodRow.findById(
                new PaymentMethodRow.Key(partnerId, id), LockModeType.PESSIMISTIC_WRITE);
    }

    private static Shown shown(PaymentMethodRow row) {
        return switch (row.status) {
            case VAULTING -> new Shown.Waiting();
            case READY -> new Shown.Ready(row.toCard());
            case REFUSED -> new Shown.Refused(String.valueOf(row.reason));
            case REMOVED -> throw new IllegalStateException("It is not there any more.");
        };
    }
}
