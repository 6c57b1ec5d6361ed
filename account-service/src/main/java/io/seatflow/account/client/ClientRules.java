package io.seatflow.account.client;

import io.seatflow.account.client.Birth.Asked;
import io.seatflow.account.client.Birth.Done;
import io.seatflow.account.client.Birth.Pending;
import io.seatflow.account.client.Birth.Refused;
import io.seatflow.account.client.ClientState.Active;
import io.seatflow.account.client.ClientState.Disabled;
import io.seatflow.account.client.ClientState.Setup;
import io.seatflow.account.user.Admission;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a client comes to be with its seats, and what changes it. */
public final class ClientRules {

    private ClientRules() {}

    public static Client create(NewClient wanted, Instant now) {
        SeatChange change =
                wanted.seats() == 0
                        ? null
                        : new SeatChange(
                                wanted.changeId(),
                                wanted.id(),
                                wanted.onShortfall(),
                                wanted.seats(),
                                SeatChangeStatus.QUOTING,
                                0,
                                false,
                                null,
                                null,
                                null,
                                wanted.requestedBy(),
                                now,
                                null,
                                payer(wanted));
        return new Client(
                wanted.id(),
                wanted.name(),
                first(wanted.status(), now),
                change == null || change.onShortfall() == OnShortfall.ASK
                        ? Existence.LISTED
                        : Existence.FORMING,
                wanted.billingManager(),
                wanted.onTrialEnd(),
                ClientLimits.DEFAULT,
                wanted.externalId(),
                wanted.purchaseOrder(),
                SeatFigures.NONE,
                change,
                now,
                1);
    }

    /** The client after seat-service told of a shortfall of the change that it was made with. */
    public static Client shortOf(Client client, int shortfall) {
        SeatChange change = changeOf(client);
        return client.following(
                told(change, SeatChangeStatus.QUOTING, shortfall), client.existence());
    }

    /** The client after seat-service told how the change stands that it was made with. */
    public static Client changed(Client client, SeatChangeState state) {
        SeatChange was = changeOf(client);
        var status = SeatChangeStatus.valueOf(state.status());
        var change =
                new SeatChange(
                        was.id(),
                        was.clientId(),
                        was.onShortfall(),
                        was.seats(),
                        status,
                        state.shortfall(),
                        was.asked() || status == SeatChangeStatus.AWAITING_CONFIRMATION,
                        state.quote(),
                        state.reason(),
                        state.detail(),
                        was.requestedBy(),
                        was.createdAt(),
                        state.completedAt(),
                        state.payingClientId());
        return client.following(change, existence(client.existence(), change));
    }

    /** The client after the ledger told what it has. */
    public static Client holding(Client client, int seats) {
        return client.having(client.figures().holding(seats));
    }

    /**
     * The client after its own plan supplied fewer seats, as of this place in the ledger. A
     * disabled one that has none left has given them back, wanted or not.
     */
    public static Client supplied(Client client, int seatsAfter, long ledgerSequence) {
        var supplied = client.having(client.figures().supplied(seatsAfter, ledgerSequence));
        return seatsAfter == 0
                        && client.state() instanceof Disabled disabled
                        && !disabled.released()
                ? supplied.become(disabled.withoutSeats())
                : supplied;
    }

    /** The client after an edit; equal to what it was where the edit says nothing new. */
    public static Client edit(Client client, ClientEdit edit) {
        var edited =
                new Client(
                        client.id(),
                        Objects.requireNonNull(
                                edit.name().of(client.name()), "A client has a name."),
                        client.state(),
                        client.existence(),
                        client.billingManager(),
                        Objects.requireNonNull(
                                edit.onTrialEnd().of(client.onTrialEnd()), "A trial has an end."),
                        limits(client.limits(), edit),
                        edit.externalId().of(client.externalId()),
                        edit.purchaseOrder().of(client.purchaseOrder()),
                        client.figures(),
                        client.change(),
                        client.createdAt(),
                        client.version());
        return edited.equals(client)
                ? client
                : edited.following(edited.change(), edited.existence());
    }

