package com.rezagent.schedules.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Engine} promises. */
public abstract class EngineContract {
    protected static final ScheduleId ID = new ScheduleId("sched_0123456789abcdef0123456789abcdef");

    /** Where a back end is known not to do as EventBridge Scheduler does. */
    public enum Difference {
        NO_EXPRESSION_CHECK("it takes any expression"),
        NO_START_CHECK("it takes a start date however old"),
        NO_TIMEZONE_CHECK("it takes a timezone that doesn't exist"),
        NO_DATE_CHECK("it takes an end date that has passed, or that is the start date"),
        NO_CALLS_UNDER_WAY("its calls can't be held while they are under way"),
        UNSORTED_LIST("it lists names in the order of their creation");

        private final String inWords;

        Difference(String inWords) {
            this.inWords = inWords;
        }
    }

    /** The engine under test; empty when a test begins, the same one throughout a test. */
    protected abstract Engine engine();

    /** What entries may invoke there. */
    protected abstract EngineTarget target();

    /** The engine's own time. */
    protected abstract Instant now();

    /**
     * Begins a write of an entry that is under way until what comes back is run. Called only where {@link
     * Difference#NO_CALLS_UNDER_WAY} is not a difference.
     */
    protected Runnable beginCall(EngineEntry entry) {
        throw new UnsupportedOperationException("This back end holds no calls");
    }

    protected Set<Difference> differences() {
        return Set.of();
    }

    /** What a skipped test says it was skipped on. */
    protected String backEnd() {
        return getClass().getSimpleName();
    }

    /** Skips a test where the back end is known to differ from AWS, and says so aloud: a report only counts. */
    private void assumeAsAws(Difference difference, TestInfo test) {
        if (differences().contains(difference)) {
            String name = test.getTestMethod().orElseThrow().getName();
            String reason = difference + ", " + difference.inWords;
            System.out.println("Skipped " + name + " on " + backEnd() + ": " + reason);
            abort(reason);
        }
    }

    @Test
    void finds_nothing_under_a_name_it_does_not_hold() {
        assertThat(engine().find(ID)).isEmpty();
    }

    @Test
    void a_created_entry_is_held_as_it_was_given() {
        EngineEntry entry = daily(ID);

        String arn = engine().create(entry).orElseThrow();

        assertThat(engine().find(ID)).contains(new Engine.ExistingEntry(entry, arn));
        assertThat(arn).contains(ID.value());
    }

    @Test
    void every_field_comes_back_as_it_was_given() {
        EngineEntry entry = full(ID);

        String arn = engine().create(entry).orElseThrow();

        assertThat(engine().find(ID)).contains(new Engine.ExistingEntry(entry, arn));
    }

    @Test
    void an_at_entry_comes_back_as_it_was_given() {
        EngineEntry entry = withExpression(daily(ID), "at(2099-12-31T23:59:59)", "America/New_York");

        engine().create(entry);

        assertThat(held(ID)).isEqualTo(entry);
    }

    @Test
    void a_second_create_changes_nothing_and_answers_empty() {
        engine().create(daily(ID));

        assertThat(engine().create(full(ID))).isEmpty();

        assertThat(held(ID)).isEqualTo(daily(ID));
    }

    @Test
    void an_identical_second_create_answers_empty_too() {
        engine().create(daily(ID));

        assertThat(engine().create(daily(ID))).isEmpty();
    }

    @Test
    void an_update_replaces_every_field() {
        String arn = engine().create(daily(ID)).orElseThrow();

        assertThat(engine().update(full(ID))).contains(arn);

        assertThat(engine().find(ID)).contains(new Engine.ExistingEntry(full(ID), arn));
    }

    @Test
    void an_update_takes_away_what_it_leaves_out() {
        engine().create(full(ID));

        engine().update(daily(ID));

        assertThat(held(ID)).isEqualTo(daily(ID));
    }

    @Test
    void an_update_of_nothing_answers_empty_and_adds_nothing() {
        assertThat(engine().update(daily(ID))).isEmpty();

        assertThat(engine().find(ID)).isEmpty();
    }

