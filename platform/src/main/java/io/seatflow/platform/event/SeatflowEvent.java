package io.seatflow.platform.event;

/**
 * A fact in the past tense that one service tells the others. The payload alone: partner, sequence
 * and time travel beside it in {@link Received}.
 */
public sealed interface SeatflowEvent permits AccountEvent, SeatEvent, BillingEvent, TrialEvent {}
