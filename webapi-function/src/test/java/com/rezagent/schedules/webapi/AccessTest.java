package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access control: the verified identity, and the API mode of the stage. */
class AccessTest {
    private static FakeStage stage(ApiMode access) {
        return new FakeStage(new WebApiSettings(FakeStage.STAGE, access, Optional.empty()));
    }

    private static Response create(FakeStage stage, Request request) {
        return stage.send(request.json(teeTime()));
    }

    @Test
    void created_by_is_the_verified_iam_identity() {
        Response response = create(new FakeStage(), Request.post("/api/schedules"));

        assertThat(response.text("created_by")).isEqualTo("arn:aws:iam::123456789012:user/golfer");
    }

    @Test
    void created_by_is_the_subject_of_the_verified_token() {
        Response response =
                create(new FakeStage(), Request.post("/api/schedules").authorizedBy(Request.jwt("auth0|42")));

        assertThat(response.text("created_by")).isEqualTo("auth0|42");
    }

    @Test
    void the_arn_of_an_assumed_role_may_be_long() {
        String arn = "arn:aws:sts::123456789012:assumed-role/" + "r".repeat(64) + "/" + "s".repeat(64);

        Response response =
                create(new FakeStage(), Request.post("/api/schedules").authorizedBy(Request.iam(arn)));

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.text("created_by")).isEqualTo(arn);
    }

    @Test
    void headers_do_not_determine_the_caller() {
        Response response = create(
                new FakeStage(),
                Request.post("/api/schedules")
                        .header("Authorization", "Bearer abc")
                        .header("X-Amzn-Caller", "root"));

        assertThat(response.text("created_by")).isEqualTo("arn:aws:iam::123456789012:user/golfer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/schedules", "GET /health", "POST /api/schedules", "GET /nowhere"})
    void without_an_identity_every_route_is_unauthorized(String line) {
        FakeStage stage = new FakeStage();
        String[] parts = line.split(" ", 2);

        Response response = stage.send(Request.of(parts[0], parts[1]).anonymous());

        response.assertError(401, "unauthorized");
        assertThat(response.header("WWW-Authenticate")).isNotBlank();
        assertThat(stage.topics.published()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\u0007b"})
    void a_blank_or_unprintable_identity_is_unauthorized(String subject) {
        Response response = new FakeStage().send(Request.get("/api/schedules").authorizedBy(Request.jwt(subject)));

        assertThat(response.status()).isEqualTo(401);
    }

    @Test
    void an_identity_longer_than_a_command_can_carry_is_unauthorized() {
        Response response =
                new FakeStage().send(Request.get("/api/schedules").authorizedBy(Request.jwt("x".repeat(1_025))));

        assertThat(response.status()).isEqualTo(401);
    }

    @Test
    void an_identity_longer_than_the_creator_index_allows_is_unauthorized() {
        Response response =
                new FakeStage().send(Request.get("/api/schedules").authorizedBy(Request.jwt("水".repeat(700))));

        assertThat(response.status()).isEqualTo(401);
    }

    @Test
    void a_stage_may_attribute_anonymous_requests_to_a_caller() {
        FakeStage stage = new FakeStage(new WebApiSettings(FakeStage.STAGE, ApiMode.ENABLED, Optional.of("local")));

        assertThat(create(stage, Request.post("/api/schedules").anonymous()).text("created_by"))
                .isEqualTo("local");
        assertThat(stage.send(Request.post("/api/schedules")
                                .json(teeTime().put("name", "his"))
                                .authorizedBy(Request.jwt("him")))
                        .text("created_by"))
                .isEqualTo("him");
    }

    @Test
    void the_context_of_a_lambda_authorizer_is_not_trusted() {
        ObjectNode authorizer = Json.object();
        authorizer.putObject("lambda").put("sub", "root");

        assertThat(new FakeStage()
                        .send(Request.get("/health").authorizedBy(authorizer))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/schedules",
        "POST, /api/schedules",
        "POST, /api/schedules/preview",
        "GET, /api/schedules/sched_0",
        "POST, /%61pi/schedules",
        "GET, /%61pi/schedules/sched_0",
        "BREW, /%61pi/schedules",
        "GET, /api/nowhere",
        "GET, /api"
    })
    void a_disabled_stage_returns_503_on_all_routes_of_the_api(String method, String path) {
        Response response =
                stage(ApiMode.DISABLED).send(Request.of(method, path).json("{}"));

        response.assertError(503, "schedules_disabled");
        assertThat(response.details()).isNotBlank();
    }

    @Test
    void a_disabled_stage_is_healthy() {
        Response response = stage(ApiMode.DISABLED).get("/health");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("dynamic_schedules")).isEqualTo("disabled");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/schedules",
        "PUT, /api/schedules/sched_0",
        "DELETE, /api/schedules/sched_0",
        "POST, /api/schedules/sched_0/pause",
        "POST, /api/schedules/sched_0/resume",
        "POST, /api/schedules/sched_0/trigger"
    })
    void a_read_only_stage_returns_503_for_changes(String method, String path) {
        FakeStage stage = stage(ApiMode.READ_ONLY);

        stage.send(Request.of(method, path).json(teeTime())).assertError(503, "schedules_read_only");
        assertThat(stage.topics.published()).isEmpty();
    }

    @Test
    void a_read_only_stage_allows_reads() {
        FakeStage stage = stage(ApiMode.READ_ONLY);

        assertThat(stage.get("/api/schedules").status()).isEqualTo(200);
        assertThat(stage.get("/api/schedules/sched_0").status()).isEqualTo(404);
        assertThat(stage.post("/api/schedules/preview", "{\"schedule_expression\":\"rate(1 day)\"}")
                        .status())
                .isEqualTo(200);
    }
}
