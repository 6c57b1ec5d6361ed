package io.seatflow.gateway.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The suite's description of itself. */
@Path("/openapi")
class OpenApiResource {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final Documents documents;
    private final ObjectMapper json;

    OpenApiResource(Documents documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /** JSON, unless {@code ?format=yaml} or {@code Accept} asks for YAML. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> read(
            @RestQuery @Nullable String format, @HeaderParam("Accept") @Nullable String accept) {
        boolean yaml = asksForYaml(format == null ? accept : format);
        return documents
                .merged()
                .map(document ->
                        Response.ok(write(document, yaml ? YAML : json))
                                .type(yaml ? "application/yaml" : "application/json")
                                .build());
    }

    private static boolean asksForYaml(@Nullable String wanted) {
        return wanted != null && wanted.toLowerCase(Locale.ROOT).contains("yaml");
    }

    private static String write(ObjectNode document, ObjectMapper mapper) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can be written.", e);
        }
    }
}
