package com.rezagent.schedules.log;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Writes one JSON object per line like {@link JsonLogWriter}, and adds metrics in CloudWatch's embedded metric format
 * to events that have some, so that one line is both log and metric. E.g. {@code command_decided} becomes
 *
 * <pre>{"timestamp":"…","level":"INFO","event":"command_decided","stage":"dev","action":"create","result":"applied",…,
 * "Commands":1,"_aws":{"Timestamp":…,"CloudWatchMetrics":[{"Namespace":"RezAgent/Schedules","Dimensions":
 * [["stage"],["stage","action","result"]],"Metrics":[{"Name":"Commands","Unit":"Count"}]}]}}</pre>
 *
 * <p>CloudWatch charges for every combination of dimension values, so only fields with few values are dimensions. A
 * schedule's ID is never one: CloudWatch Logs Insights and Contributor Insights find it in the line.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"> Embedded metric format</a>
 */
public final class EmfLogWriter implements LogWriter {
    public static final String NAMESPACE = "RezAgent/Schedules";

    private static final String STAGE = "stage";
    private static final String VERSION = "version";
    private static final int SERVER_ERROR = 500;
    /** Errors of a stage that is switched off: their 503 is not a failure of the function's version. */
    private static final Set<String> SWITCHED_OFF =
            Set.of(ErrorCode.SCHEDULES_DISABLED.code(), ErrorCode.SCHEDULES_READ_ONLY.code());

    private static final Metric SERVER_ERRORS = Metric.count("ServerErrors", VERSION);
    private static final String OUTCOME = "outcome";
    /** The value of a dimension that is not a field of the event. */
    private static final String NONE = "none";

    private static final Map<String, List<Metric>> METRICS = Map.ofEntries(
            Map.entry("command_decided", List.of(Metric.count("Commands", "action", "result"))),
            Map.entry("command_refused", List.of(Metric.count("Commands", "action", "result"))),
            Map.entry("schedule_failed", List.of(Metric.count("SchedulesFailed"))),
            Map.entry(
                    "execution_published",
                    List.of(
                            Metric.count("Executions", OUTCOME),
                            Metric.millis("ExecutionLateness", event -> number(event, "lateness_ms")))),
            Map.entry("execution_skipped", List.of(Metric.count("Executions", OUTCOME))),
            Map.entry("execution_failed", List.of(Metric.count("Executions", OUTCOME))),
            Map.entry("execution_missed", List.of(Metric.count("Executions", OUTCOME))),
            Map.entry("execution_ended", List.of(Metric.count("ExecutionsEnded", OUTCOME))),
            Map.entry("attempt_published", List.of(Metric.count("Retries"))),
            Map.entry("report_applied", List.of(Metric.count("Reports", "result"))),
            Map.entry("report_ignored", List.of(Metric.count("Reports", "result"))),
            Map.entry("report_unreadable", List.of(Metric.count("Reports", "result"))),
            Map.entry(
                    "swept",
                    List.of(
                            Metric.count("Sweeps"),
                            Metric.sum("DueExecutions", "due"),
                            Metric.millis("DueExecutionAge", event -> number(event, "oldest_due_ms")),
                            Metric.sum("SweepErrors", "errors"))),
            Map.entry(
                    "reconciled",
                    List.of(
                            Metric.count("ReconcileRuns"),
                            Metric.sum("EngineEntries", "entries"),
                            Metric.sum("SchedulesChecked", "checked"),
                            Metric.sum("ReconcileDifferences", "lost", "orphaned", "diverged"),
                            Metric.sum("SchedulesHalfCreated", "half_created"),
                            Metric.sum("SchedulesCompleted", "completed"),
                            Metric.sum("ReconcileErrors", "errors"))),
            Map.entry(
                    "request_handled",
                    List.of(
                            Metric.millis(
                                    "ApiLatency",
                                    event -> number(event, "duration_ms") - number(event, "waited_ms"),
                                    "route"),
                            Metric.count("ApiErrors", "error").where("error"))));

    /** Fields for dimensions that an event's name implies. */
    private static final Map<String, Map<String, String>> IMPLIED = Map.of(
            "command_refused", Map.of("action", "unreadable", "result", "refused"),
            "report_applied", Map.of("result", "applied"),
            "report_unreadable", Map.of("result", "unreadable"),
            "execution_published", Map.of(OUTCOME, "published"),
            "execution_skipped", Map.of(OUTCOME, "skipped"),
            "execution_failed", Map.of(OUTCOME, "failed"),
            "execution_missed", Map.of(OUTCOME, "missed"));

