package io.seatflow.seat.change.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.event.Quote;
import io.seatflow.seat.change.Action;
import io.seatflow.seat.change.OnShortfall;
import io.seatflow.seat.change.Reason;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.change.SeatChange.State;
import io.seatflow.seat.change.SeatChange.State.AwaitingConfirmation;
import io.seatflow.seat.change.SeatChange.State.Cancelled;
import io.seatflow.seat.change.SeatChange.State.Completed;
import io.seatflow.seat.change.SeatChange.State.Declined;
import io.seatflow.seat.change.SeatChange.State.Expired;
import io.seatflow.seat.change.SeatChange.State.Purchasing;
import io.seatflow.seat.change.SeatChange.State.Quoting;
import io.seatflow.seat.change.SeatChange.State.Rejected;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.SeatRequest;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.Reservation;
import io.seatflow.seat.ledger.RetiringSeats;
import io.seatflow.seat.ledger.UserId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** How a seat change looks as a row. */
@ApplicationScoped
class ChangeRows {

    private static final Input FIRST =
            Input.of(
                    "change",
                    """
                    partner_id uuid, id uuid, version int, action text, client_id uuid, seats int, on_shortfall text,
                    requested_by text, created_at timestamptz, status text, shortfall int, kept int,
                    ended_at timestamptz, users text as uuid[], direct boolean
                    """);

    /** What only a change has that had to wait for something, and no other. */
    private static final Input LATER =
            Input.of(
                    "change",
                    """
                    quoted int, attempt int, quote jsonb, asked_since int, open_until timestamptz,
                    reserved_available int, reserved_retiring jsonb, confirmed_quote_id uuid,
                    confirmed_at timestamptz, confirmed_by text, reason text, reason_detail text,
                    reason_figures jsonb, asked_at timestamptz
                    """);

    /** Those of {@link #LATER} that count, and begin with nothing. */
    private static final Set<String> COUNTS = Set.of("quoted", "attempt");

    /** The columns of {@link #row}. */
    static final Input ALL = FIRST.with(LATER);

    /**
     * The columns of {@link #newRow}: what most changes never have comes as one, which is null for
     * those. Each column more is paid for by every row that crosses it.
     */
    static final Input NEW = FIRST.with(Input.of("change", "later jsonb"));

    /** What a new row's columns become, in the order of {@link #ALL}. */
    static final String NEW_VALUES =
            FIRST.values()
                    + ", "
                    + LATER.columns().stream()
                            .map(ChangeRows::valueOfLater)
                            .collect(Collectors.joining(", "));

    /** Every change adds to the version; what was asked for never changes. */
    static final String UPDATE =
            """
            update seat_change c
            set version = change.version, status = change.status, shortfall = change.shortfall,
                kept = change.kept, quote = change.quote, quoted = change.quoted, attempt = change.attempt,
                asked_since = change.asked_since, open_until = change.open_until,
                reserved_available = change.reserved_available, reserved_retiring = change.reserved_retiring,
                confirmed_quote_id = change.confirmed_quote_id, confirmed_at = change.confirmed_at,
                confirmed_by = change.confirmed_by, reason = change.reason,
                reason_detail = change.reason_detail, reason_figures = change.reason_figures,
                ended_at = change.ended_at, users = change.users::uuid[], direct = change.direct,
                asked_at = case when c.attempt = change.attempt then c.asked_at else change.asked_at end
            from %s
            where c.partner_id = change.partner_id and c.id = change.id and c.version < change.version
            """;

    private final ObjectMapper json;

    ChangeRows(ObjectMapper json) {
        this.json = json;
    }

    private static String valueOfLater(Input.Column column) {
        if (column.type().equals("jsonb")) {
            return "later -> '" + column.name() + "'";
        }
        var value = "(later ->> '" + column.name() + "')::" + column.type();
        return COUNTS.contains(column.name()) ? "coalesce(" + value + ", 0)" : value;
    }

    /** The values of a state's own columns. */
    private record Columns(
            @Nullable Integer askedSince,
            @Nullable Instant openUntil,
            @Nullable Purchasing purchasing,
            @Nullable Reason reason,
            @Nullable Instant endedAt) {

        static Columns of(State state) {
            return switch (state) {
                case Quoting(var since, var openUntil) ->
                        new Columns(since, openUntil, null, null, null);
                case AwaitingConfirmation(var openUntil) ->
                        new Columns(null, openUntil, null, null, null);
                case Purchasing purchasing ->
                        new Columns(purchasing.since(), null, purchasing, null, null);
                case Declined(var reason, var at) -> new Columns(null, null, null, reason, at);
                case Rejected(var reason, var at) -> new Columns(null, null, null, reason, at);
                case Completed(var at) -> new Columns(null, null, null, null, at);
                case Cancelled(var at) -> new Columns(null, null, null, null, at);
                case Expired(var at) -> new Columns(null, null, null, null, at);
            };
        }
    }

