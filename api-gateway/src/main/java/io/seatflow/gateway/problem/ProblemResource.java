package io.seatflow.gateway.problem;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The pages that the {@code type} of every problem leads to. */
@Path("/problems")
class ProblemResource {

    private static final String PAGE = "text/html;charset=utf-8;qs=1";
    private static final String JSON = "application/json;qs=0.5";

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
    @Produces(PAGE)
    @Operation(hidden = true)
    public Uni<String> showAll() {
        return problems.data("problems", all()).createUni();
    }

    @GET
    @Produces(JSON)
    @Operation(summary = "Every problem that there can be")
    public Explanations readAll() {
        return new Explanations(all());
    }

    @GET
    @Path("/{slug}")
    @Produces(PAGE)
    @Operation(hidden = true)
    public Uni<String> show(@RestPath String slug) {
        return problem.data("problem", explained(slug)).createUni();
    }

    @GET
    @Path("/{slug}")
    @Produces(JSON)
    @Operation(summary = "What a problem means and what to do about it")
    public Explained read(@RestPath String slug) {
        return explained(slug);
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
