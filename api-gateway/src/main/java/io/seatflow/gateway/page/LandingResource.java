package io.seatflow.gateway.page;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.seatflow.platform.clock.Sandbox;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page at the door: where to go from here. */
@Path("/")
class LandingResource {

    private final Template landing;
    private final Sandbox sandbox;
    private final String issuer;

    LandingResource(
            @Location("landing.html") Template landing,
            Sandbox sandbox,
            @ConfigProperty(name = "quarkus.oidc.token.issuer") String issuer) {
        this.landing = landing;
        this.sandbox = sandbox;
        this.issuer = issuer;
    }

    @GET
    @Produces("text/html;charset=utf-8")
    @Operation(hidden = true)
    public Uni<String> show() {
        return landing.data("sandbox", sandbox.isOn()).data("issuer", issuer).createUni();
    }
}
