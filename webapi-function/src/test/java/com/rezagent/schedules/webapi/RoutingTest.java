package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
    private final FakeStage stage = new FakeStage();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/",
                "/api/schedule",
                "/API/schedules",
                "/api//schedules",
                "/api/schedules//",
                "/api/schedules/sched_0/unknown",
                "/api/schedules/sched_0/pause/now",
                "/api/schedules/%2F/%2F/%2F",
                "/health/deep",
                "/local/clock",
                "/%",
                "/..",
                "//"
            })
    void an_unknown_path_returns_404(String path) {
        for (String method : new String[] {"GET", "POST", "OPTIONS", "BREW"}) {
            stage.send(Request.of(method, path)).assertError(404, "route_not_found");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /api/schedules | GET, HEAD, OPTIONS, POST",
                "PATCH | /api/groups/billing | DELETE, GET, HEAD, OPTIONS, PUT",
                "POST | /api/schedules/sched_0 | DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
                "GET | /api/schedules/preview | OPTIONS, POST",
                "HEAD | /api/schedules/preview | OPTIONS, POST",
                "GET | /api/schedules/sched_0/pause | OPTIONS, POST",
                "PUT | /api/schedules/sched_0/resume | OPTIONS, POST",
                "DELETE | /api/schedules/sched_0/trigger | OPTIONS, POST",
                "POST | /api/schedules/sched_0/executions | GET, HEAD, OPTIONS",
                "POST | /health | GET, HEAD, OPTIONS",
                "get | /health | GET, HEAD, OPTIONS",
                "TRACE | /health | GET, HEAD, OPTIONS",
            })
    void an_unsupported_method_returns_405_with_the_allowed_methods(String method, String path, String allow) {
        Response response = stage.send(Request.of(method, path));

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("Allow")).isEqualTo(allow);
        if (!method.equals("HEAD")) {
            assertThat(response.error()).isEqualTo("method_not_allowed");
            assertThat(response.details()).contains(allow);
        }
    }

    @Test
    void options_returns_the_allowed_methods() {
        Response response = stage.send(Request.of("OPTIONS", "/api/schedules"));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void head_returns_the_same_as_get_without_the_body() {
        ScheduleId id = stage.create(teeTime());

        Response head = stage.send(Request.of("HEAD", path(id)));
        Response get = stage.get(path(id));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers()).isEqualTo(get.headers());
        assertThat(head.body()).isEmpty();
    }

    @Test
    void a_trailing_slash_makes_no_difference() {
        ScheduleId id = stage.create(teeTime());

        assertThat(stage.get("/api/schedules/").status()).isEqualTo(200);
        assertThat(stage.get(path(id) + "/").status()).isEqualTo(200);
        assertThat(stage.post(path(id) + "/pause/").status()).isEqualTo(200);
        assertThat(stage.get("/health/").status()).isEqualTo(200);
    }

    @Test
    void an_id_may_be_percent_encoded() {
        ScheduleId id = stage.create(teeTime());

        assertThat(stage.get("/api/schedules/" + id.value().replace("_", "%5F")).status())
                .isEqualTo(200);
    }

    @Test
    void the_stage_prefix_of_the_path_is_ignored() {
        assertThat(stage.send(Request.get("/dev/health").stage("dev")).status()).isEqualTo(200);
        assertThat(stage.send(Request.get("/health").stage("dev")).status()).isEqualTo(200);
        assertThat(stage.send(Request.get("/dev/health").stage("$default")).status())
                .isEqualTo(404);
        assertThat(stage.send(Request.get("/dev").stage("dev")).status()).isEqualTo(404);
    }

    @Test
    void health_calls_no_other_service() {
        Response response = stage.get("/health");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        "{\"status\":\"ok\",\"stage\":\"test\",\"dynamic_schedules\":\"enabled\",\"timezone_data\":\""
                                + Timezones.dataVersion()
                                + "\",\"features\":[\"" + String.join("\",\"", Routes.FEATURES) + "\"]}");
        assertThat(Routes.FEATURES)
                .contains("schedules", "groups", "executions")
                .isSorted();
        assertThat(stage.store.readCount()).isZero();
    }

    @Test
    void responses_are_not_cacheable() {
        assertThat(stage.get("/api/schedules").header("Cache-Control")).isEqualTo("no-store");
    }
}
