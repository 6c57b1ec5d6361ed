package io.seatflow.seat.ledger.postgres;

import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.seat.ledger.Balances;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientSeats;
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
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the ledger's types look as rows. */
final class LedgerRows {

    private LedgerRows() {}

    static SeatLedger ledger(Row row) {
        return new SeatLedger(
                row.getLong("sequence"),
                new Balances(
                        row.getInteger("supply"),
                        row.getInteger("available"),
                        row.getInteger("internal"),
                        row.getInteger("retiring"),
                        row.getInteger("reserved"),
                        row.getInteger("allocated"),
                        row.getInteger("complimentary")),
                Map.of(),
                Map.of(),
                lots(row.getJsonArray("retiring_lots")),
                row.getInteger("on_order"),
                row.getInteger("supply_limit"),
                instant(row.getOffsetDateTime("period_end")),
                instant(row.getOffsetDateTime("last_at")));
    }

    /** The ledger, which now also knows this client. */
    static SeatLedger withClient(SeatLedger ledger, Row row) {
        return ledger.knowing(new ClientId(row.getUUID("client_id")), clientSeats(row));
    }

    private static ClientSeats clientSeats(Row row) {
        return new ClientSeats(
                Source.valueOf(row.getString("source")),
                row.getInteger("free"),
                row.getInteger("in_use"),
                row.getInteger("complimentary"),
                row.getInteger("direct"),
                row.getBoolean("disabled"),
                row.getInteger("seat_limit"),
                row.getInteger("complimentary_limit"),
                row.getInteger("on_order"),
                row.getInteger("held"),
                lots(row.getJsonArray("retiring_lots")),
                instant(row.getOffsetDateTime("period_end")));
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
                        json(after.retiring()),
                        offset(after.lastAt())));
    }

    static Tuple tuple(PartnerId partner, ClientId client, ClientSeats seats) {
        return Tuple.wrap(
                Arrays.<@Nullable Object>asList(
                        partner.value(),
                        client.value(),
                        seats.source().name(),
                        seats.free(),
                        seats.inUse(),
                        seats.complimentary(),
                        seats.direct(),
                        seats.disabled(),
                        seats.seatLimit(),
                        seats.complimentaryLimit(),
                        seats.onOrder(),
                        seats.held(),
                        json(seats.retiring()),
                        offset(seats.periodEnd())));
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
                        offset(entry.occurredAt())));
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
                row.getOffsetDateTime("occurred_at").toInstant());
    }

    static ClientStanding clientStanding(Row row) {
        return new ClientStanding(
                row.getInteger("in_use"),
                row.getInteger("free"),
                Source.valueOf(row.getString("source")),
                row.getLong("sequence"));
    }

    /** Adds up sums of transfers between two kinds of account each. */
    static Standing standing(RowSet<Row> rows) {
        var standing = new Standing(0, 0, 0, 0, 0, 0, 0, 0);
        for (var row : rows) {
            var seats = row.getLong("seats").intValue();
            standing =
                    standing.moved(kind(row.getString("from_account")), -seats, 0)
                            .moved(kind(row.getString("to_account")), seats, row.getLong("lines"));
        }
        return standing;
    }

    static SupplyReduced supplyReduced(Row row) {
        return new SupplyReduced(
                row.getInteger("seats_left"),
                row.getInteger("supply_after"),
                row.getOffsetDateTime("period_end").toInstant(),
                row.getLong("ledger_sequence"));
    }

    private static List<RetiringSeats> lots(JsonArray lots) {
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

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
