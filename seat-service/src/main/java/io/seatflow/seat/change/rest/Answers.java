package io.seatflow.seat.change.rest;

import static org.jboss.resteasy.reactive.RestResponse.Status.ACCEPTED;
import static org.jboss.resteasy.reactive.RestResponse.Status.CREATED;
import static org.jboss.resteasy.reactive.RestResponse.Status.OK;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.idempotency.KeptAnswer;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemAnswer;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.seat.change.ChangeDecision;
import io.seatflow.seat.change.Reason;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.ledger.PartnerId;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/**
 * Seat changes as answers.
 *
 * @param caller whoever asks
 * @param path what was asked for
 * @param traceId the trace of whoever asks
 */
record Answers(PartnerId partner, Caller caller, String path, String traceId, ObjectMapper json) {

    /** The whole answer to a new request, if it came to its end at once. */
    @Nullable KeptAnswer endOfAsk(ChangeDecision decision) {
        return end(decision, accepted -> toAsk(accepted.change()));
    }

    /** The whole answer to a confirmation, if nothing had to be bought. */
    @Nullable KeptAnswer endOfConfirm(ChangeDecision decision) {
        return end(decision, this::toConfirm);
    }

    /** The whole answer to a cancellation. */
    @Nullable KeptAnswer endOfCancel(ChangeDecision decision) {
        return end(decision, this::toCancel);
    }

    private @Nullable KeptAnswer end(
            ChangeDecision decision, Function<ChangeDecision.Accepted, KeptAnswer> answer) {
        if (!(decision instanceof ChangeDecision.Accepted accepted)
                || !accepted.change().status().isOver()
                || awaitsFee(accepted.change())) {
            return null;
        }
        try {
            return answer.apply(accepted);
        } catch (Problem problem) {
            var refusal = ProblemAnswer.to(problem, path, traceId);
            return new KeptAnswer(
                    refusal.status(), null, null, ProblemAnswer.MEDIA_TYPE, write(refusal.body()));
        }
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer can be written as JSON.", e);
        }
    }

    /** What a client's own plan pays is nothing that its partner sees. */
    private boolean seesAmounts(SeatChange change) {
        return change.direct() ? caller.seesOwnAmounts() : caller.seesAmounts();
    }

    /** Whether the caller may be told what the next fee rises to, and nobody has said so yet. */
    boolean awaitsFee(SeatChange change) {
        return change.raisesNextFee() && change.nextPeriodFee() == null && seesAmounts(change);
    }

    /** What a new request came to. */
    KeptAnswer toAsk(SeatChange change) {
        return switch (change.status()) {
            case COMPLETED -> answer(CREATED, change);
            case QUOTING, AWAITING_CONFIRMATION, PURCHASING -> answer(ACCEPTED, change);
            case CANCELLED, EXPIRED -> answer(OK, change);
            case DECLINED, REJECTED -> throw cameToNothing(change);
        };
    }

    KeptAnswer toGet(SeatChange change) {
        return answer(OK, change);
    }

    /** What a confirmation came to; a repeated one gets what the first one came to. */
    KeptAnswer toConfirm(ChangeDecision decision) {
        var change = openChange(decision);
        return switch (change.status()) {
            case COMPLETED -> answer(OK, change);
            case QUOTING, AWAITING_CONFIRMATION, PURCHASING -> answer(ACCEPTED, change);
            case CANCELLED, EXPIRED -> throw notOpen(change);
            case DECLINED, REJECTED -> throw cameToNothing(change);
        };
    }

    KeptAnswer toCancel(ChangeDecision decision) {
        var change = openChange(decision);
        if (change.status() != SeatChange.Status.CANCELLED) {
            throw notOpen(change);
        }
        return answer(OK, change);
    }

    /** With amounts or without, by type: none can slip through. */
    Object view(SeatChange change) {
        var shown = shown(change);
        return seesAmounts(change)
                ? new PricedChangeView(shown, change.quote(), change.nextPeriodFee())
                : shown;
    }

    private ChangeView shown(SeatChange change) {
        var reason = change.reason();
        return ChangeView.of(change, reason == null ? null : shown(change, reason));
    }

    /** What the processor said of a card is for those who may see what it was to pay. */
    private Reason shown(SeatChange change, Reason reason) {
        return seesAmounts(change) ? reason : reason.withoutWordsOfPayment();
    }

    private KeptAnswer answer(Status status, SeatChange change) {
        return new KeptAnswer(
                status.getStatusCode(),
                "/v1/partners/" + partner + "/seat-changes/" + change.id(),
                "\"" + change.version() + "\"",
                MediaType.APPLICATION_JSON,
                write(view(change)));
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
        return seesAmounts(change)
                ? problem.with("quoteId", quote.id()).with("quote", quote)
                : problem.with("quoteId", quote.id());
    }

    private Problem cameToNothing(SeatChange change) {
        var reason = change.reason();
        if (reason == null) {
            throw new IllegalStateException("A change comes to nothing for a reason.");
        }
        return problem(change, reason);
    }

    private Problem problem(SeatChange change, Reason reason) {
        var problem =
                new Problem(ProblemType.ofSlug(reason.slug()), shown(change, reason).detail())
                        .with("changeId", change.id().value());
        if (reason.isOfPayment() && seesAmounts(change)) {
            problem = problem.with("reason", reason.detail());
        }
        for (var figure : reason.figures().entrySet()) {
            problem = problem.with(figure.getKey(), figure.getValue());
        }
        return problem;
    }
}
