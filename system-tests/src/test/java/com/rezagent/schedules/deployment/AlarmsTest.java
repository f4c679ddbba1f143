package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares alarms, dashboard and Contributor Insights rules with the metrics of the functions and of AWS. */
class AlarmsTest {
    private static final Pattern SEARCH =
            Pattern.compile("\\{RezAgent/Schedules,([a-z,]+)} MetricName=\"([A-Za-z]+)\"");

    private final DeployedStage dev = DeployedStage.of("dev");
    private final Map<String, JsonNode> alarms = dev.ofType("AWS::CloudWatch::Alarm");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    creations refused             | CommandsRefusedAlarm        | Commands
                    schedules failed              | SchedulesFailedAlarm        | SchedulesFailed
                    API error rate                | ApiErrorRateAlarm           | 5xx
                    API latency                   | ApiLatencyAlarm             | ApiLatency
                    commands undelivered          | CreationDeadLettersAlarm    | ApproximateNumberOfMessagesVisible
                    events with exhausted retries | FunctionDeadLettersAlarm    | ApproximateNumberOfMessagesVisible
                    firings undelivered           | EngineDeadLettersAlarm      | ApproximateNumberOfMessagesVisible
                    EventBridge throttling        | EngineThrottledAlarm        | InvocationThrottleCount
                    EventBridge dropping          | EngineDroppedAlarm          | InvocationDroppedCount
                    EventBridge dead letters lost | EngineDeadLettersLostAlarm  | InvocationsFailedToBeSentToDeadLetterCount
                    EventBridge's target failing  | EngineTargetErrorsAlarm     | TargetErrorCount
                    quota use                     | ScheduleQuotaAlarm          | EngineEntries
                    missed executions             | ExecutionsMissedAlarm       | Executions
                    failed executions             | ExecutionsFailedAlarm       | Executions
                    consumers failing             | ConsumersFailingAlarm       | ExecutionsEnded
                    reports unreadable            | ReportsUnreadableAlarm      | Reports
                    sweeps behind                 | SweepBacklogAlarm           | DueExecutionAge
                    no sweeping                   | SweepSilentAlarm            | Sweeps
                    reconcile differences         | ReconcileDifferencesAlarm   | ReconcileDifferences
                    no reconciling                | ReconcileSilentAlarm        | ReconcileRuns
                    API function failing          | WebApiErrorsAlarm           | Errors
                    scheduler function failing    | SchedulerErrorsAlarm        | Errors
                    API function throttled        | WebApiThrottlesAlarm        | Throttles
                    scheduler function throttled  | SchedulerThrottlesAlarm     | Throttles
                    table throttled               | TableThrottlesAlarm         | WriteThrottleEvents
                    reads of groups throttled     | TableThrottlesAlarm         | ReadThrottleEvents
                    target throttling EventBridge | EngineTargetThrottledAlarm  | TargetErrorThrottledCount
                    events dropped by Lambda      | EventsDroppedAlarm          | AsyncEventsDropped
                    dead letters undelivered      | DeadLettersLostAlarm        | DestinationDeliveryFailures
                    new API version failing       | WebApiNewVersionErrorsAlarm | Errors
                    new API version returns 5xx   | WebApiNewVersionAnswersAlarm | ServerErrors
                    new scheduler version failing | SchedulerNewVersionErrorsAlarm | Errors
                    """)
    void there_is_an_alarm_on(String what, String id, String metric) {
        assertThat(alarms).as(what).containsKey(id);
        assertThat(alarms.get(id).toString()).as(what).contains("\"MetricName\":\"" + metric + "\"");
    }

    @Test
    void every_alarm_publishes_to_the_alarms_topic_and_is_documented() throws IOException {
        String operations = Repository.text("docs/operations.md");

        alarms.forEach((id, alarm) -> {
            assertThat(DeployedStage.texts(alarm.path("AlarmActions"))).as(id).containsExactly(dev.arn("AlarmsTopic"));
            assertThat(alarm.path("AlarmDescription").asText())
                    .as(id)
                    .matches(".{20,}\\. What to do: .{15,}\\. More: docs/operations\\.md, Alarms\\.")
                    .hasSizeLessThanOrEqualTo(1_024);
            String name = alarm.path("AlarmName").textValue();
            assertThat(name).as(id).startsWith("rez-agent-schedules-").endsWith("-dev");
            String slug = name.substring("rez-agent-schedules-".length(), name.length() - "-dev".length());
            assertThat(operations).as(id).contains("| `" + slug + "`");
        });
        assertThat(DeployedStage.of(Map.of("Stage", "dev", "AlarmEmail", "ops@example.com"))
                        .properties("AlarmsByEmail")
                        .path("Endpoint")
                        .textValue())
                .isEqualTo("ops@example.com");
    }

    /** Otherwise the alarm would roll back the rollout that disables a stage. */
    @Test
    void responses_of_a_disabled_stage_do_not_count_as_errors() {
        Map<String, JsonNode> queries = new TreeMap<>();
        alarms.get("ApiErrorRateAlarm")
                .path("Metrics")
                .forEach(it -> queries.put(it.path("Id").textValue(), it));

        assertThat(queries.get("rate").path("Expression").textValue())
                .isEqualTo("100 * (errors - FILL(disabled, 0) - FILL(readOnly, 0)) / requests");
        assertThat(error(queries.get("disabled"))).isEqualTo(ErrorCode.SCHEDULES_DISABLED.code());
        assertThat(error(queries.get("readOnly"))).isEqualTo(ErrorCode.SCHEDULES_READ_ONLY.code());
    }

    private static String error(JsonNode query) {
        JsonNode metric = query.path("MetricStat").path("Metric");
        assertThat(metric.path("Namespace").textValue()).isEqualTo(EmfLogWriter.NAMESPACE);
        assertThat(metric.path("MetricName").textValue()).isEqualTo("ApiErrors");
        assertThat(metric.path("Dimensions").path(0).path("Value").textValue()).isEqualTo("dev");
        assertThat(metric.path("Dimensions").path(1).path("Name").textValue()).isEqualTo("error");
        return metric.path("Dimensions").path(1).path("Value").textValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ExecutionsEnded",
                "Reports",
                "Retries",
                "Sweeps",
                "SweepErrors",
                "DueExecutions",
                "DueExecutionAge"
            })
    void the_dashboard_shows_how_executions_go(String metric) {
        assertThat(dev.properties("Dashboard").path("DashboardBody").textValue())
                .containsPattern("[\\\\\"]" + metric + "[\\\\\"]");
    }

    @Test
    void the_latency_alarm_fires_when_p99_exceeds_500_ms() {
        assertThat(alarms.get("ApiLatencyAlarm").path("ExtendedStatistic").textValue())
                .isEqualTo("p99");
        assertThat(alarms.get("ApiLatencyAlarm").path("Threshold").intValue()).isEqualTo(500);
    }

    @Test
    void every_watched_custom_metric_is_written_by_a_log_line() {
        Map<String, Set<Set<String>>> written = written();
        alarms.forEach((id, alarm) -> {
            if (alarm.path("Namespace").asText().equals(EmfLogWriter.NAMESPACE)) {
                Set<String> dimensions = new TreeSet<>();
                alarm.path("Dimensions")
                        .forEach(it -> dimensions.add(it.path("Name").textValue()));
                assertThat(written).as(id).containsKey(alarm.path("MetricName").textValue());
                assertThat(written.get(alarm.path("MetricName").textValue()))
                        .as(id)
                        .contains(dimensions);
            }
        });
        JsonNode body =
                Json.parse(dev.properties("Dashboard").path("DashboardBody").textValue());
        assertThat(body.path("widgets").size()).isGreaterThanOrEqualTo(12);
        for (JsonNode widget : body.path("widgets")) {
            for (JsonNode metric : widget.path("properties").path("metrics")) {
                if (metric.path(0).asText().equals(EmfLogWriter.NAMESPACE)) {
                    assertThat(written).containsKey(metric.path(1).textValue());
                    assertThat(written.get(metric.path(1).textValue()))
                            .contains(Set.of(metric.path(2).textValue()));
                }
                Matcher search =
                        SEARCH.matcher(metric.path(0).path("expression").asText());
                if (search.find()) {
                    assertThat(written).containsKey(search.group(2));
                    assertThat(written.get(search.group(2)))
                            .contains(new TreeSet<>(List.of(search.group(1).split(","))));
                }
            }
        }
    }

    /** Returns the dimension sets of every metric that the functions can write, by metric name. */
    private static Map<String, Set<Set<String>>> written() {
        Map<String, Set<Set<String>>> written = new TreeMap<>();
        Log log = new Log(
                new EmfLogWriter(
                        "dev",
                        "12",
                        line -> Json.parse(line)
                                .at("/_aws/CloudWatchMetrics")
                                .forEach(directive -> directive.path("Metrics").forEach(metric -> {
                                    Set<Set<String>> sets = written.computeIfAbsent(
                                            metric.path("Name").textValue(), it -> new HashSet<>());
                                    directive
                                            .path("Dimensions")
                                            .forEach(set -> sets.add(new TreeSet<>(DeployedStage.texts(set))));
                                }))),
                Clock.systemUTC());
        for (String event : List.of(
                "command_decided",
                "command_refused",
                "schedule_failed",
                "execution_published",
                "execution_skipped",
                "execution_failed",
                "execution_missed",
                "attempt_published",
                "execution_ended",
                "report_applied",
                "report_ignored",
                "report_unreadable",
                "swept",
                "reconciled",
                "request_handled")) {
            log.info(event, Log.field("error", "internal_error"), Log.field("status", 500));
        }
        return written;
    }

    /** The number of versions grows with deployments, but a metric costs only in hours in which its version returns 5xx. */
    @Test
    void no_metric_has_a_dimension_of_unbounded_cardinality() {
        written()
                .forEach((metric, sets) -> sets.forEach(set -> assertThat(
                                metric.equals("ServerErrors")
                                        ? Set.of("stage", "version")
                                        : Set.of("stage", "action", "result", "outcome", "route", "error"))
                        .as(metric)
                        .containsAll(set)));
    }

    @Test
    void a_contributor_insights_rule_counts_executions_per_schedule() {
        JsonNode rule = Json.parse(
                dev.properties("ExecutionsPerSchedule").path("RuleBody").textValue());

        assertThat(DeployedStage.texts(rule.path("LogGroupNames"))).containsExactly(dev.resourceName("SchedulerLogs"));
        assertThat(DeployedStage.texts(rule.path("Contribution").path("Keys")))
                .containsExactly("$.schedule_id", "$.outcome");
    }

    /** Errors of the old version, and schedules that EventBridge refuses, must not roll back the version that fixes them. */
    @ParameterizedTest
    @ValueSource(strings = {"WebApi", "Scheduler"})
    void only_errors_of_the_new_version_roll_back_a_rollout(String function) {
        DeployedStage prod = DeployedStage.of(Map.of("Stage", "prod", "DeploymentType", "Canary10Percent10Minutes"));
        JsonNode preference = prod.properties(function + "Function").path("DeploymentPreference");
        Map<String, JsonNode> byName = new TreeMap<>();
        prod.ofType("AWS::CloudWatch::Alarm")
                .values()
                .forEach(it -> byName.put(it.path("AlarmName").textValue(), it));

        List<String> stopping = DeployedStage.texts(preference.path("Alarms"));

        assertThat(preference.path("Type").textValue()).isEqualTo("Canary10Percent10Minutes");
        assertThat(stopping).contains(prod.resourceName(function + "NewVersionErrorsAlarm"));
        assertThat(stopping)
                .allSatisfy(name -> assertThat(dimensions(byName.get(name)))
                        .containsAnyOf(
                                Map.entry("ExecutedVersion", function + "Function.Version.Version"),
                                Map.entry("version", function + "Function.Version.Version")));
        assertThat(dimensions(byName.get(prod.resourceName(function + "NewVersionErrorsAlarm"))))
                .isEqualTo(Map.of(
                        "FunctionName", prod.resourceName(function + "Function"),
                        "Resource", prod.resourceName(function + "Function") + ":live",
                        "ExecutedVersion", function + "Function.Version.Version"));
    }

    private static Map<String, String> dimensions(JsonNode alarm) {
        Map<String, String> dimensions = new TreeMap<>();
        alarm.path("Dimensions")
                .forEach(it -> dimensions.put(
                        it.path("Name").textValue(), it.path("Value").textValue()));
        return dimensions;
    }

    @Test
    void a_rollout_is_a_canary_by_default() {
        assertThat(dev.template().parameters().at("/DeploymentType/Default").textValue())
                .startsWith("Canary");
    }
}
