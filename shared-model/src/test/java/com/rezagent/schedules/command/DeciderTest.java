package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeciderTest extends DecidedSchedule {
    private static final Instant T0 = Instant.parse("2025-11-06T20:00:00Z");
    private static final String HOURLY = "rate(1 hour)";
    private static final String DAILY = "cron(0 6 * * ? *)";

    DeciderTest() {
        super(T0);
    }

    // --- create ---

    @Test
    void a_create_of_a_new_name_inserts_version_1_as_pending() {
        assertThat(send(create(0, HOURLY)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().version()).isEqualTo(1);
        assertThat(schedule().status()).isEqualTo(Status.PENDING);
        assertThat(schedule().definitionStamp())
                .isEqualTo(schedule().lifecycle().created());
        assertThat(schedule().lifecycle().runningStamp()).isEqualTo(Stamp.ZERO);
        assertThat(schedule().entryVersion()).isEqualTo(1);
        assertThat(schedule().dueSince()).isEqualTo(T0);
        assertThat(schedule().createdAt()).isEqualTo(T0);
    }

    @Test
    void a_repeated_create_is_unchanged_and_stamps_only_the_creation() {
        send(create(0, HOURLY));
        CommandOutcome again = send(create(10, HOURLY));
        assertThat(again.result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().version()).isEqualTo(1);
        assertThat(schedule().definitionStamp().issuedAt()).isEqualTo(T0);
        assertThat(schedule().lifecycle().created().issuedAt()).isEqualTo(T0.plusSeconds(10));
        assertThat(schedule().lifecycle().runningStamp()).isEqualTo(Stamp.ZERO);
    }

    @Test
    void a_repeated_create_leaves_a_paused_schedule_paused() {
        send(create(0, HOURLY));
        send(pause(1));
        assertThat(send(create(2, HOURLY)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().state()).isEqualTo(State.PAUSED);
    }

    @Test
    void a_repeated_create_retries_a_failed_schedule() {
        send(create(0, HOURLY));
        record = Optional.of(schedule().withEngineRefusal("engine_refused", "no", T0));
        assertThat(schedule().status()).isEqualTo(Status.FAILED);
        assertThat(send(create(1, HOURLY)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().status()).isEqualTo(Status.PENDING);
        assertThat(schedule().version()).isEqualTo(1);
    }

    @Test
    void a_create_with_a_used_name_and_another_definition_is_refused() {
        send(create(0, HOURLY));
        Schedule before = schedule();
        assertThat(refusal(send(create(1, DAILY)))).isEqualTo(ErrorCode.SCHEDULE_NAME_CONFLICT);
        assertSameRegisters(before);
    }

    @Test
    void a_create_older_than_the_current_definition_is_overtaken() {
        send(create(5, HOURLY));
        assertThat(send(create(1, DAILY)).result()).isEqualTo(Result.OVERTAKEN);
        assertThat(expression()).isEqualTo(HOURLY);
    }

    @Test
    void a_create_older_than_the_delete_is_stale() {
        send(create(0, HOURLY));
        send(delete(10));
        Schedule before = schedule();
        assertThat(send(create(5, HOURLY)).result()).isEqualTo(Result.STALE);
        assertSameRegisters(before);
    }

    @Test
    void a_deleted_name_can_be_reused_and_its_version_continues() {
        send(create(0, HOURLY));
        String first = schedule().incarnation();
        send(delete(10));
        assertThat(send(create(20, DAILY)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().version()).isEqualTo(3);
        assertThat(schedule().status()).isEqualTo(Status.PENDING);
        assertThat(schedule().incarnation()).isNotEqualTo(first);
        assertThat(schedule().expiresAt()).isNull();
        assertThat(schedule().createdAt()).isEqualTo(T0.plusSeconds(20));
    }

    @Test
    void a_completed_name_can_be_reused() {
        send(create(0, "at(2025-11-06T21:00:00)"));
        record = Optional.of(schedule().completed(T0.plusSeconds(3600)));
        now = T0.plusSeconds(7200);
        assertThat(send(create(7200, DAILY)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().isCompleted()).isFalse();
        assertThat(schedule().version()).isEqualTo(2);
    }

    @Test
    void an_at_is_validated_against_the_issue_time_not_the_arrival_time() {
        now = T0.plus(Duration.ofHours(3));
        assertThat(send(create(0, "at(2025-11-06T21:00:00)")).result()).isEqualTo(Result.APPLIED);
        record = Optional.empty();
        assertThat(refusal(send(create(3 * 3600, "at(2025-11-06T21:00:00)"))))
                .isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(record).isEmpty();
    }

    @Test
    void a_create_that_reuses_a_name_is_checked_as_one_of_a_new_name() {
        send(create(0, "at(2025-11-06T21:00:00)"));
        Schedule created = schedule();
        send(delete(1));
        for (Schedule reusable : List.of(schedule(), created.completed(T0.plusSeconds(3600)))) {
            record = Optional.of(reusable);
            now = T0.plusSeconds(7200);
            assertThat(refusal(send(create(7200, "at(2025-11-06T20:30:00)"))))
                    .as("%s", reusable.status())
                    .isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
            assertThat(refusal(send(new ScheduleCommand.Create(context(7200), ID, tooLarge()))))
                    .as("%s", reusable.status())
                    .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
            assertSameRegisters(reusable);
        }
    }

    @Test
    void a_definition_that_is_too_large_is_refused() {
        assertThat(refusal(send(new ScheduleCommand.Create(context(0), ID, tooLarge()))))
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(record).isEmpty();
        send(create(1, HOURLY));
        assertThat(refusal(send(new ScheduleCommand.Update(context(2), ID, tooLarge(), null))))
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(schedule().version()).isEqualTo(1);
    }

    private static JsonObject tooLarge() {
        ObjectNode large = body(HOURLY, "").toNode();
        large.withObject("payload").put("text", "x".repeat(TopicMessage.MAX_BYTES));
        return JsonObject.of(large);
    }

    // --- update ---

    @Test
    void an_update_never_undoes_a_pause_even_if_it_arrives_later() {
        send(create(0, HOURLY));
        send(pause(20));
        assertThat(send(update(10, DAILY)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().state()).isEqualTo(State.PAUSED);
        assertThat(expression()).isEqualTo(DAILY);
    }

    @Test
    void an_update_older_than_the_current_definition_is_stale() {
        send(create(0, HOURLY));
        send(update(20, DAILY));
        assertThat(send(update(10, "rate(2 hours)")).result()).isEqualTo(Result.STALE);
        assertThat(expression()).isEqualTo(DAILY);
    }

    @Test
    void an_update_with_the_current_version_is_applied() {
        send(create(0, HOURLY));
        assertThat(send(update(1, DAILY, 1L)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().version()).isEqualTo(2);
    }

    @Test
    void an_update_with_another_expected_version_is_refused() {
        send(create(0, HOURLY));
        send(update(1, DAILY, 1L));
        assertThat(refusal(send(update(2, "rate(2 hours)", 1L)))).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(expression()).isEqualTo(DAILY);
    }

    @Test
    void a_retried_update_is_unchanged_although_its_expected_version_is_old() {
        send(create(0, HOURLY));
        send(update(1, DAILY, 1L));
        assertThat(send(update(2, DAILY, 1L)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().version()).isEqualTo(2);
    }

    @Test
    void an_update_cannot_change_the_name() {
        send(create(0, HOURLY));
        ScheduleCommand renamed = new ScheduleCommand.Update(context(1), ID, named("b", DAILY), null);
        assertThat(refusal(send(renamed))).isEqualTo(ErrorCode.INVALID_NAME);
    }

    @Test
    void an_update_after_a_delete_is_refused_and_one_from_before_it_is_stale() {
        send(create(0, HOURLY));
        send(delete(10));
        assertThat(refusal(send(update(20, DAILY)))).isEqualTo(ErrorCode.SCHEDULE_DELETED);
        assertThat(send(update(5, DAILY)).result()).isEqualTo(Result.STALE);
        assertThat(schedule().status()).isEqualTo(Status.DELETED);
    }

    @Test
    void an_invalid_update_is_refused_and_its_outcome_is_stored() {
        send(create(0, HOURLY));
        CommandOutcome outcome = send(update(1, "rate(0 minutes)"));
        assertThat(refusal(outcome)).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(schedule().outcomeOf(outcome.commandId())).contains(outcome);
        assertThat(expression()).isEqualTo(HOURLY);
    }

    @Test
    void a_rate_keeps_its_phase_unless_expression_or_start_change() {
        send(create(0, HOURLY));
        Instant anchor = schedule().anchor();
        ObjectNode described = body(HOURLY, "").toNode().put("description", "x");
        send(new ScheduleCommand.Update(context(100), ID, JsonObject.of(described), null));
        assertThat(schedule().version()).isEqualTo(2);
        assertThat(schedule().anchor()).isEqualTo(anchor);
        send(update(200, "rate(2 hours)"));
        assertThat(schedule().anchor()).isEqualTo(T0.plusSeconds(200));
    }

    // --- pause, resume, delete ---

    @Test
    void pause_and_resume_are_ordered_by_issue_time() {
        send(create(0, HOURLY));
        send(resume(20));
        assertThat(send(pause(10)).result()).isEqualTo(Result.STALE);
        assertThat(schedule().state()).isEqualTo(State.ACTIVE);
        assertThat(send(pause(30)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().state()).isEqualTo(State.PAUSED);
    }

    @Test
    void at_the_same_instant_pause_wins_over_resume_and_delete_over_both() {
        send(create(0, HOURLY));
        send(pause(10));
        assertThat(send(resume(10)).result()).isEqualTo(Result.STALE);
        assertThat(send(delete(10)).result()).isEqualTo(Result.APPLIED);
    }

    @Test
    void a_second_delete_is_unchanged() {
        send(create(0, HOURLY));
        send(delete(10));
        assertThat(send(delete(11)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().version()).isEqualTo(2);
    }

    @Test
    void a_delete_older_than_the_reuse_of_the_name_is_overtaken() {
        send(create(0, HOURLY));
        send(delete(10));
        send(create(20, HOURLY));
        assertThat(send(delete(15)).result()).isEqualTo(Result.OVERTAKEN);
        assertThat(schedule().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void a_resume_of_an_at_in_the_past_is_refused() {
        send(create(0, "at(2025-11-06T21:00:00)"));
        send(pause(1));
        now = T0.plus(Duration.ofHours(2));
        assertThat(refusal(send(resume(7200)))).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
    }

    // --- commands stamp only the registers that they write ---

    @Test
    void a_delete_older_than_a_no_op_resume_is_applied() {
        send(create(0, HOURLY));
        assertThat(send(resume(20)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(delete(10)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().status()).isEqualTo(Status.DELETED);
    }

    @Test
    void a_pause_older_than_a_repeated_create_is_applied() {
        send(create(0, HOURLY));
        assertThat(send(create(20, HOURLY)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(pause(10)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().status()).isEqualTo(Status.PAUSED);
    }

    @Test
    void an_update_older_than_a_repeated_create_is_applied() {
        send(create(0, HOURLY));
        send(create(20, HOURLY));
        assertThat(send(update(10, DAILY)).result()).isEqualTo(Result.APPLIED);
        assertThat(expression()).isEqualTo(DAILY);
    }

    @Test
    void a_pause_of_a_completed_schedule_applies_to_an_older_recreate() {
        send(create(0, "at(2025-11-06T21:00:00)"));
        record = Optional.of(schedule().completed(T0.plusSeconds(3600)));
        now = T0.plusSeconds(7200);
        send(pause(7201));
        assertThat(schedule().status()).isEqualTo(Status.COMPLETED);
        assertThat(send(create(7200, DAILY)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().status()).isEqualTo(Status.PAUSED);
    }

    @Test
    void a_pause_of_a_completed_schedule_does_not_apply_to_a_newer_recreate() {
        send(create(0, "at(2025-11-06T21:00:00)"));
        record = Optional.of(schedule().completed(T0.plusSeconds(3600)));
        now = T0.plusSeconds(7200);
        send(pause(7200));
        send(create(7201, DAILY));
        assertThat(schedule().status()).isEqualTo(Status.PENDING);
    }

    @Test
    void an_overtaken_delete_cancels_older_pauses() {
        send(create(10, HOURLY));
        send(pause(1));
        assertThat(schedule().state()).isEqualTo(State.PAUSED);
        assertThat(send(delete(5)).result()).isEqualTo(Result.OVERTAKEN);
        assertThat(schedule().state()).isEqualTo(State.ACTIVE);
        assertThat(schedule().version()).isEqualTo(3);
    }

    // --- created paused ---

    @Test
    void a_schedule_can_be_created_paused_and_then_resumed() {
        assertThat(send(createPaused(0)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().status()).isEqualTo(Status.PAUSED);
        assertThat(send(createPaused(1)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(refusal(send(create(2, HOURLY)))).isEqualTo(ErrorCode.SCHEDULE_NAME_CONFLICT);
        assertThat(send(resume(3)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().resumedAt()).isEqualTo(T0.plusSeconds(3));
    }

    // --- engine entry ---

    @Test
    void a_change_outside_the_engine_entry_keeps_the_schedule_converged() {
        send(create(0, HOURLY));
        record = Optional.of(schedule().converged("arn"));
        ObjectNode described = body(HOURLY, "").toNode().put("description", "x");
        send(new ScheduleCommand.Update(context(10), ID, JsonObject.of(described), null));
        assertThat(schedule().version()).isEqualTo(2);
        assertThat(schedule().entryVersion()).isEqualTo(1);
        assertThat(schedule().isConverged()).isTrue();
    }

    @Test
    void a_change_of_timing_window_retry_policy_or_state_needs_a_new_entry() {
        send(create(0, HOURLY));
        int second = 0;
        for (String field : List.of("flexible_time_window_minutes", "timezone", "end_date", "retry_policy")) {
            record = Optional.of(schedule().converged("arn"));
            ObjectNode changed = body(HOURLY, "").toNode();
            switch (field) {
                case "flexible_time_window_minutes" -> changed.put(field, 5);
                case "timezone" -> changed.put(field, "Asia/Tokyo");
                case "end_date" -> changed.put(field, "2026-11-06T20:00:00Z");
                default -> changed.putObject(field).put("maximum_retry_attempts", 3);
            }
            send(new ScheduleCommand.Update(context(++second), ID, JsonObject.of(changed), null));
            assertThat(schedule().entryVersion()).as(field).isEqualTo(schedule().version());
            assertThat(schedule().isConverged()).as(field).isFalse();
        }
        record = Optional.of(schedule().converged("arn"));
        send(pause(100));
        assertThat(schedule().entryVersion()).isEqualTo(schedule().version());
    }

    // --- fast publisher clocks ---

    @Test
    void a_fast_publisher_clock_moves_no_time_into_the_future() {
        sendAt(0, create(240, HOURLY));
        assertThat(schedule().createdAt()).isEqualTo(T0);
        assertThat(schedule().anchor()).isEqualTo(T0);
        sendAt(1, update(250, "rate(2 hours)"));
        assertThat(schedule().anchor()).isEqualTo(T0.plusSeconds(1));
    }

    // --- completed ---

    @Test
    void a_repeated_create_or_update_leaves_a_completed_schedule_completed() {
        String once = "at(2025-11-06T21:00:00)";
        send(create(0, once));
        record = Optional.of(schedule().completed(T0.plusSeconds(3600)));
        now = T0.plusSeconds(7200);
        assertThat(send(create(7200, once)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(update(7201, once, 7L)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void an_update_without_a_timing_change_leaves_a_schedule_completed() {
        send(create(0, "at(2025-11-06T21:00:00)"));
        record = Optional.of(schedule().converged(null).completed(T0.plusSeconds(3600)));
        now = T0.plusSeconds(7200);
        ObjectNode described = body("at(2025-11-06T21:00:00)", "").toNode().put("description", "x");
        CommandOutcome edited = send(new ScheduleCommand.Update(context(7200), ID, JsonObject.of(described), null));
        assertThat(edited.result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().status()).isEqualTo(Status.COMPLETED);
        assertThat(refusal(send(update(7201, "at(2025-11-06T21:00:01)"))))
                .isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        send(update(7202, DAILY));
        assertThat(schedule().status()).isEqualTo(Status.ACTIVE);
        assertThat(schedule().isConverged()).isFalse();
    }

    @Test
    void a_rate_may_start_a_moment_ago_and_is_due_immediately() {
        ObjectNode started = body("rate(30 days)", "")
                .toNode()
                .put("start_date", "2025-11-06T19:59:59Z")
                .put("end_date", "2025-11-07T00:00:00Z");
        assertThat(send(new ScheduleCommand.Create(context(0), ID, JsonObject.of(started)))
                        .result())
                .isEqualTo(Result.APPLIED);
        assertThat(schedule().dueSince()).isEqualTo(T0.minusSeconds(1));
    }

    // --- idempotency ---

    @Test
    void the_same_key_with_a_different_request_is_refused() {
        send(create(0, HOURLY));
        ScheduleCommand first = new ScheduleCommand.Pause(keyed("key", "digest-1"), ID);
        CommandOutcome paused = send(first);
        assertThat(decider.decide(record, first, now)).isEqualTo(new Decision.AlreadyDecided<>(schedule(), paused));
        ScheduleCommand other = new ScheduleCommand.Pause(keyed("key", "digest-2"), ID);
        CommandOutcome reused = ((Decision.AlreadyDecided<Schedule>) decider.decide(record, other, now)).outcome();
        assertThat(refusal(reused)).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
    }

    // --- trigger ---

    @Test
    void a_trigger_changes_no_register_and_is_never_stale() {
        send(create(0, HOURLY));
        send(pause(10));
        Schedule before = schedule();
        assertThat(send(trigger(1)).result()).isEqualTo(Result.APPLIED);
        assertSameRegisters(before);
    }

    @Test
    void a_trigger_of_a_deleted_or_failed_schedule_is_refused() {
        send(create(0, HOURLY));
        record = Optional.of(schedule().withEngineRefusal("engine_refused", "no", T0));
        assertThat(refusal(send(trigger(1)))).isEqualTo(ErrorCode.SCHEDULE_FAILED);
        send(delete(2));
        assertThat(refusal(send(trigger(3)))).isEqualTo(ErrorCode.SCHEDULE_DELETED);
    }

    // --- preconditions ---

    private static final RefusedException UNMET =
            new RefusedException(ErrorCode.VERSION_CONFLICT, "The record has changed", "If-Match: read it again");

    @Test
    void a_precondition_learns_whether_the_command_would_change_anything() {
        send(create(0, HOURLY));

        assertThat(expectedResult(update(1, DAILY))).isEqualTo(Result.APPLIED);
        assertThat(expectedResult(update(1, HOURLY))).isEqualTo(Result.UNCHANGED);
        assertThat(expectedResult(pause(1))).isEqualTo(Result.APPLIED);
        assertThat(expectedResult(resume(1))).isEqualTo(Result.UNCHANGED);
        assertThat(expectedResult(delete(1))).isEqualTo(Result.APPLIED);
        assertThat(expectedResult(trigger(1))).isEqualTo(Result.APPLIED);
        send(pause(2));
        assertThat(expectedResult(pause(3))).isEqualTo(Result.UNCHANGED);
        send(delete(4));
        assertThat(expectedResult(delete(5))).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void a_precondition_is_checked_before_times_and_after_all_else() {
        send(create(0, "at(2025-11-06T21:00:00)"));
        send(pause(1));
        now = T0.plus(Duration.ofHours(2));

        assertThat(thrown(resume(7_200))).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(thrown(update(7_200, "at(2025-11-06T20:30:00)", null))).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(thrown(update(7_200, "rate(0 minutes)", null))).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(thrown(new ScheduleCommand.Update(context(7_200), ID, named("b", DAILY), null)))
                .isEqualTo(ErrorCode.INVALID_NAME);
        record = Optional.of(schedule().withEngineRefusal("engine_refused", "no", T0));
        assertThat(thrown(trigger(7_200))).isEqualTo(ErrorCode.SCHEDULE_FAILED);
        send(delete(7_200));
        assertThat(thrown(pause(7_201))).isEqualTo(ErrorCode.SCHEDULE_DELETED);
        assertThat(thrown(update(7_201, "rate(0 minutes)", null))).isEqualTo(ErrorCode.SCHEDULE_DELETED);
    }

    private Result expectedResult(ScheduleCommand command) {
        List<Result> expected = new ArrayList<>();
        decider.decide(record, command, expected::add, now);
        return expected.get(0);
    }

    private ErrorCode thrown(ScheduleCommand command) {
        return catchThrowableOfType(
                        () -> decider.decide(
                                record,
                                command,
                                result -> {
                                    throw UNMET;
                                },
                                now),
                        RefusedException.class)
                .code();
    }

    // --- redelivery, order, age ---

    @Test
    void a_redelivered_command_gets_its_first_outcome() {
        ScheduleCommand create = create(0, HOURLY);
        CommandOutcome first = send(create);
        send(delete(10));
        assertThat(decider.decide(record, create, now)).isEqualTo(new Decision.AlreadyDecided<>(schedule(), first));
    }

    @Test
    void the_record_stores_the_last_100_outcomes() {
        send(create(0, HOURLY));
        for (int i = 1; i <= 150; i++) {
            send(trigger(i));
        }
        assertThat(schedule().outcomes()).hasSize(100);
        assertThat(schedule().outcomes().get(99).commandId()).isEqualTo("cmd-151");
    }

    @Test
    void an_api_command_for_a_missing_schedule_is_rejected_immediately() {
        Decision<Schedule> decision = decider.decide(record, pause(0), now);
        assertThat(decision).isInstanceOf(Decision.Reject.class);
        assertThat(refusal(((Decision.Reject<Schedule>) decision).outcome())).isEqualTo(ErrorCode.SCHEDULE_NOT_FOUND);
    }

    @Test
    void the_refusal_of_a_command_for_a_missing_schedule_has_its_name_if_it_was_sent_by_name() {
        origin = Command.Origin.WEB_API;
        Command.Context byName = context(1).withSentName("daily report");

        assertThat(details(new ScheduleCommand.Pause(byName, ID)))
                .isEqualTo("name: no schedule is named daily report; create it first");
        assertThat(details(pause(1))).isEqualTo("schedule_id: " + ID + " does not exist; create it first");
    }

    private String details(ScheduleCommand command) {
        Decision<Schedule> decision = decider.decide(Optional.empty(), command, T0.plusSeconds(1));
        return ((Decision.Reject<Schedule>) decision)
                .outcome()
                .refusal()
                .details()
                .get(0);
    }

    @Test
    void a_publishers_command_waits_two_minutes_for_its_prerequisites() {
        origin = Command.Origin.PUBLISHER;
        ScheduleCommand pause = pause(0);
        assertThat(decider.decide(record, pause, T0.plusSeconds(119))).isInstanceOf(Decision.Defer.class);
        assertThat(decider.decide(record, pause, T0.plusSeconds(120))).isInstanceOf(Decision.Reject.class);

        send(create(0, HOURLY));
        ScheduleCommand conflicting = create(1, DAILY);
        assertThat(decider.decide(record, conflicting, T0.plusSeconds(100))).isInstanceOf(Decision.Defer.class);
        assertThat(decider.decide(record, conflicting, T0.plusSeconds(121))).isInstanceOf(Decision.Replace.class);
    }

    @Test
    void only_a_missing_deleted_or_conflicting_schedule_is_waited_for() {
        origin = Command.Origin.PUBLISHER;
        send(create(0, HOURLY));
        assertThat(refusal(send(update(1, DAILY, 7L)))).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(refusal(send(update(1, "rate(0 minutes)")))).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(refusal(send(new ScheduleCommand.Update(context(1), ID, named("b", DAILY), null))))
                .isEqualTo(ErrorCode.INVALID_NAME);
        send(delete(2));
        for (ScheduleCommand waiting : List.of(pause(3), update(3, DAILY), trigger(3))) {
            assertThat(decider.decide(record, waiting, T0.plusSeconds(4)))
                    .isEqualTo(new Decision.Defer<>("The schedule is deleted"));
        }
    }

    @Test
    void every_command_older_than_30_days_is_refused() {
        send(create(0, HOURLY));
        now = T0.plus(Duration.ofDays(30)).plusSeconds(2);
        assertThat(refusal(send(delete(1)))).isEqualTo(ErrorCode.COMMAND_EXPIRED);
        assertThat(schedule().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void a_recreate_that_arrives_after_its_update_keeps_the_updates_definition() {
        send(create(0, HOURLY));
        send(update(30, DAILY));
        send(delete(10));
        assertThat(send(create(20, "rate(2 hours)")).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().state()).isEqualTo(State.ACTIVE);
        assertThat(expression()).isEqualTo(DAILY);
    }

    @Test
    void an_orphans_tombstone_allows_a_create_and_counts_as_not_found() {
        record = Optional.of(Schedule.tombstone(ID, T0));
        assertThat(refusal(send(pause(1)))).isEqualTo(ErrorCode.SCHEDULE_NOT_FOUND);
        assertThat(send(create(2, HOURLY)).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().version()).isEqualTo(2);
    }

    // --- support ---

    private String expression() {
        return schedule().requireDefinition().expression().canonical();
    }

    @Test
    void a_late_command_does_not_move_updated_at_back() {
        send(create(0, HOURLY));
        send(update(20, DAILY));
        send(pause(10));
        assertThat(schedule().state()).isEqualTo(State.PAUSED);
        assertThat(schedule().updatedAt()).isEqualTo(T0.plusSeconds(20));
    }

    @Test
    void a_second_delete_extends_the_tombstones_time_to_live() {
        send(create(0, HOURLY));
        send(delete(10));
        now = T0.plus(Duration.ofDays(89));
        send(delete(Duration.ofDays(89).toSeconds()));
        assertThat(schedule().expiresAt()).isEqualTo(now.plus(Duration.ofDays(90)));
    }

    @Test
    void a_recreate_that_arrives_after_its_update_anchors_at_the_update() {
        send(create(0, HOURLY));
        send(update(30, "rate(2 hours)"));
        now = T0.plusSeconds(60);
        send(delete(10));
        send(create(20, HOURLY));
        assertThat(schedule().requireDefinition().expression().canonical()).isEqualTo("rate(2 hours)");
        assertThat(schedule().anchor()).isEqualTo(T0.plusSeconds(30));
        assertThat(schedule().version()).isEqualTo(4);
        assertThat(schedule().createdAt()).isEqualTo(T0.plusSeconds(20));
        assertThat(schedule().isCompleted()).isFalse();
    }

    private void assertSameRegisters(Schedule before) {
        assertThat(schedule().definition()).isEqualTo(before.definition());
        assertThat(schedule().definitionStamp()).isEqualTo(before.definitionStamp());
        assertThat(schedule().state()).isEqualTo(before.state());
        assertThat(schedule().lifecycle().runningStamp())
                .isEqualTo(before.lifecycle().runningStamp());
        assertThat(schedule().lifecycle().deleted())
                .isEqualTo(before.lifecycle().deleted());
        assertThat(schedule().version()).isEqualTo(before.version());
    }

    private ScheduleCommand createPaused(long second) {
        ObjectNode paused = body(HOURLY, "").toNode().put("status", "paused");
        return new ScheduleCommand.Create(context(second), ID, JsonObject.of(paused));
    }

    private Command.Context keyed(String key, String digest) {
        return new Command.Context(key, "tester", at(10), origin, at(0), digest);
    }

    private static JsonObject named(String name, String expression) {
        return JsonObject.of(body(expression, "").toNode().put("name", name));
    }

    private ScheduleCommand trigger(long second) {
        return new ScheduleCommand.Trigger(context(second), ID);
    }
}