    @Test
    void a_disabled_entry_stays_disabled_when_it_is_updated_so() {
        engine().create(disabled(daily(ID)));
        assertThat(held(ID).state()).isEqualTo(EntryState.DISABLED);

        engine().update(disabled(full(ID)));

        assertThat(held(ID).state()).isEqualTo(EntryState.DISABLED);
    }

    @Test
    void a_deleted_entry_is_gone_and_its_name_free() {
        engine().create(daily(ID));

        engine().delete(ID);

        assertThat(engine().find(ID)).isEmpty();
        assertThat(engine().create(full(ID))).isPresent();
    }

    @Test
    void a_delete_of_nothing_is_no_error() {
        assertThatCode(() -> engine().delete(ID)).doesNotThrowAnyException();
        engine().create(daily(ID));
        engine().delete(ID);
        assertThatCode(() -> engine().delete(ID)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cron(0 25 * * ? *)", "cron(0 0 * * *)", "rate(0 minutes)", "at(2025-02-30T00:00:00)", "x"})
    void an_expression_that_it_never_takes_is_refused_on_create_and_update(String expression, TestInfo test) {
        assumeAsAws(Difference.NO_EXPRESSION_CHECK, test);
        EngineEntry bad = withExpression(daily(ID), expression, "UTC");

        assertRefused(() -> engine().create(bad));
        assertThat(engine().find(ID)).isEmpty();
        engine().create(daily(ID));
        assertRefused(() -> engine().update(bad));
        assertThat(held(ID)).isEqualTo(daily(ID));
    }

    @Test
    void an_unknown_timezone_is_refused(TestInfo test) {
        assumeAsAws(Difference.NO_TIMEZONE_CHECK, test);

        assertRefused(() -> engine().create(withExpression(daily(ID), "cron(0 6 * * ? *)", "America/New_Yrok")));
    }

    @Test
    void a_start_more_than_five_minutes_old_is_refused(TestInfo test) {
        assumeAsAws(Difference.NO_START_CHECK, test);
        Instant old = now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(7));

        assertRefused(() -> engine().create(withStart(full(ID), old)));
        engine().create(full(ID));
        assertRefused(() -> engine().update(withStart(full(ID), old)));
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "60, 59", "-60, -1", "-60, 0"})
    void an_end_that_is_not_after_now_and_the_start_is_refused(int start, int end, TestInfo test) {
        assumeAsAws(Difference.NO_DATE_CHECK, test);
        Instant now = now().truncatedTo(ChronoUnit.SECONDS);
        EngineEntry bad = withDates(full(ID), now.plusSeconds(start), now.plusSeconds(end));

        assertRefused(() -> engine().create(bad));
        engine().create(full(ID));
        assertRefused(() -> engine().update(bad));
    }

    @Test
    void an_update_and_a_delete_are_busy_while_another_call_for_the_entry_is_under_way(TestInfo test) {
        assumeAsAws(Difference.NO_CALLS_UNDER_WAY, test);
        engine().create(daily(ID));
        Runnable end = beginCall(full(ID));

        assertBusy(() -> engine().update(full(ID)));
        assertBusy(() -> engine().delete(ID));
        assertThat(engine().create(full(ID))).as("there is one").isEmpty();
        assertThat(held(ID)).isEqualTo(daily(ID));

        end.run();
        assertThat(engine().update(full(ID))).isPresent();
        engine().delete(ID);
        assertThat(engine().find(ID)).isEmpty();
    }

    @Test
    void a_create_under_way_is_as_good_as_an_entry_for_another_create(TestInfo test) {
        assumeAsAws(Difference.NO_CALLS_UNDER_WAY, test);
        Runnable end = beginCall(daily(ID));

        assertThat(engine().create(full(ID))).isEmpty();
        assertBusy(() -> engine().update(full(ID)));
        assertBusy(() -> engine().delete(ID));

        end.run();
        assertThat(engine().create(full(ID))).isPresent();
    }

