package com.rezagent.schedules.engine;

import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract test of {@link Engine}. */
public abstract class EngineContract {
    protected static final ScheduleId ID = new ScheduleId("sched_0123456789abcdef0123456789abcdef");

    /** Known differences of a back end from EventBridge Scheduler. */
    public enum Difference {
        NO_EXPRESSION_CHECK("it accepts any expression"),
        NO_START_CHECK("it accepts any old start date"),
        NO_TIMEZONE_CHECK("it accepts unknown timezones"),
        NO_DATE_CHECK("it accepts an end date that has passed or equals the start date"),
        NO_CALLS_UNDER_WAY("its calls can't be kept in progress"),
        UNSORTED_LIST("it lists names in order of creation");

        private final String description;

        Difference(String description) {
            this.description = description;
        }
    }

    /** Returns the engine under test: empty when a test begins, the same one throughout a test. */
    protected abstract Engine engine();

    /** Returns the target that entries may invoke there. */
    protected abstract EngineTarget target();

    /** Returns the engine's current time. */
    protected abstract Instant now();

    /**
     * Starts a write of an entry that stays in progress until the returned action is run. Called only if {@link
     * Difference#NO_CALLS_UNDER_WAY} is not a difference.
     */
    protected Runnable startCall(EngineEntry entry) {
        throw new UnsupportedOperationException("This back end cannot keep calls in progress");
    }

    /** Returns the known differences of this back end. */
    protected Set<Difference> differences() {
        return Set.of();
    }

    /** Returns the name of the back end for the messages of skipped tests. */
    protected String backEnd() {
        return getClass().getSimpleName();
    }

    /**
     * Skips a test if the back end is known to differ from AWS. Prints the reason, because reports only count skipped
     * tests.
     */
    private void assumeAsAws(Difference difference, TestInfo test) {
        if (differences().contains(difference)) {
            String name = test.getTestMethod().orElseThrow().getName();
            String reason = difference + ", " + difference.description;
            System.out.println("Skipped " + name + " on " + backEnd() + ": " + reason);
            abort(reason);
        }
    }

    @Test
    void find_of_an_unknown_name_is_empty() {
        assertThat(engine().find(ID)).isEmpty();
    }

    @Test
    void a_created_entry_is_found_unchanged() {
        EngineEntry entry = daily(ID);

        String arn = engine().create(entry).orElseThrow();

        assertThat(engine().find(ID)).contains(new Engine.ExistingEntry(entry, arn));
        assertThat(arn).contains(ID.value());
    }

    @Test
    void every_field_is_found_unchanged() {
        EngineEntry entry = full(ID);

        String arn = engine().create(entry).orElseThrow();

        assertThat(engine().find(ID)).contains(new Engine.ExistingEntry(entry, arn));
    }

    @Test
    void an_at_entry_is_found_unchanged() {
        EngineEntry entry = withExpression(daily(ID), "at(2099-12-31T23:59:59)", "America/New_York");

        engine().create(entry);

        assertThat(found(ID)).isEqualTo(entry);
    }

    @Test
    void a_second_create_returns_empty_and_changes_nothing() {
        engine().create(daily(ID));

        assertThat(engine().create(full(ID))).isEmpty();

        assertThat(found(ID)).isEqualTo(daily(ID));
    }

