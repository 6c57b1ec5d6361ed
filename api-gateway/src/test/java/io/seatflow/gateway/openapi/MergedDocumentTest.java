package io.seatflow.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergedDocumentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void sameComponentsAreSharedAndOthersOfTheSameNameKeptApart() {
        ObjectNode merged =
                merge(
                        service(
                                "/v1/a",
                                "{\"Money\":{\"type\":\"object\"},\"Item\":{\"type\":\"string\"},\"Page\":{\"items\":{\"$ref\":\"#/components/schemas/Item\"}}}"),
                        service(
                                "/v1/b",
                                "{\"Money\":{\"type\":\"object\"},\"Item\":{\"type\":\"integer\"},\"Page\":{\"items\":{\"$ref\":\"#/components/schemas/Item\"}}}"));

        assertThat(merged.at("/components/schemas").propertyStream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "Money", "Item", "Page", "ItemOfSeatService", "PageOfSeatService");
        assertThat(merged.at("/components/schemas/Page/items/$ref").asText())
                .isEqualTo("#/components/schemas/Item");
        assertThat(merged.at("/components/schemas/PageOfSeatService/items/$ref").asText())
                .isEqualTo("#/components/schemas/ItemOfSeatService");
        assertThat(reference(merged, "/v1/a")).isEqualTo("#/components/schemas/Page");
        assertThat(reference(merged, "/v1/b")).isEqualTo("#/components/schemas/PageOfSeatService");
    }

    @Test
    void onlyWhatIsPublicIsShownAndAllOfItWithOneBearerToken() {
        ObjectNode account = service("/v1/a", "{}");
        account.withObjectProperty("paths")
                .set("/internal/clock", account.at("/paths/~1v1~1a").deepCopy());
        account.withObjectProperty("components")
                .withObjectProperty("securitySchemes")
                .putObject("SecurityScheme");
        ((ObjectNode) account.at("/paths/~1v1~1a/get"))
                .putArray("security")
                .addObject()
                .putArray("SecurityScheme");

        ObjectNode merged = merge(account, service("/v1/b", "{}"));

        assertThat(merged.at("/paths").propertyStream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("/health", "/v1/a", "/v1/b");
        assertThat(merged.at("/components/securitySchemes").propertyStream().map(Map.Entry::getKey))
                .containsExactly("bearer");
        assertThat(merged.at("/security/0").has("bearer")).isTrue();
        assertThat(merged.at("/paths/~1v1~1a/get").has("security")).isFalse();
        assertThat(merged.at("/paths/~1health/get/security")).isEmpty();
    }

    @Test
    void aServiceThatIsDownIsNamed() {
        ObjectNode merged =
                MergedDocument.of(own(), _ -> true, Map.of(), List.of("billing-service"));

        assertThat(merged.at("/x-unavailable/0").asText()).isEqualTo("billing-service");
        assertThat(merged.at("/info/description").asText()).contains("billing-service");
    }

    private static ObjectNode merge(ObjectNode a, ObjectNode b) {
        var services = new LinkedHashMap<String, ObjectNode>();
        services.put("account-service", a);
        services.put("seat-service", b);
        return MergedDocument.of(own(), path -> !path.startsWith("/sandbox/"), services, List.of());
    }

    private static String reference(ObjectNode merged, String path) {
        return merged.at("/paths")
                .get(path)
                .at("/get/responses/200/content/application~1json/schema/$ref")
                .asText();
    }

    private static ObjectNode own() {
        return read(
                "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Seatflow API\",\"description\":\"All.\"},"
                        + "\"paths\":{\"/health\":{\"get\":{}},\"/sandbox/clock\":{\"get\":{}}}}");
    }

    private static ObjectNode service(String path, String schemas) {
        return read(
                "{\"openapi\":\"3.1.0\",\"paths\":{\""
                        + path
                        + "\":{\"get\":{\"responses\":{\"200\":{\"content\":{\"application/json\":"
                        + "{\"schema\":{\"$ref\":\"#/components/schemas/Page\"}}}}}}}},"
                        + "\"components\":{\"schemas\":"
                        + schemas
                        + "}}");
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
