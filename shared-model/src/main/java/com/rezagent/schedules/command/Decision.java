package com.rezagent.schedules.command;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Effect of a command on the record that was read. */
public sealed interface Decision {
    /**
     * Writes the decision, on condition that the record has not changed since it was read.
     *
     * @param read the record for which it was decided
     * @return empty if the record has changed, so that the command must be decided again
     * @throws TransientException if the command must be retried later
     */
    Optional<Decided> write(ScheduleStore store, Optional<Schedule> read);

    /**
     * A decision that is final.
     *
     * @param before the record before the command; null if there was none, or the command was decided before
     * @param record the record after it; null if there is none
     * @param isFirst whether the command was decided now, and is not a duplicate
     */
    record Decided(
            CommandOutcome outcome,
            @Nullable Schedule before,
            @Nullable Schedule record,
            boolean isFirst) {
        /** Returns whether the command changed the desired engine entry. */
        public boolean changesEntry() {
            return isFirst && record != null && (before == null || before.entryVersion() != record.entryVersion());
        }
    }

    /** The command was decided before; that outcome stays valid. */
    record AlreadyDecided(Schedule record, CommandOutcome outcome) implements Decision {
        @Override
        public Optional<Decided> write(ScheduleStore store, Optional<Schedule> read) {
            return Optional.of(new Decided(outcome, null, record, false));
        }
    }

    /** The command creates the record. */
    record Insert(Schedule next, CommandOutcome outcome) implements Decision {
        @Override
        public Optional<Decided> write(ScheduleStore store, Optional<Schedule> read) {
            return store.insert(next) ? Optional.of(new Decided(outcome, null, next, true)) : Optional.empty();
        }
    }

    /** The command changes the record, possibly only its outcomes. */
    record Replace(Schedule next, CommandOutcome outcome) implements Decision {
        @Override
        public Optional<Decided> write(ScheduleStore store, Optional<Schedule> read) {
            Schedule before = read.orElseThrow();
            return store.replace(before, next)
                    ? Optional.of(new Decided(outcome, before, next, true))
                    : Optional.empty();
        }
    }

    /** The command is refused, and there is no record to store the outcome in. */
    record Reject(CommandOutcome outcome) implements Decision {
        @Override
        public Optional<Decided> write(ScheduleStore store, Optional<Schedule> read) {
            return Optional.of(new Decided(outcome, null, null, true));
        }
    }

    /** A prerequisite of the command may not have arrived yet; retry later. */
    record Defer(String reason) implements Decision {
        @Override
        public Optional<Decided> write(ScheduleStore store, Optional<Schedule> read) {
            throw new TransientException(TransientException.Reason.TOO_EARLY, reason);
        }
    }
}
