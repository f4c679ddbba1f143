package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of executions: their messages, and whether they are accepted. */
class ExecutionCommandTest {
    private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
    private static final ExecutionKey KEY =
            ExecutionKey.firing(ScheduleName.parse("a").id(), NOW);
    private static final ExecutionId ID =
            ExecutionId.tryParse(KEY.executionId()).orElseThrow();
    private static final Command.Context CONTEXT =
            new Command.Context("c1", "someone", NOW, Command.Origin.WEB_API).withReason("Open again");
    private static final CommandJson JSON =
            new CommandJson(List.of(new ScheduleCommandReader(), new ExecutionCommandReader()));

    private static Command read(String message) {
        return JSON.read(message, new CommandJson.Delivery("m1", NOW, Map.of(CommandJson.ORIGIN, CommandJson.WEB_API)));
    }

    @Test
    void commands_are_read_as_they_were_written() {
        for (ExecutionCommand command :
                List.of(new ExecutionCommand.Retry(CONTEXT, ID, 2), new ExecutionCommand.Acknowledge(CONTEXT, ID))) {
            assertThat(read(CommandJson.write(command).body())).isEqualTo(command);
        }
        assertThat(CommandJson.write(new ExecutionCommand.Retry(CONTEXT, ID, 2)).body())
                .isEqualTo("{\"action\":\"retry\",\"schema_version\":5,\"execution_id\":\"" + ID.text()
                        + "\",\"attempt\":2,\"reason\":\"Open again\",\"command_id\":\"c1\",\"requested_by\":\"someone\","
                        + "\"requested_at\":\"2026-01-05T12:00:00Z\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"action":"retry","execution_id":"ID"}`                           | attempt: is required
            `{"action":"retry","execution_id":"ID","attempt":null}`            | attempt: is required
            `{"action":"retry","execution_id":"ID","attempt":0}`               | attempt: must be from 1
            `{"action":"retry","execution_id":"ID","attempt":"2"}`             | attempt: must be a whole number
            `{"action":"acknowledge","execution_id":"ID","attempt":2}`         | attempt: unknown field
            `{"action":"acknowledge","execution_id":"ID","schedule_id":"s"}`   | schedule_id: unknown field
            `{"action":"acknowledge","execution_id":"ID","reason":7}`          | reason: must be a string
            """)
    void a_command_with_an_error_that_names_its_execution_is_always_refused(String message, String detail) {
        Command command = read(message.replace("ID", ID.text()));

        assertThat(command).isInstanceOf(ExecutionCommand.Malformed.class);
        assertThat(command.mayWait()).isFalse();
        ExecutionCommand.Malformed malformed = (ExecutionCommand.Malformed) command;
        assertThat(malformed.error().joinedDetails()).contains(detail);
        assertThatThrownBy(malformed::event).isSameAs(malformed.error());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"acknowledge\"}",
                "{\"action\":\"acknowledge\",\"execution_id\":7}",
                "{\"action\":\"acknowledge\",\"execution_id\":\"exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c\"}",
                "{\"action\":\"retry\",\"execution_id\":\"sched_0\",\"attempt\":2}"
            })
    void a_command_that_names_no_execution_is_refused(String message) {
        assertThatThrownBy(() -> read(message))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.joinedDetails()).contains("execution_id: "));
    }

    private static Execution failed() {
        return Execution.claimed(KEY, "i", NOW, Duration.ofSeconds(30)).ended(ExecutionOutcome.FAILED, "gone", NOW);
    }

    private static boolean isWritten(Execution seen, int attempt) {
        return ExecutionCommandRules.decide(seen, new ExecutionCommand.Retry(CONTEXT, ID, attempt), NOW)
                .written()
                .isPresent();
    }

    @Test
    void a_retry_requests_the_next_attempt_and_nothing_if_that_was_made() {
        assertThat(isWritten(failed(), 2)).isTrue();
        assertThat(isWritten(failed(), 1)).isFalse();
    }

    @Test
    void a_retry_that_is_delivered_again_after_its_attempt_began_is_no_error() {
        Execution requested = ExecutionDecider.decide(
                        failed(), null, new ExecutionEvent.RetryRequested(2, "tester", null), NOW)
                .written()
                .orElseThrow();
        Execution claimed = ExecutionDecider.decide(
                        requested, null, new ExecutionEvent.Claimed(2, Duration.ofSeconds(30)), NOW)
                .written()
                .orElseThrow();

        assertThat(isWritten(requested, 2)).isFalse();
        assertThat(isWritten(claimed, 2)).isFalse();
        assertThatThrownBy(() -> isWritten(claimed, 3))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.EXECUTION_IN_PROGRESS));
    }

    @Test
    void a_retry_cannot_leave_attempts_out() {
        assertThatThrownBy(() -> isWritten(failed(), 3)).isInstanceOfSatisfying(RefusedException.class, it -> {
            assertThat(it.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(it.joinedDetails()).isEqualTo("attempt: is 3, but the next attempt is 2; correct it");
        });
    }

    @Test
    void what_was_published_without_a_run_policy_is_not_retried() {
        Execution published =
                Execution.claimed(KEY, "i", NOW, Duration.ofSeconds(30)).published("sns-1", NOW);

        assertThatThrownBy(() -> isWritten(published, 2))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.EXECUTION_FINAL));
    }
}
