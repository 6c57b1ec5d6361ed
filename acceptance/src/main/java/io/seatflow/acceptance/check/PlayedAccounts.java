package io.seatflow.acceptance.check;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.id.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plays account-service: tells of partners and clients, now and then twice. */
final class PlayedAccounts {

    static final String REQUESTED_BY = "accounts@seatflow.test";

    private final Topics topics;
    private final Random random;
    private final List<Told> told = new ArrayList<>();

    PlayedAccounts(Topics topics, long seed) {
        this.topics = topics;
        this.random = new Random(seed);
    }

    /** Tells of a partner. */
    void register(Partner partner) {
        tell(
                partner,
                new PartnerRegistered(
                        "Acme Dashboards",
                        "BASIC",
                        "MONTHLY",
                        "USD",
                        "America/Toronto",
                        1,
                        partner.seats(),
                        List.of(),
                        partner.supplyLimit(),
                        "IMMEDIATE",
                        "admin-" + partner.id() + "@acme.test",
                        null));
    }

    /** Tells of a client without seats. */
    void create(Partner partner, String status, String billingManager) {
        create(partner, status, billingManager, 0, null, "ASK");
    }

    /** Tells of an Active client that is to begin with seats, however they are to be had. */
    synchronized void createWithSeats(Partner partner) {
        var onShortfall = List.of("ASK", "PURCHASE", "REJECT").get(random.nextInt(3));
        create(partner, "ACTIVE", "PARTNER", 1 + random.nextInt(6), Ids.next(), onShortfall);
    }

    private synchronized void create(
            Partner partner,
            String status,
            String billingManager,
            int seats,
            @Nullable UUID seatChangeId,
            String onShortfall) {
        var client = Ids.next();
        tell(
                partner,
                new ClientCreated(
                        client,
                        status,
                        billingManager,
                        seats,
                        seatChangeId,
                        onShortfall,
                        REQUESTED_BY));
        partner.clients()
                .add(
                        new Partner.Member(
                                client,
                                source(status, billingManager),
                                seats,
                                seatChangeId,
                                onShortfall));
    }

    private static String source(String status, String billingManager) {
        if (status.equals("ACTIVE")) {
            return billingManager.equals("VENDOR") ? "DIRECT" : "PLAN";
        }
        return "COMPLIMENTARY";
    }

    /** Tells of something that happened in a partner's account. */
    synchronized void tell(Partner partner, AccountEvent event) {
        var message = topics.tell(partner.id(), event);
        told.add(new Told(partner.id(), message.id(), event));
        if (random.nextInt(3) == 0) {
            topics.again(message);
        }
    }

    /** All that was told up to now, in this order. */
    synchronized List<Told> told() {
        return List.copyOf(told);
    }
}
