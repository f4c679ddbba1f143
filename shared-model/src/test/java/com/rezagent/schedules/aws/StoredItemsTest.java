package com.rezagent.schedules.aws;

import static com.rezagent.schedules.stored.StoredRecords.STORED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.stored.StoredRecords;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tests that this version can read and change DynamoDB items written by version 63010f5. */
class StoredItemsTest {
    private static final StoredItems STORED = StoredItems.read(StoredRecords.items());
    private static final Instant LATER = STORED_AT.plusSeconds(60);
    private static final String ALL_DONE = "pause done, resume done, delete done, trigger done";

    private final Decider decider = new Decider(new DefinitionReader(Set.of()));

    private static List<Schedule> schedules() {
        return STORED.schedules().stream().map(StoredItems::schedule).toList();
    }

    @Test
    void every_stored_schedule_is_readable() {
        assertThat(schedules().stream().map(StoredRecords::describe).collect(Collectors.joining()))
                .isEqualTo(StoredRecords.SCHEDULES);
    }

    @Test
    void every_stored_execution_is_readable() {
        assertThat(STORED.executions().stream()
                        .map(ExecutionItems::execution)
                        .map(StoredRecords::describe)
                        .collect(Collectors.joining()))
                .isEqualTo(StoredRecords.EXECUTIONS);
    }

    @Test
    void the_listed_attributes_of_a_stored_item_are_its_summary() {
        for (Map<String, AttributeValue> item : STORED.schedules()) {
            Schedule schedule = StoredItems.schedule(item);
            if (schedule.definition() == null) {
                assertThat(item).doesNotContainKey("status");
                continue;
            }
            Map<String, AttributeValue> listed = new HashMap<>(item);
            listed.keySet().retainAll(ScheduleLists.SUMMARY_ATTRIBUTES);

            assertThat(StoredItems.summary(listed)).isEqualTo(ScheduleSummary.of(schedule));
        }
    }

    /** During a canary deployment both versions run, so the older one must find its attributes. */
    @Test
    void a_rewritten_item_keeps_the_attributes_of_the_older_version() {
        for (Map<String, AttributeValue> item : STORED.schedules()) {
            Schedule schedule = StoredItems.schedule(item);
            Map<String, AttributeValue> again = StoredItems.item(schedule);

            assertThat(StoredItems.schedule(again)).isEqualTo(schedule.relisted(LATER));
            assertThat(again).containsKeys(item.keySet().toArray(String[]::new));
            for (String name : List.of("state", "version", "status", "incarnation", "created_date")) {
                assertThat(again.get(name)).as(name).isEqualTo(item.get(name));
            }
            // The ranks in stamps have different numbers now, in the same order.
            for (String name : List.of("definition_stamp", "state_stamp")) {
                assertThat(again.get(name).s().split(" ")[0])
                        .as(name)
                        .isEqualTo(item.get(name).s().split(" ")[0]);
            }
        }
    }

    @Test
    void a_redelivered_command_with_a_stored_outcome_gets_that_outcome() {
        int outcomes = 0;
        for (Schedule schedule : schedules()) {
            for (CommandOutcome outcome : schedule.outcomes()) {
                Command.Context context =
                        new Command.Context(outcome.commandId(), "alice", STORED_AT, Command.Origin.PUBLISHER);

                Decision<Schedule> decision =
                        decider.decide(Optional.of(schedule), new ScheduleCommand.Pause(context, schedule.id()), LATER);

                assertThat(decision).isEqualTo(new Decision.AlreadyDecided<>(schedule, outcome));
                outcomes++;
            }
        }
        assertThat(outcomes).isEqualTo(28);
    }

    @Test
    void the_results_of_commands_depend_on_the_status_of_the_stored_record() {
        assertThat(schedules().stream().collect(Collectors.toMap(Schedule::id, this::results)))
                .containsEntry(StoredRecords.id("active-cron"), ALL_DONE)
                .containsEntry(StoredRecords.id("rate-with-start"), ALL_DONE)
                .containsEntry(StoredRecords.id("paused"), ALL_DONE)
                .containsEntry(StoredRecords.id("unaudited"), ALL_DONE)
                .containsEntry(StoredRecords.id("re-created"), ALL_DONE)
                .containsEntry(StoredRecords.id("pending"), ALL_DONE)
                .containsEntry(StoredRecords.id("completed-at"), ALL_DONE)
                .containsEntry(
                        StoredRecords.id("failed"), "pause done, resume done, delete done, trigger schedule_failed")
                .containsEntry(
                        StoredRecords.id("deleted"),
                        "pause schedule_deleted, resume schedule_deleted, delete done, trigger schedule_deleted");
    }

    private String results(Schedule schedule) {
        return List.of(
                        new ScheduleCommand.Pause(context("pause"), schedule.id()),
                        new ScheduleCommand.Resume(context("resume"), schedule.id()),
                        new ScheduleCommand.Delete(context("delete"), schedule.id()),
                        new ScheduleCommand.Trigger(context("trigger"), schedule.id()))
                .stream()
                .map(it -> it.action().text() + " " + result(schedule, it))
                .collect(Collectors.joining(", "));
    }

    private String result(Schedule schedule, ScheduleCommand command) {
        Decision<Schedule> decision = decider.decide(Optional.of(schedule), command, LATER);
        assertThat(decision).isInstanceOf(Decision.Replace.class);
        Decision.Replace<Schedule> replace = (Decision.Replace<Schedule>) decision;
        assertThat(StoredItems.schedule(StoredItems.item(replace.next())))
                .isEqualTo(replace.next().relisted(LATER));
        CommandOutcome.Refusal refusal = replace.outcome().refusal();
        return refusal != null ? refusal.code().code() : replace.outcome().isEffective() ? "done" : "stale";
    }

    /** Stored stamps still order commands: a command issued before them changes nothing. */
    @Test
    void a_command_older_than_a_stored_stamp_is_stale() {
        assertThat(resultOfOlder("paused", "2025-11-06T21:00:00Z")).isEqualTo("stale");
        assertThat(resultOfOlder("unaudited", "2025-11-06T21:44:59Z")).isEqualTo("stale");
        assertThat(resultOfOlder("re-created", "2025-11-06T20:04:59Z")).isEqualTo("stale");
    }

    private String resultOfOlder(String name, String issuedAt) {
        Schedule schedule = schedules().stream()
                .filter(it -> it.id().equals(StoredRecords.id(name)))
                .findFirst()
                .orElseThrow();
        Command.Context context =
                new Command.Context("older", "alice", Instant.parse(issuedAt), Command.Origin.WEB_API);
        return result(schedule, new ScheduleCommand.Pause(context, schedule.id()));
    }

    private static Command.Context context(String commandId) {
        return new Command.Context("new " + commandId, "alice", LATER, Command.Origin.WEB_API);
    }
}
