package com.rezagent.schedules.scheduler.command;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Retries and acknowledgements, as messages of the creation topic. */
class ExecutionCommandHandlerTest {
    private static final ExecutionKey KEY = ExecutionKey.firing(ID, NOW);
    private static final ExecutionId EXECUTION =
            ExecutionId.tryParse(KEY.executionId()).orElseThrow();

    private final SchedulerFixture function = new SchedulerFixture();
    private final ExecutionCommandHandler handler = new ExecutionCommandHandler(
            function.history,
            function.updates,
            new Notices(function.publisher, function.stage, function.clock),
            function.clock);

    private CommandOutcome process(ExecutionCommand command) {
        return handler.process(command, function.log);
    }

    private Execution missed() {
        String incarnation = function.created("cron(0 12 * * ? *)", "{\"expect_report\":true}")
                .incarnation();
        Execution missed = Execution.unclaimed(KEY, incarnation, ExecutionOutcome.MISSED, "No delivery was seen", NOW);
        function.history.record(missed, NOW);
        return missed;
    }

    private Execution now() {
        return function.history.find(KEY).orElseThrow();
    }

    @Test
    void a_retry_is_applied_once_however_often_it_is_delivered() {
        missed();
        ExecutionCommand retry = new ExecutionCommand.Retry(function.context(), EXECUTION, 1);

        assertThat(process(retry).result()).isEqualTo(Result.APPLIED);
        Execution retrying = now();
        assertThat(retrying.shownOutcome()).isEqualTo(ShownOutcome.RETRYING);
        assertThat(process(retry).result()).isEqualTo(Result.UNCHANGED);

        assertThat(now()).isEqualTo(retrying);
        assertThat(function.notices()).isEmpty();
        assertThat(function.logged("command_decided"))
                .filteredOn(it -> it.containsValue("retry"))
                .hasSize(2)
                .first()
                .satisfies(it -> assertThat(it)
                        .containsEntry("result", "applied")
                        .containsEntry("requested_by", "tester")
                        .containsEntry("attempt", 1));
    }

    @Test
    void an_acknowledgement_ends_the_need_for_attention() {
        missed();
        Command.Context context = function.context().withReason("Booked by hand");

        assertThat(process(new ExecutionCommand.Acknowledge(context, EXECUTION)).result())
                .isEqualTo(Result.APPLIED);

        assertThat(now().needsAttention()).isFalse();
        assertThat(now().shownOutcome()).isEqualTo(ShownOutcome.MISSED);
        assertThat(now().run().acknowledged().by()).isEqualTo("tester");
        assertThat(now().run().acknowledged().reason()).isEqualTo("Booked by hand");
    }

    @Test
    void a_retry_of_an_execution_that_has_ended_well_is_refused_with_a_notice() {
        String incarnation = function.created("cron(0 12 * * ? *)").incarnation();
        function.history.add(
                Execution.claimed(KEY, incarnation, NOW, Duration.ofSeconds(30)).published("sns-1", NOW));

        CommandOutcome outcome = process(new ExecutionCommand.Retry(function.context(), EXECUTION, 2));

        assertThat(outcome.refusal().code()).isEqualTo(ErrorCode.EXECUTION_FINAL);
        assertThat(function.notices()).containsExactly("schedule_command_refused");
        assertThat(function.publisher
                        .messages(function.stage.notifications())
                        .get(0)
                        .body())
                .contains("\"execution_id\":\"" + EXECUTION.text() + "\"", ID.value());
    }

    @Test
    void an_unknown_execution_of_the_web_api_is_refused_at_once() {
        assertThat(process(new ExecutionCommand.Acknowledge(function.context(), EXECUTION))
                        .refusal()
                        .code())
                .isEqualTo(ErrorCode.EXECUTION_NOT_FOUND);
    }

    @Test
    void an_unknown_execution_of_another_publisher_is_awaited_for_two_minutes() {
        ExecutionCommand command = new ExecutionCommand.Retry(
                new Command.Context("c", "someone", NOW, Command.Origin.PUBLISHER), EXECUTION, 1);

        assertThatThrownBy(() -> process(command))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        it -> assertThat(it.reason()).isEqualTo(TransientException.Reason.TOO_EARLY));
        assertThat(function.notices()).isEmpty();

        function.clock.advance(Duration.ofMinutes(2));
        assertThat(process(command).refusal().code()).isEqualTo(ErrorCode.EXECUTION_NOT_FOUND);
        assertThat(function.notices()).containsExactly("schedule_command_refused");
    }

    @Test
    void an_execution_whose_time_to_live_is_over_is_unknown() {
        missed();
        function.clock.advance(Duration.ofDays(90));

        assertThat(process(new ExecutionCommand.Acknowledge(function.context(), EXECUTION))
                        .refusal()
                        .code())
                .isEqualTo(ErrorCode.EXECUTION_NOT_FOUND);
    }

    @Test
    void a_command_that_is_older_than_30_days_is_refused() {
        missed();
        Instant longAgo = NOW.minus(Duration.ofDays(30)).minusSeconds(1);

        assertThat(process(new ExecutionCommand.Acknowledge(function.context(longAgo), EXECUTION))
                        .refusal()
                        .code())
                .isEqualTo(ErrorCode.COMMAND_EXPIRED);
    }

    @Test
    void the_request_behind_an_idempotency_key_is_stored() {
        missed();
        Command.Context keyed = new Command.Context("cmd_1", "someone", NOW, Command.Origin.WEB_API, NOW, "digest");

        process(new ExecutionCommand.Retry(keyed, EXECUTION, 1));

        assertThat(function.history.findTrigger(ID, "cmd_1").orElseThrow().requestDigest())
                .isEqualTo("digest");
        assertThat(function.history.find(ExecutionId.tryParse("exec_" + ID.digits() + "_"
                                + ExecutionKey.triggerKey("cmd_1").replace("#", ""))
                        .orElseThrow()))
                .isEmpty();
    }

    @Test
    void messages_of_the_topic_reach_the_handler() {
        missed();

        function.dispatch(function.messages(
                "{\"action\":\"retry\",\"schema_version\":5,\"execution_id\":\"" + EXECUTION.text()
                        + "\",\"attempt\":1}",
                "{\"action\":\"acknowledge\",\"execution_id\":\"" + EXECUTION.text() + "\",\"colour\":\"red\"}"));

        assertThat(now().shownOutcome()).isEqualTo(ShownOutcome.RETRYING);
        assertThat(function.notices()).containsExactly("schedule_command_refused");
        assertThat(function.deadLetters).isEmpty();
    }
}
