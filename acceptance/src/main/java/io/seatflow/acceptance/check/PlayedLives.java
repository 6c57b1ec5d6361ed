package io.seatflow.acceptance.check;

import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.AccountEvent.UsersAwaitSeats;
import io.seatflow.platform.id.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Plays what account-service tells of clients and users while they are there: users come, ask again
 * and go; clients become Active, get another biller, are disabled and come back; limits change.
 */
final class PlayedLives {

    private static final List<String> ON_SHORTFALL = List.of("ASK", "ASK", "PURCHASE", "REJECT");
    private static final List<String> SEAT_SOURCES = List.of("ADD_TO_PLAN", "USE_AVAILABLE_FIRST");

    private final PlayedAccounts accounts;
    private final List<Partner> partners;
    private final Opened opened;
    private final Random random;
    private final Map<UUID, List<UserAdded>> users = new HashMap<>();
    private final Map<UUID, Life> lives = new HashMap<>();

    /** Hears of changes that somebody may be asked to confirm. */
    interface Opened {
        void add(Partner partner, @Nullable UUID client, UUID changeId);
    }

    /** A client as account-service sees it. */
    private static final class Life {
        private boolean isTrial;
        private boolean isDisabled;
        private boolean isReleased;
        private String billingManager;

        Life(Partner.Member member) {
            isTrial = member.source().equals("COMPLIMENTARY");
            billingManager = member.source().equals("DIRECT") ? "VENDOR" : "PARTNER";
        }
    }

    PlayedLives(PlayedAccounts accounts, List<Partner> partners, Opened opened, long seed) {
        this.accounts = accounts;
        this.partners = List.copyOf(partners);
        this.opened = opened;
        this.random = new Random(seed);
        partners.forEach(partner -> users.put(partner.id(), new ArrayList<>()));
    }

    /** Lets the next thing happen, to whomever it may be. */
    synchronized void goOn() {
        var partner = partners.get(random.nextInt(partners.size()));
        int dice = random.nextInt(100);
        if (dice < 40) {
            addUser(partner);
        } else if (dice < 50) {
            askAgain(partner);
        } else if (dice < 72) {
            removeUser(partner);
        } else if (dice < 90) {
            change(partner, client(partner));
        } else if (dice < 96) {
            limit(partner, client(partner));
        } else {
            limit(partner);
        }
    }

    private Partner.Member client(Partner partner) {
        return partner.clients().get(random.nextInt(partner.clients().size()));
    }

    private void addUser(Partner partner) {
        var client = random.nextInt(5) == 0 ? null : client(partner).id();
        seat(partner, toSeat(Ids.next(), client));
    }

    private void seat(Partner partner, UserAdded added) {
        users(partner).add(added);
        accounts.tell(partner, added);
        opened.add(partner, added.clientId(), added.seatChangeId());
    }

    private UserAdded toSeat(UUID user, @Nullable UUID client) {
        return new UserAdded(
                user, client, Ids.next(), any(ON_SHORTFALL), PlayedAccounts.REQUESTED_BY);
    }

    /** By a change of its own, or by the same, as who has not heard the answer. */
    private void askAgain(Partner partner) {
        var all = users(partner);
        if (all.isEmpty()) {
            return;
        }
        var one = all.get(random.nextInt(all.size()));
        if (random.nextInt(3) == 0) {
            accounts.tell(partner, one);
        } else {
            all.remove(one);
            seat(partner, toSeat(one.userId(), one.clientId()));
        }
    }

    private void removeUser(Partner partner) {
        var all = users(partner);
        if (!all.isEmpty()) {
            var one = all.remove(random.nextInt(all.size()));
            accounts.tell(partner, new UserRemoved(one.userId(), one.clientId()));
        }
    }

    private List<UserAdded> users(Partner partner) {
        return Objects.requireNonNull(users.get(partner.id()));
    }

    private void change(Partner partner, Partner.Member client) {
        var life = lives.computeIfAbsent(client.id(), _ -> new Life(client));
        if (life.isDisabled || (life.isTrial && random.nextInt(3) > 0)) {
            activate(partner, client.id(), life);
        } else if (random.nextInt(3) == 0) {
            life.isDisabled = true;
            life.isReleased = random.nextBoolean();
            accounts.tell(partner, new ClientDisabled(client.id(), life.isReleased));
        } else {
            life.billingManager = life.billingManager.equals("VENDOR") ? "PARTNER" : "VENDOR";
            accounts.tell(
                    partner,
                    new BillingManagerChanged(client.id(), life.billingManager, any(SEAT_SOURCES)));
        }
    }

    /** Its users have waited for that if it had given their seats back: one change seats them. */
    private void activate(Partner partner, UUID client, Life life) {
        var waiting = life.isReleased ? usersOf(partner, client) : List.<UUID>of();
        var change = waiting.isEmpty() ? null : Ids.next();
        int named = waiting.isEmpty() ? 0 : random.nextInt(waiting.size());
        if (change != null && named > 0) {
            accounts.tell(partner, new UsersAwaitSeats(client, change, waiting.subList(0, named)));
        }
        accounts.tell(
                partner,
                new ClientActivated(
                        client,
                        any(SEAT_SOURCES),
                        life.billingManager,
                        change,
                        waiting.subList(named, waiting.size()),
                        PlayedAccounts.REQUESTED_BY));
        life.isTrial = false;
        life.isDisabled = false;
        life.isReleased = false;
        if (change != null) {
            opened.add(partner, client, change);
        }
    }

    private List<UUID> usersOf(Partner partner, UUID client) {
        return users(partner).stream()
                .filter(user -> client.equals(user.clientId()))
                .map(UserAdded::userId)
                .toList();
    }

    private void limit(Partner partner, Partner.Member client) {
        var seats = random.nextInt(3) == 0 ? null : 3 + random.nextInt(40);
        accounts.tell(partner, new ClientLimitsChanged(client.id(), seats, 5 + random.nextInt(96)));
    }

    /** Also below what there is: then nothing more is bought until it leaves. */
    private void limit(Partner partner) {
        var isFree = partner.supplyLimit() == null && random.nextBoolean();
        accounts.tell(
                partner,
                new SupplyLimitChanged(isFree ? null : partner.seats() - 20 + random.nextInt(120)));
    }

    private String any(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
