package com.rezagent.schedules.log;

import static com.rezagent.schedules.log.Log.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmfLogWriterTest {
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");

    @Test
    void command_decided_is_logged_and_counted_by_action_and_result() {
        ObjectNode line = line(log -> log.info(
                "command_decided",
                field("schedule_id", "sched_1"),
                field("action", "create"),
                field("result", "applied"),
                field("requested_by", "ann"),
                field("version_before", 0),
                field("version_after", 1)));

        assertThat(line.path("event").textValue()).isEqualTo("command_decided");
        assertThat(line.path("requested_by").textValue()).isEqualTo("ann");
        assertThat(line.path("version_after").intValue()).isEqualTo(1);
        assertThat(line.path("Commands").intValue()).isEqualTo(1);
        assertThat(line.path("_aws").path("Timestamp").longValue()).isEqualTo(NOW.toEpochMilli());
        assertThat(metrics(line)).containsExactly("Commands Count [[\"stage\"],[\"stage\",\"action\",\"result\"]]");
    }

    @Test
    void unreadable_command_is_counted_as_refused() {
        ObjectNode line = line(log -> log.warn("command_refused", field("code", "unreadable_command")));

        assertThat(line.path("action").textValue()).isEqualTo("unreadable");
        assertThat(line.path("result").textValue()).isEqualTo("refused");
        assertThat(line.path("Commands").intValue()).isEqualTo(1);
    }

    @Test
    void executions_are_counted_by_outcome_but_not_by_schedule() {
        ObjectNode published = line(
                log -> log.info("execution_published", field("schedule_id", "sched_1"), field("lateness_ms", 1_250L)));

        assertThat(published.path("outcome").textValue()).isEqualTo("published");
        assertThat(published.path("ExecutionLateness").intValue()).isEqualTo(1_250);
        assertThat(metrics(published))
                .containsExactly(
                        "Executions Count [[\"stage\"],[\"stage\",\"outcome\"]]",
                        "ExecutionLateness Milliseconds [[\"stage\"]]");
        for (String outcome : List.of("skipped", "failed", "missed")) {
            ObjectNode line = line(log -> log.info("execution_" + outcome, field("schedule_id", "sched_1")));
            assertThat(line.path("outcome").textValue()).isEqualTo(outcome);
            assertThat(line.path("Executions").intValue()).isEqualTo(1);
        }
    }

    @Test
    void reports_are_counted_by_result() {
        assertThat(metrics(line(log -> log.info("report_applied", field("report", "failed")))))
                .containsExactly("Reports Count [[\"stage\"],[\"stage\",\"result\"]]");
        assertThat(line(log -> log.info("report_applied")).path("result").textValue())
                .isEqualTo("applied");
        assertThat(line(log -> log.warn("report_ignored", field("result", "late")))
                        .path("result")
                        .textValue())
                .isEqualTo("late");
        assertThat(line(log -> log.warn("report_unreadable", field("code", "invalid_json")))
                        .path("result")
                        .textValue())
                .isEqualTo("unreadable");
    }

    @Test
    void ends_are_counted_by_outcome_apart_from_publications() {
        ObjectNode line = line(log -> log.warn("execution_ended", field("outcome", "timed_out")));

        assertThat(metrics(line)).containsExactly("ExecutionsEnded Count [[\"stage\"],[\"stage\",\"outcome\"]]");
        assertThat(line.path("outcome").textValue()).isEqualTo("timed_out");
    }

    @Test
    void reconcile_run_counts_its_findings() {
        ObjectNode line = line(log -> log.info(
                "reconciled",
                field("dry_run", false),
                field("entries", 30L),
                field("checked", 40L),
                field("lost", 1L),
                field("orphaned", 2L),
                field("diverged", 3L),
                field("half_created", 4L),
                field("completed", 5L),
                field("errors", 6L)));

        assertThat(line.path("ReconcileRuns").intValue()).isEqualTo(1);
        assertThat(line.path("EngineEntries").intValue()).isEqualTo(30);
        assertThat(line.path("SchedulesChecked").intValue()).isEqualTo(40);
        assertThat(line.path("ReconcileDifferences").intValue()).isEqualTo(6);
        assertThat(line.path("SchedulesHalfCreated").intValue()).isEqualTo(4);
        assertThat(line.path("SchedulesCompleted").intValue()).isEqualTo(5);
        assertThat(line.path("ReconcileErrors").intValue()).isEqualTo(6);
        assertThat(metrics(line)).hasSize(7).allMatch(it -> it.endsWith("[[\"stage\"]]"));
    }

    @Test
    void sweep_counts_what_is_due_and_for_how_long() {
        ObjectNode line = line(log -> log.info(
                "swept", field("shard", 3), field("due", 12), field("oldest_due_ms", 90_000L), field("errors", 1)));

        assertThat(line.path("Sweeps").intValue()).isEqualTo(1);
        assertThat(line.path("DueExecutions").intValue()).isEqualTo(12);
        assertThat(line.path("DueExecutionAge").longValue()).isEqualTo(90_000);
        assertThat(line.path("SweepErrors").intValue()).isEqualTo(1);
        assertThat(metrics(line)).hasSize(4).allMatch(it -> it.endsWith("[[\"stage\"]]"));
    }

    @Test
    void end_of_an_execution_is_counted_by_outcome() {
        ObjectNode line = line(log -> log.warn("execution_ended", field("outcome", "timed_out")));

        assertThat(line.path("ExecutionsEnded").intValue()).isEqualTo(1);
        assertThat(line.path("outcome").textValue()).isEqualTo("timed_out");
        assertThat(metrics(line)).hasSize(1).allMatch(it -> it.endsWith("[[\"stage\"],[\"stage\",\"outcome\"]]"));
    }

    @Test
    void dry_run_is_logged_without_metrics() {
        assertThat(line(log -> log.info("reconciled", field("dry_run", true), field("lost", 9L)))
                        .has("_aws"))
                .isFalse();
    }

    @Test
    void response_latency_by_route_excludes_the_requested_wait() {
        ObjectNode line = line(log -> log.info(
                "request_handled",
                field("route", "/api/schedules"),
                field("status", 202),
                field("duration_ms", 340L),
                field("waited_ms", 300L)));

        assertThat(line.path("ApiLatency").intValue()).isEqualTo(40);
        assertThat(metrics(line)).containsExactly("ApiLatency Milliseconds [[\"stage\"],[\"stage\",\"route\"]]");
    }

    @Test
    void error_is_counted_by_code_and_an_unknown_route_is_none() {
        ObjectNode line =
                line(log -> log.info("request_handled", field("duration_ms", 3L), field("error", "route_not_found")));

        assertThat(line.path("ApiErrors").intValue()).isEqualTo(1);
        assertThat(line.path("route").textValue()).isEqualTo("none");
        assertThat(metrics(line)).contains("ApiErrors Count [[\"stage\"],[\"stage\",\"error\"]]");
    }

    @Test
    void counts_5xx_responses_by_function_version() {
        ObjectNode line =
                line("12", log -> log.info("request_handled", field("status", 500), field("error", "internal_error")));

        assertThat(line.path("version").textValue()).isEqualTo("12");
        assertThat(line.path("ServerErrors").intValue()).isEqualTo(1);
        assertThat(metrics(line)).contains("ServerErrors Count [[\"stage\"],[\"stage\",\"version\"]]");
    }

    @ParameterizedTest
    @CsvSource({
        "12,200,",
        "12,404,schedule_not_found",
        "12,503,schedules_disabled",
        "12,503,schedules_read_only",
        "'',500,internal_error"
    })
    void counts_only_5xx_responses_of_a_switched_on_api_by_version(String version, int status, String error) {
        ObjectNode line = line(
                version,
                log -> log.info(
                        "request_handled", field("status", status), field("error", error == null ? "" : error)));

        assertThat(line.has("ServerErrors")).isFalse();
    }

    @Test
    void other_events_are_logged_without_metrics() {
        ObjectNode line = line(log -> log.info("engine_converged", field("change", "ENTRY_CREATED")));

        assertThat(line.has("_aws")).isFalse();
        assertThat(line.path("change").textValue()).isEqualTo("ENTRY_CREATED");
    }

    @Test
    void every_dimension_and_metric_is_a_field_of_its_line() {
        for (String event : List.of("command_decided", "command_refused", "execution_missed", "request_handled")) {
            ObjectNode line = line(log -> log.info(event));
            for (JsonNode directive : line.path("_aws").path("CloudWatchMetrics")) {
                directive
                        .path("Dimensions")
                        .forEach(set -> set.forEach(
                                name -> assertThat(line.path(name.textValue()).isTextual())
                                        .isTrue()));
                directive
                        .path("Metrics")
                        .forEach(metric -> assertThat(
                                        line.path(metric.path("Name").textValue())
                                                .isNumber())
                                .isTrue());
            }
        }
    }

    private static List<String> metrics(ObjectNode line) {
        List<String> found = new ArrayList<>();
        for (JsonNode directive : line.path("_aws").path("CloudWatchMetrics")) {
            assertThat(directive.path("Namespace").textValue()).isEqualTo("RezAgent/Schedules");
            directive
                    .path("Metrics")
                    .forEach(metric -> found.add(metric.path("Name").textValue() + " "
                            + metric.path("Unit").textValue() + " " + directive.path("Dimensions")));
        }
        return found;
    }

    private static ObjectNode line(Consumer<Log> writes) {
        return line("", writes);
    }

    private static ObjectNode line(String version, Consumer<Log> writes) {
        List<String> lines = new ArrayList<>();
        writes.accept(new Log(new EmfLogWriter("dev", version, lines::add), Clock.fixed(NOW, ZoneOffset.UTC)));
        assertThat(lines).hasSize(1);
        return Json.parseObject(lines.get(0));
    }
}
