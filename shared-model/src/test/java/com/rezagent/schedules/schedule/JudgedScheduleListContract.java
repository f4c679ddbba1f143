package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract test of {@link ScheduleStore#list} for a status that is judged by the clock. */
public abstract class JudgedScheduleListContract extends ScheduleLists {
    private static final ResourceName BILLING = new ResourceName("billing");
    private static final Instant SINCE = NOW.plusSeconds(60);
    private static final Instant UNTIL = NOW.plusSeconds(3_600);

    @Test
    void pause_with_an_end_is_listed_as_paused_only_while_it_is_in_force() {
        Schedule paused = pausedUntil(UNTIL, active("until"));

        for (Instant time : List.of(SINCE, UNTIL.minusNanos(1))) {
            assertThat(listed(Status.PAUSED, time)).as("paused at %s", time).containsExactly(paused.id());
            assertThat(listed(Status.ACTIVE, time)).as("active at %s", time).isEmpty();
        }
        for (Instant time : List.of(SINCE.minusNanos(1), UNTIL)) {
            assertThat(listed(Status.PAUSED, time)).as("paused at %s", time).isEmpty();
            assertThat(listed(Status.ACTIVE, time)).as("active at %s", time).containsExactly(paused.id());
        }
        assertThat(listed(Status.PENDING, UNTIL)).isEmpty();
        assertThat(listed(null, UNTIL)).containsExactly(paused.id());
    }

    @Test
    void pending_schedule_is_pending_again_after_its_pause() {
        Schedule paused = pausedUntil(UNTIL, inserted(schedule("pending", BILLING)));

        assertThat(listed(Status.PENDING, SINCE)).isEmpty();
        assertThat(listed(Status.PAUSED, SINCE)).containsExactly(paused.id());
        assertThat(listed(Status.PENDING, UNTIL)).containsExactly(paused.id());
        assertThat(listed(Status.ACTIVE, UNTIL)).isEmpty();
    }

    @Test
    void pause_without_an_end_is_listed_as_paused_at_any_time() {
        Schedule seen = active("without an end");
        replaced(seen, seen.paused(stamp(SINCE, "pause"), SINCE));

        for (Instant time : List.of(NOW, SINCE, UNTIL, UNTIL.plusSeconds(1_000_000))) {
            assertThat(listed(Status.PAUSED, time)).containsExactly(seen.id());
            assertThat(listed(Status.ACTIVE, time)).isEmpty();
        }
    }

    @Test
    void schedule_that_does_not_run_keeps_its_status_during_a_pause() {
        Schedule failed = pausedUntil(UNTIL, active("failed"));
        replaced(failed, failed.withEngineRefusal("ValidationException", "Invalid Schedule Expression.", UNTIL));
        Schedule completed = pausedUntil(UNTIL, active("completed"));
        replaced(completed, completed.completed(UNTIL));
        Schedule deleted = pausedUntil(UNTIL, active("deleted"));
        replaced(deleted, deleted.deleted(stamp(SINCE.plusSeconds(1), "delete"), SINCE.plusSeconds(1)));

        assertThat(listed(Status.PAUSED, SINCE)).isEmpty();
        assertThat(listed(Status.FAILED, SINCE)).containsExactly(failed.id());
        assertThat(listed(Status.COMPLETED, SINCE)).containsExactly(completed.id());
        assertThat(listed(Status.DELETED, SINCE)).containsExactly(deleted.id());
        assertThat(listed(null, SINCE)).containsExactlyInAnyOrder(failed.id(), completed.id());
    }

    @Test
    void schedule_is_active_at_once_after_a_resume() {
        Schedule paused = pausedUntil(UNTIL, active("resumed"));
        replaced(paused, paused.resumed(stamp(SINCE.plusSeconds(1), "resume"), SINCE.plusSeconds(1)));

        assertThat(listed(Status.PAUSED, SINCE.plusSeconds(1))).isEmpty();
        assertThat(listed(Status.ACTIVE, SINCE.plusSeconds(1))).containsExactly(paused.id());
        assertThat(ids(list(query(null, Status.ACTIVE, 50, null)))).containsExactly(paused.id());
    }

    @Test
    void without_a_time_the_status_is_as_stored_until_the_pause_is_found_over() {
        Schedule paused = pausedUntil(UNTIL, active("found over"));
        assertThat(ids(list(query(null, Status.PAUSED, 50, null)))).containsExactly(paused.id());
        assertThat(ids(list(query(null, Status.ACTIVE, 50, null)))).isEmpty();

        Schedule relisted = replaced(paused, paused.relisted(UNTIL));

        assertThat(ids(list(query(null, Status.PAUSED, 50, null)))).isEmpty();
        assertThat(ids(list(query(null, Status.ACTIVE, 50, null)))).containsExactly(paused.id());
        assertThat(list(query(null, Status.ACTIVE, 50, UNTIL)).items()).containsExactly(ScheduleSummary.of(relisted));
    }

    @Test
    void status_at_a_time_can_be_combined_with_a_creator() {
        Schedule paused = pausedUntil(UNTIL, active("of tests"));

        ScheduleQuery byTests = new ScheduleQuery(null, Status.ACTIVE, "tests", 50, null, UNTIL);
        ScheduleQuery byAnn = new ScheduleQuery(null, Status.ACTIVE, "ann", 50, null, UNTIL);
        assertThat(allPages(byTests)).containsExactly(paused.id());
        assertThat(allPages(byAnn)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 100})
    void each_match_is_listed_once_and_in_order_even_if_most_rows_do_not_match(int limit) {
        List<Schedule> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Schedule seen = active("%03d".formatted(i * 7 % 60), NOW.plusSeconds(i / 2));
            Instant until = i % 25 == 24 ? UNTIL.plusSeconds(i) : UNTIL;
            all.add(i % 20 == 19 ? seen : pausedUntil(until, seen));
        }

        for (Status status : List.of(Status.PAUSED, Status.ACTIVE)) {
            for (Instant time : List.of(SINCE, UNTIL)) {
                List<Schedule> expected =
                        all.stream().filter(it -> it.status(time) == status).toList();
                assertThat(allPages(query(null, status, limit, time)))
                        .as("%s at %s", status, time)
                        .isNotEmpty()
                        .isEqualTo(expected.stream()
                                .sorted(NEWEST_FIRST)
                                .map(Schedule::id)
                                .toList());
                assertThat(allPages(query(BILLING, status, limit, time)))
                        .as("%s at %s by name", status, time)
                        .isEqualTo(expected.stream()
                                .map(it -> it.requireDefinition().name().value())
                                .sorted()
                                .map(it -> ScheduleName.parse(it).id())
                                .toList());
            }
        }
    }

    @Test
    void token_is_valid_at_a_later_time() {
        Schedule old = pausedUntil(UNTIL, active("old", NOW));
        Schedule newer = pausedUntil(UNTIL.plusSeconds(9), active("newer", NOW.plusSeconds(1)));
        String token = list(query(null, Status.PAUSED, 1, SINCE)).nextToken();

        assertThat(ids(list(query(null, Status.PAUSED, 1, SINCE.plusSeconds(1)).after(token))))
                .containsExactly(old.id());
        assertThat(ids(list(query(null, Status.PAUSED, 1, UNTIL)))).containsExactly(newer.id());
        assertThat(list(query(null, Status.PAUSED, 1, UNTIL).after(token)).items())
                .isEmpty();
    }

    /** Returns the same list of the group and of all groups. */
    private List<ScheduleId> listed(Status status, Instant time) {
        List<ScheduleId> all = allPages(query(null, status, 50, time));
        assertThat(allPages(query(BILLING, status, 50, time))).containsExactlyInAnyOrderElementsOf(all);
        return all;
    }

    private Schedule pausedUntil(Instant until, Schedule seen) {
        Schedule paused = seen.paused(until, "Release", "ann", stamp(SINCE, "pause"), SINCE);
        assertThat(Objects.requireNonNull(paused.pause()).since()).isEqualTo(SINCE);
        return replaced(seen, paused);
    }

    private Schedule active(String name) {
        return active(name, NOW);
    }

    private Schedule active(String name, Instant createdAt) {
        Schedule seen = inserted(Schedules.schedule(name, BILLING, createdAt));
        return replaced(seen, seen.converged("arn"));
    }

    private static ScheduleQuery query(ResourceName group, Status status, int limit, Instant time) {
        return new ScheduleQuery(group, status, null, limit, null, time);
    }
}
