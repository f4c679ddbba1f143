package com.rezagent.schedules.webapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passes the files of {@code events/} to the handler, byte for byte. */
class SampleEventsTest {
    private static final Path EVENTS = Path.of(System.getProperty("project.root"), "events");

    private static byte[] event(String name) throws IOException {
        return Files.readAllBytes(EVENTS.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({
        "api-list.json, 200",
        "api-list-group.json, 200",
        "api-read.json, 200",
        "api-replace.json, 200",
        "api-patch.json, 200",
        "api-delete.json, 200",
        "api-pause.json, 200",
        "api-pause-until.json, 200",
        "api-resume.json, 200",
        "api-skip.json, 200",
        "api-unskip.json, 200",
        "api-move.json, 200",
        "api-revert.json, 200",
        "api-schedule-changes.json, 200",
        "api-changes.json, 200",
        "api-schedule-actions.json, 200",
        "api-trigger.json, 202",
        "api-firings.json, 200",
        "api-timeline.json, 200",
        "api-executions.json, 200",
        "api-execution.json, 200",
        "api-report.json, 200",
        "api-retry.json, 200",
        "api-acknowledge.json, 200",
        "api-execution-actions.json, 200",
        "api-attention.json, 200",
        "api-preview.json, 200",
        "api-explain.json, 200",
        "api-put-group.json, 200",
        "api-groups.json, 200",
        "api-group.json, 200",
        "api-group-changes.json, 200",
        "api-pause-group.json, 200",
        "api-resume-group.json, 200",
        "api-group-actions.json, 200",
        "api-delete-group.json, 200",
        "api-health.json, 200",
        "api-other-method.json, 405",
        "api-unknown-route.json, 404"
    })
    void each_sample_event_succeeds_once_the_sample_schedule_and_group_exist(String file, int status)
            throws IOException {
        FakeStage stage = new FakeStage();
        assertThat(stage.sendEvent(event("api-create.json")).status()).isEqualTo(201);
        assertThat(stage.sendEvent(event("api-put-group.json")).status()).isEqualTo(201);
        stage.history.add(Execution.unclaimed(
                ExecutionKey.firing(
                        FakeStage.idOf("daily-pebble-beach-tee-time"), Instant.parse("2025-11-06T11:00:00Z")),
                "i",
                ExecutionOutcome.MISSED,
                "No delivery was seen",
                FakeStage.NOW));

        assertThat(stage.sendEvent(event(file)).status()).isEqualTo(status);
    }

    @Test
    void the_sample_restore_succeeds_once_the_sample_schedule_is_deleted() throws IOException {
        FakeStage stage = new FakeStage();
        stage.sendEvent(event("api-create.json"));
        stage.sendEvent(event("api-delete.json"));

        assertThat(stage.sendEvent(event("api-restore.json")).status()).isEqualTo(200);
    }

    @Test
    void each_route_has_a_sample_event() throws IOException {
        FakeStage stage = new FakeStage();
        Router<Handler> router =
                new Router<>(Routes.of(stage.ports(), stage.settings(), new Log(stage.log::add, stage.clock)));
        Set<Route<Handler>> used = new HashSet<>();
        try (Stream<Path> files = Files.list(EVENTS)) {
            for (Path file : files.filter(it -> it.getFileName().toString().startsWith("api-"))
                    .toList()) {
                HttpRequest request = HttpApiEvent.read(Files.readAllBytes(file));
                if (router.find(request.method(), request.path()) instanceof Router.Match.Found<Handler> found) {
                    used.add(found.route());
                }
            }
        }

        assertThat(used).containsExactlyInAnyOrderElementsOf(router.routes());
    }

    @Test
    void the_sample_create_creates_the_schedule_that_the_other_samples_name() throws IOException {
        FakeStage stage = new FakeStage();

        Response created = stage.sendEvent(event("api-create.json"));

        assertThat(created.text("schedule_id")).isEqualTo("sched_bdab65e2dab290db17aff0d9636dd21c");
        assertThat(created.text("created_by")).isEqualTo("arn:aws:iam::123456789012:user/golfer");
        assertThat(created.text("next_execution")).isEqualTo("2025-11-07T11:00:00Z");
    }

    @TestFactory
    Stream<DynamicTest> our_decoding_agrees_with_the_mapping_of_lambda() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            return files.filter(file -> file.getFileName().toString().startsWith("api-")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> agrees(Files.readAllBytes(file))));
        }
    }

    private static void agrees(byte[] file) {
        APIGatewayV2HTTPEvent theirs = LambdaEventSerializers.serializerFor(
                        APIGatewayV2HTTPEvent.class, SampleEventsTest.class.getClassLoader())
                .fromJson(new ByteArrayInputStream(file));
        HttpRequest ours = HttpApiEvent.read(file);

        var context = theirs.getRequestContext();
        assertThat(ours.id()).isEqualTo(context.getRequestId());
        assertThat(ours.method()).isEqualTo(context.getHttp().getMethod());
        assertThat(ours.basePath() + ours.path()).isEqualTo(theirs.getRawPath());
        assertThat(ours.queryString()).isEqualTo(theirs.getRawQueryString());
        assertThat(ours.headers()).isEqualTo(theirs.getHeaders());
        assertThat(ours.body()).isEqualTo(theirs.getBody());
        assertThat(ours.isBase64Encoded()).isEqualTo(theirs.getIsBase64Encoded());
        var authorizer = context.getAuthorizer();
        Optional<String> subject = Optional.ofNullable(authorizer.getJwt())
                .map(jwt -> jwt.getClaims().get("sub"));
        Optional<String> arn = Optional.ofNullable(authorizer.getIam()).map(iam -> iam.getUserArn());
        assertThat(ours.caller()).isPresent().isEqualTo(subject.or(() -> arn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "\"event\"",
                "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"Message\":\"{}\"}}]}",
                "{\"version\":\"1.0\",\"path\":\"/api/schedules\",\"httpMethod\":\"GET\"}",
                "{\"version\":\"2.0\",\"rawPath\":\"/health\"}",
                "{\"version\":\"2.0\",\"rawPath\":\"/health\",\"requestContext\":{\"stage\":\"$default\",\"requestId\":\"r\"}}",
                "{\"version\":\"2.0\",\"rawPath\":7,\"requestContext\":{\"stage\":\"$default\",\"requestId\":\"r\",\"http\":{\"method\":\"GET\"}}}",
                "{\"version\":\"2.0\",\"rawPath\":\"/health\",\"body\":{},\"requestContext\":{\"stage\":\"$default\",\"requestId\":\"r\",\"http\":{\"method\":\"GET\"}}}"
            })
    void an_event_with_another_structure_fails_the_invocation(String event) {
        FakeStage stage = new FakeStage();

        assertThatThrownBy(() -> stage.sendEvent(event.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Not an HTTP API event");
    }

    @Test
    void an_event_that_is_not_json_fails_the_invocation() {
        assertThatThrownBy(() -> HttpApiEvent.read("GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RuntimeException.class);
    }
}
