package io.seatflow.acceptance.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plays account-service: tells of new partners and clients, so that seat-service knows them. */
final class AccountNews implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "seatflow.accounts";

    private final KafkaProducer<String, String> producer;
    private final Map<UUID, Long> sequences = new HashMap<>();

    AccountNews(String bootstrapServers) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
                        new StringSerializer(),
                        new StringSerializer());
    }

    /**
     * Tells of a partner with this supply and of its clients, which are Active and have no seats.
     */
    void tell(UUID partner, int supply, List<UUID> clients) {
        var registered = new HashMap<String, Object>();
        registered.put("name", "Acme Dashboards");
        registered.put("program", "BASIC");
        registered.put("interval", "MONTHLY");
        registered.put("currency", "USD");
        registered.put("timeZone", "America/Toronto");
        registered.put("billingAnchorDay", 1);
        registered.put("seats", supply);
        registered.put("addOns", List.of());
        registered.put("supplyLimit", null);
        registered.put("prorationCollection", "IMMEDIATE");
        registered.put("adminEmail", "admin-" + partner + "@acme.test");
        registered.put("paymentMethodNonce", null);
        send(partner, "PartnerRegistered", registered);
        clients.forEach(client -> send(partner, "ClientCreated", created(client)));
    }

    private static Map<String, Object> created(UUID client) {
        var created = new HashMap<String, Object>();
        created.put("clientId", client.toString());
        created.put("status", "ACTIVE");
        created.put("billingManager", "PARTNER");
        created.put("seats", 0);
        created.put("seatChangeId", null);
        created.put("onShortfall", "ASK");
        created.put("requestedBy", "bench@acme.test");
        return created;
    }

    private void send(UUID partner, String name, Map<String, Object> data) {
        Instant now = Instant.now();
        data.put("partnerId", partner.toString());
        data.put("sequence", sequences.merge(partner, 1L, Long::sum));
        data.put("occurredAt", now.toString());
        var message = new ProducerRecord<>(TOPIC, partner.toString(), json(data));
        header(message, "ce_specversion", "1.0");
        header(message, "ce_id", UUID.randomUUID().toString());
        header(message, "ce_source", "/account-service");
        header(message, "ce_type", "seatflow.account." + name + ".v1");
        header(message, "ce_subject", partner.toString());
        header(message, "ce_time", now.toString());
        header(message, "content-type", "application/json");
        try {
            // The first send finds the brokers; a later one only fills a batch.
            var sent = producer.send(message);
            if (sequences.size() == 1) {
                sent.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka takes no news of accounts.", e);
        }
    }

    private static void header(ProducerRecord<String, String> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Map<String, Object> data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
