package io.seatflow.seat.ledger.postgres;

import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.seat.ledger.Balances;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientSeats;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.Holder;
import io.seatflow.seat.ledger.LedgerAccount;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.RetiringSeats;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.Standing;
import io.seatflow.seat.ledger.Transfer;
import io.seatflow.seat.ledger.UserId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the ledger's types look as rows. */
public final class LedgerRows {

    private LedgerRows() {}

    /** A partner's own figures, of its row. */
    public static SeatLedger ledger(Row row) {
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

    /** The columns of {@link #ledger(SeatLedger)}. */
    public static final String LEDGER_COLUMNS =
            """
            sequence bigint, supply int, available int, internal int, retiring int, reserved int, allocated int,
            complimentary int, on_order int, supply_limit int, period_end timestamptz, retiring_lots jsonb,
            last_at timestamptz
            """;

    /** The columns of {@link #client}. */
    public static final String CLIENT_COLUMNS =
            """
            partner_id uuid, client_id uuid, source text, free int, in_use int, complimentary int, direct int,
            disabled boolean, seat_limit int, complimentary_limit int, on_order int, held int,
            retiring_lots jsonb, period_end timestamptz
            """;

    /** The columns of {@link #transfer}. */
    public static final String TRANSFER_COLUMNS =
            """
            partner_id uuid, sequence bigint, from_account text, to_account text, client_id uuid, seats int,
            reason text, change_id uuid, actor text, occurred_at timestamptz,
            supply int, available int, internal int, retiring int, reserved int, allocated int, complimentary int
            """;

    /** The columns of {@link #periodAnswer}. */
    public static final String PERIOD_ANSWER_COLUMNS =
            """
            partner_id uuid, payer_id uuid, period_end timestamptz, seats_left int, supply_after int,
            ledger_sequence bigint
            """;

    /** A partner's own figures. */
    public static @Nullable Object[] ledger(SeatLedger ledger) {
        var balances = ledger.balances();
        return new @Nullable Object[] {
            ledger.sequence(),
            balances.supply(),
            balances.available(),
            balances.internal(),
            balances.retiring(),
            balances.reserved(),
            balances.allocated(),
            balances.complimentary(),
            ledger.onOrder(),
            ledger.supplyLimit(),
            offset(ledger.periodEnd()),
            json(ledger.retiring()),
            offset(ledger.lastAt())
        };
    }

    /** A client's accounts. */
    public static @Nullable Object[] client(PartnerId partner, ClientId client, ClientSeats seats) {
        return new @Nullable Object[] {
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
            offset(seats.periodEnd())
        };
    }

    /** The accounts of a client's row. */
    public static ClientSeats clientSeats(Row row) {
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

    /** A line of the ledger. */
    public static @Nullable Object[] transfer(PartnerId partner, Entry entry) {
        var transfer = entry.transfer();
        var client = transfer.client();
        var after = entry.after();
        return new @Nullable Object[] {
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
            after.supply(),
            after.available(),
            after.internal(),
            after.retiring(),
            after.reserved(),
            after.allocated(),
            after.complimentary()
        };
    }

    /** A user's seat. */
    public static @Nullable Object[] occupant(
            PartnerId partner, UserId user, Holder holder, Instant since) {
        var client = holder.client();
        return new @Nullable Object[] {
            partner.value(), user.value(), client == null ? null : client.value(), offset(since)
        };
    }

    /** Whose seat a row says that a user has. */
    public static Holder holder(Row row) {
        var client = row.getUUID("client_id");
        return client == null ? Holder.PARTNER : new Holder(new ClientId(client));
    }

    /** What billing was answered about a period's end. */
    public static @Nullable Object[] periodAnswer(PartnerId partner, SupplyReduced answer) {
        return new @Nullable Object[] {
            partner.value(),
            answer.payingClientId() == null ? partner.value() : answer.payingClientId(),
            offset(answer.periodEnd()),
            answer.seats(),
            answer.supplyAfter(),
            answer.ledgerSequence()
        };
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

    /** What has left by then has left, whether that is recorded yet or not. */
    static ClientStanding clientStanding(Row row, Instant at) {
        int givenUp = 0;
        int retiring = 0;
        for (var lot : lots(row.getJsonArray("retiring_lots"))) {
            givenUp += lot.seats();
            retiring += lot.isOver(at) ? 0 : lot.seats();
        }
        return new ClientStanding(
                row.getInteger("in_use"),
                row.getInteger("free") - givenUp,
                retiring,
                Source.valueOf(row.getString("source")),
                row.getLong("sequence"));
    }

    /** What billing was answered first. */
    public static SupplyReduced supplyReduced(Row row) {
        var payer = row.getUUID("payer_id");
        return new SupplyReduced(
                row.getInteger("seats_left"),
                row.getInteger("supply_after"),
                row.getOffsetDateTime("period_end").toInstant(),
                row.getLong("ledger_sequence"),
                payer.equals(row.getUUID("partner_id")) ? null : payer);
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

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
