package io.seatflow.gateway.route.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemAnswer;
import io.seatflow.platform.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Answers with problem+json what no resource answers. */
@Singleton
class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private final ObjectMapper json;

    Refusals(ObjectMapper json) {
        this.json = json;
    }

    /** Ends the request with the problem that the failure is. */
    void answer(HttpServerRequest request, Throwable failure) {
        Problem problem = ProblemAnswer.problemOf(failure);
        if (problem.type() == ProblemType.INTERNAL_ERROR) {
            LOG.errorf(failure, "%s %s failed", request.method(), request.path());
        }
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        ProblemAnswer answer = ProblemAnswer.to(problem, request.path());
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.putHeader("Content-Type", ProblemAnswer.MEDIA_TYPE);
        // A caller who is refused may still be sending: there is nobody to read the rest.
        if (!request.isEnded()) {
            response.putHeader("Connection", "close");
        }
        response.end(written(answer));
        request.resume();
    }

    Buffer written(ProblemAnswer answer) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(answer.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem's members can be written as JSON.", e);
        }
    }
}
