package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.common.mapper.TypeRef;
import io.restassured.specification.RequestSpecification;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.run.postgres.PeriodEnds;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.inbox.TopicConsumer;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Plays the services around billing, with real events over Kafka, and hears what billing tells. */
@ApplicationScoped
public class OtherServices {

    /** The first of the month in Toronto. */
    static final Instant FIRST = Instant.parse("2026-11-01T15:00:00Z");

    /** Its sixteenth: fifteen of thirty days are left. */
    static final Instant SIXTEENTH = Instant.parse("2026-11-16T15:00:00Z");

    private record Heard(UUID partnerId, BillingEvent event) {}

    private final PgTransactions transactions;
    private final HibernateTransactions hibernate;
    private final PeriodEnds periodEnds;
    private final Collections collections;
    private final Collector collector;
    private final Instance<TopicConsumer> consumers;
    private final Outbox outbox;
    private final ObjectMapper json;
    private final Vertx vertx;
    private final Pool pool;
    private final String braintree;
    private final KafkaConsumer<String, String> kafka;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    OtherServices(
            PgTransactions transactions,
            HibernateTransactions hibernate,
            PeriodEnds periodEnds,
            Collections collections,
            Collector collector,
            @Any Instance<TopicConsumer> consumers,
            Outbox outbox,
            ObjectMapper json,
            Vertx vertx,
            Pool pool,
            @ConfigProperty(name = "seatflow.braintree.environment") String braintree,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.transactions = transactions;
        this.hibernate = hibernate;
        this.periodEnds = periodEnds;
        this.collections = collections;
        this.collector = collector;
        this.consumers = consumers;
        this.outbox = outbox;
        this.json = json;
        this.vertx = vertx;
        this.pool = pool;
        this.braintree = braintree;
        this.kafka =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer());
        var partitions =
                kafka.partitionsFor("seatflow.billing").stream()
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
        kafka.assign(partitions);
        kafka.seekToBeginning(partitions);
    }

    @PreDestroy
    void stop() {
        kafka.close();
    }

    /** Tells events as another service would, at that time. */
    void tell(UUID partner, Instant at, SeatflowEvent... events) {
        Contexts.onNewContext(
                        vertx,
                        () -> transactions.run(tx -> outbox.add(tx, partner, at, List.of(events))))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /** Tells an event under a given id, as Kafka does that delivers it twice. */
    void tell(UUID partner, Instant at, UUID id, SeatflowEvent event) {
        var type = event.getClass();
        var message = new Outbox.Message(id, EventTypes.name(type), write(event));
        Contexts.onNewContext(
                        vertx,
                        () ->
                                transactions.run(tx ->
                                        outbox.add(
                                                tx,
                                                partner,
                                                EventTypes.topic(type),
                                                at,
                                                List.of(message))))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /**
     * Has billing handle an event at once, whatever its lines of events are at.
     *
     * @return whether it came too early, and had no effect
     */
    boolean comesTooEarly(UUID partner, Instant at, SeatflowEvent event) {
        var topic = EventTypes.topic(event.getClass());
        var consumer =
                consumers.stream()
                        .filter(each -> each.topic().equals(topic))
                        .findFirst()
                        .orElseThrow();
        var received = new Received<>(Ids.next(), "/test", partner, 1, at, event);
        return Contexts.onNewContext(
                        vertx,
                        () ->
                                consumer.on(received)
                                        .replaceWith(false)
                                        .onFailure(Premature.class)
                                        .recoverWithItem(true))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /**
     * A partner on Basic whose first of the month is its anchor, with its first invoice settled.
     */
    UUID partner(int seats, @Nullable String nonce) {
        return partner("BASIC", seats, nonce);
    }

    UUID partner(String program, int seats, @Nullable String nonce) {
        var partner = UUID.randomUUID();
        tell(partner, FIRST, registration(program, seats, nonce));
        expect(partner, InvoiceIssued.class);
        if (nonce != null) {
            expect(
                    partner,
                    BillingEvent.class,
                    event -> event instanceof InvoicePaid || event instanceof PaymentFailed);
        }
        return partner;
    }

    static PartnerRegistered registration(String program, int seats, @Nullable String nonce) {
        return new PartnerRegistered(
                "Acme Dashboards",
                program,
                "MONTHLY",
                "USD",
                "America/Toronto",
                1,
                seats,
                List.of(),
                null,
                "IMMEDIATE",
                "admin@acme.test",
                nonce);
    }

    /** Asks for the price of a shortfall on the sixteenth. */
    Quote quote(UUID partner, UUID change, int shortfall) {
        tell(partner, SIXTEENTH, shortfall(change, shortfall, 1));
        return expect(partner, PlanUpdateQuoted.class, told -> told.changeId().equals(change))
                .quote();
    }

    static SeatShortfall shortfall(UUID change, int shortfall, int attempt) {
        return new SeatShortfall(
                change, "PURCHASE", null, shortfall, shortfall, attempt, SIXTEENTH);
    }

    static SeatPurchaseConfirmed confirmation(UUID change, int shortfall, @Nullable UUID quoteId) {
        return confirmation(change, shortfall, quoteId, 1);
    }

    static SeatPurchaseConfirmed confirmation(
            UUID change, int shortfall, @Nullable UUID quoteId, int attempt) {
        return new SeatPurchaseConfirmed(
                change,
                "PURCHASE",
                null,
                shortfall,
                shortfall,
                quoteId,
                attempt,
                SIXTEENTH,
                "admin@acme.test");
    }

    /** What billing has told of a partner so far, in order. */
    Stream<BillingEvent> told(UUID partner) {
        poll();
        return heard.stream().filter(each -> each.partnerId().equals(partner)).map(Heard::event);
    }

    <T extends BillingEvent> List<T> told(UUID partner, Class<T> type) {
        return told(partner).filter(type::isInstance).map(type::cast).toList();
    }

    <T extends BillingEvent> T expect(UUID partner, Class<T> type) {
        return expect(partner, type, _ -> true);
    }

    /** Waits until billing has told such an event. */
    <T extends BillingEvent> T expect(UUID partner, Class<T> type, Predicate<T> wanted) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(25))
                .until(
                        () -> told(partner, type).stream().filter(wanted).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The partner's administrator, at billing's door. */
    RequestSpecification admin(UUID partner) {
        return given().auth().oauth2(TestTokens.partnerAdmin(partner));
    }

    /** What the billing run does once a period is over. */
    void periodIsOver(UUID partner, Instant now) {
        periodIsOver(partner, partner, now);
    }

    void periodIsOver(UUID partner, UUID plan, Instant now) {
        Contexts.onNewContext(vertx, () -> periodEnds.end(new PlanKey(partner, plan), now))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /** Whether a payment that has got no answer is left alone from now on: none takes it up. */
    boolean isLeftAlone(UUID partner) {
        change(
                "update payment set leased_until = now() + interval '1 hour', due_at = now() + interval '1 hour' where partner_id = $1 and status = 'UNKNOWN' and leased_until is null",
                partner);
        return value(
                        Long.class,
                        "select count(*) from payment where partner_id = $1 and leased_until > now() + interval '30 minutes'",
                        partner)
                == 1;
    }

    /** What the run does with a partner's invoices that could not be collected. */
    void collectAgain(UUID partner, Instant now) {
        query(
                        "select plan_id, id from invoice where partner_id = $1 and retry_at is not null",
                        partner)
                .forEach(row -> collectAgain(partner, row.getUUID(0), row.getUUID(1), now));
        collector.wake();
    }

    private void collectAgain(UUID partner, UUID plan, UUID invoice, Instant now) {
        Contexts.onNewContext(
                        vertx,
                        () ->
                                hibernate.run(
                                        tx -> collections.retry(tx, partner, plan, invoice, now)))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /** Tells the gateway how to behave. */
    void gatewayBehaves(String behaviour) {
        given().contentType("application/json")
                .body(behaviour)
                .put(braintree + "/sandbox/payments/behaviour")
                .then()
                .statusCode(200);
    }

    /** The statuses of what the gateway has under an order id. */
    List<String> transactions(UUID payment) {
        return given().queryParam("orderId", payment)
                .get(braintree + "/sandbox/payments")
                .then()
                .statusCode(200)
                .extract()
                .path("items.status");
    }

    /** The ids of what the gateway has under an order id, newest first. */
    List<String> transactionIds(UUID payment) {
        return given().queryParam("orderId", payment)
                .get(braintree + "/sandbox/payments")
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
    }

    /** The processor's night for a payment; the ids of what it settled, or declined to. */
    List<String> settle(UUID payment, boolean decline) {
        return given().contentType("application/json")
                .body(Map.of("orderId", payment, "decline", decline))
                .post(braintree + "/sandbox/payments/settle")
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
    }

    /** The form that Braintree would send about a transaction. */
    Map<String, String> webhook(String kind, @Nullable String transaction) {
        return given().contentType("application/json")
                .body(
                        transaction == null
                                ? Map.of("kind", kind)
                                : Map.of("kind", kind, "transactionId", transaction))
                .post(braintree + "/sandbox/payments/webhooks")
                .then()
                .statusCode(200)
                .extract()
                .as(new TypeRef<Map<String, String>>() {});
    }

    /** A charge under that order id which somebody else made. */
    String strangersCharge(UUID orderId) {
        return given().auth()
                .preemptive()
                .basic("public", "private")
                .contentType("application/xml")
                .body(
                        "<transaction><type>sale</type><amount>12.00</amount><orderId>%s</orderId><paymentMethodNonce>fake-valid-nonce</paymentMethodNonce><options><submitForSettlement type=\"boolean\">true</submitForSettlement></options></transaction>"
                                .formatted(orderId))
                .post(braintree + "/merchants/seatflow/transactions")
                .then()
                .statusCode(201)
                .extract()
                .path("transaction.id");
    }

    /** Undoes a charge as somebody does who sits before the gateway's own pages. */
    void voidAtTheGateway(String transaction) {
        given().auth()
                .preemptive()
                .basic("public", "private")
                .contentType("application/xml")
                .put(braintree + "/merchants/seatflow/transactions/" + transaction + "/void")
                .then()
                .statusCode(200);
    }

    /** Pays a settled charge back as somebody does who sits before the gateway's own pages. */
    void refundAtTheGateway(String transaction) {
        given().auth()
                .preemptive()
                .basic("public", "private")
                .contentType("application/xml")
                .body("<transaction></transaction>")
                .post(braintree + "/merchants/seatflow/transactions/" + transaction + "/refund")
                .then()
                .statusCode(201);
    }

    /** One value out of billing's own database. */
    <T> T value(Class<T> type, String sql, Object... parameters) {
        return query(sql, parameters).iterator().next().get(type, 0);
    }

    /** Meddles with billing's own database, as a dying process leaves it. */
    void change(String sql, Object... parameters) {
        query(sql, parameters);
    }

    private RowSet<Row> query(String sql, Object... parameters) {
        return Contexts.onNewContext(
                        vertx,
                        () ->
                                pool.preparedQuery(sql)
                                        .execute(Tuple.wrap(Arrays.asList(parameters))))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private synchronized void poll() {
        kafka.poll(Duration.ofMillis(20)).forEach(this::hear);
    }

    private void hear(ConsumerRecord<String, String> message) {
        var name =
                new String(message.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
        if (EventTypes.ofName(name).map(type -> read(message.value(), type)).orElseThrow()
                instanceof BillingEvent event) {
            heard.add(new Heard(UUID.fromString(message.key()), event));
        }
    }

    private SeatflowEvent read(String payload, Class<? extends SeatflowEvent> type) {
        try {
            return json.readValue(payload, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(SeatflowEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
