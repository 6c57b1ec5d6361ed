package io.seatflow.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Several callers at once, where a test would only wait for one after the other. */
final class InParallel {

    private InParallel() {}

    /**
     * What the work makes of each, in their order.
     *
     * @param atOnce how many callers there are
     * @throws ExecutionException the first failure, once all are through
     */
    static <T, R> List<R> map(int atOnce, List<T> each, Function<T, R> work)
            throws InterruptedException, ExecutionException {
        var tasks = each.stream().<Callable<R>>map(one -> () -> work.apply(one)).toList();
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var done = new ArrayList<R>();
            for (var result : threads.invokeAll(tasks)) {
                done.add(result.get());
            }
            return done;
        }
    }
}
