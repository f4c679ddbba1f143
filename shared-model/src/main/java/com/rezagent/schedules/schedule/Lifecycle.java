package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * The existence and running registers, as last-writer-wins registers. A command stamps only the register that it
 * writes: a resume that changes nothing must never make an earlier delete stale.
 *
 * @param created stamp of the latest create that was not refused; {@link Stamp#ZERO} for none
 * @param deleted stamp of the latest delete, including deletes that came too late; {@link Stamp#ZERO} for none
 * @param initial the running value that the create of this incarnation asked for; it has no stamp of its own
 * @param lastRunning the running register as last written; see {@link #running()} for the effective value
 */
public record Lifecycle(Stamp created, Stamp deleted, Running initial, Register<Running> lastRunning) {
    /** The rank of {@link com.rezagent.schedules.command.ScheduleAction#CREATE}. */
    static final int CREATE_RANK = 10;

    /** The lifecycle of a schedule that was never created: of an orphan's tombstone. */
    public static final Lifecycle NEVER_CREATED =
            new Lifecycle(Stamp.ZERO, Stamp.ZERO, Running.RUNNING, Register.unwritten(Running.RUNNING));

    /** Returns whether the latest create is later than the latest delete. */
    public boolean exists() {
        return deleted.isBefore(created);
    }

    /** Returns the running register's value if its stamp is later than the latest delete, else the initial value. */
    public Running running() {
        return lastRunning.isLaterThan(deleted) ? lastRunning.value() : initial;
    }

    /** Returns the state that both registers result in. It is stored beside them for one more release. */
    public State state() {
        return !exists() ? State.DELETED : running() == Running.PAUSED ? State.PAUSED : State.ACTIVE;
    }

    /** Returns the stamp of the running register; {@link Stamp#ZERO} if no command has written it. */
    public Stamp runningStamp() {
        return lastRunning.stamp();
    }

    /** Returns the latest of the three stamps. */
    public Stamp latest() {
        return Stamp.later(Stamp.later(created, deleted), runningStamp());
    }

    /**
     * Starts a new incarnation. Values stamped later than the latest delete apply to it, even if they arrived earlier.
     */
    Lifecycle withNewIncarnation(Stamp stamp, Running newInitial) {
        return new Lifecycle(Stamp.later(created, stamp), deleted, newInitial, lastRunning);
    }

    /** Starts a new incarnation after a completion, which counts as a delete just before the create. */
    Lifecycle withNewIncarnationAfterCompletion(Stamp stamp, Running newInitial) {
        return new Lifecycle(created, Stamp.later(deleted, stamp.justBefore()), initial, lastRunning)
                .withNewIncarnation(stamp, newInitial);
    }

    /** Returns a copy for another create, in time or too late. */
    Lifecycle created(Stamp stamp) {
        return new Lifecycle(Stamp.later(created, stamp), deleted, initial, lastRunning);
    }

    /** Returns a copy for a delete; it still exists if the delete came too late. */
    Lifecycle deleted(Stamp stamp) {
        return new Lifecycle(created, Stamp.later(deleted, stamp), initial, lastRunning);
    }

    /** Returns a copy with another value of the running register. */
    Lifecycle withRunning(Running newValue, Stamp stamp) {
        return new Lifecycle(created, deleted, initial, lastRunning.write(newValue, stamp));
    }

    /**
     * Returns the registers for stored values.
     *
     * @param stored null if only an earlier release has written the record, with one register for both
     * @param state as earlier releases read and write it
     * @param stateStamp of that state; if it is later than all others, an earlier release has written the record since
     * @param creation the stamp to assume for a create whose stamp is not stored
     */
    public static Lifecycle stored(@Nullable Lifecycle stored, State state, Stamp stateStamp, Stamp creation) {
        if (stored == null) {
            if (stateStamp.equals(Stamp.ZERO)) {
                return NEVER_CREATED;
            }
            Lifecycle begun = NEVER_CREATED.withNewIncarnation(creation, Running.RUNNING);
            return state == State.DELETED ? begun.deleted(stateStamp) : begun.withRunning(running(state), stateStamp);
        }
        return stored.latest().isBefore(stateStamp) ? stored.withLegacyState(state, stateStamp) : stored;
    }

    private Lifecycle withLegacyState(State state, Stamp stamp) {
        if (state == State.DELETED) {
            return deleted(stamp);
        }
        boolean byCreate = stamp.rank() == CREATE_RANK;
        Lifecycle existing = exists() ? this : withNewIncarnation(stamp, Running.RUNNING);
        if (byCreate && existing.running() != running(state)) {
            return existing.withNewIncarnationAfterCompletion(stamp, running(state));
        }
        return byCreate ? existing.created(stamp) : existing.withRunning(running(state), stamp);
    }

    private static Running running(State state) {
        return state == State.PAUSED ? Running.PAUSED : Running.RUNNING;
    }
}
