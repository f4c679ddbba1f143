package com.rezagent.schedules.local.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.aws.signing.SigV4Signer;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.smoke.SmokeReport.Result;
import com.rezagent.schedules.local.smoke.SmokeReport.Row;
import com.rezagent.schedules.local.smoke.SmokeRun.Machine;
import com.rezagent.schedules.local.smoke.StageClient.Reply;
import com.rezagent.schedules.local.smoke.StageProxy.Layer;
import com.rezagent.schedules.local.smoke.StageProxy.Response;
import com.rezagent.schedules.local.system.LocalSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smoke test against a local runtime on a manual clock: working, with one fault, and behind signature checks. */
class SmokeRunTest {
    private static final String HEALTH = "health";
    private static final String RATE = "first firing of a rate schedule";
    private static final String CRON = "cron at the next minute";
    private static final String PUT = "PUT within a second of the create";
    private static final String PAUSE = "pause and resume";
    private static final String SKIP = "skip one firing";
    private static final String TRIGGER = "trigger twice with one key";
    private static final String DELETE = "delete leaves nothing behind";

    private @Nullable LocalRuntime started;

    /** Returns the runtime, started at its first use, because a third of the tests need none. */
    private LocalRuntime runtime() {
        if (started == null) {
            started = LocalRuntime.start(
                    LocalSettings.inMemory()
                            .withSpeed(ClockSpeed.MANUAL)
                            .withStart(Instant.parse("2025-11-06T20:00:00Z")),
                    0);
        }
        return started;
    }

    @AfterEach
    void close() {
        if (started != null) {
            started.close();
        }
    }

    private SmokeReport smoke(Layer layer) {
        return smoke(layer, Authorization.NONE, false, line -> {});
    }

    private SmokeReport smoke(Layer layer, Authorization authorization, boolean keep, Consumer<String> progress) {
        try (StageProxy proxy = new StageProxy(runtime().uri(), layer)) {
            return run(proxy.uri(), authorization, keep, progress).run();
        }
    }

    private static SmokeRun run(URI stage, Authorization authorization, boolean keep, Consumer<String> progress) {
        return run(stage, authorization, keep, progress, Clock.systemUTC());
    }

    private static SmokeRun run(
            URI stage, Authorization authorization, boolean keep, Consumer<String> progress, Clock wall) {
        Machine machine = new Machine(
                wall,
                System::nanoTime,
                it -> {
                    throw new AssertionError("A manual clock is advanced, not waited for");
                },
                "smoke-1a2b3c4d-");
        return new SmokeRun(new StageClient(stage, authorization), machine, keep, progress);
    }

