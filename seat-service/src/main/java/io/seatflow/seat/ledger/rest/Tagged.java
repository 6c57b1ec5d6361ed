package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import org.jboss.resteasy.reactive.RestResponse;

/** Answers that carry the version of what they show. */
final class Tagged {

    private Tagged() {}

    /**
     * The entity; or 304 for a caller who has this version ({@code If-None-Match}).
     *
     * @throws Problem {@code stale-version} for a caller who wants another ({@code If-Match})
     */
    static <T> RestResponse<T> answer(Request request, T entity, String version) {
        var tag = new EntityTag(version);
        var unmet = request.evaluatePreconditions(tag);
        if (unmet == null) {
            return RestResponse.ResponseBuilder.ok(entity).tag(tag).build();
        }
        if (unmet.build().getStatus() == RestResponse.StatusCode.PRECONDITION_FAILED) {
            throw new Problem(ProblemType.STALE_VERSION, "It is at version " + version + " now.");
        }
        return RestResponse.ResponseBuilder.<T>create(RestResponse.Status.NOT_MODIFIED)
                .tag(tag)
                .build();
    }
}