    @Test
    void an_identical_second_create_returns_empty() {
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
    void an_update_removes_fields_that_it_omits() {
        engine().create(full(ID));

        engine().update(daily(ID));

        assertThat(found(ID)).isEqualTo(daily(ID));
    }

    @Test
    void an_update_of_a_missing_entry_returns_empty_and_creates_none() {
        assertThat(engine().update(daily(ID))).isEmpty();

        assertThat(engine().find(ID)).isEmpty();
    }

    @Test
    void an_update_can_leave_an_entry_disabled() {
        engine().create(withComponent(daily(ID), "state", EntryState.DISABLED));
        assertThat(found(ID).state()).isEqualTo(EntryState.DISABLED);

        engine().update(withComponent(full(ID), "state", EntryState.DISABLED));

        assertThat(found(ID).state()).isEqualTo(EntryState.DISABLED);
    }

    @Test
    void a_deleted_entry_is_not_found_and_its_name_can_be_reused() {
        engine().create(daily(ID));

        engine().delete(ID);

        assertThat(engine().find(ID)).isEmpty();
        assertThat(engine().create(full(ID))).isPresent();
    }

    @Test
    void a_delete_of_a_missing_entry_succeeds() {
        assertThatCode(() -> engine().delete(ID)).doesNotThrowAnyException();
        engine().create(daily(ID));
        engine().delete(ID);
        assertThatCode(() -> engine().delete(ID)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cron(0 25 * * ? *)", "cron(0 0 * * *)", "rate(0 minutes)", "at(2025-02-30T00:00:00)", "x"})
    void an_invalid_expression_is_refused_on_create_and_update(String expression, TestInfo test) {
        assumeAsAws(Difference.NO_EXPRESSION_CHECK, test);
        EngineEntry bad = withExpression(daily(ID), expression, "UTC");

        assertRefused(() -> engine().create(bad));
        assertThat(engine().find(ID)).isEmpty();
        engine().create(daily(ID));
        assertRefused(() -> engine().update(bad));
        assertThat(found(ID)).isEqualTo(daily(ID));
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

        assertRefused(() -> engine().create(withComponent(full(ID), "start", old)));
        engine().create(full(ID));
        assertRefused(() -> engine().update(withComponent(full(ID), "start", old)));
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
    void update_and_delete_are_busy_during_another_call_for_the_entry(TestInfo test) {
        assumeAsAws(Difference.NO_CALLS_UNDER_WAY, test);
        engine().create(daily(ID));
        Runnable end = startCall(full(ID));

        assertBusy(() -> engine().update(full(ID)));
        assertBusy(() -> engine().delete(ID));
        assertThat(engine().create(full(ID))).as("the entry exists").isEmpty();
        assertThat(found(ID)).isEqualTo(daily(ID));

        end.run();
        assertThat(engine().update(full(ID))).isPresent();
        engine().delete(ID);
        assertThat(engine().find(ID)).isEmpty();
    }

    @Test
    void a_create_in_progress_counts_as_an_existing_entry(TestInfo test) {
        assumeAsAws(Difference.NO_CALLS_UNDER_WAY, test);
        Runnable end = startCall(daily(ID));

        assertThat(engine().create(full(ID))).isEmpty();
        assertBusy(() -> engine().update(full(ID)));
        assertBusy(() -> engine().delete(ID));

        end.run();
        assertThat(engine().create(full(ID))).isPresent();
    }

    @Test
    void a_start_within_the_tolerance_is_accepted() {
        Instant recent = now().truncatedTo(ChronoUnit.SECONDS).minus(EngineEntry.MAX_ANCHOR_AGE);

        assertThat(engine().create(withComponent(full(ID), "start", recent))).isPresent();

        assertThat(found(ID).start()).isEqualTo(recent);
    }

    @Test
    void an_empty_engine_lists_nothing() {
        assertThat(engine().list(null)).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void pages_contain_every_name_once() {
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
            assertThat(listed).as("paging ends").hasSizeLessThan(1_000);
        } while (token != null);

        assertThat(listed).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void a_list_is_sorted_by_name(TestInfo test) {
        assumeAsAws(Difference.UNSORTED_LIST, test);
        List.of("sched_b", "sched_c", "sched_a").forEach(name -> engine().create(daily(new ScheduleId(name))));

        assertThat(engine().list(null).items()).hasSize(3).isSorted();
    }

    private EngineEntry found(ScheduleId id) {
        return engine().find(id).orElseThrow().entry();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.ENGINE_REFUSED);
            assertThat(refused.details()).isNotEmpty();
        });
    }

    private static void assertBusy(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TransientException.class,
                        busy -> assertThat(busy.reason()).isEqualTo(TransientException.Reason.BUSY));
    }

    private EngineEntry daily(ScheduleId id) {
        return entry(id, "cron(0 6 * * ? *)", "America/New_York", target());
    }

    /** Returns an entry without any optional field. */
    public static EngineEntry entry(ScheduleId id, String expression, String timezone, EngineTarget target) {
        return new EngineEntry(
                id,
                null,
                expression,
                timezone,
                null,
                null,
                null,
                EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                target,
                "{\"schedule_id\":\"" + id + "\"}");
    }

    /** Returns an entry with every optional field. */
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

    private static EngineEntry withDates(EngineEntry it, Instant start, Instant end) {
        return withComponent(withComponent(it, "start", start), "end", end);
    }

    private static EngineEntry withExpression(EngineEntry it, String expression, String timezone) {
        return withComponent(withComponent(it, "expression", expression), "timezone", timezone);
    }
}
