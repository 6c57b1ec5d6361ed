package io.seatflow.seat.ledger.postgres;

import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.seat.ledger.Balances;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.LedgerAccount;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.RetiringSeats;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.Standing;
import io.seatflow.seat.ledger.Transfer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the ledger's types look as rows. */
final class LedgerRows {

    private LedgerRows() {}

    static SeatLedger ledger(Row row) {
        var accounts = new HashMap<LedgerAccount, Integer>();
        put(accounts, LedgerAccount.PLAN, -row.getInteger("supply"));
        put(accounts, LedgerAccount.AVAILABLE, row.getInteger("available"));
        put(accounts, LedgerAccount.INTERNAL, row.getInteger("internal"));
        put(accounts, LedgerAccount.RETIRING, row.getInteger("retiring"));
        put(accounts, LedgerAccount.RESERVED, row.getInteger("reserved"));
        return new SeatLedger(
                row.getLong("sequence"),
                new Balances(
                        accounts, row.getInteger("allocated"), row.getInteger("complimentary")),
                Map.of(),
                lots(row.getJsonArray("retiring_lots")),
                row.getInteger("on_order"),
                row.getInteger("supply_limit"),
                instant(row.getOffsetDateTime("period_end")));
    }

    /** The ledger, which now also knows this client. */
    static SeatLedger withClient(SeatLedger ledger, Row row) {
        var client = new ClientId(row.getUUID("client_id"));
        var accounts = new HashMap<>(ledger.balances().accounts());
        put(accounts, LedgerAccount.freeOf(client), row.getInteger("free"));
        put(accounts, LedgerAccount.inUseBy(client), row.getInteger("in_use"));
        put(accounts, LedgerAccount.complimentaryOf(client), row.getInteger("complimentary"));
        put(accounts, LedgerAccount.directOf(client), row.getInteger("direct"));
        var balances = ledger.balances();
        return new SeatLedger(
                ledger.sequence(),
                new Balances(accounts, balances.allocated(), balances.complimentary()),
                Map.of(client, Source.valueOf(row.getString("source"))),
                ledger.retiring(),
                ledger.onOrder(),
                ledger.supplyLimit(),
                ledger.periodEnd());
    }

    static Tuple tuple(PartnerId partner, SeatLedger before, SeatLedger after) {
        var balances = after.balances();
        return Tuple.wrap(
                Arrays.<@Nullable Object>asList(
                        partner.value(),
                        before.sequence(),
                        before.balances().available(),
                        after.sequence(),
                        balances.supply(),
                        balances.available(),
                        balances.internal(),
                        balances.retiring(),
                        balances.reserved(),
                        balances.allocated(),
                        balances.complimentary(),
                        after.onOrder(),
                        after.supplyLimit(),
                        offset(after.periodEnd()),
                        json(after.retiring())));
    }

    static List<Object> clientValues(PartnerId partner, SeatLedger ledger, ClientId client) {
        var balances = ledger.balances();
        var source = ledger.clients().getOrDefault(client, Source.PLAN);
        return List.of(
                partner.value(),
                client.value(),
                source.name(),
                balances.of(LedgerAccount.freeOf(client)),
                balances.of(LedgerAccount.inUseBy(client)),
                balances.of(LedgerAccount.complimentaryOf(client)),
                balances.of(LedgerAccount.directOf(client)));
    }

    static Tuple tuple(PartnerId partner, Entry entry) {
        var transfer = entry.transfer();
        var client = transfer.client();
        return Tuple.wrap(
                Arrays.<@Nullable Object>asList(
                        partner.value(),
                        entry.sequence(),
                        transfer.from().kind().name(),
                        transfer.to().kind().name(),
                        client == null ? null : client.value(),
                        transfer.seats(),
                        entry.reason().name(),
                        entry.changeId(),
                        entry.actor(),
                        offset(entry.occurredAt()),
                        entry.after().supply(),
                        entry.after().available(),
                        entry.after().internal(),
                        entry.after().retiring(),
                        entry.after().reserved(),
                        entry.after().allocated(),
                        entry.after().complimentary()));
    }

    static Entry entry(Row row) {
        var client = row.getUUID("client_id");
        return new Entry(
                row.getLong("sequence"),
                new Transfer(
                        account(row.getString("from_account"), client),
                        account(row.getString("to_account"), client),
                        row.getInteger("seats")),
                LedgerEvent.Reason.valueOf(row.getString("reason")),
                row.getUUID("change_id"),
                row.getString("actor"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                standing(row));
    }

    /** The partner's figures after a line; what no line has happened by is all zero. */
    static Standing standing(Row row) {
        return row.getLong("sequence") == null
                ? new Standing(0, 0, 0, 0, 0, 0, 0, 0)
                : new Standing(
                        row.getInteger("supply"),
                        row.getInteger("available"),
                        row.getInteger("allocated"),
                        row.getInteger("internal"),
                        row.getInteger("retiring"),
                        row.getInteger("reserved"),
                        row.getInteger("complimentary"),
                        row.getLong("sequence"));
    }

    static ClientStanding clientStanding(Row row) {
        return new ClientStanding(
                row.getInteger("in_use"),
                row.getInteger("free"),
                Source.valueOf(row.getString("source")),
                row.getLong("sequence"));
    }

    static SupplyReduced supplyReduced(Row row) {
        return new SupplyReduced(
                row.getInteger("seats_left"),
                row.getInteger("supply_after"),
                row.getOffsetDateTime("period_end").toInstant(),
                row.getLong("ledger_sequence"));
    }

    static List<RetiringSeats> lots(JsonArray lots) {
        return lots.stream()
                .map(JsonObject.class::cast)
                .map(lot ->
                        new RetiringSeats(
                                lot.getInstant("at"),
                                lot.getBoolean("dated"),
                                lot.getInteger("seats")))
                .toList();
    }

    private static JsonArray json(List<RetiringSeats> lots) {
        var json = new JsonArray();
        lots.forEach(lot ->
                json.add(
                        new JsonObject()
                                .put("at", lot.at().toString())
                                .put("dated", lot.dated())
                                .put("seats", lot.seats())));
        return json;
    }

    private static LedgerAccount account(String kind, @Nullable UUID client) {
        var found = kind(kind);
        return new LedgerAccount(
                found, found.ofClient() && client != null ? new ClientId(client) : null);
    }

    private static LedgerAccount.Kind kind(String name) {
        return LedgerAccount.Kind.valueOf(name);
    }

    private static void put(
            Map<LedgerAccount, Integer> accounts, LedgerAccount account, int seats) {
        if (seats != 0) {
            accounts.put(account, seats);
        }
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
