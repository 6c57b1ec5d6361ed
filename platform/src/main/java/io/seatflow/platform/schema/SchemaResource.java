package io.seatflow.platform.schema;

import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.problem.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * What events look like: the JSON Schema to which each one's {@code ce_dataschema} leads, and the
 * AsyncAPI document of all topics. Inside the suite alone: the gateway does not pass it on.
 */
@Path("/schemas")
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class SchemaResource {

    /** No way leads out of the folder. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.]+\\.json");

    @GET
    @Path("/{name}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public byte[] get(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Problem.notFound("schema");
        }
        try (var file = SchemaResource.class.getResourceAsStream("/schemas/" + name)) {
            if (file == null) {
                throw Problem.notFound("schema");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
