package com.rezagent.schedules.scheduler.command;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision.Decided;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.command.ScheduleCommandReader;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.firing.ScheduleCompleter;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.testing.PortProxy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommandProcessorTest {
    private final SchedulerFixture function = new SchedulerFixture();

    private Result process(ScheduleCommand command) {
        return function.process(command).result();
    }

    @Test
    void create_writes_the_record_and_the_entry() {
        assertThat(process(function.create("cron(0 13 * * ? *)"))).isEqualTo(Result.APPLIED);

        assertThat(function.engine.calls()).containsExactly("create");
        assertThat(function.record().isConverged()).isTrue();
        assertThat(function.logged("command_decided"))
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry("action", "create")
                        .containsEntry("result", "applied")
                        .containsEntry("schedule_expression", "cron(0 13 * * ? *)")
                        .containsEntry("version_before", 0L)
                        .containsEntry("version_after", 1L));
    }

    @Test
    void redelivered_command_keeps_its_outcome_and_looks_at_the_engine() {
        ScheduleCommand.Create create = function.create("cron(0 13 * * ? *)");
        CommandOutcome first = function.process(create);
        function.engine.clearCalls();

        assertThat(function.process(create)).isEqualTo(first);
        assertThat(function.engine.calls()).containsExactly("find");
        assertThat(function.logged("command_redelivered")).hasSize(1);
        assertThat(function.logged("command_decided")).hasSize(1);
    }

    @Test
    void refused_command_is_stored_notified_and_leaves_the_engine_alone() {
        function.created("cron(0 13 * * ? *)");

        CommandOutcome outcome = function.process(function.create("cron(30 13 * * ? *)"));

        assertThat(outcome.result()).isEqualTo(Result.REFUSED);
        assertThat(function.record().outcomeOf(outcome.commandId())).contains(outcome);
        assertThat(function.notices()).containsExactly("schedule_command_refused");
        assertThat(function.engine.calls()).isEmpty();
    }

    /** A request that sees the conflict repeats its change; one that stops waiting sends the command again without the attribute. */
    @Test
    void conflict_that_the_publisher_handles_is_notified_only_once_it_stops_waiting() {
        function.created("cron(0 13 * * ? *)");
        ScheduleCommand.Update late = function.update("cron(30 13 * * ? *)");
        ScheduleCommand.Update expecting =
                new ScheduleCommand.Update(late.context(), late.scheduleId(), late.body(), 7L);

        CommandOutcome outcome = process(CommandJson.handlingConflict(expecting));

        assertThat(outcome.refusal().code()).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(function.notices()).isEmpty();

        assertThat(process(CommandJson.write(expecting))).isEqualTo(outcome);
        process(CommandJson.write(expecting));

        assertThat(function.notices()).containsOnly("schedule_command_refused");
        assertThat(function.publisher.messages(function.stage.notifications()))
                .extracting(it -> Json.parseObject(it.body()).path("id").asText())
                .hasSize(2)
                .containsOnly("msg_" + Digest.hex128("refused " + late.context().commandId()));
    }

    @Test
    void other_refusals_of_a_publisher_that_handles_conflicts_are_notified() {
        function.created("cron(0 13 * * ? *)");

        process(CommandJson.handlingConflict(function.update("cron(99 13 * * ? *)")));

        assertThat(function.notices()).containsExactly("schedule_command_refused");
    }

    private CommandOutcome process(TopicMessage message) {
        return function.process((ScheduleCommand) new CommandJson(List.of(new ScheduleCommandReader()))
                .read(message.body(), new CommandJson.Delivery("message", NOW, message.attributes())));
    }

    @Test
    void command_for_a_missing_schedule_is_refused_without_a_record() {
        assertThat(process(new ScheduleCommand.Pause(function.context(), ID))).isEqualTo(Result.REFUSED);

        assertThat(function.store.find(ID)).isEmpty();
        assertThat(function.notices()).containsExactly("schedule_command_refused");
    }

    @Test
    void publishers_command_for_a_missing_schedule_is_retried_later() {
        ScheduleCommand pause =
                new ScheduleCommand.Pause(new Command.Context("early", "sns", NOW, Command.Origin.PUBLISHER), ID);

        assertThatThrownBy(() -> process(pause))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        it -> assertThat(it.reason()).isEqualTo(TransientException.Reason.TOO_EARLY));
        assertThat(function.notices()).isEmpty();
    }

    @Test
    void malformed_command_is_refused_with_its_error() {
        RefusedException error = new RefusedException(ErrorCode.INVALID_REQUEST, "The request is invalid", "why");
        ScheduleCommand malformed = new ScheduleCommand.Malformed(function.context(), ScheduleAction.PAUSE, ID, error);

        assertThat(function.process(malformed).refusal()).isEqualTo(CommandOutcome.Refusal.of(error));
    }

    @Test
    void overtaken_delete_is_notified() {
        ScheduleCommand.Delete late = new ScheduleCommand.Delete(function.context(NOW.minusSeconds(10)), ID);
        function.created("cron(0 13 * * ? *)");

        assertThat(process(late)).isEqualTo(Result.OVERTAKEN);
        assertThat(function.notices()).containsExactly("schedule_command_overtaken");
        assertThat(function.record().isDeleted()).isFalse();
    }

    /** The id of a command identifies it; what is sent again under it is not looked at. */
    @Test
    void another_command_with_the_id_of_an_overtaken_one_is_not_notified() {
        ScheduleCommand.Delete late = new ScheduleCommand.Delete(function.context(NOW.minusSeconds(10)), ID);
        function.created("cron(0 13 * * ? *)");
        process(late);

        assertThat(process(new ScheduleCommand.Pause(late.context(), ID))).isEqualTo(Result.OVERTAKEN);
        assertThat(function.notices()).containsExactly("schedule_command_overtaken");
    }

    @Test
    void trigger_and_stale_command_of_a_converged_schedule_do_not_look_at_the_engine() {
        ScheduleCommand.Pause stale = new ScheduleCommand.Pause(function.context(NOW.minusSeconds(10)), ID);
        function.created("cron(0 13 * * ? *)");
        function.process(new ScheduleCommand.Pause(function.context(), ID));
        function.process(new ScheduleCommand.Resume(function.context(NOW.plusSeconds(1)), ID));
        function.engine.clearCalls();

        assertThat(process(stale)).isEqualTo(Result.STALE);
        assertThat(process(new ScheduleCommand.Trigger(function.context(), ID))).isEqualTo(Result.APPLIED);
        assertThat(function.engine.calls()).isEmpty();
        assertThat(function.published()).isEqualTo(1);
    }

    @Test
    void change_of_the_payload_does_not_look_at_the_engine() {
        function.created("cron(0 13 * * ? *)");
        ScheduleCommand.Update timing = function.update("cron(0 13 * * ? *)");
        var body = timing.body().toNode();
        body.putObject("payload").put("changed", true);

        assertThat(process(new ScheduleCommand.Update(timing.context(), ID, JsonObject.of(body), null)))
                .isEqualTo(Result.APPLIED);
        assertThat(function.engine.calls()).isEmpty();
        assertThat(function.record().isConverged()).isTrue();
    }

    @Test
    void trigger_of_a_schedule_without_a_firing_left_completes_it() {
        function.created("at(2026-01-05T12:00:30)");
        function.fire(NOW.plusSeconds(30), NOW.plusSeconds(31));
        assertThat(function.record().isCompleted()).isTrue();

        assertThat(process(new ScheduleCommand.Trigger(function.context(), ID))).isEqualTo(Result.APPLIED);
        assertThat(function.published()).isEqualTo(2);
    }

    /** Returns a store whose inserts fail as if another writer were faster each time. */
    private ScheduleStore contended(int failures, AtomicInteger inserts) {
        return PortProxy.of(
                ScheduleStore.class,
                function.store,
                it -> !it.isDefault() && it.getName().equals("insert") && inserts.incrementAndGet() <= failures,
                call -> false);
    }

    private CommandProcessor over(ScheduleStore store) {
        return new CommandProcessor(
                store,
                new Decider(new DefinitionReader(Set.of())),
                function.converger,
                new ScheduleCompleter(store, function.history, function.converger, function.clock),
                function.firings,
                new Notices(function.publisher, function.stage, function.clock),
                function.clock);
    }

    @Test
    void command_is_decided_again_after_each_lost_race() {
        AtomicInteger inserts = new AtomicInteger();
        ScheduleStore store = contended(49, inserts);

        CommandOutcome outcome = over(store).process(function.create("cron(0 13 * * ? *)"), function.log);

        assertThat(outcome.result()).isEqualTo(Result.APPLIED);
        assertThat(inserts).hasValue(50);
    }

    @Test
    void command_is_retried_later_after_fifty_lost_races() {
        AtomicInteger inserts = new AtomicInteger();
        ScheduleStore store = contended(50, inserts);

        assertThatThrownBy(() -> over(store).process(function.create("cron(0 13 * * ? *)"), function.log))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        it -> assertThat(it.reason()).isEqualTo(TransientException.Reason.CONTENDED));
        assertThat(inserts).hasValue(50);
    }

    @Test
    void only_a_new_entry_version_changes_the_entry() {
        CommandOutcome outcome = new CommandOutcome("cmd_1", CommandOutcome.Result.APPLIED, 1, null);
        Schedule created = Schedules.schedule("a");
        Instant later = Schedules.NOW.plusSeconds(1);
        Schedule paused = created.paused(Schedules.stamp(later, "pause"), later);
        Schedule described = created.withOutcome(outcome);

        assertThat(CommandProcessor.changesEntry(new Decided<>(outcome, null, created, true)))
                .as("created")
                .isTrue();
        assertThat(CommandProcessor.changesEntry(new Decided<>(outcome, created, paused, true)))
                .as("paused")
                .isTrue();
        assertThat(CommandProcessor.changesEntry(new Decided<>(outcome, created, described, true)))
                .as("same entry")
                .isFalse();
        assertThat(CommandProcessor.changesEntry(new Decided<>(Schedules.refused("cmd_1"), null, null, true)))
                .as("no record")
                .isFalse();
    }
}
