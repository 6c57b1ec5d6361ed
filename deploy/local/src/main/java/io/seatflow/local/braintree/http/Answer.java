package io.seatflow.local.braintree.http;

/** What a door answers. */
public sealed interface Answer {

    /** An answer with a body. */
    record Full(int status, String type, String body) implements Answer {}

    /** An answer of a status alone. */
    record Bare(int status) implements Answer {}

    /** No answer: the connection is cut. */
    record Cut() implements Answer {}

    static Answer of(int status, String type, String body) {
        return new Full(status, type, body);
    }
}
