package io.seatflow.platform.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatflowEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of each event, as its record says it. */
final class EventSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaGenerator generator = new SchemaGenerator(settings().build());

    private static SchemaGeneratorConfigBuilder settings() {
        var settings =
                new SchemaGeneratorConfigBuilder(
                        JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON);
        settings.with(Option.EXTRA_OPEN_API_FORMAT_VALUES, Option.INLINE_ALL_SCHEMAS);
        settings.forFields()
                .withNullableCheck(EventSchemas::isNullable)
                .withRequiredCheck(field -> !isNullable(field));
        settings.forTypesInGeneral()
                .withCustomDefinitionProvider((type, _) ->
                        type.getErasedType() == Money.class
                                ? new CustomDefinition(
                                        money(),
                                        CustomDefinition.INLINE_DEFINITION,
                                        CustomDefinition.INCLUDING_ATTRIBUTES)
                                : null);
        return settings;
    }

    private static boolean isNullable(FieldScope field) {
        return !field.isFakeContainerItemScope()
                && field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** As {@code JsonSetup} writes it. */
    private static ObjectNode money() {
        ObjectNode money = JSON.createObjectNode().put("type", "object");
        ObjectNode members = money.putObject("properties");
        members.putObject("amount").put("type", "string").put("pattern", "^-?[0-9]+(\\.[0-9]+)?$");
        members.putObject("currency").put("type", "string").put("pattern", "^[A-Z]{3}$");
        money.putArray("required").add("amount").add("currency");
        return money;
    }

    /** The schema of what travels as this event: its own fields, and those that every event has. */
    ObjectNode of(Class<? extends SeatflowEvent> type) {
        ObjectNode own = generator.generateSchema(type);
        ObjectNode schema = JSON.createObjectNode();
        schema.set("$schema", own.get("$schema"));
        schema.put("$id", EventTypes.schema(EventTypes.name(type)));
        schema.put("title", type.getSimpleName());
        schema.put("type", "object");
        ObjectNode fields = schema.putObject("properties");
        fields.setAll(common());
        if (own.get("properties") instanceof ObjectNode ofRecord) {
            fields.setAll(ofRecord);
        }
        var required = new TreeSet<>(List.of("occurredAt", "partnerId", "sequence"));
        own.path("required").forEach(name -> required.add(name.asText()));
        ArrayNode names = schema.putArray("required");
        required.forEach(names::add);
        return schema;
    }

    private ObjectNode common() {
        ObjectNode common = JSON.createObjectNode();
        common.set("partnerId", plain(UUID.class));
        common.set("sequence", plain(Long.class));
        common.set("occurredAt", plain(Instant.class));
        return common;
    }

    private ObjectNode plain(Class<?> type) {
        return generator.generateSchema(type).without(List.of("$schema"));
    }

    static String fileName(Class<? extends SeatflowEvent> type) {
        return EventTypes.name(type) + ".json";
    }

    /**
     * What whoever reads a published version could stumble over in what is to take its place; a
     * field may be added, nothing else.
     */
    static List<String> breaks(ObjectNode published, ObjectNode next) {
        var breaks = new ArrayList<String>();
        compare("", published, next, breaks);
        return breaks;
    }

    private static void compare(
            String pointer, ObjectNode published, ObjectNode next, List<String> breaks) {
        var before = published.path("properties");
        var after = next.path("properties");
        before.properties()
                .forEach(field -> {
                    var at = pointer + "/" + field.getKey();
                    var now = after.path(field.getKey());
                    if (now.isMissingNode()) {
                        breaks.add(at + " is gone");
                    } else if (field.getValue() instanceof ObjectNode one
                            && now instanceof ObjectNode other
                            && one.has("properties")
                            && other.has("properties")) {
                        compare(at, one, other, breaks);
                    } else if (!now.equals(field.getValue())) {
                        breaks.add(at + " was " + field.getValue() + " and is " + now);
                    }
                });
        var required = names(published);
        for (String name : names(next)) {
            if (!required.contains(name)) {
                breaks.add(pointer + "/" + name + " is required, and earlier events lack it");
            }
        }
        required.stream()
                .filter(name -> !names(next).contains(name))
                .forEach(name -> breaks.add(pointer + "/" + name + " is required no more"));
    }

    private static Set<String> names(ObjectNode schema) {
        var names = new TreeSet<String>();
        schema.path("required").forEach(name -> names.add(name.asText()));
        return names;
    }
}
