package io.seatflow.acceptance.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything that was asked while the load was on. */
final class History {

    private final List<Operation> operations = new ArrayList<>();
    private final List<Violation> seen = new ArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger unansweredReads = new AtomicInteger();

    synchronized void add(Operation operation) {
        operations.add(operation);
    }

    /** Notes a read and whether it was answered. */
    void read(boolean isAnswered) {
        reads.incrementAndGet();
        if (!isAnswered) {
            unansweredReads.incrementAndGet();
        }
    }

    /** Notes what an answer contradicted at once. */
    synchronized void saw(Violation violation) {
        seen.add(violation);
    }

    synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    synchronized List<Violation> seen() {
        return List.copyOf(seen);
    }

    synchronized int size() {
        return operations.size() + reads.get();
    }

    int reads() {
        return reads.get();
    }

    int unansweredReads() {
        return unansweredReads.get();
    }
}
