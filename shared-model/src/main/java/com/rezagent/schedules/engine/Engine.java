package com.rezagent.schedules.engine;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service that fires schedules: EventBridge Scheduler, in the stage's own schedule group. Every method throws
 * {@link TransientException} if the engine does not respond or is temporarily unable to; a write may have taken effect
 * nevertheless, or may take effect later. EventBridge Scheduler accepts 10 calls a second for one schedule; calls
 * beyond that are {@code THROTTLED}.
 */
public interface Engine {
    /** An entry that the engine holds, and its ARN. */
    record ExistingEntry(EngineEntry entry, String arn) {}

    /** Returns the entry with that name; empty if there is none. */
    Optional<ExistingEntry> find(ScheduleId id);

    /**
     * Creates an entry.
     *
     * @return its ARN; empty if an entry with that name exists, which stays unchanged, or is being written
     * @throws RefusedException {@code engine_refused} if the engine will never accept this entry
     */
    Optional<String> create(EngineEntry entry);

    /**
     * Replaces an entry completely.
     *
     * @return its ARN; empty if there is no entry with that name
     * @throws RefusedException {@code engine_refused} if the engine will never accept this entry
     * @throws TransientException {@code BUSY} while another call for the entry is in progress; nothing was written
     */
    Optional<String> update(EngineEntry entry);

    /**
     * Deletes an entry. Does nothing if it does not exist.
     *
     * @throws TransientException {@code BUSY} while another call for the entry is in progress; nothing was written
     */
    void delete(ScheduleId id);

    /**
     * Returns a page of the names of its entries, in order. Entries may be created and deleted between pages.
     *
     * @throws RefusedException {@code invalid_request} if the engine did not issue the token
     */
    Page<ScheduleId> list(@Nullable String nextToken);
}
