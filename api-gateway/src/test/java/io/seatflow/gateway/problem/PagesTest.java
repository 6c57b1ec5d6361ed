package io.seatflow.gateway.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.gateway.testing.Upstreams;
import io.seatflow.platform.problem.ProblemType;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(Upstreams.class)
class PagesTest {

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void everyProblemHasAPage(ProblemType type) {
        String page =
                given().accept("text/html,application/xhtml+xml,*/*;q=0.8")
                        .get("/problems/" + type.slug())
                        .then()
                        .statusCode(200)
                        .contentType("text/html;charset=utf-8")
                        .header("Content-Security-Policy", containsString("default-src 'none'"))
                        .header("X-Frame-Options", "DENY")
                        .extract()
                        .asString();

        assertThat(page)
                .contains("" + type.status())
                .contains(escaped(type.title()))
                .contains(escaped(type.remedy()))
                .contains("What it means");
    }

    @Test
    void programsGetJson() {
        given().accept("application/json")
                .get("/problems/insufficient-seats")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("status", equalTo(409))
                .body("type", equalTo("/problems/insufficient-seats"))
                .body("meaning", containsString("shortfall"));
        given().accept("application/json")
                .get("/problems")
                .then()
                .body("items", hasSize(ProblemType.values().length));
    }

    @Test
    void whoeverDoesNotMindGetsThePage() {
        given().accept("*/*").get("/problems").then().contentType("text/html;charset=utf-8");
        given().accept("*/*")
                .get("/problems/not-found")
                .then()
                .contentType("text/html;charset=utf-8");
    }

    @Test
    void anUnknownProblemIsOneItself() {
        given().get("/problems/no-such")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void theListLeadsToEachAndTheDoorToTheList() {
        String list = given().get("/problems").asString();
        assertThat(list)
                .contains(
                        Arrays.stream(ProblemType.values())
                                .map(type -> "/problems/" + type.slug())
                                .toList());

        String door = given().get("/").then().statusCode(200).extract().asString();
        assertThat(door)
                .contains("href=\"/docs\"", "href=\"/problems\"", "href=\"/health\"")
                .doesNotContain("https://");
        given().get("/assets/seatflow.css").then().statusCode(200);
        given().get("/assets/seat.svg").then().statusCode(200);
    }

    @Test
    void nothingIsExplainedThatDoesNotExist() throws Exception {
        var explained = new Properties();
        try (var file = PagesTest.class.getResourceAsStream("/problems.properties")) {
            explained.load(file);
        }

        assertThat(explained.stringPropertyNames())
                .isSubsetOf(Arrays.stream(ProblemType.values()).map(ProblemType::slug).toList());
    }

    @Test
    void otherSitesAreNotLetIn() {
        given().header("Origin", "https://example.com")
                .header("Access-Control-Request-Method", "GET")
                .options("/v1/partners")
                .then()
                .header("Access-Control-Allow-Origin", org.hamcrest.Matchers.nullValue());
    }

    private static String escaped(String text) {
        return text.replace("'", "&#39;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
