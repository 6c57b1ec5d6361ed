package io.seatflow.platform.tenancy;

import io.seatflow.platform.idempotency.IdempotentRequest;
import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the platform's filters found out about the request that is being served. */
@RequestScoped
public class CurrentCall {

    private static final Duration WAIT_DEFAULT = Duration.ofSeconds(5);

    private @Nullable Caller caller;
    private @Nullable IdempotentRequest idempotency;
    private Duration waitAtMost = WAIT_DEFAULT;
    private @Nullable String address;
    private @Nullable UUID clientId;

    /** Who is calling. Everything under {@code /v1} and {@code /internal} has a caller. */
    public Caller caller() {
        return Objects.requireNonNull(caller, "No caller: the path is outside /v1 and /internal.");
    }

    /** The request as its Idempotency-Key names it. Every POST under {@code /v1} has one. */
    public IdempotentRequest idempotency() {
        return Objects.requireNonNull(
                idempotency, "No idempotency key: only a POST under /v1 has one.");
    }

    /**
     * How long the caller is ready to wait for other services' work ({@code Prefer: wait}); zero:
     * not at all.
     */
    public Duration waitAtMost() {
        return waitAtMost;
    }

    /** The path that was called; only a POST under {@code /v1} has one here. */
    public String path() {
        return idempotency == null ? "/" : idempotency.path();
    }

    /** The caller, if somebody calls: background work that a request began has none. */
    public Optional<Caller> anyCaller() {
        return Optional.ofNullable(caller);
    }

    /** The network address that the call came from, as the gateway saw it; null where unknown. */
    public @Nullable String address() {
        return address;
    }

    /** The client that the path names; null where it names none. */
    public @Nullable UUID clientId() {
        return clientId;
    }

    void cameFrom(@Nullable String callersAddress) {
        this.address = callersAddress;
    }

    void isAbout(@Nullable UUID client) {
        this.clientId = client;
    }

    void calledBy(Caller identified) {
        this.caller = identified;
    }

    void waitsAtMost(Duration duration) {
        this.waitAtMost = duration;
    }

    /** Told by the idempotency filter, once it has let the request through. */
    public void isIdempotentAs(IdempotentRequest request) {
        this.idempotency = request;
    }
}
