package com.rezagent.schedules.scheduler.report;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.RunEvent;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.scheduler.execution.ExecutionUpdates;
import com.rezagent.schedules.scheduler.execution.FailureNotices;
import com.rezagent.schedules.scheduler.execution.PauseAfterFailures;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.testing.PortProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportHandlerTest {
    private static final Instant TIME = SchedulerFixture.NOW.plus(Duration.ofHours(1));
    private static final ExecutionKey KEY = ExecutionKey.firing(ID, TIME);
    private static final String ID_TEXT = KEY.executionId();
    private static final String ONCE = "{\"expect_report\":true}";
    private static final String TWICE = "{\"expect_report\":true,\"retry\":{\"maximum_attempts\":2,\"jitter\":0}}";

    /** Stands for what a log must not contain. */
    private static final String SECRET = "hunter2";

    private final SchedulerFixture function = new SchedulerFixture();

    @Test
    void a_report_of_success_ends_the_execution() {
        function.published(TIME, ONCE);

        assertThat(function.dispatch(function.reports(
                        report("succeeded").put("output", SECRET).toString())))
                .isEmpty();

        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(execution().attemptHistory().get(0).output()).isEqualTo(SECRET);
        assertThat(function.logged("report_applied"))
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry("schedule_id", ID.value())
                        .containsEntry("execution_id", ID_TEXT)
                        .containsEntry("report", "succeeded")
                        .containsEntry("attempt", 1)
                        .containsEntry("request_id", "request"));
        assertThat(logs()).doesNotContain(SECRET);
    }

    @Test
    void a_report_of_failure_makes_the_next_attempt_due_after_the_delay_that_it_asks_for() {
        function.published(TIME, TWICE);

        function.dispatch(function.reports(
                report("failed").put("retry_after_seconds", 300).toString()));

        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.RETRYING);
        assertThat(execution().due()).contains(TIME.plusSeconds(300));
    }

    @ParameterizedTest
    @CsvSource({"Success,SUCCEEDED", "RetriesExhausted,FAILED", "EventAgeExceeded,FAILED"})
    void a_record_of_a_lambda_destination_is_a_report(String condition, ShownOutcome expected) {
        function.published(TIME, ONCE);

        function.dispatch(function.reports(record(condition, envelope().toString())));

        assertThat(execution().shownOutcome()).isEqualTo(expected);
        assertThat(function.logged("report_applied")).hasSize(1);
    }

    static Stream<Arguments> unreadable() {
        String id = "\"execution_id\":\"" + ID_TEXT + "\"";
        return Stream.of(
                Arguments.of("blank", " ", "invalid_json"),
                Arguments.of("not JSON", "it worked, " + SECRET, "invalid_json"),
                Arguments.of("an array", "[{" + id + ",\"outcome\":\"succeeded\"}]", "invalid_json"),
                Arguments.of("a text", "\"" + SECRET + "\"", "invalid_json"),
                Arguments.of("null", "null", "invalid_json"),
                Arguments.of("cut off", "{" + id + ",\"outcome\":\"succ", "invalid_json"),
                Arguments.of("two values", "{" + id + ",\"outcome\":\"succeeded\"} {}", "invalid_json"),
                Arguments.of("a field twice", "{" + id + "," + id + ",\"outcome\":\"failed\"}", "invalid_json"),
                Arguments.of(
                        "nested too deeply",
                        "{" + id + ",\"outcome\":\"failed\",\"output\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                        "invalid_json"),
                Arguments.of("empty", "{}", "invalid_request"),
                Arguments.of("no id", "{\"outcome\":\"succeeded\"}", "invalid_request"),
                Arguments.of("id is a number", "{\"execution_id\":7,\"outcome\":\"failed\"}", "invalid_request"),
                Arguments.of(
                        "id is long",
                        "{\"execution_id\":\"" + "e".repeat(201) + "\",\"outcome\":\"failed\"}",
                        "invalid_request"),
                Arguments.of("no outcome", "{" + id + "}", "invalid_request"),
                Arguments.of("other outcome", "{" + id + ",\"outcome\":\"" + SECRET + "\"}", "invalid_request"),
                Arguments.of("outcome is null", "{" + id + ",\"outcome\":null}", "invalid_request"),
                with("attempt", "0"),
                with("attempt", "-1"),
                with("attempt", "1.5"),
                with("attempt", "\"1\""),
                with("attempt", "2147483648"),
                with("message", "41"),
                with("message", "{\"" + SECRET + "\":1}"),
                with("retryable", "\"no\""),
                with("retry_after_seconds", "-1"),
                with("retry_after_seconds", "86401"),
                Arguments.of(
                        "256 KB and more",
                        "{" + id + ",\"outcome\":\"succeeded\",\"output\":\"" + "x".repeat(1 << 20) + "\"}",
                        "payload_too_large"),
                Arguments.of(
                        "a command",
                        "{\"action\":\"delete\",\"schedule_id\":\"" + ID.value() + "\"}",
                        "invalid_request"),
                Arguments.of(
                        "record without payload",
                        "{\"requestContext\":{\"condition\":\"Success\"}}",
                        "invalid_request"),
                Arguments.of("record of another event", record("Success", null), "invalid_request"),
                Arguments.of("record of another message", record("Success", SECRET), "invalid_request"),
                Arguments.of(
                        "record of a schedule without run policy",
                        record("Success", "{\"id\":\"msg_0\"}"),
                        "invalid_request"));
    }

    private static Arguments with(String field, String value) {
        return Arguments.of(
                field + " " + value,
                "{\"execution_id\":\"" + ID_TEXT + "\",\"outcome\":\"succeeded\",\"" + field + "\":" + value + "}",
                "invalid_request");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void what_cannot_be_read_is_logged_without_its_content_and_done(String what, String body, String code) {
        function.published(TIME, ONCE);
        Execution before = execution();

        assertThat(function.dispatch(function.reports(body))).as(what).isEmpty();

        assertThat(execution()).isEqualTo(before);
        assertThat(function.logged("report_unreadable"))
                .singleElement()
                .satisfies(it -> assertThat(it).containsEntry("code", code).containsEntry("sns_message_id", "message"));
        assertThat(logs()).doesNotContain(SECRET);
        assertThat(function.deadLetters).isEmpty();
        assertThat(function.notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "exec_00000000000000000000000000000000_20251106T210000Z",
        "exec_00000000000000000000000000000000_m0123456789abcdef",
        "exec_0123456789abcdef0123456789abcdef",
        "exec_00000000000000000000000000000000_20251399T210000Z",
        "hunter2",
        "' '"
    })
    void a_report_of_no_execution_is_ignored(String id) {
        function.published(TIME, ONCE);

        function.dispatch(
                function.reports(report("succeeded").put("execution_id", id).toString()));

        assertThat(ignored()).containsExactly("execution_not_found");
        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(logs()).doesNotContain(SECRET);
    }

    @Test
    void a_report_of_a_later_attempt_than_there_is_is_kept_and_changes_nothing() {
        function.published(TIME, TWICE);

        function.dispatch(function.reports(report("succeeded").put("attempt", 2).toString()));

        assertThat(ignored()).containsExactly("unknown_attempt");
        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(events()).containsExactly(RunEvent.Kind.UNKNOWN_ATTEMPT);
    }

    @Test
    void a_contradiction_never_takes_back_a_success() {
        function.published(TIME, ONCE);

        function.dispatch(function.reports(
                report("succeeded").toString(),
                report("failed").toString(),
                report("succeeded").toString()));

        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(ignored()).containsExactly("contradiction", "unchanged");
        assertThat(events()).containsExactly(RunEvent.Kind.CONTRADICTION);
    }

    @Test
    void a_late_failure_changes_nothing_and_a_late_success_wins() {
        function.published(TIME, ONCE);
        function.clock.set(TIME.plus(Duration.ofMinutes(15)));
        function.updates.apply(
                ExecutionId.tryParse(ID_TEXT).orElseThrow(), new ExecutionEvent.TimePassed(false), function.log);
        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);

        function.dispatch(function.reports(report("failed").toString()));
        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
        assertThat(ignored()).containsExactly("late");

        function.dispatch(function.reports(report("succeeded").toString()));
        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
    }

    @Test
    void bad_reports_do_not_keep_others_of_the_same_event_from_being_applied() {
        function.published(TIME, ONCE);

        function.dispatch(function.reports("nonsense", report("succeeded").toString(), "{}"));

        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(function.logged("report_unreadable")).hasSize(2);
    }

    @Test
    void a_fault_of_the_store_is_retried_and_the_other_messages_are_handled() {
        function.published(TIME, ONCE);
        ReportHandler withoutStore = new ReportHandler(new ExecutionUpdates(
                failing(FiringRecords.class),
                failing(ExecutionHistory.class),
                new FailureNotices(new Notices(function.publisher, function.stage, function.clock), function.clock),
                new PauseAfterFailures(function.history, function.publisher, function.stage),
                function.clock));
        String event = function.reports(report("succeeded").toString(), "nonsense");
        List<SchedulerEvent.Message> messages = ((SchedulerEvent.Reports)
                        new EventReader(function.stage.executionReports()).read(event.getBytes(StandardCharsets.UTF_8)))
                .messages();

        assertThatThrownBy(() -> withoutStore.handleAll(messages, function.log)).isInstanceOf(TransientException.class);
        assertThat(function.logged("report_unreadable")).hasSize(1);
        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.WAITING);

        function.dispatch(event);
        assertThat(execution().shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
    }

    private static <T> T failing(Class<T> port) {
        return PortProxy.failing(port, method -> new TransientException(TransientException.Reason.UNAVAILABLE, "down"));
    }

    @Test
    void a_hundred_reports_at_once_are_one_transition() throws Exception {
        function.published(TIME, ONCE);
        String event = function.reports(report("succeeded").toString());
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Callable<ObjectNode>> calls = IntStream.range(0, 100)
                    .<Callable<ObjectNode>>mapToObj(it -> () -> function.dispatch(event))
                    .toList();
            for (Future<ObjectNode> result : threads.invokeAll(calls)) {
                assertThat(result.get()).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(function.logged("execution_ended")).hasSize(1);
        assertThat(function.logged("report_applied")).hasSize(1);
        assertThat(ignored()).hasSize(99).containsOnly("unchanged");
        assertThat(execution().runRevision()).isEqualTo(2);
    }

    private static ObjectNode report(String outcome) {
        return Json.object().put("execution_id", ID_TEXT).put("attempt", 1).put("outcome", outcome);
    }

    private static ObjectNode envelope() {
        return Json.object().put("execution_id", ID_TEXT).put("attempt", 1);
    }

    private static String record(String condition, String message) {
        ObjectNode record = Json.object();
        record.putObject("requestContext").put("condition", condition);
        ObjectNode request = record.putObject("requestPayload");
        if (message != null) {
            request.putArray("Records").addObject().putObject("Sns").put("Message", message);
        }
        record.putObject("responsePayload").put("errorMessage", "boom");
        return Json.write(record);
    }

    private Execution execution() {
        return function.history.find(KEY).orElseThrow();
    }

    private List<RunEvent.Kind> events() {
        return execution().run().events().stream().map(RunEvent::kind).toList();
    }

    private List<Object> ignored() {
        return function.logged("report_ignored").stream()
                .map(it -> it.get("result"))
                .toList();
    }

    /** Returns everything that was logged since the schedule was created. */
    private String logs() {
        return function.logged.stream()
                .map(it -> it.name()
                        + it.fields().entrySet().stream()
                                .map(Map.Entry::toString)
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }
}
