package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.EntryMatch;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.Verdict;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Skips and unskips, as the decider sees them. The schedule fires at each full hour; {@code firing(1)} is the first one after
 * its creation at the start. Commands are issued at seconds after it.
 */
class SkipTest extends DecidedSchedule {
    private static final String HOURLY = "cron(0 * * * ? *)";

    SkipTest() {
        super(Instant.parse("2026-01-05T12:00:00Z"));
    }

    // --- one skip ---

    @Test
    void skip_holds_back_one_firing_and_leaves_the_engine_entry_as_it_is() {
        send(create(0));
        record = Optional.of(schedule().converged("arn"));

        assertThat(send(skip(10, firing(2))).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().pendingSkips(at(10))).containsExactly(firing(2));
        assertThat(schedule().version()).isEqualTo(2);
        assertThat(schedule().entryVersion()).isEqualTo(1);
        assertThat(schedule().isConverged()).isTrue();
        assertThat(schedule().status(at(10))).isEqualTo(Status.ACTIVE);
        assertThat(code(firing(2))).isEqualTo("skip_requested");
        assertThat(code(firing(1))).isEmpty();
        assertThat(plan().next(firing(1))).contains(firing(3));
    }

    @Test
    void requester_and_reason_are_part_of_what_a_skipped_firing_says() {
        send(create(0));
        send(new ScheduleCommand.Skip(context(10).withReason("public holiday"), ID, firing(1)));
        send(skip(20, firing(2)));

        assertThat(reason(firing(1))).isEqualTo("skip_requested: requested by tester; public holiday");
        assertThat(reason(firing(2))).isEqualTo("skip_requested: requested by tester");
    }

    @Test
    void unskip_takes_a_skip_back() {
        send(create(0));
        send(skip(10, firing(2)));

        assertThat(send(unskip(20, firing(2))).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().pendingSkips(at(20))).isEmpty();
        assertThat(schedule().version()).isEqualTo(3);
        assertThat(schedule().entryVersion()).isEqualTo(1);
        assertThat(code(firing(2))).isEmpty();
    }

    @Test
    void repeated_skip_or_unskip_is_unchanged_and_another_reason_is_a_change() {
        send(create(0));
        assertThat(send(unskip(5, firing(2))).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(skip(10, firing(2))).result()).isEqualTo(Result.APPLIED);
        assertThat(send(skip(20, firing(2))).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().version()).isEqualTo(2);
        assertThat(send(new ScheduleCommand.Skip(context(30).withReason("why"), ID, firing(2)))
                        .result())
                .isEqualTo(Result.APPLIED);
        assertThat(schedule().version()).isEqualTo(3);
    }

