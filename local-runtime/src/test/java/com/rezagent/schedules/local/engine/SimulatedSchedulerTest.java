package com.rezagent.schedules.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of EventBridge Scheduler that the command protocol depends on. */
class SimulatedSchedulerTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    private final VirtualClock clock = VirtualClock.manual(START);
    private final VirtualTimeScheduler virtualTime = new VirtualTimeScheduler(clock, e -> {
        throw new AssertionError(e);
    });
    private final AtomicLong realTime = new AtomicLong();
    private final List<String> fired = new ArrayList<>();
    private final List<Firing> firings = new ArrayList<>();
    private final SimulatedScheduler scheduler = new SimulatedScheduler(
            clock,
            virtualTime,
            LocalStage.GROUP,
            (firing, deliverAt) -> {
                firings.add(firing);
                fired.add(offset(firing.scheduledTime()) + "@" + offset(clock.instant()));
            },
            realTime::get);
    private int tokens;

    private static String offset(Instant instant) {
        return Duration.between(START, instant).toString();
    }

    private String token() {
        return "token-" + tokens++;
    }

    private EngineEntry call(String expression) {
        return call(expression, null, null, EntryState.ENABLED);
    }

    private EngineEntry call(String expression, Instant start, Instant end, EntryState state) {
        return new EngineEntry(
                new ScheduleId("name"),
                "A name",
                expression,
                "UTC",
                start,
                end,
                null,
                state,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                "{}");
    }

    private void create(EngineEntry call) throws SimulatedSchedulerException {
        scheduler.create(call, token());
    }

    private void update(EngineEntry call) throws SimulatedSchedulerException {
        scheduler.update(call, token());
    }

    private List<String> firedWithin(Duration duration) {
        fired.clear();
        virtualTime.advance(duration);
        return List.copyOf(fired);
    }

    // --- rate ---

    @Test
    void a_rate_without_a_start_fires_immediately_and_is_anchored_there() throws Exception {
        create(call("rate(1 hour)"));

        assertThat(firedWithin(Duration.ofHours(2))).containsExactly("PT0S@PT0S", "PT1H@PT1H", "PT2H@PT2H");
    }

    @Test
    void a_rate_with_a_future_start_fires_first_at_its_start() throws Exception {
        create(call("rate(1 hour)", START.plusSeconds(600), null, EntryState.ENABLED));

        assertThat(firedWithin(Duration.ofHours(2))).containsExactly("PT10M@PT10M", "PT1H10M@PT1H10M");
    }

    @Test
    void a_rate_whose_start_has_just_passed_fires_immediately_for_its_start() throws Exception {
        create(call("rate(1 minute)", START.minusSeconds(240), null, EntryState.ENABLED));

        assertThat(firedWithin(Duration.ofMinutes(2))).containsExactly("PT-4M@PT0S", "PT1M@PT1M", "PT2M@PT2M");
    }

    @Test
    void an_update_without_a_start_sets_a_new_anchor_for_a_rate() throws Exception {
        create(call("rate(1 hour)"));
        virtualTime.advance(Duration.ofMinutes(20));

        update(call("rate(1 hour)"));

        assertThat(firedWithin(Duration.ofHours(1))).containsExactly("PT20M@PT20M", "PT1H20M@PT1H20M");
    }

    @Test
    void an_update_with_the_next_firing_as_start_keeps_the_phase_of_a_rate() throws Exception {
        create(call("rate(1 hour)"));
        virtualTime.advance(Duration.ofMinutes(20));

        update(call("rate(1 hour)", START.plus(Duration.ofHours(1)), null, EntryState.ENABLED));

        assertThat(firedWithin(Duration.ofHours(2))).containsExactly("PT1H@PT1H", "PT2H@PT2H");
    }

    // --- cron and at ---

    @Test
    void cron_fires_at_its_minutes_but_not_in_the_minute_of_its_creation() throws Exception {
        create(call("cron(0 * * * ? *)"));

        assertThat(firedWithin(Duration.ofHours(2))).containsExactly("PT1H@PT1H", "PT2H@PT2H");
    }

    @Test
    void nothing_fires_before_the_start_or_after_the_end() throws Exception {
        create(call(
                "cron(0 * * * ? *)",
                START.plus(Duration.ofHours(2)),
                START.plus(Duration.ofHours(3)),
                EntryState.ENABLED));

        assertThat(firedWithin(Duration.ofDays(1))).containsExactly("PT2H@PT2H", "PT3H@PT3H");
        assertThat(scheduler.size()).isEqualTo(1);
    }

    @Test
    void at_fires_once_and_its_entry_is_not_deleted() throws Exception {
        create(call("at(2025-11-06T21:30:00)"));

        assertThat(firedWithin(Duration.ofDays(1))).containsExactly("PT1H30M@PT1H30M");
        assertThat(scheduler.size()).isEqualTo(1);
    }

    @Test
    void an_at_in_the_past_is_accepted_and_never_fires() throws Exception {
        create(call("at(2025-11-06T19:59:00)"));

        assertThat(firedWithin(Duration.ofDays(1))).isEmpty();
    }

    // --- state ---

    @Test
    void a_disabled_entry_neither_fires_nor_catches_up() throws Exception {
        create(call("rate(1 hour)"));
        virtualTime.advance(Duration.ofMinutes(30));
        update(call("rate(1 hour)", START.plus(Duration.ofHours(1)), null, EntryState.DISABLED));
        assertThat(firedWithin(Duration.ofHours(3))).isEmpty();

        update(call("rate(1 hour)", START.plus(Duration.ofHours(4)), null, EntryState.ENABLED));

        assertThat(firedWithin(Duration.ofHours(1))).containsExactly("PT4H@PT4H");
    }

    @Test
    void an_update_enables_a_disabled_entry() throws Exception {
        create(call("cron(0 * * * ? *)", null, null, EntryState.DISABLED));

        update(call("cron(0 * * * ? *)", null, null, EntryState.ENABLED));

        assertThat(scheduler.get("name").entry().state()).isEqualTo(EntryState.ENABLED);
        assertThat(firedWithin(Duration.ofHours(1))).hasSize(1);
    }

    @Test
    void a_deleted_or_replaced_entry_does_not_fire() throws Exception {
        create(call("cron(0 * * * ? *)"));
        update(call("cron(30 * * * ? *)"));
        assertThat(firedWithin(Duration.ofHours(1))).containsExactly("PT30M@PT30M");

        scheduler.delete("name", token());

        assertThat(firedWithin(Duration.ofHours(1))).isEmpty();
    }

    // --- input and flexible time window ---

    @Test
    void context_attributes_are_replaced_at_each_firing() throws Exception {
        create(
                new EngineEntry(
                        new ScheduleId("name"),
                        null,
                        "rate(1 hour)",
                        "UTC",
                        null,
                        null,
                        null,
                        EntryState.ENABLED,
                        RetryPolicy.DEFAULT,
                        LocalStage.TARGET,
                        "{\"t\":\"<aws.scheduler.scheduled-time>\",\"a\":\"<aws.scheduler.schedule-arn>\","
                                + "\"n\":\"<aws.scheduler.attempt-number>\",\"e\":\"<aws.scheduler.execution-id>\",\"x\":\"<aws.other>\"}"));

        virtualTime.advance(Duration.ofHours(1));

        assertThat(firings.get(0).event())
                .matches("\\{\"t\":\"2025-11-06T20:00:00Z\","
                        + "\"a\":\"arn:aws:scheduler:us-east-1:000000000000:schedule/rez-agent-schedules-local/name\","
                        + "\"n\":\"1\",\"e\":\"[0-9a-f]{16}\",\"x\":\"<aws.other>\"}");
        assertThat(firings.get(1).event()).contains("2025-11-06T21:00:00Z");
    }

    @Test
    void a_flexible_window_delays_the_delivery_but_not_the_scheduled_time() throws Exception {
        List<Duration> delays = new ArrayList<>();
        SimulatedScheduler windowed = new SimulatedScheduler(
                clock,
                virtualTime,
                LocalStage.GROUP,
                (firing, deliverAt) -> delays.add(Duration.between(firing.scheduledTime(), deliverAt)),
                realTime::get);
        windowed.create(
                new EngineEntry(
                        new ScheduleId("name"),
                        null,
                        "rate(1 hour)",
                        "UTC",
                        null,
                        null,
                        15,
                        EntryState.ENABLED,
                        RetryPolicy.DEFAULT,
                        LocalStage.TARGET,
                        "{}"),
                token());

        virtualTime.advance(Duration.ofDays(2));

        assertThat(delays)
                .hasSize(49)
                .allSatisfy(it -> assertThat(it).isBetween(Duration.ZERO, Duration.ofMinutes(15)))
                .anySatisfy(it -> assertThat(it).isPositive());
    }

    // --- client tokens ---

    @Test
    void a_repeated_client_token_returns_the_same_result_without_effect() throws Exception {
        EngineEntry call = call("cron(0 * * * ? *)");
        String arn = scheduler.create(call, "one");
        assertThat(scheduler.create(call, "one")).isEqualTo(arn);

        scheduler.delete("name", "two");
        scheduler.delete("name", "two");
        assertThat(scheduler.create(call, "one")).isEqualTo(arn);

        assertThat(scheduler.size()).as("the replay created nothing").isZero();
    }

    @Test
    void a_repeated_update_does_not_undo_a_later_one() throws Exception {
        create(call("cron(0 * * * ? *)"));
        EngineEntry first = call("cron(10 * * * ? *)");
        scheduler.update(first, "one");
        update(call("cron(20 * * * ? *)"));

        scheduler.update(first, "one");

        assertThat(scheduler.get("name").entry().expression()).isEqualTo("cron(20 * * * ? *)");
    }

    @Test
    void a_client_token_with_other_parameters_is_a_conflict() throws Exception {
        scheduler.create(call("cron(0 * * * ? *)"), "one");

        assertKind(Kind.CONFLICT, () -> scheduler.create(call("cron(1 * * * ? *)"), "one"));
        assertKind(Kind.VALIDATION, () -> scheduler.create(call("cron(1 * * * ? *)"), "no blanks"));
    }

    @Test
    void a_create_of_an_existing_entry_conflicts_and_other_calls_need_an_entry() throws Exception {
        create(call("cron(0 * * * ? *)"));

        assertKind(Kind.CONFLICT, () -> create(call("cron(0 * * * ? *)")));
        scheduler.delete("name", token());
        assertKind(Kind.NOT_FOUND, () -> update(call("cron(0 * * * ? *)")));
        assertKind(Kind.NOT_FOUND, () -> scheduler.delete("name", token()));
        assertKind(Kind.NOT_FOUND, () -> scheduler.get("name"));
    }

    // --- validation ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cron(0 0 * * SUN *)",
                "cron(0 25 * * ? *)",
                "cron(0 0 * * ?)",
                "rate(0 minutes)",
                "rate(1 week)",
                "at(2025-02-30T00:00:00)",
                "CRON(0 0 * * ? *)",
                ""
            })
    void an_expression_outside_the_grammar_is_refused(String expression) {
        assertKind(Kind.VALIDATION, () -> create(call(expression)));
    }

    @ParameterizedTest
    @CsvSource({
        "-301, 3600, refused",
        "-300, 3600, accepted",
        "-5, -1, refused",
        "-5, 0, refused",
        "-5, 1, accepted",
        "0, 0, refused",
        "0, -1, refused",
        "10, 10, refused",
        "10, 9, refused",
        "10, 11, accepted"
    })
    void dates_are_validated_against_the_clock_and_each_other(int start, int end, String result) throws Exception {
        for (String expression : List.of("cron(0 * * * ? *)", "rate(2 hours)")) {
            EngineEntry call = call(expression, START.plusSeconds(start), START.plusSeconds(end), EntryState.ENABLED);
            if (result.equals("accepted")) {
                create(call);
                update(call);
            } else {
                assertKind(Kind.VALIDATION, () -> create(call));
                create(call(expression));
                assertKind(Kind.VALIDATION, () -> update(call));
            }
            scheduler.delete("name", token());
            realTime.addAndGet(1_000_000_000);
        }
    }

    /** EventBridge refuses a past end even without a start. */
    @ParameterizedTest
    @CsvSource({"-1, refused", "0, refused", "1, accepted"})
    void an_end_must_be_in_the_future(int end, String result) throws Exception {
        EngineEntry call = call("at(2025-11-07T00:00:00)", null, START.plusSeconds(end), EntryState.ENABLED);

        if (result.equals("accepted")) {
            create(call);
        } else {
            assertKind(Kind.VALIDATION, () -> create(call));
        }
    }

    // --- concurrent calls and throttling ---

    @Test
    void a_write_during_another_call_for_the_same_schedule_is_a_conflict() throws Exception {
        create(call("rate(1 hour)"));
        scheduler.begin("name");

        assertKind(Kind.CONFLICT, () -> create(call("rate(1 hour)")));
        assertKind(Kind.CONFLICT, () -> update(call("rate(2 hours)")));
        assertKind(Kind.CONFLICT, () -> scheduler.delete("name", token()));
        scheduler.create(named("other"), token());
        scheduler.delete("other", token());
        assertThat(scheduler.get("name").entry().expression())
                .as("reads do not conflict")
                .isEqualTo("rate(1 hour)");

        scheduler.end("name");
        update(call("rate(2 hours)"));
    }

    @Test
    void a_write_during_a_create_of_the_same_schedule_is_a_conflict() throws Exception {
        scheduler.begin("name");

        assertKind(Kind.CONFLICT, () -> update(call("rate(1 hour)")));
        assertKind(Kind.CONFLICT, () -> scheduler.delete("name", token()));
        assertKind(Kind.NOT_FOUND, () -> scheduler.get("name"));
    }

    @Test
    void a_schedule_is_busy_until_the_last_of_its_calls_has_ended() throws Exception {
        scheduler.begin("name");
        scheduler.begin("name");
        scheduler.end("name");
        assertKind(Kind.CONFLICT, () -> create(call("rate(1 hour)")));

        scheduler.end("name");
        create(call("rate(1 hour)"));
    }

    @Test
    void more_than_ten_calls_of_any_kind_a_second_for_one_schedule_are_throttled() throws Exception {
        tenCalls();

        assertKind(Kind.THROTTLING, () -> scheduler.get("name"));
        assertKind(Kind.THROTTLING, () -> create(call("rate(1 hour)")));
        assertKind(Kind.THROTTLING, () -> update(call("rate(1 hour)")));
        assertKind(Kind.THROTTLING, () -> scheduler.delete("name", token()));
        scheduler.create(named("other"), token());
        assertThat(scheduler.list(null).items())
                .as("a list is not limited per schedule")
                .hasSize(2);
    }

    @Test
    void a_second_of_virtual_or_real_time_allows_ten_more_calls() throws Exception {
        tenCalls();
        virtualTime.advance(Duration.ofSeconds(1));
        tenCalls();
        realTime.addAndGet(1_000_000_000);
        tenCalls();

        assertKind(Kind.THROTTLING, () -> scheduler.get("name"));
    }

    @Test
    void a_throttled_call_has_no_effect() throws Exception {
        tenCalls();
        assertKind(Kind.THROTTLING, () -> scheduler.delete("name", token()));
        realTime.addAndGet(1_000_000_000);

        assertThat(scheduler.get("name").entry().expression()).isEqualTo("rate(1 hour)");
    }

    /** Uses up the limit of ten calls a second. The schedule exists afterwards. */
    private void tenCalls() throws Exception {
        if (scheduler.size() == 0) {
            create(call("rate(1 hour)"));
        } else {
            update(call("rate(1 hour)"));
        }
        for (int i = 0; i < 9; i++) {
            scheduler.get("name");
        }
    }

    private EngineEntry named(String name) {
        return new EngineEntry(
                new ScheduleId(name),
                null,
                "rate(1 hour)",
                "UTC",
                null,
                null,
                null,
                EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                "{}");
    }

    @Test
    void limits_of_name_description_and_window_are_enforced() {
        assertKind(Kind.VALIDATION, () -> SimulatedScheduler.idOf("no blanks"));
        assertKind(Kind.VALIDATION, () -> SimulatedScheduler.idOf("x".repeat(65)));
        assertKind(Kind.VALIDATION, () -> create(entry("name", "d".repeat(513), 1)));
        assertKind(Kind.VALIDATION, () -> create(entry("name", "d", 0)));
        assertKind(Kind.VALIDATION, () -> create(entry("name", "d", 1441)));
    }

    private static EngineEntry entry(String name, String description, int window) {
        return new EngineEntry(
                new ScheduleId(name),
                description,
                "rate(1 hour)",
                "UTC",
                null,
                null,
                window,
                EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                "{}");
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SimulatedSchedulerException.class,
                        e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
