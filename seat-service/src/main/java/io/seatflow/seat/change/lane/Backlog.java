package io.seatflow.seat.change.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What waits for a lane: in order for each key, in turn between keys, and bounded, so that neither
 * a flood nor a pile-up of one key is anybody else's wait. Any thread may add to it.
 *
 * @param <K> whose turn it is: a partner
 */
public final class Backlog<K, T> {

    private final int mostPerKey;
    private final int most;
    private final Map<K, ArrayDeque<T>> queues = new HashMap<>();
    private final ArrayDeque<K> turns = new ArrayDeque<>();
    private int size;

    public Backlog(int mostPerKey, int most) {
        this.mostPerKey = mostPerKey;
        this.most = most;
    }

    /** Adds one to the end of its key's queue; false if there is no room for it. */
    public synchronized boolean offer(K key, T item) {
        var queue = queues.get(key);
        if (size >= most || (queue != null && queue.size() >= mostPerKey)) {
            return false;
        }
        add(key, item);
        return true;
    }

    /** Adds one to the end of its key's queue, whether there is room or not. */
    public synchronized void add(K key, T item) {
        var queue = queues.get(key);
        if (queue == null) {
            queue = new ArrayDeque<>();
            queues.put(key, queue);
            turns.add(key);
        }
        queue.add(item);
        size++;
    }

    /**
     * Takes what is next: from each key that has a turn up to {@code mostOfOne}, which is more than
     * one key's share where others wait too, so the rest of a flood goes to the end of the turns.
     *
     * @param but keys whose turn it is not: theirs goes on waiting
     */
    public synchronized List<T> take(int mostAtOnce, int mostOfOne, Set<K> but) {
        var taken = new ArrayList<T>(Math.min(size, mostAtOnce));
        for (int keys = turns.size(); keys > 0 && taken.size() < mostAtOnce; keys--) {
            var key = turns.remove();
            var queue = Objects.requireNonNull(queues.get(key));
            var limit = but.contains(key) ? 0 : Math.min(mostOfOne, mostAtOnce - taken.size());
            for (int i = 0; i < limit && !queue.isEmpty(); i++) {
                taken.add(queue.remove());
            }
            if (queue.isEmpty()) {
                queues.remove(key);
            } else {
                turns.add(key);
            }
        }
        size -= taken.size();
        return taken;
    }

    /** Takes the first of one key, whoever's turn it is. */
    public synchronized List<T> takeOf(K key, int most) {
        var queue = queues.get(key);
        var taken = new ArrayList<T>();
        while (queue != null && taken.size() < most && !queue.isEmpty()) {
            taken.add(queue.remove());
        }
        if (queue != null && queue.isEmpty()) {
            queues.remove(key);
            turns.remove(key);
        }
        size -= taken.size();
        return taken;
    }

    /** Takes out all that are so, whoever's turn it is. */
    public synchronized List<T> takeAll(Predicate<? super T> such) {
        var taken = new ArrayList<T>();
        queues.forEach((key, queue) -> queue.removeIf(item -> such.test(item) && taken.add(item)));
        queues.values().removeIf(ArrayDeque::isEmpty);
        turns.removeIf(key -> !queues.containsKey(key));
        size -= taken.size();
        return taken;
    }

    public synchronized int size() {
        return size;
    }
}