    @Test
    void without_a_time_it_is_about_the_next_firing_whether_that_is_skipped_or_not() {
        send(create(0));
        assertThat(send(skip(10, null)).result()).isEqualTo(Result.APPLIED);
        assertThat(send(skip(20, null)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().pendingSkips(at(20))).containsExactly(firing(1));

        assertThat(send(unskip(30, null)).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().pendingSkips(at(30))).isEmpty();
    }

    @Test
    void without_a_time_it_is_about_the_next_firing_after_it_was_issued_however_late_it_arrives() {
        send(create(0));
        assertThat(refusal(sendAt(3_600, skip(3_590, null)))).isEqualTo(ErrorCode.NOT_A_FIRING);
        assertThat(sendAt(3_600, skip(3_700, null)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().pendingSkips(at(3_600))).containsExactly(firing(2));
    }

    // --- times ---

    @ParameterizedTest
    @CsvSource({"7201, is no firing of cron", "3600, has passed", "3599, has passed", "-3600, has passed"})
    void time_that_is_no_firing_or_has_passed_is_refused_and_changes_nothing(long time, String detail) {
        send(create(0));
        Schedule before = schedule();
        for (ScheduleCommand command : List.of(skip(3_600, at(time)), unskip(3_601, at(time)))) {
            CommandOutcome outcome = send(command);

            assertThat(refusal(outcome)).isEqualTo(ErrorCode.NOT_A_FIRING);
            assertThat(outcome.refusal().details().get(0)).contains(detail);
            assertThat(schedule().skips()).isEqualTo(before.skips());
            assertThat(schedule().version()).isEqualTo(before.version());
        }
    }

    @Test
    void schedule_without_a_firing_left_has_none_to_skip() {
        send(create(0, "at(2026-01-05T13:00:00)"));
        assertThat(refusal(send(skip(3_600, null)))).isEqualTo(ErrorCode.NOT_A_FIRING);
    }

    @ParameterizedTest
    @CsvSource({"600, 600", "571, 600", "629, 600", "570, ", "630, "})
    void time_within_the_tolerance_of_a_rate_means_its_nominal_firing(long requested, @Nullable Long nominal) {
        send(create(0, "rate(10 minutes)"));

        CommandOutcome outcome = send(skip(10, at(requested)));

        if (nominal == null) {
            assertThat(refusal(outcome)).isEqualTo(ErrorCode.NOT_A_FIRING);
            return;
        }
        assertThat(schedule().pendingSkips(at(10))).containsExactly(at(nominal));
        for (long delivered : new long[] {571, 600, 629}) {
            assertThat(code(at(delivered))).as("%s", delivered).isEqualTo("skip_requested");
        }
        assertThat(code(at(1_200))).isEmpty();
        assertThat(send(unskip(20, at(requested))).result()).isEqualTo(Result.APPLIED);
        assertThat(code(at(571))).isEmpty();
    }

    @Test
    void fifty_firings_can_be_skipped_and_the_next_is_refused_until_one_has_passed() {
        send(create(0));
        for (int i = 1; i <= 50; i++) {
            assertThat(send(skip(i, firing(i))).result()).isEqualTo(Result.APPLIED);
        }
        assertThat(refusal(send(skip(60, firing(51))))).isEqualTo(ErrorCode.TOO_MANY_SKIPS);
        assertThat(send(skip(61, firing(50))).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().pendingSkips(at(61))).hasSize(50);

        assertThat(send(skip(3_600, firing(51))).result()).isEqualTo(Result.APPLIED);
        assertThat(code(firing(1))).isEqualTo("skip_requested");
    }

    // --- other commands ---

    @Test
    void skip_of_a_paused_schedule_stays_after_the_resume() {
        send(create(0));
        send(pause(10));
        assertThat(send(skip(20, firing(2))).result()).isEqualTo(Result.APPLIED);
        assertThat(code(firing(2))).isEqualTo("paused");

        send(resume(30));

        assertThat(code(firing(2))).isEqualTo("skip_requested");
    }

    @Test
    void skip_has_no_effect_while_the_definition_has_no_such_firing() {
        send(create(0));
        send(skip(10, firing(2)));
        send(update(20, "cron(30 * * * ? *)"));
        assertThat(schedule().pendingSkips(at(20))).isEmpty();
        assertThat(send(unskip(25, firing(3))).refusal()).isNotNull();

        send(update(30, HOURLY));

        assertThat(schedule().pendingSkips(at(30))).containsExactly(firing(2));
        assertThat(code(firing(2))).isEqualTo("skip_requested");
    }

    @Test
    void skip_that_the_definition_has_no_firing_for_can_be_taken_back() {
        send(create(0));
        send(skip(10, firing(2)));
        send(update(20, "cron(30 * * * ? *)"));

        assertThat(send(unskip(25, firing(2))).result()).isEqualTo(Result.APPLIED);

        send(update(30, HOURLY));
        assertThat(schedule().pendingSkips(at(30))).isEmpty();
    }

    @Test
    void skip_counts_only_in_the_incarnation_it_was_issued_for() {
        send(create(0));
        send(skip(10, firing(2)));
        send(delete(20));
        assertThat(refusal(send(skip(25, firing(2))))).isEqualTo(ErrorCode.SCHEDULE_DELETED);
        send(create(30));

        assertThat(schedule().pendingSkips(at(30))).isEmpty();
        assertThat(code(firing(2))).isEmpty();
        assertThat(send(skip(15, firing(2))).result()).isEqualTo(Result.STALE);
        assertThat(send(skip(40, firing(2))).result()).isEqualTo(Result.APPLIED);
    }

    @Test
    void skip_that_arrives_before_an_earlier_delete_counts_in_the_incarnation_after_it() {
        send(create(0));
        send(skip(10, firing(2)));
        send(delete(5));
        send(create(20));

        assertThat(schedule().pendingSkips(at(20))).containsExactly(firing(2));
    }

    @Test
    void delete_that_came_too_late_ends_the_skips_before_it() {
        send(create(0));
        send(skip(10, firing(2)));
        send(create(30));

        assertThat(send(delete(20)).result()).isEqualTo(Result.OVERTAKEN);

        assertThat(schedule().pendingSkips(at(30))).isEmpty();
        assertThat(schedule().version()).isEqualTo(3);
    }

    @Test
    void create_after_a_completion_begins_without_skips() {
        send(create(0, "at(2026-01-05T13:00:00)"));
        send(skip(10, firing(1)));
        record = Optional.of(schedule().completed(at(3_700)));

        send(create(3_800));

        assertThat(schedule().heldSkips()).isEmpty();
    }

    @Test
    void skip_and_unskip_of_a_failed_schedule_do_not_try_the_engine_again() {
        send(create(0));
        record = Optional.of(schedule().withEngineRefusal("ValidationException", "no", at(5)));

        assertThat(send(skip(10, firing(2))).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().status()).isEqualTo(Status.FAILED);
        assertThat(schedule().entryVersion()).isEqualTo(1);
    }

    @Test
    void trigger_is_not_held_back() {
        send(create(0));
        send(skip(10, firing(1)));
        assertThat(plan().verdictOfManualExecution(firing(1)).runs()).isTrue();
        assertThat(plan().overridden(firing(1))).isEmpty();
    }

    // --- order ---

    @Test
    void skip_wins_over_an_unskip_of_the_same_instant() {
        send(create(0));
        send(skip(10, firing(2)));
        assertThat(send(unskip(10, firing(2))).result()).isEqualTo(Result.STALE);
        assertThat(schedule().pendingSkips(at(10))).containsExactly(firing(2));
    }

    /** Commands at seconds 1 to 4, in the order of issue: s and u of the firing 2, t and v of the firing 3. */
    static Stream<String> sequences() {
        List<String> sequences = new ArrayList<>();
        for (String one : List.of("s", "u", "t", "v", "b", "h", "d", "c", "p")) {
            for (String two : List.of("s", "u", "t", "b", "d", "c")) {
                for (String three : List.of("s", "u", "h", "d", "c")) {
                    sequences.add(one + two + three);
                }
            }
        }
        return sequences.stream();
    }

    /**
     * Skips and unskips of the same instants end in the same registers in each order, with updates, pauses, deletes and creates
     * between them, as far as no command was refused.
     */
    @ParameterizedTest
    @MethodSource("sequences")
    void every_order_of_arrival_ends_in_the_same_skips(String sequence) {
        List<ScheduleCommand> commands = new ArrayList<>();
        for (int i = 0; i < sequence.length(); i++) {
            commands.add(command(sequence.charAt(i), i + 1));
        }
        String expected = null;
        for (int seed = 0; seed < 12; seed++) {
            List<ScheduleCommand> order = new ArrayList<>(commands);
            if (seed > 0) {
                Collections.shuffle(order, new Random(seed));
            }
            record = Optional.empty();
            send(create(0));
            if (order.stream().anyMatch(it -> sendAt(100, it).result() == Result.REFUSED)) {
                continue;
            }
            String ended = schedule().isDeleted()
                    ? "deleted"
                    : schedule().heldSkips().values().toString();
            expected = expected == null ? ended : expected;
            assertThat(ended).as("%s in order %s", sequence, order).isEqualTo(expected);
        }
    }

    private ScheduleCommand command(char kind, long second) {
        return switch (kind) {
            case 's' -> skip(second, firing(2));
            case 'u' -> unskip(second, firing(2));
            case 't' -> skip(second, firing(3));
            case 'v' -> unskip(second, firing(3));
            case 'b' -> update(second, "cron(0 0/1 * * ? *)");
            case 'h' -> update(second, HOURLY);
            case 'd' -> delete(second);
            case 'c' -> create(second);
            default -> new ScheduleCommand.Pause(context(second), ID, firing(5));
        };
    }

    // --- what is kept ---

    @Test
    void stored_form_keeps_all_and_is_absent_without_skips() {
        send(create(0));
        assertThat(ScheduleDocument.write(schedule()).has("skips")).isFalse();
        send(new ScheduleCommand.Skip(context(10).withReason("why"), ID, firing(1)));
        send(skip(20, firing(2)));
        send(unskip(30, firing(2)));

        Schedule stored = ScheduleDocument.read(ScheduleDocument.write(schedule()));

        assertThat(stored).isEqualTo(schedule());
        assertThat(ScheduleDocument.readSummary(ScheduleDocument.write(schedule()))
                        .pendingSkips(at(30)))
                .containsExactly(firing(1));
    }

    @Test
    void skip_is_kept_for_late_firings_and_dropped_after_15_days() {
        send(create(0));
        send(skip(10, firing(1)));
        long day = Duration.ofDays(1).toSeconds();
        send(skip(3_600 + 15 * day, at(16 * day)));
        assertThat(code(firing(1))).isEqualTo("skip_requested");

        send(skip(3_601 + 15 * day, at(17 * day)));

        assertThat(code(firing(1))).isEmpty();
    }

    @Test
    void above_100_registers_those_without_effect_are_dropped_and_older_commands_for_them_are_stale() {
        send(create(0));
        for (int i = 1; i <= 50; i++) {
            send(skip(i, firing(i)));
        }
        for (int i = 51; i <= 120; i++) {
            send(unskip(i, firing(i)));
        }

        assertThat(schedule().skips().registers()).hasSize(100);
        assertThat(schedule().pendingSkips(at(130))).hasSize(50);
        assertThat(send(skip(60, firing(55))).result()).isEqualTo(Result.STALE);
        assertThat(ScheduleDocument.read(ScheduleDocument.write(schedule())).skips())
                .isEqualTo(schedule().skips());
    }

    @Test
    void long_reasons_and_requesters_leave_room_for_the_largest_payload() {
        send(create(0));
        for (int i = 1; i <= 50; i++) {
            Command.Context context = new Command.Context(
                            "é".repeat(128 - 3) + i, "東".repeat(600), at(i), Command.Origin.WEB_API)
                    .withReason("🏌".repeat(200));
            send(new ScheduleCommand.Skip(context, ID, firing(i)));
        }
        for (int i = 51; i <= 120; i++) {
            send(unskip(i, firing(i)));
        }

        String stored = ScheduleDocument.write(schedule()).get("skips").textValue();

        assertThat(Json.writeBytes(Json.parse(stored))).hasSizeLessThan(30_000);
        assertThat(reason(firing(50))).contains("🏌");
        assertThat(reason(firing(1))).isEqualTo("skip_requested");
    }

    @Test
    void change_names_the_firing_that_was_skipped_or_unskipped() {
        send(create(0));
        Schedule created = schedule();
        send(skip(10, firing(2)));
        Schedule skipped = schedule();
        send(unskip(20, firing(2)));

        assertThat(changedFields(created, skipped, 10)).containsExactly("skipped_time: null to \"" + firing(2) + "\"");
        assertThat(changedFields(skipped, schedule(), 20))
                .containsExactly("skipped_time: \"" + firing(2) + "\" to null");
    }

    private List<String> changedFields(Schedule before, Schedule after, long second) {
        Change.Cause cause = new Change.Cause("skip", "tester", null, "cmd");
        Change change =
                Change.between(before, after, cause, at(second), at(second)).orElseThrow();
        return change.fields().stream()
                .map(it -> it.name() + ": " + it.values().from() + " to "
                        + it.values().to())
                .toList();
    }

    // --- never delivered ---

    @Test
    void skipped_firing_that_never_came_is_not_missed_even_after_the_schedule_has_changed() {
        send(create(0));
        send(skip(10, firing(1)));
        send(skip(20, firing(2)));
        sendAt(7_500, update(7_500, "cron(30 * * * ? *)"));
        assertThat(missing()).containsExactly("skip_requested", "skip_requested");

        sendAt(7_600, delete(7_600));

        assertThat(missing()).containsExactly("skip_requested", "skip_requested");
    }

    /** Returns the codes of the first two firings, had they never come. */
    private List<String> missing() {
        AuditWindow window = schedule().allAuditWindows().get(0);
        return Stream.of(firing(1), firing(2))
                .map(it -> code(plan().verdictOfMissing(window, it)))
                .toList();
    }

    private FiringPlan plan() {
        return FiringPlan.of(schedule(), Surroundings.NONE);
    }

    private String code(Instant scheduledTime) {
        return code(plan().verdict(scheduledTime, scheduledTime.plus(Duration.ofDays(1)), EntryMatch.CURRENT));
    }

    private static String code(Verdict verdict) {
        return verdict instanceof Verdict.Skipped skipped ? skipped.code().text() : "";
    }

    private String reason(Instant scheduledTime) {
        return ((Verdict.Skipped) plan().verdict(scheduledTime)).reason();
    }

    private Instant firing(int hour) {
        return at(0).plus(Duration.ofHours(hour));
    }

    private ScheduleCommand create(long second) {
        return create(second, HOURLY);
    }

    private ScheduleCommand skip(long second, @Nullable Instant time) {
        return new ScheduleCommand.Skip(context(second), ID, time);
    }

    private ScheduleCommand unskip(long second, @Nullable Instant time) {
        return new ScheduleCommand.Unskip(context(second), ID, time);
    }
}
