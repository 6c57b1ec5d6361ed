package io.seatflow.gateway.route;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, and whose account it is about.
 *
 * @param partnerId the partner that the path names, if it names one
 * @param clientId the client that the path names, if it names one
 * @param asksForAccess whether the caller asks for nothing but whether they may come in
 */
public record Destination(
        Service service,
        @Nullable UUID partnerId,
        @Nullable UUID clientId,
        boolean asksForAccess) {}
