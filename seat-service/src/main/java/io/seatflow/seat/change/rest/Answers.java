package io.seatflow.seat.change.rest;

import static org.jboss.resteasy.reactive.RestResponse.Status.ACCEPTED;
import static org.jboss.resteasy.reactive.RestResponse.Status.CREATED;
import static org.jboss.resteasy.reactive.RestResponse.Status.OK;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.seat.change.ChangeDecision;
import io.seatflow.seat.change.Reason;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.ledger.PartnerId;
import jakarta.ws.rs.core.UriBuilder;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * Seat changes as answers.
 *
 * @param seesAmounts whether whoever asks may see what they cost
 */
record Answers(PartnerId partner, boolean seesAmounts) {

    /** What a new request came to. */
    RestResponse<Object> toAsk(SeatChange change) {
        return switch (change.status()) {
            case COMPLETED -> answer(CREATED, change);
            case QUOTING, AWAITING_CONFIRMATION, PURCHASING -> answer(ACCEPTED, change);
            case CANCELLED, EXPIRED -> answer(OK, change);
            case DECLINED, REJECTED -> throw cameToNothing(change);
        };
    }

    RestResponse<Object> toGet(SeatChange change) {
        return answer(OK, change);
    }

    /** What a confirmation came to; a repeated one gets what the first one came to. */
    RestResponse<Object> toConfirm(ChangeDecision decision) {
        var change = openChange(decision);
        return switch (change.status()) {
            case COMPLETED -> answer(OK, change);
            case QUOTING, AWAITING_CONFIRMATION, PURCHASING -> answer(ACCEPTED, change);
            case CANCELLED, EXPIRED -> throw notOpen(change);
            case DECLINED, REJECTED -> throw cameToNothing(change);
        };
    }

    RestResponse<Object> toCancel(ChangeDecision decision) {
        var change = openChange(decision);
        if (change.status() != SeatChange.Status.CANCELLED) {
            throw notOpen(change);
        }
        return answer(OK, change);
    }

    /** With amounts or without, by type: none can slip through. */
    Object view(SeatChange change) {
        return seesAmounts ? PricedChangeView.of(change) : ChangeView.of(change);
    }

    private RestResponse<Object> answer(Status status, SeatChange change) {
        var location =
                UriBuilder.fromPath("/v1/partners/{p}/seat-changes/{c}")
                        .build(partner, change.id());
        return ResponseBuilder.create(status, view(change))
                .location(location)
                .tag(Integer.toString(change.version()))
                .build();
    }

    private SeatChange openChange(ChangeDecision decision) {
        return switch (decision) {
            case ChangeDecision.Accepted(var change, _, _) -> change;
            case ChangeDecision.Stands(var change) -> change;
            case ChangeDecision.NotOpen(var change) -> throw notOpen(change);
            case ChangeDecision.QuoteSuperseded(var change) -> throw superseded(change);
            case ChangeDecision.LimitReached(var change, var reason) ->
                    throw problem(change, reason);
            case ChangeDecision.Stale(var change) ->
                    throw new Problem(
                                    ProblemType.STALE_VERSION,
                                    "The change is at version " + change.version() + ".")
                            .with("changeId", change.id().value());
            case ChangeDecision.UnknownClient _ -> throw Problem.notFound("client");
        };
    }

    private static Problem notOpen(SeatChange change) {
        return new Problem(
                        ProblemType.CHANGE_NOT_OPEN,
                        "The change is " + change.status().name() + ".")
                .with("changeId", change.id().value())
                .with("status", change.status());
    }

    private Problem superseded(SeatChange change) {
        var problem =
                new Problem(
                                ProblemType.QUOTE_SUPERSEDED,
                                change.quote() == null
                                        ? "A new price is being worked out."
                                        : "There is a new price; confirm it by its quoteId.")
                        .with("changeId", change.id().value());
        var quote = change.quote();
        if (quote == null) {
            return problem;
        }
        return seesAmounts
                ? problem.with("quoteId", quote.id()).with("quote", quote)
                : problem.with("quoteId", quote.id());
    }

    private static Problem cameToNothing(SeatChange change) {
        var reason = change.reason();
        if (reason == null) {
            throw new IllegalStateException("A change comes to nothing for a reason.");
        }
        return problem(change, reason);
    }

    private static Problem problem(SeatChange change, Reason reason) {
        var problem =
                new Problem(ProblemType.ofSlug(reason.slug()), reason.detail())
                        .with("changeId", change.id().value());
        for (var figure : reason.figures().entrySet()) {
            problem = problem.with(figure.getKey(), figure.getValue());
        }
        return problem;
    }
}
