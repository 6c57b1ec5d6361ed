package io.seatflow.acceptance.check;

import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.id.Ids;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plays account-service: tells of partners and clients, now and then twice. */
final class PlayedAccounts {

    static final String REQUESTED_BY = "accounts@seatflow.test";

    private final Topics topics;
    private final Random random;

    PlayedAccounts(Topics topics, long seed) {
        this.topics = topics;
        this.random = new Random(seed);
    }

    /** Tells of a partner, twice. */
    void register(Partner partner) {
        topics.again(
                topics.tell(
                        partner.id(),
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
                                null)));
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
        var message =
                topics.tell(
                        partner.id(),
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
        if (random.nextInt(3) == 0) {
            topics.again(message);
        }
    }

    private static String source(String status, String billingManager) {
        if (billingManager.equals("VENDOR")) {
            return "DIRECT";
        }
        return status.equals("ACTIVE") ? "PLAN" : "COMPLIMENTARY";
    }
}
