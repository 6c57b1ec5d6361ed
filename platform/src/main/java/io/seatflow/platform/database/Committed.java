package io.seatflow.platform.database;

/**
 * Told, in this process, that a transaction has just been committed: an event may wait in the
 * outbox.
 */
public interface Committed {

    void afterCommit();
}
