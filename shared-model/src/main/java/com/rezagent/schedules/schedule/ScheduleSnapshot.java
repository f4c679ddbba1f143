package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What changes show of a schedule. */
final class ScheduleSnapshot {
    /** Fields whose values may be large or confidential. */
    private static final Set<String> ONLY_NAMED = Set.of("payload", "arguments");

    private ScheduleSnapshot() {}

    static Snapshot of(Schedule schedule, Instant at) {
        Definition definition = schedule.definition();
        Pause pause = pause(schedule, at);
        return new Snapshot(
                        new Change.Subject(
                                schedule.id().value(),
                                schedule.id().value(),
                                definition == null ? null : definition.name().value(),
                                schedule.group()),
                        definition == null
                                ? null
                                : new Snapshot.Replaceable(
                                        definition, () -> ScheduleJson.definition(definition), ONLY_NAMED))
                .with("status", status(schedule, at).text())
                .with("group", definition == null ? null : schedule.group().value())
                .with("paused_from", pause == null ? null : pause.since())
                .with("paused_until", pause == null ? null : pause.until())
                .with("pause_reason", pause == null ? null : pause.reason())
                .withEach("skipped_time", skippedTimes(schedule, at));
    }

    /** Returns the firings to come that are skipped, also those that the definition does not have at present. */
    private static List<String> skippedTimes(Schedule schedule, Instant at) {
        return schedule.isDeleted()
                ? List.of()
                : schedule.heldSkips().tailMap(at, false).keySet().stream()
                        .map(Instant::toString)
                        .toList();
    }

    /** Returns the status as far as commands set it. */
    private static Status status(Schedule schedule, Instant at) {
        if (schedule.isDeleted()) {
            return Status.DELETED;
        }
        if (schedule.isCompleted()) {
            return Status.COMPLETED;
        }
        return schedule.isPaused(at) ? Status.PAUSED : Status.ACTIVE;
    }

    private static @Nullable Pause pause(Schedule schedule, Instant at) {
        Pause pause = schedule.isDeleted() ? null : schedule.pause();
        return pause == null || pause.isOver(at) ? null : pause;
    }
}
