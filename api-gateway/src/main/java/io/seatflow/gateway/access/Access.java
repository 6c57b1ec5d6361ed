package io.seatflow.gateway.access;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.AccountEvent.UserStatusChanged;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may not come in: clients in Setup and disabled ones, and users who are removed, suspended or
 * wait for a seat, as account-service has told of them since the beginning; and which clients the
 * vendor bills, whose administrators may wait and come in. All others are not kept, so a call costs
 * a look-up or two in memory.
 */
@Singleton
public class Access {

    private static final String ACTIVE = "ACTIVE";
    private static final String AWAITING_SEAT = "AWAITING_SEAT";
    private static final String REMOVED = "REMOVED";

    private final Map<UUID, Long> heard = new ConcurrentHashMap<>();
    private final Map<Account, Closed> clients = new ConcurrentHashMap<>();
    private final Set<Account> vendorBilled = ConcurrentHashMap.newKeySet();
    private final Map<UUID, String> users = new ConcurrentHashMap<>();
    private volatile boolean complete;

    /** A client's, which nobody of another partner is told of. */
    private record Account(UUID partner, UUID client) {}

    /** Why a client is not open to everyone whose account it is. */
    private enum Closed {
        SETUP,
        DISABLED
    }

    /**
     * Follows an event; one that was told before says nothing.
     *
     * @param sequence of the event among those of its partner
     */
    public void follow(UUID partnerId, long sequence, SeatflowEvent event) {
        Long last = heard.get(partnerId);
        if (last != null && sequence <= last) {
            return;
        }
        heard.put(partnerId, sequence);
        if (event instanceof AccountEvent told) {
            follow(partnerId, told);
        }
    }

    private void follow(UUID partner, AccountEvent event) {
        switch (event) {
            case ClientCreated created -> create(partner, created);
            case BillingManagerChanged changed ->
                    bill(new Account(partner, changed.clientId()), changed.billingManager());
            case ClientDisabled disabled ->
                    clients.put(new Account(partner, disabled.clientId()), Closed.DISABLED);
            case ClientActivated activated ->
                    clients.remove(new Account(partner, activated.clientId()));
            case TrialStarted started -> clients.remove(new Account(partner, started.clientId()));
            case UserRemoved removed -> users.put(removed.userId(), REMOVED);
            case UserStatusChanged changed when changed.status().equals(ACTIVE) ->
                    users.remove(changed.userId());
            case UserStatusChanged changed -> users.put(changed.userId(), changed.status());
            case AccountEvent.PartnerRegistered _,
                    AccountEvent.PartnerRenamed _,
                    AccountEvent.ClientRenamed _,
                    AccountEvent.SupplyLimitChanged _,
                    AccountEvent.ClientConfirmationChanged _,
                    AccountEvent.UserAdded _,
                    AccountEvent.SeatLeftBehind _,
                    AccountEvent.UsersAwaitSeats _,
                    AccountEvent.ClientLimitsChanged _,
                    AccountEvent.TrialExtended _,
                    AccountEvent.PlanGrowthPreviewAsked _ -> {}
        }
    }

    private void create(UUID partner, ClientCreated created) {
        var account = new Account(partner, created.clientId());
        if (created.status().equals("SETUP")) {
            clients.put(account, Closed.SETUP);
        }
        bill(account, created.billingManager());
    }

    private void bill(Account account, String billingManager) {
        if (billingManager.equals("VENDOR")) {
            vendorBilled.add(account);
        } else {
            vendorBilled.remove(account);
        }
    }

    /** All that had been told when this process started has been followed. */
    public void isComplete() {
        complete = true;
    }

    /** Whether it is known of everyone. */
    public boolean knowsAll() {
        return complete;
    }

    /**
     * Refuses who may not come in at present; all callers, while it is not known of whom that is.
     *
     * @param clientId the client that is called, if one is; of a client's own user theirs counts
     * @param asksForAccess whether nothing but that is asked
     */
    public void require(Caller caller, @Nullable UUID clientId, boolean asksForAccess) {
        if (!complete) {
            throw new Problem(
                    ProblemType.UNAVAILABLE,
                    "Who may come in is not known yet: this has just started.");
        }
        UUID user = caller.userId();
        String status = user == null ? null : users.get(user);
        if (REMOVED.equals(status)) {
            throw new Problem(
                    ProblemType.UNAUTHORIZED,
                    "This user was removed: the token is not valid any more.");
        }
        if (asksForAccess) {
            return;
        }
        // What is the matter with all of a client says more than what that makes of its users.
        UUID concerned = caller.clientId() == null ? clientId : caller.clientId();
        UUID partner = caller.partnerId();
        Account account =
                concerned == null || partner == null ? null : new Account(partner, concerned);
        Closed closed = account == null ? null : clients.get(account);
        if (closed != null) {
            requireOpen(caller, closed);
        }
        if (status != null && !isBuyer(caller, account, status)) {
            throw new Problem(
                    ProblemType.UNAUTHORIZED,
                    "This user has no seat at present: the token is not valid.");
        }
    }

    /** Whoever is to buy the seats of a vendor-billed client waits for one of them. */
    private boolean isBuyer(Caller caller, @Nullable Account account, String status) {
        return status.equals(AWAITING_SEAT)
                && caller.isClientAdmin()
                && account != null
                && vendorBilled.contains(account);
    }

    private static void requireOpen(Caller caller, Closed closed) {
        switch (closed) {
            case SETUP -> {
                // A program signs in nowhere: its partner's administrators gave it its scopes.
                if (!caller.isOperator() && !caller.isPartnerAdmin() && !caller.isProgram()) {
                    throw refusal(
                            "client-in-setup",
                            "This client is being set up: only administrators of the partner work in it.");
                }
            }
            case DISABLED -> {
                if (caller.clientId() != null) {
                    throw refusal(
                            "client-disabled",
                            "This client is disabled: nobody of it can sign in.");
                }
            }
        }
    }

    private static Problem refusal(String reason, String sentence) {
        return new Problem(ProblemType.FORBIDDEN, sentence).with("reason", reason);
    }
}
