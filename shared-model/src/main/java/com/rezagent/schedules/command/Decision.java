package com.rezagent.schedules.command;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.RecordStore;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Effect of a command on the record that was read.
 *
 * @param <R> record of the resource
 */
public sealed interface Decision<R> {
    /**
     * Writes the decision, on condition that the record has not changed since it was read.
     *
     * @param read the record for which it was decided
     * @return empty if the record has changed, so that the command must be decided again
     * @throws TransientException if the command must be retried later
     */
    Optional<Decided<R>> write(RecordStore<?, R> store, Optional<R> read);

    /**
     * Returns the decision with the change that is written with the record.
     *
     * @param changeTo returns the change to a record; null if it has no new version
     */
    default Decision<R> withChange(Function<R, @Nullable Change> changeTo) {
        return this;
    }

    /**
     * A decision that is final.
     *
     * @param before the record before the command; null if there was none, or the command was decided before
     * @param record the record after it; null if there is none
     * @param isFirst whether the command was decided now, and is not a duplicate
     */
    record Decided<R>(
            CommandOutcome outcome,
            @Nullable R before,
            @Nullable R record,
            boolean isFirst) {}

    /** The command was decided before; that outcome stays valid. */
    record AlreadyDecided<R>(R record, CommandOutcome outcome) implements Decision<R> {
        @Override
        public Optional<Decided<R>> write(RecordStore<?, R> store, Optional<R> read) {
            return Optional.of(new Decided<>(outcome, null, record, false));
        }
    }

    /**
     * The command creates the record.
     *
     * @param change null if the record has no version
     */
    record Insert<R>(
            R next, CommandOutcome outcome, @Nullable Change change) implements Decision<R> {
        /** Creates a decision without a change. */
        public Insert(R next, CommandOutcome outcome) {
            this(next, outcome, null);
        }

        @Override
        public Decision<R> withChange(Function<R, @Nullable Change> changeTo) {
            return new Insert<>(next, outcome, changeTo.apply(next));
        }

        @Override
        public Optional<Decided<R>> write(RecordStore<?, R> store, Optional<R> read) {
            return store.insert(next, change)
                    ? Optional.of(new Decided<>(outcome, null, next, true))
                    : Optional.empty();
        }
    }

    /**
     * The command changes the record, possibly only its outcomes.
     *
     * @param change null if it has no new version
     */
    record Replace<R>(
            R next, CommandOutcome outcome, @Nullable Change change) implements Decision<R> {
        /** Creates a decision without a change. */
        public Replace(R next, CommandOutcome outcome) {
            this(next, outcome, null);
        }

        @Override
        public Decision<R> withChange(Function<R, @Nullable Change> changeTo) {
            return new Replace<>(next, outcome, changeTo.apply(next));
        }

        @Override
        public Optional<Decided<R>> write(RecordStore<?, R> store, Optional<R> read) {
            R before = read.orElseThrow();
            return store.replace(before, next, change)
                    ? Optional.of(new Decided<>(outcome, before, next, true))
                    : Optional.empty();
        }
    }

    /** The command is refused, and there is no record to store the outcome in. */
    record Reject<R>(CommandOutcome outcome) implements Decision<R> {
        @Override
        public Optional<Decided<R>> write(RecordStore<?, R> store, Optional<R> read) {
            return Optional.of(new Decided<>(outcome, null, null, true));
        }
    }

    /** A prerequisite of the command may not have arrived yet; retry later. */
    record Defer<R>(String reason) implements Decision<R> {
        @Override
        public Optional<Decided<R>> write(RecordStore<?, R> store, Optional<R> read) {
            throw new TransientException(TransientException.Reason.TOO_EARLY, reason);
        }
    }
}
