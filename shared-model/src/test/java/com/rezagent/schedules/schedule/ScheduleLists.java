package com.rezagent.schedules.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What contract tests of lists of schedules have in common. */
abstract class ScheduleLists {
    static final Comparator<Schedule> NEWEST_FIRST = Comparator.comparing(Schedule::createdAt)
            .thenComparing(Schedule::id)
            .reversed();

    private boolean written;

    /** Returns the store under test: empty when a test starts, the same throughout a test. */
    protected abstract ScheduleStore store();

    /** Waits until lists show all writes. For stores whose lists are eventually consistent. */
    protected void awaitConsistency() {}

    final Page<ScheduleSummary> list(ScheduleQuery query) {
        if (written) {
            awaitConsistency();
            written = false;
        }
        return store().list(query);
    }

    /** Returns the schedules on all pages of a query that begins at the first one. */
    final List<ScheduleId> allPages(ScheduleQuery query) {
        List<ScheduleId> all = new ArrayList<>();
        String token = null;
        do {
            Page<ScheduleSummary> page = list(query.after(token));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(query.limit());
            all.addAll(ids(page));
            token = page.nextToken();
            assertThat(all).as("paging ends").hasSizeLessThan(10_000);
        } while (token != null);
        return all;
    }

    static List<ScheduleId> ids(Page<ScheduleSummary> page) {
        return page.items().stream().map(ScheduleSummary::id).toList();
    }

    final void assertRefused(ScheduleQuery query) {
        assertThatThrownBy(() -> store().list(query))
                .as("%s", query)
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(refused.joinedDetails()).contains("next_token");
                });
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
}