    private Reply sendToRuntime(String method, String path, String body) {
        try {
            return new StageClient(runtime().uri(), Authorization.NONE)
                    .send(method, path, body, Map.of("Prefer", "wait=10"));
        } catch (StageClient.NoReplyException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> schedules() {
        return sendToRuntime("GET", "/api/schedules", "")
                .json()
                .path("schedules")
                .findValuesAsText("name");
    }

    private static List<String> failed(SmokeReport report) {
        return report.rows().stream()
                .filter(it -> it.result() == Result.FAILED)
                .map(Row::step)
                .toList();
    }

    @Test
    void all_steps_pass_on_a_working_stage_and_other_schedules_are_unchanged() {
        String unrelated =
                "{\"name\":\"unrelated\",\"schedule_expression\":\"rate(30 days)\",\"target_type\":\"web_action\","
                        + "\"payload\":{\"a\":1}}";
        String id = sendToRuntime("POST", "/api/schedules", unrelated).text("schedule_id");

        SmokeReport report = smoke(Layer.NONE);

        assertThat(report.rows())
                .as(String.join("\n", report.lines()))
                .allMatch(it -> it.result() == Result.PASSED)
                .extracting(Row::step)
                .containsExactly(HEALTH, RATE, CRON, PUT, PAUSE, SKIP, TRIGGER, DELETE);
        assertThat(report.exitCode()).isZero();
        assertThat(schedules()).containsExactly("unrelated");
        JsonNode untouched = sendToRuntime("GET", "/api/schedules/" + id, "").json();
        assertThat(untouched.path("version").intValue()).isEqualTo(1);
        assertThat(untouched.path("status").textValue()).isEqualTo("active");
        assertThat(sendToRuntime("GET", "/local/engine/schedules", "").json().path("schedules"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    FUNCTION_DIES                | health                            | returned 500 Internal Server Error
                    """)
    void a_fault_fails_only_its_own_step(StageFault fault, String step, String note) {
        assertOneRowFails(fault, step, note);
    }

    /** Each takes some seconds, so they run only with {@code -Dslow.tests=true}, as in {@code .ci/run}. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "slow.tests", matches = "true")
    @CsvSource(delimiter = '|', textBlock = """
                    PASSED_START_DATE_IS_SKIPPED | first firing of a rate schedule   | EventBridge does not fire for a StartDate that has passed
                    ENTRY_IS_LOST                | cron at the next minute           | no firing was published: it was due at
                    UPDATE_IS_LOST               | PUT within a second of the create | EventBridge still has the definition from before the PUT
                    PAUSED_SCHEDULE_FIRES        | pause and resume                  | it fired at
                    SKIP_IS_LOST                 | skip one firing                   | is published although it was to be skipped
                    KEY_IS_IGNORED               | trigger twice with one key        | two executions for one Idempotency-Key
                    DELETE_IS_LOST               | delete leaves nothing behind      | 6 of 6 schedules could not be deleted
                    """)
    void a_fault_of_firings_fails_only_its_own_step(StageFault fault, String step, String note) {
        assertOneRowFails(fault, step, note);
    }

    private void assertOneRowFails(StageFault fault, String step, String note) {
        SmokeReport report = smoke(fault);

        assertThat(failed(report)).as(String.join("\n", report.lines())).containsExactly(step);
        assertThat(report.rows())
                .filteredOn(it -> it.step().equals(step))
                .singleElement()
                .extracting(Row::note)
                .asString()
                .contains(note);
        assertThat(report.exitCode()).isEqualTo(1);
        if (fault == StageFault.DELETE_IS_LOST) {
            assertThat(report.leftBehind()).hasSize(6);
            assertThat(report.lines()).last().asString().startsWith("Not deleted; delete manually: sched_");
        } else {
            assertThat(schedules()).isEmpty();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "slow.tests", matches = "true")
    void a_stage_that_applies_no_commands_times_out_once_and_not_at_each_step() {
        // The scheduler function crashes at each command.
        sendToRuntime(
                "POST",
                "/local/faults",
                "{\"caller\":\"scheduler\",\"target\":\"store\",\"error\":\"crash_before\",\"times\":100000}");
        Instant start = runtime().system().clock().instant();

        SmokeReport report = smoke((request, upstream) -> upstream.send(request.with("prefer", "wait=0")));

        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(failed(report)).contains(RATE, CRON, PUT, PAUSE, SKIP, TRIGGER);
        assertThat(report.rows().get(1).note())
                .contains("accepted a create (202)")
                .contains("has not applied it after 2 minutes");
        assertThat(runtime().system().clock().instant()).isBefore(start.plusSeconds(900));
        assertThat(report.leftBehind()).hasSize(6);
    }

    @Test
    void schedules_of_an_interrupted_run_are_deleted() {
        SmokeReport report = smoke(Layer.NONE, Authorization.NONE, false, line -> {
            if (line.startsWith("waiting " + PUT)) {
                // As Ctrl-C does.
                Thread.currentThread().interrupt();
            }
        });

        assertThat(report.rows())
                .extracting(it -> it.result() + " " + it.step())
                .containsExactly(
                        "PASSED " + HEALTH,
                        "PASSED " + RATE,
                        "PASSED " + CRON,
                        "NOT_RUN " + PUT,
                        "NOT_RUN " + PAUSE,
                        "NOT_RUN " + SKIP,
                        "NOT_RUN " + TRIGGER,
                        "NOT_RUN " + DELETE);
        assertThat(report.leftBehind()).isEmpty();
        assertThat(schedules()).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "slow.tests", matches = "true")
    void a_schedule_whose_create_got_no_response_is_deleted() {
        SmokeReport report = smoke((request, upstream) -> {
            Response response = upstream.send(request);
            if (StageFault.isCreate(request, "cron")) {
                throw new IOException("The connection breaks after the schedule was created");
            }
            return response;
        });

        assertThat(failed(report)).containsExactly(CRON);
        assertThat(report.leftBehind()).isEmpty();
        assertThat(schedules()).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "slow.tests", matches = "true")
    void schedules_are_deleted_after_an_invalid_response() {
        SmokeReport report = smoke((request, upstream) -> {
            Response response = upstream.send(request);
            return response.withBody(response.body().replaceFirst("\"scheduled_time\":\"2", "\"scheduled_time\":\"?"));
        });

        assertThat(failed(report)).contains(RATE, CRON);
        assertThat(report.rows().get(1).note()).isEqualTo("unexpected response of the stage (DateTimeParseException)");
        assertThat(report.leftBehind()).isEmpty();
        assertThat(schedules()).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "slow.tests", matches = "true")
    void schedules_are_not_deleted_with_the_keep_option() {
        SmokeReport report = smoke(Layer.NONE, Authorization.NONE, true, line -> {});

        assertThat(report.exitCode()).isZero();
        assertThat(report.rows()).last().extracting(Row::result).isEqualTo(Result.NOT_RUN);
        assertThat(schedules()).hasSize(6).allMatch(it -> it.startsWith("smoke-1a2b3c4d-"));
    }

    @Test
    @EnabledIfSystemProperty(named = "slow.tests", matches = "true")
    void an_existing_schedule_of_the_same_name_is_not_changed() {
        String name = "smoke-1a2b3c4d-cron";
        String other = "{\"name\":\"" + name + "\",\"schedule_expression\":\"rate(30 days)\",\"target_type\":"
                + "\"web_action\",\"payload\":{}}";
        String id = sendToRuntime("POST", "/api/schedules", other).text("schedule_id");

        SmokeReport report = smoke(Layer.NONE);

        assertThat(failed(report)).contains(CRON);
        assertThat(schedules()).containsExactly(name);
        assertThat(sendToRuntime("GET", "/api/schedules/" + id, "")
                        .json()
                        .path("version")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void requests_are_signed_as_the_sdk_signs_them() {
        Clock clock = Clock.systemUTC();
        SignatureCheck check = new SignatureCheck("AKIDEXAMPLE", "secret", "eu-central-1");
        Authorization right = StageOptions.signedBy(SigV4Signer.of("AKIDEXAMPLE", "secret", "eu-central-1", clock));

        SmokeReport report = smoke(check, right, false, line -> {});

        assertThat(report.exitCode()).as(String.join("\n", report.lines())).isZero();
        assertThat(check.accepted()).isGreaterThan(30);
        for (SigV4Signer wrong : List.of(
                SigV4Signer.of("AKIDEXAMPLE", "other", "eu-central-1", clock),
                SigV4Signer.of("AKIDEXAMPLE", "secret", "us-east-1", clock))) {
            assertThatThrownBy(() -> smoke(check, StageOptions.signedBy(wrong), false, line -> {}))
                    .isInstanceOf(CannotRunException.class)
                    .hasMessageContaining("(403 Forbidden); sign with an identity")
                    .hasMessageNotContaining("--no-sign");
        }
        assertThatThrownBy(() -> smoke(check)).isInstanceOf(CannotRunException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    200 | {"hello":"world"}                                                        | 0     | is not an API of rez-agent schedules
                    404 | {"message":"Not Found"}                                                  | 0     | is not an API of rez-agent schedules
                    301 | moved                                                                    | 0     | is not an API of rez-agent schedules
                    200 | {"status":"ok","stage":"dev","dynamic_schedules":"read-only"}            | 0     | The stage is read-only
                    200 | {"status":"ok","stage":"dev","dynamic_schedules":"disabled"}             | 0     | The stage is disabled
                    403 | {"message":"The security token included in the request is expired"}      | 0     | The AWS credentials have expired
                    403 | {"message":"Forbidden"}                                                  | 0     | (403 Forbidden), which had no signature; leave out --no-sign
                    403 | {"error":"forbidden","details":"no key"}                                 | 0     | (403 forbidden (no key)), which had no signature; leave out --no-sign
                    403 | {}                                                                       | 0     | (403), which had no signature; leave out --no-sign
                    401 | {"message":"Unauthorized"}                                               | 0     | use a --token-command
                    200 | {"status":"ok","stage":"dev","dynamic_schedules":"enabled"}              | 3600  | clock is 60 minutes behind the stage's
                    403 | {"message":"Forbidden"}                                                  | -3600 | minutes ahead of the stage's
                    """)
    void a_stage_that_cannot_be_tested_is_reported_in_one_sentence(int status, String body, int ahead, String message) {
        Clock wall = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(ahead).negated());
        try (StageProxy stage =
                new StageProxy(URI.create("http://localhost:1"), (request, upstream) -> Response.of(status, body))) {
            assertThatThrownBy(() -> run(stage.uri(), Authorization.NONE, false, line -> {}, wall)
                            .run())
                    .isInstanceOf(CannotRunException.class)
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    https://no-such-host.invalid | Unknown host no-such-host.invalid
                    http://localhost:1           | Cannot connect to http://localhost:1
                    """)
    void an_unreachable_stage_is_reported_in_one_sentence(URI stage, String message) {
        assertThatThrownBy(
                        () -> run(stage, Authorization.NONE, false, line -> {}).run())
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining(message);
    }

    @Test
    void the_table_has_a_line_for_each_step() {
        SmokeReport report = new SmokeReport(
                List.of(
                        new Row(HEALTH, Result.PASSED, Duration.ofMillis(1_240), "stage dev"),
                        new Row(CRON, Result.NOT_RUN, Duration.ZERO, "interrupted")),
                List.of());

        assertThat(String.join("\n", report.lines())).isEqualTo("""
                step                     result     took  note
                -----------------------  -------  ------  ----
                health                   passed    1.2 s  stage dev
                cron at the next minute  not run   0.0 s  interrupted""");
    }

    @Test
    void names_have_the_prefix_of_the_run_and_messages_say_to_ignore_them() {
        assertThat(SmokeRun.prefix("1a2b3c4d-26ea-4c5e-9d7a-0123456789ab")).isEqualTo("smoke-1a2b3c4d-");
        assertThat(Json.write(TestSchedules.definition("rate(1 minute)"))).contains("please ignore");
        assertThat(TestSchedules.at(Instant.parse("2025-11-06T20:05:00Z"))).isEqualTo("cron(5 20 6 11 ? 2025)");
    }
}