    @Test
    void a_start_a_little_old_is_taken() {
        Instant recent = now().truncatedTo(ChronoUnit.SECONDS).minus(EngineEntry.ANCHOR_SENT_FOR);

        assertThat(engine().create(withStart(full(ID), recent))).isPresent();

        assertThat(held(ID).start()).isEqualTo(recent);
    }

    @Test
    void an_empty_engine_lists_nothing() {
        assertThat(engine().list(null)).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void pages_show_every_name_once() {
        List<ScheduleId> all = IntStream.range(0, 120)
                .mapToObj("sched_%03d"::formatted)
                .map(ScheduleId::new)
                .toList();
        List<ScheduleId> shuffled = new ArrayList<>(all.subList(60, 120));
        shuffled.addAll(all.subList(0, 60));
        shuffled.forEach(id -> engine().create(daily(id)));

        List<ScheduleId> listed = new ArrayList<>();
        String token = null;
        do {
            Page<ScheduleId> page = engine().list(token);
            listed.addAll(page.items());
            token = page.nextToken();
            assertThat(listed).as("pages come to an end").hasSizeLessThan(1_000);
        } while (token != null);

        assertThat(listed).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void a_list_is_in_the_order_of_the_names(TestInfo test) {
        assumeAsAws(Difference.UNSORTED_LIST, test);
        List.of("sched_b", "sched_c", "sched_a").forEach(name -> engine().create(daily(new ScheduleId(name))));

        assertThat(engine().list(null).items()).hasSize(3).isSorted();
    }

    private EngineEntry held(ScheduleId id) {
        return engine().find(id).orElseThrow().entry();
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.ENGINE_REFUSED);
            assertThat(refused.details()).isNotEmpty();
        });
    }

    private static void assertBusy(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TransientException.class,
                        busy -> assertThat(busy.reason()).isEqualTo(TransientException.Reason.BUSY));
    }

    /** Everything optional absent. */
    private EngineEntry daily(ScheduleId id) {
        return new EngineEntry(
                id,
                null,
                "cron(0 6 * * ? *)",
                "America/New_York",
                null,
                null,
                null,
                EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                target(),
                "{\"schedule_id\":\"" + id + "\"}");
    }

    /** Nothing absent. */
    private EngineEntry full(ScheduleId id) {
        Instant tomorrow = now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        return new EngineEntry(
                id,
                "A name: \"ß\" 東京 🏌",
                "rate(5 minutes)",
                "Europe/Berlin",
                tomorrow.plusSeconds(1),
                tomorrow.plus(Duration.ofDays(30)),
                15,
                EntryState.ENABLED,
                new RetryPolicy(3, Duration.ofMinutes(10)),
                target(),
                "{\"schedule_id\":\"" + id + "\",\"version\":2,\"scheduled_time\":\"<aws.scheduler.scheduled-time>\"}");
    }

    private static EngineEntry disabled(EngineEntry it) {
        return copy(it, it.expression(), it.timezone(), it.start(), EntryState.DISABLED);
    }

    private static EngineEntry withStart(EngineEntry it, Instant start) {
        return copy(it, it.expression(), it.timezone(), start, it.state());
    }

    private static EngineEntry withDates(EngineEntry it, Instant start, Instant end) {
        return new EngineEntry(
                it.id(),
                it.description(),
                it.expression(),
                it.timezone(),
                start,
                end,
                it.windowMinutes(),
                it.state(),
                it.retryPolicy(),
                it.target(),
                it.input());
    }

    private static EngineEntry withExpression(EngineEntry it, String expression, String timezone) {
        return copy(it, expression, timezone, it.start(), it.state());
    }

    private static EngineEntry copy(
            EngineEntry it, String expression, String timezone, Instant start, EntryState state) {
        return new EngineEntry(
                it.id(),
                it.description(),
                expression,
                timezone,
                start,
                it.end(),
                it.windowMinutes(),
                state,
                it.retryPolicy(),
                it.target(),
                it.input());
    }
}
