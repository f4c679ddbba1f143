package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Restores, as the decider sees them. A command is a letter and its time in seconds after the start: C create, M move to billing,
 * U resume, P pause, D delete, R restore; {@code c} creates with another definition.
 */
class RestoreTest extends DecidedSchedule {
    RestoreTest() {
        super(Instant.parse("2026-01-05T12:00:00Z"));
        now = at(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            R1                | refused                                     | none
            C1 R2             | applied refused                             | active default
            C1 D2 R3          | applied applied applied                     | paused default
            C1 R3 D2          | applied refused applied                     | deleted
            C1 D3 R2          | applied applied stale                       | deleted
            C1 D2 R2          | applied applied stale                       | deleted
            C1 D2 R3 R4       | applied applied applied refused             | paused default
            C1 D2 R3 D4       | applied applied applied applied             | deleted
            C1 D2 R4 D3       | applied applied applied overtaken           | paused default
            C1 D2 D4 R3       | applied applied unchanged stale             | deleted
            C1 D4 D2 R3       | applied applied unchanged stale             | deleted
            C1 D4 R3 D2       | applied applied stale overtaken             | deleted
            C1 D2 R3 D4 R5    | applied applied applied applied applied     | paused default
            C1 D2 C3 R4       | applied applied applied refused             | active default
            C1 D2 C4 R3       | applied applied applied refused             | active default
            C1 D3 C4 R2       | applied applied applied stale               | active default
            C1 D2 R3 C4       | applied applied applied refused             | paused default
            C1 D2 R4 C3       | applied applied applied overtaken           | paused default
            C1 D2 R4 c3       | applied applied applied overtaken           | paused default
            C1 D2 c3 R4       | applied applied applied refused             | active default
            C1 D2 R3 U4       | applied applied applied applied             | active default
            C1 D2 R4 U3       | applied applied applied stale               | paused default
            C1 D2 U3 R4       | applied applied refused applied             | paused default
            C1 D2 R4 P3       | applied applied applied stale               | paused default
            C1 D2 P3 R4       | applied applied refused applied             | paused default
            C1 P2 D3 R4       | applied applied applied applied             | paused default
            C1 D3 P2 R4       | applied applied stale applied               | paused default
            C1 D3 R4 P2       | applied applied applied stale               | paused default
            C1 U9 D3 R4       | applied unchanged applied applied           | active default
            C1 M2 D3 R4       | applied applied applied applied             | paused billing
            C1 D3 M2 R4       | applied applied stale applied               | paused default
            C1 D3 R4 M2       | applied applied applied stale               | paused default
            C1 D2 R4 M3       | applied applied applied applied             | paused billing
            C1 D2 R3 M4       | applied applied applied applied             | paused billing
            C1 M2 D3 R4 D5 R6 | applied applied applied applied applied applied | paused billing
            """)
    void orders_of_arrival(String commands, String results, String end) {
        List<String> decided = Arrays.stream(commands.split(" "))
                .map(it -> send(command(it)).result().text())
                .toList();

        assertThat(String.join(" ", decided)).isEqualTo(results.strip());
        assertThat(end()).isEqualTo(end.strip());
    }

    @Test
    void every_order_of_what_publishers_send_ends_restored_because_what_does_not_fit_yet_is_retried() {
        origin = Command.Origin.PUBLISHER;
        List<String> commands = List.of("C1", "M2", "P3", "D4", "R5");

        for (List<String> order : permutations(commands)) {
            record = Optional.empty();
            boolean isMovedBeforeItsEnd = deliverWithRetries(order);

            assertThat(end()).as(order.toString()).isEqualTo(isMovedBeforeItsEnd ? "paused billing" : "paused default");
            assertThat(schedule().pause()).as(order.toString()).isEqualTo(new Pause(at(5), null, "why R5", "R"));
        }
    }

    @Test
    void restored_schedule_is_a_new_incarnation_with_the_last_definition() {
        send(command("C1"));
        send(new ScheduleCommand.Update(context("u2"), ID, body("rate(1 day)", ""), null));
        send(command("D3"));
        Schedule deleted = schedule();
        assertThat(deleted.expiresAt()).isNotNull();

        send(command("R4"));

        Schedule restored = schedule();
        assertThat(restored.definition()).isEqualTo(deleted.definition());
        assertThat(restored.definition().expression().canonical()).isEqualTo("rate(1 day)");
        assertThat(restored.incarnation()).isNotEqualTo(deleted.incarnation());
        assertThat(restored.version()).isEqualTo(deleted.version() + 1);
        assertThat(restored.entryVersion()).isEqualTo(restored.version());
        assertThat(restored.isConverged()).isFalse();
        assertThat(restored.expiresAt()).isNull();
        assertThat(restored.createdBy()).isEqualTo("R");
        assertThat(restored.createdAt()).isEqualTo(at(4));
        assertThat(restored.anchor()).isEqualTo(at(4));
        assertThat(restored.counters().executionCount()).isZero();
        assertThat(restored.state()).isEqualTo(State.PAUSED);
        assertThat(restored.pause()).isEqualTo(new Pause(at(4), null, "why R4", "R"));
        assertThat(ScheduleDocument.read(ScheduleDocument.write(restored))).isEqualTo(restored);
    }

    @Test
    void repeated_command_id_changes_nothing() {
        send(command("C1"));
        send(command("D2"));
        send(command("R3"));
        Schedule restored = schedule();

        assertThat(decide(command("R3"))).isInstanceOf(Decision.AlreadyDecided.class);
        assertThat(((Decision.AlreadyDecided<Schedule>) decide(command("R3")))
                        .outcome()
                        .result())
                .isEqualTo(Result.APPLIED);
        send(command("D4"));
        assertThat(decide(command("R3"))).isInstanceOf(Decision.AlreadyDecided.class);
        assertThat(restored.isDeleted()).isFalse();
    }

    @Test
    void schedule_that_exists_or_never_did_is_refused() {
        assertThat(refusal(send(command("R1")))).isEqualTo(ErrorCode.SCHEDULE_NOT_FOUND);
        send(command("C1"));
        assertThat(refusal(send(command("R2")))).isEqualTo(ErrorCode.SCHEDULE_NAME_CONFLICT);
        record = Optional.of(schedule().completed(at(3)));
        assertThat(refusal(send(command("R4")))).isEqualTo(ErrorCode.SCHEDULE_NAME_CONFLICT);
        record = Optional.of(Schedule.tombstone(ID, at(5)));
        assertThat(refusal(send(command("R6")))).isEqualTo(ErrorCode.SCHEDULE_NOT_FOUND);
    }

    @Test
    void schedule_is_gone_90_days_after_its_deletion_although_the_store_may_still_have_it() {
        send(command("C1"));
        send(command("D2"));

        assertThat(refusal(send(command("R7776010")))).isEqualTo(ErrorCode.SCHEDULE_NOT_FOUND);
        send(command("R7776009"));
        assertThat(end()).isEqualTo("paused default");
    }

    @Test
    void schedule_whose_group_is_gone_is_refused_until_the_group_is_there_again() {
        send(command("C1"));
        send(command("M2"));
        send(command("D3"));
        groups.remove(BILLING);

        CommandOutcome outcome = send(command("R4"));
        assertThat(refusal(outcome)).isEqualTo(ErrorCode.INVALID_GROUP);
        assertThat(outcome.refusal().details()).anyMatch(it -> it.contains("PUT /api/groups/billing"));
        origin = Command.Origin.PUBLISHER;
        assertThat(decide(command("R5"))).isInstanceOf(Decision.Defer.class);
        groups.put(BILLING, DefinitionDefaults.NONE);
        send(command("R6"));
        assertThat(end()).isEqualTo("paused billing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            at(2026-01-05T12:00:50) |                                       | 49 | true
            at(2026-01-05T12:00:50) |                                       | 50 | false
            rate(1 hour)            | ,"end_date":"2026-01-05T14:00:00Z"    | 9  | true
            rate(1 minute)          | ,"end_date":"2026-01-05T12:01:30Z"    | 91 | false
            cron(0 6 * * ? *)       | ,"start_date":"2026-01-05T12:00:00Z"  | 6999999 | true
            rate(1 day)             | ,"start_date":"2026-01-05T12:00:00Z"  | 6999999 | true
            """)
    void schedule_that_has_nothing_left_to_fire_is_refused(String expression, String more, long time, boolean fires) {
        send(new ScheduleCommand.Create(context("C1"), ID, body(expression, more == null ? "" : more)));
        send(command("D2"));

        CommandOutcome outcome = send(command("R" + time));

        if (fires) {
            assertThat(outcome.result()).isEqualTo(Result.APPLIED);
        } else {
            assertThat(refusal(outcome)).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
            assertThat(schedule().isDeleted()).isTrue();
        }
    }

    @Test
    void rate_with_a_start_date_in_the_past_keeps_its_phase() {
        send(new ScheduleCommand.Create(
                context("C1"), ID, body("rate(1 day)", ",\"start_date\":\"2026-01-05T12:00:00Z\"")));
        send(command("D2"));
        send(command("R864010"));
        send(command("U864020"));

        assertThat(schedule().recurrence().next(at(864_020))).contains(at(864_000 + 86_400));
        assertThat(schedule().status()).isEqualTo(Status.PENDING);
    }

    @Test
    void condition_of_the_sender_is_checked_before_the_group() {
        send(command("C1"));
        send(command("D2"));
        groups.clear();
        RefusedException unmet = new RefusedException(ErrorCode.VERSION_CONFLICT, "", "");

        assertThatThrownBy(() -> decider.decide(
                        record,
                        command("R3"),
                        result -> {
                            throw unmet;
                        },
                        at(3)))
                .isSameAs(unmet);
    }

    /** Delivers what is deferred again after each later command; returns whether the move was applied before the delete. */
    private boolean deliverWithRetries(List<String> order) {
        List<String> waiting = new ArrayList<>();
        List<String> applied = new ArrayList<>();
        for (String next : order) {
            waiting.add(next);
            boolean isProgress = true;
            while (isProgress) {
                isProgress = waiting.removeIf(it -> {
                    if (decide(command(it)) instanceof Decision.Defer) {
                        return false;
                    }
                    if (send(command(it)).result() == Result.APPLIED) {
                        applied.add(it);
                    }
                    return true;
                });
            }
        }
        assertThat(waiting).as(order.toString()).isEmpty();
        return applied.contains("M2");
    }

    private static List<List<String>> permutations(List<String> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        return items.stream()
                .flatMap(first -> permutations(
                                items.stream().filter(it -> !it.equals(first)).toList())
                        .stream()
                        .map(rest -> {
                            List<String> all = new ArrayList<>(List.of(first));
                            all.addAll(rest);
                            return all;
                        }))
                .collect(Collectors.toList());
    }

    private ScheduleCommand command(String text) {
        Command.Context context = context(text);
        return switch (text.charAt(0)) {
            case 'C' -> new ScheduleCommand.Create(context, ID, body("rate(1 hour)", ""));
            case 'c' -> new ScheduleCommand.Create(context, ID, body("rate(2 hours)", ""));
            case 'M' -> new ScheduleCommand.Move(context, ID, BILLING);
            case 'U' -> new ScheduleCommand.Resume(context, ID);
            case 'P' -> new ScheduleCommand.Pause(context, ID);
            case 'D' -> new ScheduleCommand.Delete(context, ID);
            default -> new ScheduleCommand.Restore(context, ID);
        };
    }

    /** Returns the context of a command: its text is its id, and its letter its sender. */
    private Command.Context context(String text) {
        return new Command.Context(text, text.substring(0, 1), at(Long.parseLong(text.substring(1))), origin)
                .withReason("why " + text);
    }

    private String end() {
        return record.map(it -> it.isDeleted() ? "deleted" : it.state().text() + " " + it.group())
                .orElse("none");
    }
}
