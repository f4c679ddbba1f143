package com.rezagent.schedules.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The existence and running registers. Each stamp says who wrote last, and a command stamps only the register that it
 * writes: a resume that changes nothing must never make an earlier delete stale.
 *
 * @param created the latest create that was not refused; {@link Stamp#ZERO} where there never was one
 * @param deleted the latest delete, also one that came too late; {@link Stamp#ZERO} for none
 * @param initial what the create that began this life asked for; it has no stamp of its own
 * @param value of the running register, as it was last written
 * @param valueStamp {@link Stamp#ZERO} where no command has written the running register
 */
public record Lifecycle(Stamp created, Stamp deleted, Running initial, Running value, Stamp valueStamp) {
    /** As {@link com.rezagent.schedules.command.Action#CREATE} has it. */
    static final int CREATE_RANK = 10;

    /** Of a tombstone for an engine entry that never had a record. */
    public static final Lifecycle NEVER =
            new Lifecycle(Stamp.ZERO, Stamp.ZERO, Running.RUNNING, Running.RUNNING, Stamp.ZERO);

    /** Whether the latest create is later than the latest delete. */
    public boolean exists() {
        return deleted.isBefore(created);
    }

    /** The running register counts while its stamp is later than the latest delete; before that, the initial value does. */
    public Running running() {
        return deleted.isBefore(valueStamp) ? value : initial;
    }

    /** What is stored beside the registers for one release, and what most readers ask for. */
    public State state() {
        return !exists() ? State.DELETED : running() == Running.PAUSED ? State.PAUSED : State.ACTIVE;
    }

    /** The latest of all stamps here. */
    public Stamp latest() {
        return Stamp.later(Stamp.later(created, deleted), valueStamp);
    }

    /** A life begins. What is stamped later than the latest delete counts in it, also where it arrived before. */
    Lifecycle begun(Stamp stamp, Running newInitial) {
        return new Lifecycle(Stamp.later(created, stamp), deleted, newInitial, value, valueStamp);
    }

    /** As {@link #begun}, after a completion, which counts as a delete just before the create. */
    Lifecycle begunAfterCompletion(Stamp stamp, Running newInitial) {
        return new Lifecycle(created, Stamp.later(deleted, stamp.justBefore()), initial, value, valueStamp)
                .begun(stamp, newInitial);
    }

    /** Asked for once more, in time or not. */
    Lifecycle created(Stamp stamp) {
        return new Lifecycle(Stamp.later(created, stamp), deleted, initial, value, valueStamp);
    }

    /** Deleted, or, by a delete that came too late, kept. */
    Lifecycle deleted(Stamp stamp) {
        return new Lifecycle(created, Stamp.later(deleted, stamp), initial, value, valueStamp);
    }

    Lifecycle written(Running newValue, Stamp stamp) {
        return new Lifecycle(created, deleted, initial, newValue, stamp);
    }

    /**
     * The registers as a store holds them.
     *
     * @param stored null in a record that an earlier release wrote, which had one register for both
     * @param state that earlier releases read and write
     * @param stateStamp of that state; where it is later than all others, an earlier release has written since
     * @param creation the stamp to assume for a create that was not kept
     */
    public static Lifecycle stored(@Nullable Lifecycle stored, State state, Stamp stateStamp, Stamp creation) {
        if (stored == null) {
            if (stateStamp.equals(Stamp.ZERO)) {
                return NEVER;
            }
            Lifecycle begun = NEVER.begun(creation, Running.RUNNING);
            return state == State.DELETED ? begun.deleted(stateStamp) : begun.written(running(state), stateStamp);
        }
        return stored.latest().isBefore(stateStamp) ? stored.takenOver(state, stateStamp) : stored;
    }

    private Lifecycle takenOver(State state, Stamp stamp) {
        if (state == State.DELETED) {
            return deleted(stamp);
        }
        boolean byCreate = stamp.rank() == CREATE_RANK;
        Lifecycle existing = exists() ? this : begun(stamp, Running.RUNNING);
        if (byCreate && existing.running() != running(state)) {
            return existing.begunAfterCompletion(stamp, running(state));
        }
        return byCreate ? existing.created(stamp) : existing.written(running(state), stamp);
    }

    private static Running running(State state) {
        return state == State.PAUSED ? Running.PAUSED : Running.RUNNING;
    }
}
