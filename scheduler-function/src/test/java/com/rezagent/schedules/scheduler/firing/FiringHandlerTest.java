package com.rezagent.schedules.scheduler.firing;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.event.SchedulerEvent.Firing;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FiringHandlerTest {
    private static final Instant ONE_O_CLOCK = NOW.plus(Duration.ofHours(1));

    private final SchedulerFixture function = new SchedulerFixture();

    private void fire(Firing firing) {
        function.firings.fire(firing, function.log);
    }

    private Execution onlyExecution() {
        assertThat(function.executions()).hasSize(1);
        return function.executions().get(0);
    }

    @Test
    void firing_is_published_recorded_and_counted_once() {
        function.created("cron(0 * * * ? *)");
        function.clock.set(ONE_O_CLOCK.plusSeconds(1));

        fire(function.firing(ONE_O_CLOCK));
        fire(function.firing(ONE_O_CLOCK));

        assertThat(function.published()).isEqualTo(1);
        assertThat(onlyExecution().outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(function.counters().executionCount()).isEqualTo(1);
        assertThat(function.logged("execution_redelivered")).hasSize(1);
        assertThat(function.engine.calls()).isEmpty();
    }

    @Test
    void firing_of_a_paused_schedule_is_recorded_as_skipped() {
        function.created("cron(0 * * * ? *)");
        function.process(new ScheduleCommand.Pause(function.context(), ID));
        function.clock.set(ONE_O_CLOCK);

        fire(function.firing(ONE_O_CLOCK));

        assertThat(function.published()).isZero();
        assertThat(onlyExecution().outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(onlyExecution().reason()).isEqualTo("paused");
        assertThat(function.counters().executionCount()).isZero();
    }

    @Test
    void firing_of_an_earlier_entry_converges_first_and_runs_only_if_it_is_still_due() {
        function.created("cron(0 * * * ? *)");
        Firing earlier = function.firing(ONE_O_CLOCK);
        function.process(function.update("cron(30 * * * ? *)"));
        function.engine.clearCalls();
        function.clock.set(ONE_O_CLOCK);

        fire(earlier);

        assertThat(function.engine.calls()).containsExactly("find");
        assertThat(onlyExecution().reason()).startsWith("outdated: ");
    }

    @Test
    void firing_of_another_incarnation_is_skipped_under_that_incarnation() {
        function.created("cron(0 * * * ? *)");
        function.clock.set(ONE_O_CLOCK);

        fire(new Firing(ID, 1, "another", ResourceName.DEFAULT_GROUP, ONE_O_CLOCK));

        assertThat(onlyExecution().incarnation()).isEqualTo("another");
        assertThat(onlyExecution().reason()).startsWith("outdated: ");
    }

    @Test
    void entry_without_a_record_is_deleted_with_a_tombstone() {
        function.created("cron(0 * * * ? *)");
        SchedulerFixture other = new SchedulerFixture();
        other.engine.create(function.engine.find(ID).orElseThrow().entry());

        other.firings.fire(function.firing(ONE_O_CLOCK), other.log);

        assertThat(other.engine.find(ID)).isEmpty();
        assertThat(other.record().isDeleted()).isTrue();
        assertThat(other.executions()).isEmpty();
    }

    @Test
    void last_firing_completes_the_schedule_and_deletes_its_entry() {
        function.created("at(2026-01-05T13:00:00)");
        function.clock.set(ONE_O_CLOCK.plusSeconds(1));

        fire(function.firing(ONE_O_CLOCK));

        assertThat(function.record().status()).isEqualTo(Status.COMPLETED);
        assertThat(function.engine.find(ID)).isEmpty();
    }

    @Test
    void execution_that_another_invocation_has_claimed_is_retried_later() {
        String incarnation = function.created("cron(0 * * * ? *)").incarnation();
        function.clock.set(ONE_O_CLOCK);
        function.history.claim(ExecutionKey.firing(ID, ONE_O_CLOCK), incarnation, ONE_O_CLOCK, SchedulerFixture.LEASE);

        assertThatThrownBy(() -> fire(function.firing(ONE_O_CLOCK)))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        it -> assertThat(it.reason()).isEqualTo(TransientException.Reason.CONTENDED));

        function.clock.advance(SchedulerFixture.LEASE);
        fire(function.firing(ONE_O_CLOCK));
        assertThat(onlyExecution().outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(onlyExecution().attempts()).isEqualTo(2);
    }

    @Test
    void publication_that_fails_for_now_is_not_recorded() {
        function.created("cron(0 * * * ? *)");
        function.clock.set(ONE_O_CLOCK);
        function.publisher.beforePublish((topic, message) -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "Slow down");
        });

        assertThatThrownBy(() -> fire(function.firing(ONE_O_CLOCK))).isInstanceOf(TransientException.class);
        assertThat(onlyExecution().outcome()).isEqualTo(ExecutionOutcome.IN_PROGRESS);
    }

    @Test
    void execution_that_the_topic_refuses_is_recorded_as_failed() {
        function.created("cron(0 * * * ? *)");
        function.clock.set(ONE_O_CLOCK);
        function.publisher.beforePublish((topic, message) -> {
            if (topic.equals(function.stage.webActions())) {
                throw new RefusedException(ErrorCode.INVALID_TARGET, "The topic does not exist", "gone");
            }
        });

        fire(function.firing(ONE_O_CLOCK));

        assertThat(onlyExecution().outcome()).isEqualTo(ExecutionOutcome.FAILED);
        assertThat(onlyExecution().reason()).isEqualTo("The topic does not exist: gone");
        assertThat(function.notices()).containsExactly("schedule_execution_failed");
    }

    @Test
    void trigger_takes_effect_once_with_the_time_of_its_first_delivery() {
        function.created("cron(0 * * * ? *)");
        ScheduleCommand.Trigger trigger = new ScheduleCommand.Trigger(function.context(), ID);
        function.process(trigger);
        function.clock.advance(Duration.ofMinutes(5));
        function.process(trigger);

        assertThat(function.published()).isEqualTo(1);
        assertThat(onlyExecution().key())
                .isEqualTo(ExecutionKey.manual(ID, NOW, trigger.context().commandId()));
    }

    @Test
    void the_reason_of_a_trigger_is_kept_in_its_execution() {
        function.created("cron(0 * * * ? *)");
        function.process(new ScheduleCommand.Trigger(function.context().withReason("Run again"), ID));

        assertThat(onlyExecution().requestReason()).isEqualTo("Run again");
    }
}
