package io.seatflow.platform.problem;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.seatflow.platform.tenancy.RequestId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A problem as it goes over the wire, whatever writes it there.
 *
 * @param body the members of the {@code application/problem+json} document, in order
 */
public record ProblemAnswer(int status, Map<String, String> headers, Map<String, Object> body) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The answer to a request for {@code path} that ended in {@code problem}. */
    public static ProblemAnswer to(Problem problem, @Nullable String path) {
        return to(problem, path, RequestId.traceId());
    }

    /** The same, written where the request's trace is not the present one. */
    public static ProblemAnswer to(Problem problem, @Nullable String path, String traceId) {
        ProblemType type = problem.type();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/problems/" + type.slug());
        body.put("title", type.title());
        body.put("status", type.status());
        body.put("detail", problem.detail());
        body.put("instance", path == null ? "/" : path);
        body.put("traceId", traceId);
        body.putAll(problem.members());
        return new ProblemAnswer(type.status(), headers(problem), body);
    }

    /** What a failure is to the caller: itself if it is a refusal, and never its inner details. */
    public static Problem problemOf(Throwable failure) {
        return switch (failure) {
            case Problem problem -> problem;
            case UnauthorizedException _ ->
                    new Problem(ProblemType.UNAUTHORIZED, "A bearer token is needed.");
            case AuthenticationFailedException failed
                    when failed.getCause() instanceof IOException ->
                    new Problem(
                            ProblemType.UNAVAILABLE,
                            "Whether the bearer token is valid cannot be found out right now.");
            case AuthenticationFailedException _ ->
                    new Problem(
                            ProblemType.UNAUTHORIZED,
                            "The bearer token is not valid or has expired.");
            case ForbiddenException _ ->
                    new Problem(ProblemType.FORBIDDEN, "Your role does not allow this.");
            default ->
                    new Problem(
                            ProblemType.INTERNAL_ERROR, "The request could not be carried out.");
        };
    }

    private static Map<String, String> headers(Problem problem) {
        return switch (problem.type()) {
            case UNAUTHORIZED -> Map.of("WWW-Authenticate", "Bearer");
            case UNAVAILABLE, TOO_MANY_REQUESTS, REQUEST_IN_PROGRESS ->
                    Map.of(
                            "Retry-After",
                            problem.members().getOrDefault("retryAfterSeconds", 1).toString());
            default -> Map.of();
        };
    }
}
