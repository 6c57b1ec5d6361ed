package io.seatflow.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.seatflow.gateway.route.Service;
import io.seatflow.gateway.upstream.Calls;
import io.seatflow.gateway.upstream.Upstreams;
import io.seatflow.platform.clock.Sandbox;
import io.smallrye.mutiny.Uni;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The OpenAPI document of the whole suite, as the services describe themselves at present. */
@Singleton
class Documents {

    private static final Logger LOG = Logger.getLogger(Documents.class);
    private static final Duration KEPT_FOR = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final Upstreams upstreams;
    private final Calls calls;
    private final Sandbox sandbox;
    private final ObjectMapper json;
    private final OpenApiDocumentService own;
    private final Uni<ObjectNode> merged;

    Documents(
            Upstreams upstreams,
            Calls calls,
            Sandbox sandbox,
            ObjectMapper json,
            OpenApiDocumentService own) {
        this.upstreams = upstreams;
        this.calls = calls;
        this.sandbox = sandbox;
        this.json = json;
        this.own = own;
        this.merged = Uni.createFrom().deferred(this::merge).memoize().forFixedDuration(KEPT_FOR);
    }

    private record Described(Service service, Optional<ObjectNode> document) {}

    /** At most a few seconds old. */
    Uni<ObjectNode> merged() {
        return merged;
    }

    private Uni<ObjectNode> merge() {
        return Uni.join()
                .all(Upstreams.SUITE.stream().map(this::ask).toList())
                .andFailFast()
                .map(this::merge);
    }

    private ObjectNode merge(List<Described> described) {
        Map<String, ObjectNode> documents = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (Described one : described) {
            one.document()
                    .ifPresentOrElse(
                            document -> documents.put(one.service().title(), document),
                            () -> missing.add(one.service().title()));
        }
        ObjectNode ownDocument =
                read(own.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON));
        return MergedDocument.of(ownDocument, this::isShown, documents, missing);
    }

    private boolean isShown(String path) {
        return sandbox.isOn() || !path.startsWith("/sandbox/");
    }

    private Uni<Described> ask(Service service) {
        return calls.get(
                        upstreams.address(service).resolve("/q/openapi?format=json"),
                        Map.of("Accept", "application/json"),
                        ANSWER_WITHIN)
                .map(answer -> new Described(service, Optional.of(document(answer))))
                .onFailure()
                .invoke(e -> LOG.warnf("No document from %s: %s", service.title(), e.getMessage()))
                .onFailure()
                .recoverWithItem(new Described(service, Optional.empty()));
    }

    private ObjectNode document(HttpResponse<Buffer> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("status " + answer.statusCode());
        }
        return read(answer.body().getBytes());
    }

    private ObjectNode read(byte[] document) {
        try {
            JsonNode read = json.readTree(document);
            if (read instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalStateException("An OpenAPI document is an object.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
