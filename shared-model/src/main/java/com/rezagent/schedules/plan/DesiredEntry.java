package com.rezagent.schedules.plan;

import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The engine's entry for a schedule that may fire. */
final class DesiredEntry {
    private final Schedule schedule;
    private final Definition definition;
    private final Recurrence recurrence;
    private final Instant now;

    DesiredEntry(Schedule schedule, Instant now) {
        this.schedule = schedule;
        definition = schedule.requireDefinition();
        recurrence = schedule.recurrence();
        this.now = now;
    }

    /** Returns the entry; empty if no firing is left. */
    Optional<EngineEntry> entry(EngineTarget target) {
        Instant end = end();
        if (end != null && !now.isBefore(end)) {
            return Optional.empty();
        }
        Optional<Instant> start = start();
        boolean firesAtStart = definition.expression().countsFromAnchor()
                && start.filter(recurrence::firesAt).isPresent();
        if (!firesAtStart && recurrence.next(now).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EngineEntry(
                schedule.id(),
                definition.name().value(),
                definition.expression().canonical(),
                definition.timing().timezone().getId(),
                start.orElse(null),
                end,
                definition.timing().flexibleWindowMinutes(),
                schedule.state() == State.PAUSED ? EntryState.DISABLED : EntryState.ENABLED,
                definition.retryPolicy(),
                target,
                EngineEntry.input(schedule)));
    }

    /**
     * Returns the start date to send. A rate counts from its anchor, a cron omits a start that has passed, and at() has
     * no start.
     */
    private Optional<Instant> start() {
        if (definition.expression().firesOnce()) {
            return Optional.empty();
        }
        if (!definition.expression().countsFromAnchor()) {
            return Optional.ofNullable(definition.timing().start()).filter(it -> it.isAfter(now));
        }
        Instant oldest = now.minus(EngineEntry.MAX_ANCHOR_AGE);
        Instant resumed = schedule.resumedAt();
        boolean isSuppressed = resumed != null && schedule.anchor().isBefore(resumed);
        return schedule.anchor().isAfter(oldest) && !isSuppressed
                ? Optional.of(schedule.anchor())
                : recurrence.next(later(oldest, lastDispatch()));
    }

    /**
     * Returns the end date to send: one second after the schedule's end. EventBridge requires the end to be after the
     * start, and a rate that is written in its last period starts at its end. A firing in the additional second is
     * skipped.
     */
    private @Nullable Instant end() {
        return definition.timing().end() == null
                ? null
                : definition.timing().end().plusSeconds(1);
    }

    /**
     * Returns the time after which firings are requested again: the last resume or, without one, the creation. A firing
     * that was due a moment ago may still be waiting in the engine, and an update would cancel it. The new entry
     * therefore starts with it, and the execution's key drops a duplicate. Firings that a pause suppressed are not
     * requested again.
     */
    private Instant lastDispatch() {
        Instant resumed = schedule.resumedAt();
        return resumed == null ? schedule.createdAt() : resumed;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
