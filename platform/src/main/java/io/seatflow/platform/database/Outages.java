package io.seatflow.platform.database;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells whether the database was away, rather than something wrong with what was asked of it. */
public final class Outages {

    private static final Pattern OUTAGE = Pattern.compile("(08|53|57|58)...|25006");

    private Outages() {}

    /**
     * Whether the connection is lost or not to be had, or the server is out of resources (class
     * 53), shutting down (57), in trouble with its disk (58) or read-only after a failover.
     */
    public static boolean isOutage(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // What the server says is a VertxException too: it is looked at first.
            if (cause instanceof PgException pg) {
                return OUTAGE.matcher(String.valueOf(pg.getSqlState())).matches();
            }
            if (cause instanceof IOException
                    || cause instanceof VertxException
                    // What the pool says when it has no connection in time, or is closed.
                    || cause instanceof NoStackTraceThrowable) {
                return true;
            }
        }
        return false;
    }
}
