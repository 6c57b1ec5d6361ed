package io.seatflow.local.braintree.http;

/** What is served under one path. */
@FunctionalInterface
public interface Door {
    Answer answer(Call call);
}
