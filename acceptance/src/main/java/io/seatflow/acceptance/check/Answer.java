package io.seatflow.acceptance.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a request was answered with. */
record Answer(int status, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Whether it says what became of the request. Where the server failed, was busy, or is still at
     * it, it says nothing: the same key may be asked again.
     */
    boolean isFinal() {
        return status < 500 && status != 429 && status != 401 && !isInProgress();
    }

    boolean isInProgress() {
        return status == 409 && problem().equals("request-in-progress");
    }

    boolean isAccepted() {
        return status < 300;
    }

    /** The slug of the problem that it is; empty where it is none. */
    String problem() {
        return json().path("type").asText("").replace("/problems/", "");
    }

    /** The change that it is about; null where it is about none. */
    @Nullable UUID changeId() {
        var json = json();
        var id = json.path(isAccepted() ? "id" : "changeId");
        return id.isTextual() ? UUID.fromString(id.textValue()) : null;
    }

    /** The status of the change that it is about; empty where it is a refusal. */
    String changeStatus() {
        return isAccepted() ? json().path("status").asText("") : "";
    }

    /** The name of the price that it tells; null where it tells none. */
    @Nullable UUID quoteId() {
        var json = json();
        var id = json.path("quote").path("id");
        return id.isTextual() ? UUID.fromString(id.textValue()) : null;
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON: " + body, e);
        }
    }
}
