package com.rezagent.schedules.scheduler.converge;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.converge.Convergence.Change;
import com.rezagent.schedules.testing.MemoryEngine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvergerTest {
    private final SchedulerFixture function = new SchedulerFixture();

    private Convergence converge() {
        return function.converger.converge(ID, function.log);
    }

    /** Stores a schedule that was never converged. */
    private void store(String expression) {
        Schedule created = new SchedulerFixture().created(expression);
        function.store.insert(
                Schedule.create(created.requireDefinition(), List.of(), created.definitionStamp(), "tester"));
    }

    /** Lets the engine refuse writes, one detail each; later writes succeed. */
    private void refuseWrites(String... details) {
        Deque<String> left = new ArrayDeque<>(List.of(details));
        function.engine.beforeWrite(() -> {
            if (!left.isEmpty()) {
                throw new RefusedException(ErrorCode.ENGINE_REFUSED, "Refused", left.remove());
            }
        });
    }

    @Test
    void new_schedule_takes_one_call_and_is_marked() {
        store("cron(0 13 * * ? *)");

        assertThat(converge().changes()).containsExactlyInAnyOrder(Change.ENTRY_CREATED, Change.MARKED);
        assertThat(function.engine.calls()).containsExactly("create");
        assertThat(function.record().isConverged()).isTrue();
        assertThat(function.record().engineArn()).isEqualTo(MemoryEngine.arn(ID));
        assertThat(converge().changes()).isEmpty();
    }

    @Test
    void entry_that_exists_before_the_first_converging_is_found_by_the_create() {
        store("cron(0 13 * * ? *)");
        SchedulerFixture other = new SchedulerFixture();
        other.created("cron(30 13 * * ? *)");
        function.engine.create(other.engine.find(ID).orElseThrow().entry());
        function.engine.clearCalls();

        assertThat(converge().changes()).contains(Change.ENTRY_UPDATED);
        assertThat(function.engine.calls()).containsExactly("create", "find", "update");
    }

    @Test
    void lost_entry_is_created_again() {
        function.created("cron(0 13 * * ? *)");
        function.engine.delete(ID);
        function.engine.clearCalls();

        assertThat(function.converger.inspect(ID).changes()).containsExactly(Change.ENTRY_CREATED);
        assertThat(function.engine.find(ID)).isEmpty();
        function.engine.clearCalls();
        assertThat(converge().changes()).containsExactly(Change.ENTRY_CREATED);
        assertThat(function.engine.calls()).containsExactly("find", "create");
    }

    @Test
    void deleted_schedule_loses_its_entry_with_one_call() {
        function.created("cron(0 13 * * ? *)");
        function.process(new ScheduleCommand.Delete(function.context(), ID));

        assertThat(function.engine.calls()).containsExactly("delete");
        assertThat(function.record().engineArn()).isNull();
        function.engine.clearCalls();
        assertThat(converge().changes()).isEmpty();
        assertThat(function.engine.calls()).containsExactly("find");
    }

    @Test
    void firing_that_was_due_before_the_entry_is_published_before_the_entry_is_written() {
        store("at(2026-01-05T12:00:30)");
        function.clock.set(NOW.plusSeconds(40));

        converge();
        assertThat(function.published()).isEqualTo(1);

        SchedulerFixture crashing = new SchedulerFixture();
        crashing.store.insert(Schedule.create(
                function.record().requireDefinition(),
                List.of(),
                function.record().definitionStamp(),
                "tester"));
        crashing.clock.set(NOW.plus(Duration.ofMinutes(6)));
        crashing.engine.beforeWrite(() -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "Slow down");
        });
        assertThatThrownBy(() -> crashing.converger.converge(ID, crashing.log)).isInstanceOf(TransientException.class);
        assertThat(crashing.published()).isEqualTo(1);
    }

    @Test
    void permanent_refusal_fails_the_schedule_notifies_and_removes_the_entry() {
        store("cron(0 13 * * ? *)");
        refuseWrites("Invalid expression");

        assertThat(converge().changes()).contains(Change.REFUSED);
        assertThat(function.record().status()).isEqualTo(Status.FAILED);
        assertThat(function.record().statusReason()).contains("Refused: Invalid expression");
        assertThat(function.notices()).containsExactly("schedule_failed");
        assertThat(function.engine.find(ID)).isEmpty();
    }

    @Test
    void refused_date_is_decided_once_more_before_it_is_final() {
        store("cron(0 13 * * ? *)");
        refuseWrites("StartDate is in the past");
        assertThat(converge().changes()).doesNotContain(Change.REFUSED);
        assertThat(function.record().status()).isEqualTo(Status.ACTIVE);

        SchedulerFixture twice = new SchedulerFixture();
        twice.store.insert(Schedule.create(
                function.record().requireDefinition(),
                List.of(),
                function.record().definitionStamp(),
                "tester"));
        Deque<String> left = new ArrayDeque<>(List.of("EndDate", "EndDate"));
        twice.engine.beforeWrite(() -> {
            if (!left.isEmpty()) {
                throw new RefusedException(ErrorCode.ENGINE_REFUSED, "Refused", left.remove());
            }
        });
        assertThat(twice.converger.converge(ID, twice.log).changes()).contains(Change.REFUSED);
    }

    @Test
    void change_during_the_write_is_converged_in_another_round() {
        function.created("cron(0 13 * * ? *)");
        Schedule before = function.record();
        function.engine.delete(ID);
        Deque<Runnable> once = new ArrayDeque<>(List.of(() -> function.store.replace(
                before, before.paused(new Stamp(NOW.plusSeconds(1), 70, "p"), NOW.plusSeconds(1)))));
        function.engine.beforeWrite(() -> {
            if (!once.isEmpty()) {
                once.remove().run();
            }
        });

        converge();

        assertThat(function.record().isConverged()).isTrue();
        assertThat(function.engine.find(ID).orElseThrow().entry().state()).isEqualTo(EntryState.DISABLED);
    }

    @Test
    void inspecting_reports_without_writing() {
        store("cron(0 13 * * ? *)");

        assertThat(function.converger.inspect(ID).changes())
                .containsExactlyInAnyOrder(Change.ENTRY_CREATED, Change.MARKED);
        assertThat(function.engine.calls()).containsExactly("find");
        assertThat(function.record().isConverged()).isFalse();
    }

    @Test
    void entry_without_a_record_is_reported_and_left_alone() {
        SchedulerFixture other = new SchedulerFixture();
        other.created("cron(0 13 * * ? *)");
        function.engine.create(other.engine.find(ID).orElseThrow().entry());

        assertThat(function.converger.inspect(ID).changes()).containsExactly(Change.ENTRY_DELETED);
        assertThat(converge().changes()).isEmpty();
        assertThat(function.engine.find(ID)).isPresent();
    }
}
