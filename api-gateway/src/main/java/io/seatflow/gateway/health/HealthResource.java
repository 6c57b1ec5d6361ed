package io.seatflow.gateway.health;

import io.seatflow.gateway.route.Service;
import io.seatflow.gateway.upstream.Calls;
import io.seatflow.gateway.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the suite does: its services and Keycloak, each asked anew. */
@Path("/health")
@Singleton
@Tag(name = "Gateway")
class HealthResource {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final Upstreams upstreams;
    private final Calls calls;
    private final Clock clock;
    private final URI keycloak;

    HealthResource(
            Upstreams upstreams,
            Calls calls,
            Clock clock,
            @ConfigProperty(name = "seatflow.health.keycloak") URI keycloak) {
        this.upstreams = upstreams;
        this.calls = calls;
        this.clock = clock;
        this.keycloak = keycloak;
    }

    enum Status {
        UP,
        DOWN;

        static Status of(boolean isUp) {
            return isUp ? UP : DOWN;
        }
    }

    /** All of it: up when each component is. */
    record Health(Status status, List<Component> components) {}

    /**
     * @param live whether it runs
     * @param ready whether it does its work now
     * @param millis how long it took to say so
     */
    record Component(String name, Status status, boolean live, boolean ready, long millis) {}

    private record Probe(boolean passed, long millis) {}

    @GET
    @Operation(summary = "How the suite does")
    @APIResponse(responseCode = "200", description = "Every component is up.")
    @APIResponse(responseCode = "503", description = "One at least is not.")
    public Uni<Response> read() {
        List<Uni<Component>> components = new ArrayList<>();
        Upstreams.SUITE.forEach(service -> components.add(service(service)));
        components.add(keycloak());
        return Uni.join().all(components).andFailFast().map(HealthResource::answer);
    }

    private static Response answer(List<Component> components) {
        boolean isUp = components.stream().allMatch(one -> one.status() == Status.UP);
        return Response.status(isUp ? 200 : 503)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .entity(new Health(Status.of(isUp), components))
                .build();
    }

    private Uni<Component> service(Service service) {
        URI address = upstreams.address(service);
        Uni<Probe> live = probe(address.resolve("/q/health/live"));
        Uni<Probe> ready = probe(address.resolve("/q/health/ready"));
        return Uni.combine()
                .all()
                .unis(live, ready)
                .with((isLive, isReady) ->
                        component(
                                service.title(),
                                isLive.passed(),
                                isReady.passed(),
                                Math.max(isLive.millis(), isReady.millis())));
    }

    /** Ready when the realm answers: it does not before. */
    private Uni<Component> keycloak() {
        return probe(keycloak)
                .map(realm ->
                        component("keycloak", realm.passed(), realm.passed(), realm.millis()));
    }

    private static Component component(String name, boolean live, boolean ready, long millis) {
        return new Component(name, Status.of(live && ready), live, ready, millis);
    }

    private Uni<Probe> probe(URI address) {
        Instant start = clock.instant();
        return calls.get(address, Map.of(), ANSWER_WITHIN)
                .map(answer -> answer.statusCode() == 200)
                .onFailure()
                .recoverWithItem(false)
                .map(passed ->
                        new Probe(passed, Duration.between(start, clock.instant()).toMillis()));
    }
}
