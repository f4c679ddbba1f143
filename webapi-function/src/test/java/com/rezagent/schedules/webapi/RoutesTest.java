package com.rezagent.schedules.webapi;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.testing.Repository;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Route.Effect;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

public class RoutesTest {
    private final FakeStage stage = new FakeStage();
    private final List<Route<Handler>> routes = of(stage);

    static List<Route<Handler>> of(FakeStage stage) {
        return Routes.of(stage.ports(), stage.settings(), new Log(stage.log::add, stage.clock));
    }

    /** Returns the role that a route needs, e.g. of {@code DELETE /api/schedules/{id}}. */
    public static Role roleOf(FakeStage stage, String route) {
        return of(stage).stream()
                .filter(it -> (it.method() + " " + it.path()).equals(route))
                .findFirst()
                .orElseThrow()
                .role();
    }

    /** The document says it to callers, so a change of a role is a change of the document, too. */
    @Test
    void each_route_needs_the_role_that_the_document_states() {
        OpenApi openApi = OpenApi.shipped();
        Map<String, String> documented = openApi.operations().stream()
                .collect(toMap(
                        OpenApi.Operation::toString,
                        it -> openApi.document()
                                .json()
                                .at(it.pointer() + "/x-role")
                                .asText()));

        assertThat(routes.stream()
                        .collect(toMap(
                                it -> it.method() + " " + it.path(),
                                it -> it.role().name().toLowerCase(Locale.ROOT).replace('_', '-'))))
                .isEqualTo(documented);
    }

    @Test
    void the_error_of_an_unknown_path_names_the_paths_that_exist() {
        String details = stage.get("/api/unknown").details();
        List<String> named =
                List.of(details.replaceAll("^Paths begin with one of |;.*$", "").split(", "));

        assertThat(named).contains("/api/schedules", "/health").allMatch(it -> it.matches("(/api)?/[a-z.]+"));
        assertThat(routes).allSatisfy(route -> assertThat(named).anyMatch(route.path()::startsWith));
        assertThat(named)
                .allSatisfy(
                        it -> assertThat(routes).anyMatch(route -> route.path().startsWith(it)));
    }

    /** They are throttled as reads, and all other POSTs as writes. */
    @Test
    void each_post_that_only_reads_has_a_route_of_its_own_in_the_template() throws IOException {
        String template = Repository.text("template.yaml");
        List<String> own = Pattern.compile("RouteKey: (POST [^{\\s]+)\\s")
                .matcher(template)
                .results()
                .map(it -> it.group(1))
                .toList();

        assertThat(routes.stream()
                        .filter(it -> it.method().equals("POST") && it.effect() == Effect.READ)
                        .map(it -> it.method() + " " + it.path()))
                .containsExactlyInAnyOrderElementsOf(own);
    }

    @Test
    void only_routes_for_operators_and_above_change_anything() {
        assertThat(routes)
                .allSatisfy(route -> assertThat(route.effect())
                        .as(route.method() + " " + route.path())
                        .isEqualTo(route.role().compareTo(Role.OPERATOR) < 0 ? Effect.READ : Effect.CHANGE));
    }
}
