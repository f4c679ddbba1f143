package com.rezagent.schedules.engine;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What fires: EventBridge Scheduler, in the stage's own schedule group. Every method throws {@link TransientException}
 * when the engine doesn't answer or can't for now; a write may have taken effect nevertheless, or take effect later.
 * EventBridge Scheduler takes 10 calls a second for one schedule; more are {@code THROTTLED}.
 */
public interface Engine {
    /** What it holds under a name. */
    record ExistingEntry(EngineEntry entry, String arn) {}

    Optional<ExistingEntry> find(ScheduleId id);

    /**
     * Adds an entry.
     *
     * @return its ARN; empty when there already is one, which stays as it is, or when one is being written
     * @throws RefusedException {@code engine_refused} when it will never take this entry
     */
    Optional<String> create(EngineEntry entry);

    /**
     * Replaces an entry, all of it.
     *
     * @return its ARN; empty when there is none
     * @throws RefusedException {@code engine_refused} when it will never take this entry
     * @throws TransientException {@code BUSY} while another call for the entry is under way; nothing was written
     */
    Optional<String> update(EngineEntry entry);

    /**
     * Takes an entry away; one that isn't there is no error.
     *
     * @throws TransientException {@code BUSY} while another call for the entry is under way; nothing was written
     */
    void delete(ScheduleId id);

    /**
     * A page of the names it holds, in order. Entries come and go while one pages.
     *
     * @throws RefusedException {@code invalid_request} for a token that it did not give
     */
    Page<ScheduleId> list(@Nullable String nextToken);
}
