package io.seatflow.gateway.route.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemAnswer;
import io.seatflow.platform.problem.ProblemType;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Answers with problem+json what no resource answers. */
@Singleton
class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private static final long LINGER_MILLIS = 2_000;

    private final ObjectMapper json;
    private final Vertx vertx;

    Refusals(ObjectMapper json, Vertx vertx) {
        this.vertx = vertx;
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
        hangUpOnWhoStillSends(request);
        response.end(written(answer));
        request.resume();
    }

    /**
     * A body may be under way that nobody wants. It is thrown away for a little while, so that its
     * sender can see the answer, and then their connection is closed.
     */
    void hangUpOnWhoStillSends(HttpServerRequest request) {
        boolean hasBody =
                request.headers().contains("Content-Length")
                        || request.headers().contains("Transfer-Encoding");
        if (hasBody && !request.isEnded()) {
            request.response().putHeader("Connection", "close");
            vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
        }
    }

    Buffer written(ProblemAnswer answer) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(answer.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem's members can be written as JSON.", e);
        }
    }
}
