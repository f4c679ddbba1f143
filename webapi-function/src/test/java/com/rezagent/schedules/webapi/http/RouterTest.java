package com.rezagent.schedules.webapi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.webapi.http.Router.Match;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final Router<String> ROUTER = new Router<>(List.of(
            route("GET", "/api/groups/{group}"),
            route("GET", "/api/groups/{group}/members"),
            route("DELETE", "/api/groups/{group}/members/{id}"),
            route("GET", "/api/groups/{name}/members/{member}"),
            route("POST", "/api/groups/{group}/members/actions"),
            route("POST", "/api/groups/actions/{id}/pause"),
            route("POST", "/api/groups/{group}/{id}/pause"),
            route("POST", "/api/groups/actions")));

    private static Route<String> route(String method, String path) {
        return Route.read(method, path, Role.VIEWER, method + " " + path);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/groups/billing, GET /api/groups/{group}, group=billing",
        "GET, /api/groups/billing/, GET /api/groups/{group}, group=billing",
        "GET, /api/groups/a%2Fb%20c, GET /api/groups/{group}, group=a/b c",
        "GET, /api/groups/50%, GET /api/groups/{group}, group=50%",
        "GET, /api/groups/billing/members, GET /api/groups/{group}/members, group=billing",
        "GET, /%61pi/groups/x/m%65mbers, GET /api/groups/{group}/members, group=x",
        "DELETE, /api/groups/billing/members/7, DELETE /api/groups/{group}/members/{id}, group=billing id=7",
        "GET, /api/groups/billing/members/7, GET /api/groups/{name}/members/{member}, name=billing member=7",
    })
    void path_variables_are_decoded_and_passed_by_name(String method, String path, String route, String variables) {
        Match<String> match = ROUTER.find(method, path);

        assertThat(match).isInstanceOfSatisfying(Match.Found.class, found -> {
            assertThat(found.route()).isEqualTo(route(method, route.substring(method.length() + 1)));
            assertThat(String.join(" ", pairs(found.variables()))).isEqualTo(variables);
        });
    }

    private static List<String> pairs(Map<?, ?> variables) {
        return variables.entrySet().stream().map(Map.Entry::toString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/groups/actions, /api/groups/actions",
        "/api/groups/x/members/actions, /api/groups/{group}/members/actions",
        "/api/groups/actions/x/pause, /api/groups/actions/{id}/pause",
        "/api/groups/x/actions/pause, /api/groups/{group}/{id}/pause",
    })
    void the_first_literal_segment_wins_over_a_variable(String path, String route) {
        assertThat(ROUTER.find("POST", path))
                .isInstanceOfSatisfying(
                        Match.Found.class, found -> assertThat(found.route()).isEqualTo(route("POST", route)));
    }

    @Test
    void a_method_of_a_less_literal_template_is_not_used() {
        assertThat(ROUTER.find("GET", "/api/groups/actions"))
                .isEqualTo(new Match.OtherMethod<String>("/api/groups/actions", Set.of("POST")));
        assertThat(ROUTER.find("PUT", "/api/groups/x/members/7"))
                .isEqualTo(new Match.OtherMethod<String>("/api/groups/{group}/members/{id}", Set.of("DELETE", "GET")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/api",
                "/api/groups/",
                "/api/groups//",
                "/api/groups//members",
                "/api/groups/x/members//"
            })
    void an_empty_segment_matches_no_variable(String path) {
        assertThat(ROUTER.find("GET", path)).isInstanceOf(Match.Nothing.class);
    }

    @Test
    void two_routes_of_one_method_and_shape_are_refused() {
        List<Route<String>> routes = List.of(route("GET", "/a/{id}"), route("GET", "/a/{name}"));

        assertThatThrownBy(() -> new Router<>(routes)).hasMessageContaining("Duplicate route GET /a/{name}");
        assertThatThrownBy(() -> PathTemplate.of("/a/{id}/b/{id}")).hasMessageContaining("Duplicate variable {id}");
    }
}
