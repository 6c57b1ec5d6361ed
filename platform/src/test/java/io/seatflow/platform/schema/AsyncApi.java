package io.seatflow.platform.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatflowEvent;
import java.util.Comparator;
import java.util.List;

/** The AsyncAPI 3 document of all topics: who tells what where, in which envelope. */
final class AsyncApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ENVELOPE =
            List.of(
                    "ce_specversion",
                    "ce_id",
                    "ce_source",
                    "ce_type",
                    "ce_subject",
                    "ce_time",
                    "ce_dataschema");

    private AsyncApi() {}

    static ObjectNode document() {
        ObjectNode document = JSON.createObjectNode().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Seatflow events")
                .put("version", "1")
                .put(
                        "description",
                        "What the services tell each other: CloudEvents 1.0 in binary mode, at least once,"
                                + " in order per partner.");
        document.put("defaultContentType", "application/json");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        ObjectNode components = document.putObject("components");
        components.putObject("schemas").set("envelope", envelope());
        ObjectNode messages = components.putObject("messages");
        EventTypes.all()
                .sorted(Comparator.comparing(EventTypes::name))
                .forEach(type -> {
                    add(channels, operations, type);
                    messages.set(EventTypes.name(type), message(type));
                });
        return document;
    }

    private static void add(
            ObjectNode channels, ObjectNode operations, Class<? extends SeatflowEvent> type) {
        String topic = EventTypes.topic(type);
        String id = topic.substring(topic.indexOf('.') + 1);
        if (!channels.has(id)) {
            channels.putObject(id).put("address", topic).putObject("messages");
            ObjectNode operation =
                    operations
                            .putObject("tell-" + id)
                            .put("action", "send")
                            .put("summary", "By " + EventTypes.source(topic).substring(1));
            operation.set("channel", reference("#/channels/" + id));
        }
        if (channels.path(id).get("messages") instanceof ObjectNode messages) {
            messages.set(
                    EventTypes.name(type),
                    reference("#/components/messages/" + EventTypes.name(type)));
        }
    }

    private static ObjectNode message(Class<? extends SeatflowEvent> type) {
        ObjectNode message = JSON.createObjectNode().put("name", EventTypes.name(type));
        message.put("title", type.getSimpleName());
        message.set("headers", reference("#/components/schemas/envelope"));
        message.putObject("payload")
                .put("schemaFormat", "application/schema+json;version=draft-2020-12")
                .set("schema", reference("./" + EventSchemas.fileName(type)));
        message.putObject("bindings")
                .putObject("kafka")
                .putObject("key")
                .put("type", "string")
                .put("format", "uuid")
                .put("description", "The partner's id.");
        return message;
    }

    private static ObjectNode envelope() {
        ObjectNode envelope = JSON.createObjectNode().put("type", "object");
        ObjectNode headers = envelope.putObject("properties");
        ENVELOPE.forEach(name -> headers.putObject(name).put("type", "string"));
        headers.putObject("traceparent").put("type", "string");
        var required = envelope.putArray("required");
        ENVELOPE.forEach(required::add);
        return envelope;
    }

    private static ObjectNode reference(String to) {
        return JSON.createObjectNode().put("$ref", to);
    }
}
