package com.rezagent.schedules.webapi;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Route.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

public class RoutesTest {
    /** The role that each route needs. A route that is missing here has no reviewed role. */
    private static final Map<String, Role> ROLES = Map.ofEntries(
            Map.entry("POST /api/schedules", Role.EDITOR),
            Map.entry("GET /api/schedules", Role.VIEWER),
            Map.entry("POST /api/schedules/actions", Role.OPERATOR),
            Map.entry("POST /api/schedules/preview", Role.ANY_CALLER),
            Map.entry("POST /api/expressions/explain", Role.ANY_CALLER),
            Map.entry("GET /api/schedules/{id}", Role.VIEWER),
            Map.entry("PUT /api/schedules/{id}", Role.EDITOR),
            Map.entry("PATCH /api/schedules/{id}", Role.EDITOR),
            Map.entry("DELETE /api/schedules/{id}", Role.EDITOR),
            Map.entry("POST /api/schedules/{id}/restore", Role.EDITOR),
            Map.entry("POST /api/schedules/{id}/pause", Role.OPERATOR),
            Map.entry("POST /api/schedules/{id}/resume", Role.OPERATOR),
            Map.entry("POST /api/schedules/{id}/skip", Role.OPERATOR),
            Map.entry("POST /api/schedules/{id}/unskip", Role.OPERATOR),
            Map.entry("POST /api/schedules/{id}/move", Role.EDITOR),
            Map.entry("POST /api/schedules/{id}/trigger", Role.OPERATOR),
            Map.entry("GET /api/schedules/{id}/firings", Role.VIEWER),
            Map.entry("GET /api/timeline", Role.VIEWER),
            Map.entry("GET /api/attention", Role.VIEWER),
            Map.entry("GET /api/executions/{execution_id}", Role.VIEWER),
            Map.entry("POST /api/executions/{execution_id}/report", Role.OPERATOR),
            Map.entry("POST /api/executions/{execution_id}/retry", Role.OPERATOR),
            Map.entry("POST /api/executions/{execution_id}/acknowledge", Role.OPERATOR),
            Map.entry("POST /api/executions/actions", Role.OPERATOR),
            Map.entry("GET /api/schedules/{id}/executions", Role.VIEWER),
            Map.entry("GET /api/schedules/{id}/changes", Role.VIEWER),
            Map.entry("POST /api/schedules/{id}/revert", Role.EDITOR),
            Map.entry("GET /api/changes", Role.VIEWER),
            Map.entry("GET /api/groups/{group}/changes", Role.VIEWER),
            Map.entry("GET /api/groups", Role.VIEWER),
            Map.entry("GET /api/groups/{group}", Role.VIEWER),
            Map.entry("PUT /api/groups/{group}", Role.OWNER),
            Map.entry("DELETE /api/groups/{group}", Role.OWNER),
            Map.entry("POST /api/groups/{group}/pause", Role.OPERATOR),
            Map.entry("POST /api/groups/{group}/resume", Role.OPERATOR),
            Map.entry("POST /api/groups/actions", Role.OPERATOR),
            Map.entry("GET /api/openapi.json", Role.ANY_CALLER),
            Map.entry("GET /health", Role.ANY_CALLER));

    private final FakeStage stage = new FakeStage();
    private final List<Route<Handler>> routes = of(stage);

    private static List<Route<Handler>> of(FakeStage stage) {
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

    @Test
    void each_route_states_the_role_that_it_needs() {
        assertThat(routes.stream().collect(toMap(it -> it.method() + " " + it.path(), Route::role)))
                .isEqualTo(ROLES);
    }

    @Test
    void the_error_of_an_unknown_path_names_the_paths_that_exist() {
        String details = stage.send(Request.get("/api/unknown")).details();

        assertThat(routes)
                .allSatisfy(route -> assertThat(details)
                        .contains(route.path()
                                .split("/\\{")[0]
                                .replaceFirst("(/api/(schedules|groups|executions))/.*", "$1")));
    }

    /** They are throttled as reads, and all other POSTs as writes. */
    @Test
    void each_post_that_only_reads_has_a_route_of_its_own_in_the_template() throws IOException {
        String template = Files.readString(Path.of(System.getProperty("project.root"), "template.yaml"));
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
