package io.seatflow.platform.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/** Where failures of resources become problem+json. */
class ProblemMapper {

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
        return answer(ProblemAnswer.problemOf(failure), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response badToken(AuthenticationFailedException failure, HttpServerRequest request) {
        return answer(ProblemAnswer.problemOf(failure), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response forbidden(ForbiddenException failure, HttpServerRequest request) {
        return answer(ProblemAnswer.problemOf(failure), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response violated(ConstraintViolationException failure, HttpServerRequest request) {
        List<Problem.FieldError> errors = new ArrayList<>();
        failure.getConstraintViolations()
                .forEach(violation -> errors.add(parameterError(violation)));
        return answer(Problem.invalid(errors), request);
    }

    /** What a parameter of an endpoint cannot be read as is no address: {@code ?limit=abc}. */
    @ServerExceptionMapper(priority = 1)
    public Response notFound(NotFoundException failure, HttpServerRequest request) {
        List<Problem.FieldError> unreadable =
                failure.getCause() == null ? List.of() : unreadable(CurrentRequestManager.get());
        return unreadable.isEmpty()
                ? refusedByRest(failure, request)
                : answer(Problem.invalid(unreadable), request);
    }

    private static List<Problem.FieldError> unreadable(
            @Nullable ResteasyReactiveRequestContext context) {
        return context == null || context.getTarget() == null
                ? List.of()
                : UnreadableQuery.errors(
                        context.getTarget().getLazyMethod().getMethod(),
                        context.getUriInfo().getQueryParameters());
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
        return answer(ProblemAnswer.problemOf(failure), request);
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
        ProblemAnswer answer = ProblemAnswer.to(problem, request.path());
        Response.ResponseBuilder response =
                Response.status(answer.status())
                        .type(ProblemAnswer.MEDIA_TYPE)
                        .entity(write(answer.body()));
        answer.headers().forEach(response::header);
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
