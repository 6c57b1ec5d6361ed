package io.seatflow.account.partner.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.account.audit.AuditEntry;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.edit.Edit;
import io.seatflow.account.partner.Partner;
import io.seatflow.account.partner.PartnerFact;
import io.seatflow.account.partner.PartnerRules;
import io.seatflow.account.partner.PartnerStatus;
import io.seatflow.account.partner.Registration;
import io.seatflow.account.role.Role;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.User;
import io.seatflow.account.user.UserState;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.ClientConfirmationChanged;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.PartnerRenamed;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** The partners, changed only by a decision of {@link PartnerRules}. */
@ApplicationScoped
public class Partners {

    private static final String SUBJECT = "PARTNER";

    private final HibernateTransactions transactions;
    private final Users users;
    private final AuditLog audit;
    private final Outbox outbox;
    private final BusinessClock clock;

    Partners(
            HibernateTransactions transactions,
            Users users,
            AuditLog audit,
            Outbox outbox,
            BusinessClock clock) {
        this.transactions = transactions;
        this.users = users;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Makes a partner, its administrator, and the sign-in that the administrator is to have.
     *
     * @param password of the administrator's; null: to be invited
     * @return the new partner's id
     */
    public Uni<UUID> register(
            Registration registration,
            @Nullable PasswordHash password,
            IdempotentRequest request,
            Origin origin) {
        Instant now = clock.now();
        Partner partner = PartnerRules.register(Ids.next(), registration, now);
        User admin =
                new User(
                        Ids.next(),
                        partner.id(),
                        null,
                        registration.adminEmail(),
                        registration.adminName(),
                        Role.ADMIN,
                        new UserState.Seatless(),
                        now,
                        1);
        return transactions.run(tx ->
                request.begin(tx, partner.id())
                        .chain(() ->
                                tx.session()
                                        .persist(
                                                PartnerRow.of(
                                                        partner, registration, origin.actor())))
                        .chain(() -> users.add(tx, admin, password, origin))
                        .chain(() -> audit.add(tx, created(partner, origin, now)))
                        .chain(() -> outbox.add(tx, partner.id(), now, List.of(told(registration))))
                        .replaceWith(partner.id()));
    }

    /** The partner, if there is one. */
    public Uni<Optional<Partner>> find(UUID id) {
        return Panache.withSession(() ->
                PartnerRow.<PartnerRow>findById(id)
                        .map(row -> Optional.ofNullable(row).map(PartnerRow::toPartner)));
    }

    /** The partner, or {@code not-found}. */
    public Uni<Partner> get(UUID id) {
        return find(id).map(found -> found.orElseThrow(() -> Problem.notFound("partner")));
    }

    /** Edits a partner that still has the version that the caller means. */
    public Uni<Partner> edit(
            UUID id,
            Edit<String> name,
            Edit<Integer> supplyLimit,
            Edit<Boolean> clientsMayConfirm,
            @Nullable String ifMatch,
            Origin origin) {
        return transactions.run(tx ->
                lock(tx, id)
                        .invoke(Partners::requireFound)
                        .invoke(row -> Versions.requireMatch(ifMatch, row.version))
                        .chain(row ->
                                store(
                                        tx,
                                        row,
                                        PartnerRules.edit(
                                                row.toPartner(),
                                                name,
                                                supplyLimit,
                                                clientsMayConfirm),
                                        origin)));
    }

    /** Keeps what another service did for a partner, in that event's transaction. */
    public Uni<Void> hear(HibernateTx tx, UUID id, PartnerFact fact) {
        return lock(tx, id)
                .invoke(row -> requireKnown(row, id))
                .invoke(row -> row.become(PartnerRules.apply(row.toPartner(), fact), clock.now()))
                .replaceWithVoid();
    }

    /** Keeps how a partner stands with its invoices, in that event's transaction. */
    public Uni<Void> hear(HibernateTx tx, UUID id, PartnerStatus status) {
        return lock(tx, id)
                .invoke(row -> requireKnown(row, id))
                .invoke(row ->
                        row.become(PartnerRules.standing(row.toPartner(), status), clock.now()))
                .replaceWithVoid();
    }

    private Uni<Partner> store(HibernateTx tx, PartnerRow row, Partner edited, Origin origin) {
        Partner before = row.toPartner();
        if (edited.equals(before)) {
            return Uni.createFrom().item(before);
        }
        Instant now = clock.now();
        row.become(edited, now);
        var entry =
                new AuditEntry(
                        before.id(), now, origin, "CHANGED", SUBJECT, before.id(), before, edited);
        return audit.add(tx, entry).chain(() -> tell(tx, before, edited, now)).replaceWith(edited);
    }

    private Uni<Void> tell(HibernateTx tx, Partner before, Partner edited, Instant now) {
        var news = new ArrayList<AccountEvent>();
        if (!before.name().equals(edited.name())) {
            news.add(new PartnerRenamed(edited.name()));
        }
        if (!Objects.equals(before.supplyLimit(), edited.supplyLimit())) {
            news.add(new SupplyLimitChanged(edited.supplyLimit()));
        }
        if (before.clientsMayConfirm() != edited.clientsMayConfirm()) {
            news.add(new ClientConfirmationChanged(edited.clientsMayConfirm()));
        }
        return news.isEmpty()
                ? Uni.createFrom().voidItem()
                : outbox.add(tx, edited.id(), now, news);
    }

    private static Uni<PartnerRow> lock(HibernateTx tx, UUID id) {
        return tx.session().find(PartnerRow.class, id, LockMode.PESSIMISTIC_WRITE);
    }

    private static void requireFound(@Nullable PartnerRow row) {
        if (row == null) {
            throw Problem.notFound("partner");
        }
    }

    private static void requireKnown(@Nullable PartnerRow row, UUID id) {
        if (row == null) {
            throw new Premature("Partner " + id + " is not known yet.");
        }
    }

    private static AuditEntry created(Partner partner, Origin origin, Instant now) {
        return new AuditEntry(
                partner.id(), now, origin, "CREATED", SUBJECT, partner.id(), null, partner);
    }

    private static PartnerRegistered told(Registration registration) {
        return new PartnerRegistered(
                registration.name(),
                registration.program(),
                registration.interval(),
                registration.currency(),
                registration.timeZone(),
                registration.billingAnchorDay(),
                registration.seats(),
                registration.addOns(),
                registration.supplyLimit(),
                registration.prorationCollection(),
                registration.adminEmail(),
                registration.cardNonce());
    }
}
