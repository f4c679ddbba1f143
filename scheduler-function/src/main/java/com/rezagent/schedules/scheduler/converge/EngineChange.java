package com.rezagent.schedules.scheduler.converge;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.Engine.ExistingEntry;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.scheduler.converge.Convergence.Change;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What makes the engine's entry match a record. */
sealed interface EngineChange {
    /** Returns what applying it is reported as; empty if it does nothing. */
    Optional<Change> reported();

    /**
     * Applies the change.
     *
     * @return what was done; empty if another invocation created or deleted the entry meanwhile
     */
    Optional<Applied> applyTo(Engine engine);

    /**
     * The result of a change.
     *
     * @param change what was done; null for nothing
     * @param arn of the entry; null if there is none
     */
    record Applied(@Nullable Change change, @Nullable String arn) {}

    /**
     * The engine is as it should be.
     *
     * @param existing the entry that stays; empty if there is none
     */
    record Keep(Optional<ExistingEntry> existing) implements EngineChange {
        @Override
        public Optional<Change> reported() {
            return Optional.empty();
        }

        @Override
        public Optional<Applied> applyTo(Engine engine) {
            return Optional.of(
                    new Applied(null, existing.map(ExistingEntry::arn).orElse(null)));
        }
    }

    /** The engine has no entry, but should have this one. */
    record Create(EngineEntry entry) implements EngineChange {
        @Override
        public Optional<Change> reported() {
            return Optional.of(Change.ENTRY_CREATED);
        }

        @Override
        public Optional<Applied> applyTo(Engine engine) {
            return engine.create(entry).map(arn -> new Applied(Change.ENTRY_CREATED, arn));
        }
    }

    /** The engine's entry differs from this one. An entry that was deleted meanwhile is created. */
    record Update(EngineEntry entry) implements EngineChange {
        @Override
        public Optional<Change> reported() {
            return Optional.of(Change.ENTRY_UPDATED);
        }

        @Override
        public Optional<Applied> applyTo(Engine engine) {
            Optional<Applied> updated = engine.update(entry).map(arn -> new Applied(Change.ENTRY_UPDATED, arn));
            return updated.isPresent() ? updated : new Create(entry).applyTo(engine);
        }
    }

    /** The engine should have no entry. */
    record Delete(ScheduleId id) implements EngineChange {
        @Override
        public Optional<Change> reported() {
            return Optional.of(Change.ENTRY_DELETED);
        }

        @Override
        public Optional<Applied> applyTo(Engine engine) {
            engine.delete(id);
            return Optional.of(new Applied(Change.ENTRY_DELETED, null));
        }
    }
}
