package io.seatflow.platform.idempotency;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** An answer as it went out, to be given again. */
public record KeptAnswer(
        int status,
        @Nullable String location,
        @Nullable String etag,
        @Nullable String contentType,
        String body) {

    static final String REPLAYED = "Idempotency-Replayed";

    /** The answer of the first request, as its first answer. */
    public RestResponse<byte[]> first() {
        return rest().build();
    }

    /** The answer of the first request, to a repeated one. */
    public RestResponse<byte[]> again() {
        return rest().header(REPLAYED, "true").build();
    }

    Response replay() {
        Response.ResponseBuilder response = Response.status(status).header(REPLAYED, "true");
        if (location != null) {
            response.header("Location", location);
        }
        if (etag != null) {
            response.header("ETag", etag);
        }
        if (!body.isEmpty()) {
            response.type(contentType).entity(body);
        }
        return response.build();
    }

    private RestResponse.ResponseBuilder<byte[]> rest() {
        RestResponse.ResponseBuilder<byte[]> response =
                RestResponse.ResponseBuilder.create(status, null);
        if (location != null) {
            response.header("Location", location);
        }
        if (etag != null) {
            response.header("ETag", etag);
        }
        if (!body.isEmpty()) {
            response.type(Objects.requireNonNullElse(contentType, MediaType.APPLICATION_JSON))
                    .entity(body.getBytes(StandardCharsets.UTF_8));
        }
        return response;
    }
}
