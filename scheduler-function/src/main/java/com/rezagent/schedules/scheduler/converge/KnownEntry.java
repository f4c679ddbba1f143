package com.rezagent.schedules.scheduler.converge;

import com.rezagent.schedules.engine.Engine.ExistingEntry;
import java.util.Optional;

/**
 * What is known about the engine's entry of a schedule.
 *
 * @param isRead whether the engine was asked; if not, the most likely case is assumed
 * @param found the entry; empty if there is none, or it was not read
 */
record KnownEntry(boolean isRead, Optional<ExistingEntry> found) {
    static final KnownEntry NOT_READ = new KnownEntry(false, Optional.empty());

    static KnownEntry read(Optional<ExistingEntry> found) {
        return new KnownEntry(true, found);
    }
}
