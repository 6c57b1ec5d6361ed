package io.seatflow.account.audit;

/**
 * Whom and what a change comes from.
 *
 * @param actor an e-mail address, the name of an integration, or a service
 * @param through the request or the event that made it
 */
public record Origin(String actor, String through) {}
