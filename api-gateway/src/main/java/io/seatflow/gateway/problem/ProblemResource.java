package io.seatflow.gateway.problem;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The pages that the {@code type} of every problem leads to. */
@Path("/problems")
@Tag(name = "Gateway")
class ProblemResource {

    private final Template problems;
    private final Template problem;
    private final Meanings meanings;

    ProblemResource(
            @Location("problems.html") Template problems,
            @Location("problem.html") Template problem,
            Meanings meanings) {
        this.problems = problems;
        this.problem = problem;
        this.meanings = meanings;
    }

    /**
     * A problem as it is explained.
     *
     * @param meaning what has happened
     * @param remedy what whoever meets it can do
     */
    record Explained(
            String type, String slug, String title, int status, String meaning, String remedy) {}

    record Explanations(List<Explained> items) {}

    @GET
    @Operation(summary = "Every problem that there can be")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Explanations.class)))
    public Uni<Response> showAll(@HeaderParam("Accept") @Nullable String accept) {
        return isProgram(accept)
                ? json(new Explanations(all()))
                : page(problems.data("problems", all()));
    }

    @GET
    @Path("/{slug}")
    @Operation(summary = "What a problem means and what to do about it")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Explained.class)))
    public Uni<Response> show(
            @RestPath String slug, @HeaderParam("Accept") @Nullable String accept) {
        Explained explained = explained(slug);
        return isProgram(accept) ? json(explained) : page(problem.data("problem", explained));
    }

    /** Whoever does not mind is taken for a person. */
    private static boolean isProgram(@Nullable String accept) {
        return accept != null && accept.contains("json") && !accept.contains("text/html");
    }

    private static Uni<Response> json(Object body) {
        return Uni.createFrom().item(Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build());
    }

    private static Uni<Response> page(TemplateInstance filled) {
        return filled.createUni().map(html -> Response.ok(html, "text/html;charset=utf-8").build());
    }

    private List<Explained> all() {
        return Arrays.stream(ProblemType.values()).map(this::explain).toList();
    }

    private Explained explained(String slug) {
        return Arrays.stream(ProblemType.values())
                .filter(type -> type.slug().equals(slug))
                .findFirst()
                .map(this::explain)
                .orElseThrow(() -> Problem.notFound("problem"));
    }

    private Explained explain(ProblemType type) {
        return new Explained(
                "/problems/" + type.slug(),
                type.slug(),
                type.title(),
                type.status(),
                meanings.of(type),
                type.remedy());
    }
}
