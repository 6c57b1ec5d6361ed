package io.seatflow.platform.database;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells whether the database was away, rather than something wrong with what was asked of it. */
public final class Outages {

    private static final Pattern OUTAGE =
            Pattern.compile("(08|28|53|58)...|57P0.|25P03|25006|3D000");

    /**
     * What client and pool say of a connection that is lost or not to be had. They refuse a wrong
     * parameter with the same types, so only the words tell; a parameter's value may be among
     * those, but never at the beginning.
     */
    private static final Pattern NO_CONNECTION =
            Pattern.compile(
                    "(?s)(Timeout|Connection (is not active|was closed|closed)|Pending requests failed|Pool (is )?closed).*");

    private Outages() {}

    /**
     * Whether the connection is lost or not to be had, or the server takes nobody in (classes 08
     * and 28, 3D000), is out of resources (53), shutting down (57P0x), in trouble with its disk
     * (58), has cut off who was idle (25P03) or is read-only after a failover.
     */
    public static boolean isOutage(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // What the server says is a VertxException too: it is looked at first.
            if (cause instanceof PgException pg) {
                return OUTAGE.matcher(String.valueOf(pg.getSqlState())).matches();
            }
            if (isOfTheNetwork(cause) || isOfThePool(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the same work may well succeed a moment later, as it is: after an outage, or after a
     * conflict with other transactions.
     */
    public static boolean isPassing(@Nullable Throwable failure) {
        return isOutage(failure) || Retry.isConflict(failure);
    }

    /** Not every {@link IOException} is: JSON that cannot be read is one as well. */
    private static boolean isOfTheNetwork(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof SocketTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof ClosedChannelException
                || cause instanceof SSLException
                // What the JDK's and Netty's channels say of a peer that is gone.
                || cause.getClass() == IOException.class
                || cause.getClass().getName().startsWith("io.netty.channel.unix.Errors$");
    }

    private static boolean isOfThePool(Throwable cause) {
        return cause instanceof ClosedConnectionException
                || ((cause instanceof VertxException || cause instanceof NoStackTraceThrowable)
                        && NO_CONNECTION.matcher(String.valueOf(cause.getMessage())).matches());
    }
}
