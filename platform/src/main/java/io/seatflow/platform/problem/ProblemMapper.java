package io.seatflow.platform.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.seatflow.platform.tenancy.RequestId;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become problem+json. */
class ProblemMapper {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    private final ObjectMapper json;

    ProblemMapper(ObjectMapper json) {
        this.json = json;
    }

    @ServerExceptionMapper
    public Response refused(Problem problem, HttpServerRequest request) {
        return answer(problem, request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response unknownCaller(UnauthorizedException failure, HttpServerRequest request) {
        return answer(new Problem(ProblemType.UNAUTHORIZED, "A bearer token is needed."), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response badToken(AuthenticationFailedException failure, HttpServerRequest request) {
        return answer(
                new Problem(
                        ProblemType.UNAUTHORIZED, "The bearer token is not valid or has expired."),
                request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response forbidden(ForbiddenException failure, HttpServerRequest request) {
        return answer(
                new Problem(ProblemType.FORBIDDEN, "Your role does not allow this."), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response violated(ConstraintViolationException failure, HttpServerRequest request) {
        List<Problem.FieldError> errors = new ArrayList<>();
        failure.getConstraintViolations()
                .forEach(violation -> errors.add(parameterError(violation)));
        return answer(Problem.invalid(errors), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response refusedByRest(WebApplicationException failure, HttpServerRequest request) {
        int status = failure.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(failure, request);
        }
        return answer(new Problem(typeOf(status), sentenceFor(status)), request);
    }

    @ServerExceptionMapper(priority = 100)
    public Response unexpected(Throwable failure, HttpServerRequest request) {
        LOG.errorf(failure, "%s %s failed", request.method(), request.path());
        return answer(
                new Problem(ProblemType.INTERNAL_ERROR, "The request could not be carried out."),
                request);
    }

    private static ProblemType typeOf(int status) {
        return switch (status) {
            case 401 -> ProblemType.UNAUTHORIZED;
            case 403 -> ProblemType.FORBIDDEN;
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 413 -> ProblemType.PAYLOAD_TOO_LARGE;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            default -> ProblemType.INVALID_REQUEST;
        };
    }

    private static String sentenceFor(int status) {
        return status == 404 ? "There is nothing at this address." : typeOf(status).title() + ".";
    }

    private static Problem.FieldError parameterError(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        return new Problem.FieldError(
                "/" + path.substring(path.lastIndexOf('.') + 1), violation.getMessage());
    }

    private Response answer(Problem problem, HttpServerRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/problems/" + problem.type().slug());
        body.put("title", problem.type().title());
        body.put("status", problem.type().status());
        body.put("detail", problem.detail());
        body.put("instance", request.path());
        body.put("traceId", RequestId.traceId());
        body.putAll(problem.members());
        Response.ResponseBuilder response =
                Response.status(problem.type().status()).type(MEDIA_TYPE).entity(write(body));
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            response.header("WWW-Authenticate", "Bearer");
        }
        if (problem.type() == ProblemType.UNAVAILABLE
                || problem.type() == ProblemType.TOO_MANY_REQUESTS
                || problem.type() == ProblemType.REQUEST_IN_PROGRESS) {
            response.header("Retry-After", problem.members().getOrDefault("retryAfterSeconds", 1));
        }
        return response.build();
    }

    private String write(Map<String, Object> body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem's members can be written as JSON.", e);
        }
    }
}