    @Nullable Object[] row(PartnerId partner, SeatChange change, Instant systemNow) {
        var request = change.request();
        var columns = Columns.of(change.state());
        var purchasing = columns.purchasing();
        var reason = columns.reason();
        return new @Nullable Object[] {
            partner.value(),
            change.id().value(),
            change.version(),
            request.action().name(),
            request.client() == null ? null : request.client().value(),
            request.seats(),
            request.onShortfall().name(),
            request.requestedBy(),
            offset(request.createdAt()),
            change.status().name(),
            change.shortfall(),
            change.kept(),
            offset(columns.endedAt()),
            users(request),
            change.direct(),
            change.quoted(),
            change.attempt(),
            change.quote() == null ? null : new JsonObject(write(change.quote())),
            columns.askedSince(),
            offset(columns.openUntil()),
            purchasing == null ? null : purchasing.reservation().available(),
            purchasing == null ? null : new JsonArray(write(purchasing.reservation().retiring())),
            purchasing == null ? null : purchasing.quoteId(),
            purchasing == null ? null : offset(purchasing.confirmedAt()),
            purchasing == null ? null : purchasing.confirmedBy(),
            reason == null ? null : reason.slug(),
            reason == null ? null : reason.detail(),
            reason == null ? null : new JsonObject(write(reason.figures())),
            change.attempt() == 0 ? null : offset(systemNow)
        };
    }

    /** A change that has not been stored yet. */
    @Nullable Object[] newRow(PartnerId partner, SeatChange change, Instant systemNow) {
        var whole = row(partner, change, systemNow);
        var first = FIRST.columns().size();
        var later = new JsonObject();
        for (var i = first; i < whole.length; i++) {
            var name = ALL.columns().get(i).name();
            var value = whole[i];
            if (value != null && !(COUNTS.contains(name) && value.equals(0))) {
                later.put(name, inJson(value));
            }
        }
        var row = Arrays.copyOf(whole, first + 1);
        row[first] = later.isEmpty() ? null : later;
        return row;
    }

    private static Object inJson(Object value) {
        return switch (value) {
            case OffsetDateTime time -> time.truncatedTo(ChronoUnit.MICROS).toString();
            case UUID id -> id.toString();
            default -> value;
        };
    }

    /**
     * A column of its own, which no {@linkplain #row row} has: most changes never have such a fee.
     */
    JsonObject fee(Money nextPeriodFee) {
        return new JsonObject(write(nextPeriodFee));
    }

    SeatChange change(Row row) {
        var quote = row.getJsonObject("quote");
        var fee = row.getJsonObject("next_period_fee");
        return new SeatChange(
                request(row),
                row.getInteger("shortfall"),
                row.getInteger("kept"),
                row.getBoolean("direct"),
                quote == null ? null : read(quote.encode(), new TypeReference<Quote>() {}),
                row.getInteger("quoted"),
                row.getInteger("attempt"),
                state(row),
                row.getInteger("version"),
                fee == null ? null : read(fee.encode(), new TypeReference<Money>() {}));
    }

    private static SeatRequest request(Row row) {
        var client = row.getUUID("client_id");
        return new SeatRequest(
                new SeatChangeId(row.getUUID("id")),
                Action.valueOf(row.getString("action")),
                client == null ? null : new ClientId(client),
                row.getInteger("seats"),
                Arrays.stream(row.getArrayOfUUIDs("users")).map(UserId::new).toList(),
                OnShortfall.valueOf(row.getString("on_shortfall")),
                row.getString("requested_by"),
                instant(row, "created_at"));
    }

    private State state(Row row) {
        return switch (SeatChange.Status.valueOf(row.getString("status"))) {
            case QUOTING -> new Quoting(row.getInteger("asked_since"), instant(row, "open_until"));
            case AWAITING_CONFIRMATION -> new AwaitingConfirmation(instant(row, "open_until"));
            case PURCHASING -> purchasing(row);
            case COMPLETED -> new Completed(instant(row, "ended_at"));
            case DECLINED -> new Declined(reason(row), instant(row, "ended_at"));
            case REJECTED -> new Rejected(reason(row), instant(row, "ended_at"));
            case CANCELLED -> new Cancelled(instant(row, "ended_at"));
            case EXPIRED -> new Expired(instant(row, "ended_at"));
        };
    }

    private Purchasing purchasing(Row row) {
        var retiring =
                read(
                        row.getJsonArray("reserved_retiring").encode(),
                        new TypeReference<List<RetiringSeats>>() {});
        return new Purchasing(
                row.getInteger("asked_since"),
                new Reservation(
                        row.getBoolean("direct"),
                        row.getInteger("reserved_available"),
                        retiring,
                        row.getInteger("shortfall")),
                row.getUUID("confirmed_quote_id"),
                instant(row, "confirmed_at"),
                row.getString("confirmed_by"));
    }

    private Reason reason(Row row) {
        return new Reason(
                row.getString("reason"),
                row.getString("reason_detail"),
                read(
                        row.getJsonObject("reason_figures").encode(),
                        new TypeReference<Map<String, Integer>>() {}));
    }

    /** As PostgreSQL writes an array. */
    private static String users(SeatRequest request) {
        return request.users().stream()
                .map(UserId::toString)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("It can be written as JSON: " + value, e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was written as JSON can be read.", e);
        }
    }
}
