package io.seatflow.acceptance.check;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request with its key, and everything that came of sending it, however often that was. Several
 * threads add to it.
 */
final class Operation {

    private final UUID partner;
    private final String key;
    private final Request request;
    private final String actor;
    private final boolean isAbandoned;
    private final List<Answer> answers = new ArrayList<>();
    private int sent;
    private int putOff;

    /**
     * A request that is about to be sent.
     *
     * @param actor the e-mail address of who asks; an abandoned request has one of its own
     * @param isAbandoned whether nobody ever asks what became of it
     */
    Operation(UUID partner, String key, Request request, String actor, boolean isAbandoned) {
        this.partner = partner;
        this.key = key;
        this.request = request;
        this.actor = actor;
        this.isAbandoned = isAbandoned;
    }

    /** What is known of its end. */
    enum Outcome {
        ACKNOWLEDGED,
        REFUSED,
        UNKNOWN
    }

    UUID partner() {
        return partner;
    }

    String key() {
        return key;
    }

    Request request() {
        return request;
    }

    String actor() {
        return actor;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    synchronized void isSent() {
        sent++;
    }

    /** How often it has gone out. */
    synchronized int sent() {
        return sent;
    }

    /** Notes an answer, if that says what became of the request. */
    synchronized void answered(Answer answer) {
        if (answer.isFinal()) {
            answers.add(answers.contains(answer) ? answers.get(answers.indexOf(answer)) : answer);
        } else {
            putOff = answer.status();
        }
    }

    /** The last status that said nothing of what became of it; 0 where there was none. */
    synchronized int putOff() {
        return putOff;
    }

    /** Every final answer, first to last. */
    synchronized List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** The first final answer; null while there is none. */
    synchronized @Nullable Answer answer() {
        return answers.isEmpty() ? null : answers.getFirst();
    }

    Outcome outcome() {
        var answer = answer();
        if (answer == null) {
            return Outcome.UNKNOWN;
        }
        return answer.isAccepted() ? Outcome.ACKNOWLEDGED : Outcome.REFUSED;
    }

    @Override
    public String toString() {
        return "%s of partner %s with key %s, sent %d times, put off with %d, answered %s"
                .formatted(request, partner, key, sent(), putOff(), answers());
    }
}
