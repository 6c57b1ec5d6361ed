package io.seatflow.platform.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.json.JsonSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is published stays true: the schemas that are kept beside the code are those of the records,
 * and no version of an event changes but by a field more.
 */
class EventSchemasTest {

    private static final Path KEPT = Path.of("src/main/resources/schemas");
    private static final Path MADE = Path.of("target/schemas");
    private static final String ASYNC_API = "asyncapi.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID ID = new UUID(1, 1);
    private static final Instant AT = Instant.parse("2026-11-16T12:00:00Z");

    private final EventSchemas schemas = new EventSchemas();

    static Stream<Class<? extends SeatflowEvent>> published() {
        return EventTypes.all().filter(type -> Files.exists(kept(EventSchemas.fileName(type))));
    }

    @ParameterizedTest
    @MethodSource("published")
    void aPublishedVersionIsOnlyAddedTo(Class<? extends SeatflowEvent> type) throws IOException {
        assertThat(EventSchemas.breaks(read(kept(EventSchemas.fileName(type))), schemas.of(type)))
                .as("Tell it as a new version, beside this one.")
                .isEmpty();
    }

    @Test
    void whatIsKeptIsWhatIsTold() throws IOException {
        var made = new TreeMap<String, JsonNode>();
        EventTypes.all().forEach(type -> made.put(EventSchemas.fileName(type), schemas.of(type)));
        made.put(ASYNC_API, AsyncApi.document());
        Files.createDirectories(MADE);
        for (var one : made.entrySet()) {
            Files.writeString(
                    MADE.resolve(one.getKey()),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(one.getValue())
                            + "\n");
        }

        assertThat(allIn(KEPT))
                .as(
                        "Once every published version is as it was: cp platform/target/schemas/*"
                                + " platform/src/main/resources/schemas/")
                .isEqualTo(made);
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhere() {
        var document = AsyncApi.document();

        assertThat(document.findValuesAsText("$ref"))
                .hasSizeGreaterThan(100)
                .allSatisfy(to ->
                        assertThat(
                                        to.startsWith("#")
                                                ? document.at(to.substring(1)).isObject()
                                                : Files.exists(kept(to)))
                                .as(to)
                                .isTrue());
        assertThat(document.path("channels").findValuesAsText("address"))
                .containsExactlyInAnyOrder(
                        "seatflow.accounts",
                        "seatflow.seats",
                        "seatflow.billing",
                        "seatflow.trials");
    }

    @Test
    void aSchemaSaysWhatIsInTheJson() throws IOException {
        var money = Money.of(CurrencyUnit.USD, 10);
        var quote = new Quote(ID, money, money, money, 15, 30, LocalDate.EPOCH, AT);

        assertFits(new PlanUpdateQuoted(ID, 1, 5, quote));
        assertFits(new SeatShortfall(ID, "PURCHASE", null, 5, 5, 1, AT, null));
        var fields = schemas.of(SeatShortfall.class).path("properties");
        assertThat(fields.at("/clientId/type")).hasToString("[\"string\",\"null\"]");
        assertThat(fields.at("/changeId/format").asText()).isEqualTo("uuid");
        assertThat(schemas.of(SeatShortfall.class).path("required").toString())
                .contains("changeId", "partnerId")
                .doesNotContain("clientId");
    }

    /** By name and kind, down to the last field. */
    private void assertFits(SeatflowEvent event) throws IOException {
        var told = JsonSetup.mapper().valueToTree(event);
        assertFits(told, schemas.of(event.getClass()), "");
    }

    private static void assertFits(JsonNode told, JsonNode schema, String pointer) {
        var kind =
                switch (told.getNodeType()) {
                    case OBJECT -> "object";
                    case STRING -> "string";
                    case NUMBER -> "integer";
                    case NULL -> "null";
                    default -> told.getNodeType().name();
                };
        assertThat(schema.path("type").toString()).as(pointer).contains('"' + kind + '"');
        told.properties()
                .forEach(field ->
                        assertFits(
                                field.getValue(),
                                schema.path("properties").path(field.getKey()),
                                pointer + "/" + field.getKey()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'type':'string'},'b':{'type':'integer'}}|['a','b']|",
                "{'a':{'type':'string'},'b':{'type':'integer'},'c':{'type':['string','null']}}|['a','b']|",
                "{'a':{'type':'string'}}|['a']|/b is gone",
                "{'a':{'type':'string'},'b':{'type':'string'}}|['a','b']|/b was",
                "{'a':{'type':'string'},'b':{'type':['integer','null']}}|['a']|/b was",
                "{'a':{'type':'string'},'b':{'type':'integer'}}|['a']|/b is required no more",
                "{'a':{'type':'string'},'b':{'type':'integer'},'c':{'type':'string'}}|['a','b','c']|/c is required",
            })
    void whatCouldBreakAReaderIsFound(String fields, String required, @Nullable String finding)
            throws IOException {
        var published = schema("{'a':{'type':'string'},'b':{'type':'integer'}}", "['a','b']");
        var next = schema(fields, required);
        var within =
                JSON.createObjectNode()
                        .set("properties", JSON.createObjectNode().set("in", published));
        var nextWithin =
                JSON.createObjectNode().set("properties", JSON.createObjectNode().set("in", next));

        assertFinding(EventSchemas.breaks(published, next), finding);
        assertFinding(
                EventSchemas.breaks((ObjectNode) within, (ObjectNode) nextWithin),
                finding == null ? null : "/in" + finding);
    }

    private static void assertFinding(List<String> breaks, @Nullable String finding) {
        if (finding == null) {
            assertThat(breaks).isEmpty();
        } else {
            assertThat(breaks).isNotEmpty().anyMatch(one -> one.startsWith(finding));
        }
    }

    private static ObjectNode schema(String properties, String required) throws IOException {
        return (ObjectNode)
                JSON.readTree(
                        "{'properties':%s,'required':%s}"
                                .formatted(properties, required)
                                .replace('\'', '"'));
    }

    private static Map<String, JsonNode> allIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.collect(
                    Collectors.toMap(
                            file -> file.getFileName().toString(),
                            EventSchemasTest::read,
                            (one, _) -> one,
                            TreeMap::new));
        }
    }

    private static Path kept(String name) {
        return KEPT.resolve(name).normalize();
    }

    private static ObjectNode read(Path file) {
        try {
            return (ObjectNode) JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(file + " is no schema.", e);
        }
    }
}
