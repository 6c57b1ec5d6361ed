package io.seatflow.trial;

import java.time.Instant;

/**
 * What is to be told of a trial, and when.
 *
 * @param endsAt the end of the trial that it belongs to
 */
public record Timer(TimerKind kind, Instant endsAt, Instant dueAt) {}
