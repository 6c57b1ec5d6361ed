package io.seatflow.platform.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemAnswer;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Requires a key of every POST, answers repeats with the first answer, and keeps that answer. */
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class IdempotencyFilter {

    private static final Logger LOG = Logger.getLogger(IdempotencyFilter.class);
    private static final String KEY = "Idempotency-Key";
    private static final String REQUEST = IdempotencyFilter.class.getName();

    /** Beyond what the caller is ready to wait: the time that the rest of a request may take. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final IdempotencyKeys keys;
    private final CurrentCall call;
    private final Clock clock;
    private final ObjectMapper json;

    IdempotencyFilter(IdempotencyKeys keys, CurrentCall call, Clock clock, ObjectMapper json) {
        this.keys = keys;
        this.call = call;
        this.clock = clock;
        this.json = json;
    }

    // Deprecated in favour of a way that reads forms alone; the key's fingerprint needs every body.
    @SuppressWarnings("deprecation")
    @ServerRequestFilter(priority = Priorities.USER, readBody = true)
    public Uni<@Nullable Response> admit(
            ContainerRequestContext context, ResourceInfo endpoint, HttpServerRequest http) {
        String path = String.valueOf(http.path());
        if (!context.getMethod().equals("POST") || !path.startsWith("/v1/")) {
            return Uni.createFrom().nullItem();
        }
        IdempotentRequest request = requestOf(context, path);
        if (keepsItself(endpoint)) {
            return letThrough(context, request);
        }
        return keys.find(request)
                .chain(known ->
                        known.isEmpty()
                                ? letThrough(context, request)
                                : repeat(context, request, known.get()));
    }

    private static boolean keepsItself(ResourceInfo endpoint) {
        return endpoint.getResourceMethod().isAnnotationPresent(KeyWithEffect.class);
    }

    private Uni<@Nullable Response> repeat(
            ContainerRequestContext context,
            IdempotentRequest request,
            IdempotencyKeys.Known known) {
        if (!known.fingerprint().equals(request.fingerprint())) {
            throw IdempotentRequest.reused();
        }
        if (known.answer() != null) {
            return Uni.createFrom().item(known.answer().replay());
        }
        return keys.takeOver(request)
                .chain(taken -> {
                    if (!taken) {
                        throw IdempotentRequest.inProgress();
                    }
                    return letThrough(context, resumed(request, known.resourceId()));
                });
    }

    private Uni<@Nullable Response> letThrough(
            ContainerRequestContext context, IdempotentRequest request) {
        context.setProperty(REQUEST, request);
        call.isIdempotentAs(request);
        return Uni.createFrom().nullItem();
    }

    private static IdempotentRequest resumed(IdempotentRequest request, @Nullable UUID resourceId) {
        return new IdempotentRequest(
                request.partnerId(),
                request.operation(),
                request.key(),
                request.fingerprint(),
                request.receivedAt(),
                request.answerWithin(),
                resourceId,
                request.run(),
                new AtomicBoolean(true),
                new AtomicBoolean());
    }

    private IdempotentRequest requestOf(ContainerRequestContext context, String path) {
        String key = context.getHeaderString(KEY);
        if (key == null || key.isBlank() || key.length() > 255) {
            throw new Problem(
                    ProblemType.IDEMPOTENCY_KEY_REQUIRED,
                    "The Idempotency-Key header must have 1 to 255 characters.");
        }
        Caller caller = call.caller();
        return new IdempotentRequest(
                Objects.requireNonNullElse(caller.partnerId(), Ids.NIL),
                "POST " + path,
                key,
                fingerprint(caller, body(context)),
                clock.instant(),
                call.waitAtMost().plus(MARGIN),
                null,
                Ids.next(),
                new AtomicBoolean(),
                new AtomicBoolean());
    }

    /**
     * The body, where the endpoint takes one: then it has been read by now. What an endpoint does
     * not take says nothing.
     */
    private static byte[] body(ContainerRequestContext context) {
        if (!(context.getEntityStream() instanceof ByteArrayInputStream read)) {
            return new byte[0];
        }
        byte[] body = read.readAllBytes();
        context.setEntityStream(new ByteArrayInputStream(body));
        return body;
    }

    /** With the caller: an answer is never replayed to somebody else, who might see less. */
    private static String fingerprint(Caller caller, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(caller.subject().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    @ServerResponseFilter
    public Uni<Void> keep(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(REQUEST) instanceof IdempotentRequest idempotent)
                || idempotent.isAnswered().get()
                || !isKept(response)) {
            return Uni.createFrom().voidItem();
        }
        return keys.keep(idempotent, answer(response))
                .chain(kept -> kept ? Uni.createFrom().voidItem() : giveWay(idempotent, response))
                .onFailure()
                .invoke(e -> LOG.warnf(e, "The answer of %s was not kept.", idempotent.operation()))
                .onFailure()
                .recoverWithNull();
    }

    /** Another run of the same request was quicker: its answer is the first, and the only one. */
    private Uni<Void> giveWay(IdempotentRequest request, ContainerResponseContext response) {
        return keys.find(request)
                .invoke(known -> known.ifPresent(first -> giveWay(request, first, response)))
                .replaceWithVoid();
    }

    private void giveWay(
            IdempotentRequest request,
            IdempotencyKeys.Known first,
            ContainerResponseContext response) {
        var headers = response.getHeaders();
        headers.remove("Location");
        headers.remove("ETag");
        if (!first.fingerprint().equals(request.fingerprint())) {
            refuse(response, ProblemAnswer.to(IdempotentRequest.reused(), request.path()));
        } else if (first.answer() == null) {
            refuse(response, ProblemAnswer.to(IdempotentRequest.inProgress(), request.path()));
        } else {
            repeat(response, first.answer());
        }
    }

    private void refuse(ContainerResponseContext response, ProblemAnswer refusal) {
        refusal.headers().forEach(response.getHeaders()::putSingle);
        response.setStatus(refusal.status());
        response.setEntity(
                write(refusal.body()), null, MediaType.valueOf(ProblemAnswer.MEDIA_TYPE));
    }

    private static void repeat(ContainerResponseContext response, KeptAnswer first) {
        var headers = response.getHeaders();
        headers.putSingle(KeptAnswer.REPLAYED, "true");
        if (first.location() != null) {
            headers.putSingle("Location", first.location());
        }
        if (first.etag() != null) {
            headers.putSingle("ETag", first.etag());
        }
        response.setStatus(first.status());
        response.setEntity(
                first.body(),
                null,
                first.contentType() == null
                        ? MediaType.APPLICATION_JSON_TYPE
                        : MediaType.valueOf(first.contentType()));
    }

    private static boolean isKept(ContainerResponseContext response) {
        int status = response.getStatus();
        boolean inProgress =
                status == 409
                        && response.getEntity() instanceof String body
                        && body.contains("\"/problems/request-in-progress\"");
        return status < 500 && status != 429 && status != 401 && !inProgress;
    }

    /** Writes the entity here, so that what is kept and what goes out are the same bytes. */
    private KeptAnswer answer(ContainerResponseContext response) {
        String body = write(response.getEntity());
        MediaType type = response.getMediaType();
        if (response.hasEntity()) {
            response.setEntity(body, null, type == null ? MediaType.APPLICATION_JSON_TYPE : type);
        }
        return new KeptAnswer(
                response.getStatus(),
                response.getHeaderString("Location"),
                response.getHeaderString("ETag"),
                type == null ? MediaType.APPLICATION_JSON : type.toString(),
                body);
    }

    private String write(@Nullable Object entity) {
        try {
            return switch (entity) {
                case null -> "";
                case String text -> text;
                case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
                default -> json.writeValueAsString(entity);
            };
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer can be written as JSON.", e);
        }
    }
}