    /**
     * Whether a client's own administrators may make this of its limit: any other where its own
     * plan pays, and a lower one where the partner does, who may have set the present one to be
     * safe.
     */
    public static boolean mayLimitItself(Client client, Client edited) {
        Integer present = client.limits().seats();
        Integer wanted = edited.limits().seats();
        return client.billingManager() == BillingManager.VENDOR
                || present == null
                || (wanted != null && wanted <= present);
    }

    private static ClientLimits limits(ClientLimits limits, ClientEdit edit) {
        return new ClientLimits(
                edit.seatLimit().of(limits.seats()),
                Objects.requireNonNull(
                        edit.complimentaryLimit().of(limits.complimentary()),
                        "Complimentary seats have a limit."));
    }

    /**
     * Whether the user that a client is made with waits with asking for a seat: while the seats
     * that the partner's plan is to give the client are not there yet, it would take one from
     * those.
     */
    public static boolean firstUserWaits(Client client) {
        return client.change() != null
                && client.change().status().isOpen()
                && client.existence() != Existence.GONE
                && client.status() == ClientStatus.ACTIVE
                && client.billingManager() == BillingManager.PARTNER;
    }

    /** How the making of the client stands. */
    public static Birth birth(Client client) {
        SeatChange change = client.change();
        if (change == null) {
            return new Done();
        }
        if (client.existence() == Existence.GONE) {
            return new Refused(change);
        }
        return switch (change.status()) {
            // The figures come with the change's end, but may be a moment later.
            case COMPLETED -> client.figures().seats() > 0 ? new Done() : new Pending();
            case QUOTING -> new Pending();
            // Nobody was asked: the request consented to the price.
            case PURCHASING -> change.asked() ? new Asked(change) : new Pending();
            case AWAITING_CONFIRMATION, DECLINED, CANCELLED, EXPIRED, REJECTED -> new Asked(change);
        };
    }

    /**
     * Whether somebody may work in a client of this status.
     *
     * @param partnersAdmin whether they administer the partner
     * @param ofClient whether they are a user of the client
     */
    public static Access access(ClientStatus status, boolean partnersAdmin, boolean ofClient) {
        return switch (status) {
            case ACTIVE, TRIAL -> Access.ALLOWED;
            case SETUP -> partnersAdmin ? Access.ALLOWED : Access.refused("client-in-setup");
            case DISABLED -> ofClient ? Access.refused("client-disabled") : Access.ALLOWED;
        };
    }

    /** Whom of its own users a client lets in. */
    public static Admission admission(Client client) {
        return Admission.ofClient(
                switch (client.status()) {
                    case ACTIVE, TRIAL -> true;
                    case SETUP, DISABLED -> false;
                },
                client.billingManager() == BillingManager.VENDOR);
    }

    private static ClientState first(FirstStatus status, Instant now) {
        return switch (status) {
            case SETUP -> new Setup();
            case TRIAL -> new Setup().startTrial(now);
            case ACTIVE -> new Active(null);
        };
    }

    /** Seats that a vendor-billed client asks for are bought on its own plan. */
    private static @Nullable UUID payer(NewClient wanted) {
        return wanted.status() == FirstStatus.ACTIVE
                        && wanted.billingManager() == BillingManager.VENDOR
                ? wanted.id()
                : null;
    }

    private static Existence existence(Existence was, SeatChange change) {
        return switch (change.status()) {
            case COMPLETED, AWAITING_CONFIRMATION -> Existence.LISTED;
            case QUOTING, PURCHASING -> was;
            case CANCELLED, EXPIRED ->
                    change.asked() || change.onShortfall() == OnShortfall.ASK
                            ? Existence.LISTED
                            : Existence.GONE;
            // Whoever was not asked in between was answered with the refusal.
            case DECLINED, REJECTED -> change.asked() ? Existence.LISTED : Existence.GONE;
        };
    }

    private static SeatChange told(SeatChange change, SeatChangeStatus status, int shortfall) {
        return new SeatChange(
                change.id(),
                change.clientId(),
                change.onShortfall(),
                change.seats(),
                status,
                shortfall,
                change.asked(),
                // What it cost was for another shortfall.
                null,
                change.reason(),
                change.detail(),
                change.requestedBy(),
                change.createdAt(),
                change.completedAt(),
                change.payingClientId());
    }

    private static SeatChange changeOf(Client client) {
        return Objects.requireNonNull(client.change(), "Only a client that was made with seats.");
    }
}