    private final String stage;
    private final String version;
    private final Consumer<String> out;

    /**
     * Creates a writer without metrics by function version.
     *
     * @param stage value of the dimension that every metric has
     * @param out receives each line, without a line break
     */
    public EmfLogWriter(String stage, Consumer<String> out) {
        this(stage, "", out);
    }

    /**
     * Creates a writer that also counts 5xx responses as {@code ServerErrors} by function version, so that a rollout
     * can be stopped by those of the new version alone.
     *
     * @param stage value of the dimension that every metric has
     * @param version of the Lambda function, e.g. {@code 12}; empty for none
     * @param out receives each line, without a line break
     */
    public EmfLogWriter(String stage, String version, Consumer<String> out) {
        this.stage = stage;
        this.version = version;
        this.out = out;
    }

    @Override
    public void write(LogEvent event) {
        ObjectNode json = JsonLogWriter.json(event);
        List<Metric> metrics = new ArrayList<>(METRICS.getOrDefault(event.name(), List.of()));
        metrics.removeIf(it -> !it.appliesTo(event));
        if (!version.isEmpty() && isServerError(event)) {
            json.put(VERSION, version);
            metrics.add(SERVER_ERRORS);
        }
        if (!metrics.isEmpty() && !isDryRun(event)) {
            json.put(STAGE, stage);
            IMPLIED.getOrDefault(event.name(), Map.of()).forEach(json::put);
            ArrayNode directives = Json.array();
            for (Metric metric : metrics) {
                metric.dimensions().stream().filter(it -> !json.has(it)).forEach(it -> json.put(it, NONE));
                json.put(metric.name(), metric.value().applyAsLong(event));
                directives.add(metric.directive());
            }
            ObjectNode aws = json.putObject("_aws");
            aws.put("Timestamp", event.at().toEpochMilli());
            aws.set("CloudWatchMetrics", directives);
        }
        out.accept(Json.write(json));
    }

    /** A dry run has no metrics: the next run that repairs would count the same findings again. */
    private static boolean isDryRun(LogEvent event) {
        return event.text("dry_run").equals("true");
    }

    private static boolean isServerError(LogEvent event) {
        return event.name().equals("request_handled")
                && number(event, "status") >= SERVER_ERROR
                && !SWITCHED_OFF.contains(event.text("error"));
    }

    private static long number(LogEvent event, String field) {
        return event.fields().get(field) instanceof Number number ? number.longValue() : 0;
    }

    /**
     * A metric of an event.
     *
     * @param dimensions fields by which the metric is split, beside the stage; it is also recorded without them
     * @param required a field without which the event is not counted; empty for none
     */
    private record Metric(
            String name, String unit, List<String> dimensions, ToLongFunction<LogEvent> value, String required) {
        static Metric count(String name, String... dimensions) {
            return new Metric(name, "Count", List.of(dimensions), event -> 1, "");
        }

        static Metric sum(String name, String... fields) {
            return new Metric(
                    name,
                    "Count",
                    List.of(),
                    event -> List.of(fields).stream()
                            .mapToLong(it -> number(event, it))
                            .sum(),
                    "");
        }

        static Metric millis(String name, ToLongFunction<LogEvent> value, String... dimensions) {
            return new Metric(name, "Milliseconds", List.of(dimensions), value, "");
        }

        Metric where(String field) {
            return new Metric(name, unit, dimensions, value, field);
        }

        boolean appliesTo(LogEvent event) {
            return required.isEmpty() || event.fields().containsKey(required);
        }

        ObjectNode directive() {
            ObjectNode directive = Json.object();
            directive.put("Namespace", NAMESPACE);
            ArrayNode sets = directive.putArray("Dimensions");
            sets.addArray().add(STAGE);
            if (!dimensions.isEmpty()) {
                ArrayNode set = sets.addArray().add(STAGE);
                dimensions.forEach(set::add);
            }
            directive.putArray("Metrics").addObject().put("Name", name).put("Unit", unit);
            return directive;
        }
    }
}
