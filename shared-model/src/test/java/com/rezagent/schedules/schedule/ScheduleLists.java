package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.testing.StoresContract;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** What contract tests of lists of schedules have in common. */
abstract class ScheduleLists extends StoresContract {
    static final Comparator<Schedule> NEWEST_FIRST = Comparator.comparing(Schedule::createdAt)
            .thenComparing(Schedule::id)
            .reversed();

    private boolean written;

    /** Returns the store under test: empty when a test starts, the same throughout a test. */
    protected ScheduleStore store() {
        return stores().schedules();
    }

    final Page<ScheduleSummary> list(ScheduleQuery query) {
        if (written) {
            awaitConsistency();
            written = false;
        }
        return store().list(query);
    }

    /** Returns the schedules on all pages of a query that begins at the first one. */
    final List<ScheduleId> allPages(ScheduleQuery query) {
        return allPages(query.limit(), token -> list(query.after(token))).stream()
                .map(ScheduleSummary::id)
                .toList();
    }

    static List<ScheduleId> ids(Page<ScheduleSummary> page) {
        return page.items().stream().map(ScheduleSummary::id).toList();
    }

    final void assertRefused(ScheduleQuery query) {
        assertRefusesToken(() -> store().list(query), query);
    }

    final Schedule inserted(Schedule schedule) {
        assertThat(store().insert(schedule)).isTrue();
        written = true;
        return schedule.nextRevision();
    }

    final Schedule replaced(Schedule seen, Schedule next) {
        assertThat(store().replace(seen, next)).isTrue();
        written = true;
        return next.nextRevision();
    }

    /** Returns a schedule in the status with a number from 1 to 5. */
    static Schedule changed(Schedule seen, int status) {
        return switch (status) {
            case 1 -> seen.converged("arn");
            case 2 -> seen.paused(stamp(NOW.plusSeconds(60), "pause"), Instant.MAX);
            case 3 -> seen.withEngineRefusal("ValidationException", "Invalid Schedule Expression.", NOW);
            case 4 -> seen.completed(NOW.plusSeconds(60));
            default -> seen.deleted(stamp(NOW.plusSeconds(60), "delete"), NOW);
        };
    }
}
