package io.seatflow.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A class that has servers of its own: it goes beside those that use the running suite, one such
 * class at a time. A class that holds people to a second takes the same {@linkplain #LOCK lock},
 * and goes alone.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OwnServers.LOCK)
public @interface OwnServers {

    /** The machine, as far as it is there for more than the running suite. */
    String LOCK = "the rest of the machine";
}
