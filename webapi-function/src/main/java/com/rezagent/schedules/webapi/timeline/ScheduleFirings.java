package com.rezagent.schedules.webapi.timeline;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.plan.FiringRow;
import com.rezagent.schedules.plan.SkipCode;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The firings of one schedule, past and to come. */
final class ScheduleFirings {
    /** What holds back a past firing without leaving an execution: a paused schedule has no engine entry that fires. */
    private static final Set<SkipCode> WITHOUT_EXECUTION =
            Set.of(SkipCode.PAUSED, SkipCode.SKIP_REQUESTED, SkipCode.GROUP_PAUSED);

    /** How far ahead of this clock an execution may be, because another clock recorded it. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final ScheduleSummary schedule;
    private final Surroundings surroundings;
    private final ExecutionHistory history;
    private final Instant now;

    ScheduleFirings(ScheduleSummary schedule, Surroundings surroundings, ExecutionHistory history, Instant now) {
        this.schedule = schedule;
        this.surroundings = surroundings;
        this.history = history;
        this.now = now;
    }

    /**
     * Returns the planned firings of a range in order, held back or not. The stream is lazy.
     *
     * @param from included
     * @param to excluded
     */
    Stream<FiringRow> planned(Instant from, Instant to) {
        return schedule.status() == Status.DELETED
                ? Stream.empty()
                : UpcomingFirings.of(schedule, surroundings)
                        .rows(from.minusNanos(1), now)
                        .takeWhile(it -> it.firing().at().isBefore(to))
                        .filter(it -> it.firing().runs());
    }

    /**
     * Returns the executions of firings in a range and, where there is none, what is planned. A firing of now or earlier
     * without an execution is only included if something holds it back: otherwise it was not a firing of the definition
     * then, or its execution is yet to be recorded.
     */
    List<TimelineItem> between(Instant from, Instant to) {
        List<TimelineItem> items = new ArrayList<>();
        Set<Instant> executed = new HashSet<>();
        Instant latest = now.plus(CLOCK_TOLERANCE);
        for (Execution execution : history.firings(schedule.id(), from, to.isBefore(latest) ? to : latest)) {
            items.add(TimelineItem.of(execution));
            executed.add(execution.key().scheduledTime());
        }
        planned(from, to)
                .filter(it -> !executed.contains(it.firing().at()))
                .filter(it -> it.firing().at().isAfter(now)
                        || it.code().filter(WITHOUT_EXECUTION::contains).isPresent())
                .forEach(it -> items.add(TimelineItem.of(schedule.id(), it)));
        return items;
    }
}
