package com.rezagent.schedules.webapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.testing.Repository;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Router;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passes the files of {@code events/} to the handler, byte for byte. */
class SampleEventsTest {
    /** The responses that are not 200. */
    private static final Map<String, Integer> EXCEPTIONS = Map.of(
            "api-create.json", 201,
            "api-trigger.json", 202,
            "api-other-method.json", 405,
            "api-unknown-route.json", 404);

    private static byte[] event(String name) {
        return Repository.sample(name).getBytes(StandardCharsets.UTF_8);
    }

    private static Stream<String> files() {
        return Repository.samples("api-").stream();
    }

    /** What a sample needs: the schedule and all that a sample puts. */
    private static FakeStage prepared(String file) {
        FakeStage stage = new FakeStage();
        if (!file.equals("api-create.json")) {
            assertThat(stage.sendEvent(event("api-create.json")).status()).isEqualTo(201);
        }
        for (String put : files().filter(it -> it.startsWith("api-put-")).toList()) {
            assertThat(stage.sendEvent(event(put)).status()).as(put).isEqualTo(201);
        }
        stage.history.add(Execution.unclaimed(
                ExecutionKey.firing(
                        FakeStage.idOf("daily-pebble-beach-tee-time"), Instant.parse("2025-11-06T11:00:00Z")),
                "i",
                ExecutionOutcome.MISSED,
                "No delivery was seen",
                FakeStage.NOW));
        if (file.equals("api-restore.json")) {
            assertThat(stage.sendEvent(event("api-delete.json")).status()).isEqualTo(200);
        }
        return stage;
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_sample_event_succeeds_once_what_it_names_exists(String file) {
        int expected = EXCEPTIONS.getOrDefault(file, 200);

        assertThat(prepared(file).sendEvent(event(file)).status()).isEqualTo(expected);
    }

    @Test
    void each_route_has_a_sample_event() {
        FakeStage stage = new FakeStage();
        Router<Handler> router =
                new Router<>(Routes.of(stage.ports(), stage.settings(), new Log(stage.log::add, stage.clock)));
        Set<Route<Handler>> used = new HashSet<>();
        for (String file : files().toList()) {
            HttpRequest request = HttpApiEvent.read(event(file));
            if (router.find(request.method(), request.path()) instanceof Router.Match.Found<Handler> found) {
                used.add(found.route());
            }
        }

        assertThat(used).containsExactlyInAnyOrderElementsOf(router.routes());
    }

    @Test
    void the_sample_create_creates_the_schedule_that_the_other_samples_name() {
        FakeStage stage = new FakeStage();

        Response created = stage.sendEvent(event("api-create.json"));

        assertThat(created.text("schedule_id")).isEqualTo("sched_bdab65e2dab290db17aff0d9636dd21c");
        assertThat(created.text("created_by")).isEqualTo("arn:aws:iam::123456789012:user/golfer");
        assertThat(created.text("next_execution")).isEqualTo("2025-11-07T11:00:00Z");
    }

    @ParameterizedTest
    @MethodSource("files")
    void our_decoding_agrees_with_the_mapping_of_lambda(String name) {
        byte[] file = event(name);
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
