package io.seatflow.account.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The call that makes a change.
 *
 * @param ofProgram whether a program calls and no person
 * @param callersClientId the client whose user calls; null for the partner's own
 * @param clientId the client that the call's path names; null where it names none
 * @param address the network address that it came from; null where unknown
 */
public record Call(
        boolean ofProgram,
        @Nullable UUID callersClientId,
        @Nullable UUID clientId,
        @Nullable String address) {}
