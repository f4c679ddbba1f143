package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The existence, running and placement registers, as last-writer-wins registers. A command stamps only the register that
 * it writes: a resume that changes nothing must never make an earlier delete stale.
 *
 * @param created stamp of the latest create that was not refused; {@link Stamp#ZERO} for none
 * @param deleted stamp of the latest delete, including deletes that came too late; {@link Stamp#ZERO} for none
 * @param initial the running value that the create of this incarnation asked for; it has no stamp of its own
 * @param lastRunning the running register as last written; see {@link #running()} for the effective value. A pause that
 *     ends by itself leaves it running, because the engine's entry stays enabled
 * @param lastPause what the last write of the running register said about a pause; null if it resumed, or an earlier
 *     release wrote it
 * @param isPauseOver whether lists no longer show the schedule as paused by {@code lastPause}, which has ended by itself
 * @param placement the group
 */
public record Lifecycle(
        Stamp created,
        Stamp deleted,
        Running initial,
        Register<Running> lastRunning,
        @Nullable Pause lastPause,
        boolean isPauseOver,
        Placement placement) {
    /** The rank of {@link com.rezagent.schedules.command.ScheduleAction#CREATE}. */
    static final int CREATE_RANK = 10;

    /** The lifecycle of a schedule that was never created: of an orphan's tombstone. */
    public static final Lifecycle NEVER_CREATED =
            new Lifecycle(Stamp.ZERO, Stamp.ZERO, Running.RUNNING, Register.unwritten(Running.RUNNING));

    /** Creates registers without details of a pause, in the default group. */
    public Lifecycle(Stamp created, Stamp deleted, Running initial, Register<Running> lastRunning) {
        this(created, deleted, initial, lastRunning, null, false, Placement.DEFAULT);
    }

    /** Returns whether the latest create is later than the latest delete. */
    public boolean exists() {
        return deleted.isBefore(created);
    }

    /** Returns the running register's value if its stamp is later than the latest delete, else the initial value. */
    public Running running() {
        return lastRunning.isLaterThan(deleted) ? lastRunning.value() : initial;
    }

    /**
     * Returns the pause that was last requested, including one that has not started or is over; null if there is none.
     * {@link #state} is paused only by one without an end.
     *
     * @param createdAt when this incarnation was created: the start of a pause that it was created with. The stamp of the
     *     latest create may be that of a repetition
     */
    public @Nullable Pause pause(Instant createdAt) {
        if (!lastRunning.isLaterThan(deleted)) {
            return initial == Running.PAUSED ? new Pause(createdAt, null, null, null) : null;
        }
        boolean hasDetails = lastPause != null || lastRunning.value() != Running.PAUSED;
        return hasDetails ? lastPause : new Pause(lastRunning.stamp().issuedAt(), null, null, null);
    }

    /** Returns the group. */
    public ResourceName group() {
        return placement.group(deleted);
    }

    /** Returns whether lists show the schedule as paused by a pause that ends by itself. */
    public boolean isListedAsPaused() {
        return lastRunning.isLaterThan(deleted) && lastPause != null && lastPause.isTimed() && !isPauseOver;
    }

    /** Returns the state that both registers result in. It is stored beside them for one more release. */
    public State state() {
        return !exists() ? State.DELETED : running() == Running.PAUSED ? State.PAUSED : State.ACTIVE;
    }

    /** Returns the stamp of the running register; {@link Stamp#ZERO} if no command has written it. */
    public Stamp runningStamp() {
        return lastRunning.stamp();
    }

    /** Returns the latest stamp of existence and running, which is stored as that of the state. */
    public Stamp latest() {
        return Stamp.later(Stamp.later(created, deleted), runningStamp());
    }

    /** Returns the latest stamp of all registers here. */
    public Stamp latestOfAll() {
        return Stamp.later(latest(), placement.moved().stamp());
    }

    /**
     * Starts a new incarnation. Values stamped later than the latest delete apply to it, even if they arrived earlier.
     */
    Lifecycle withNewIncarnation(Stamp stamp, Running newInitial, ResourceName group) {
        return withExistence(Stamp.later(created, stamp), deleted)
                .withInitial(newInitial)
                .with(placement.withInitial(group));
    }

    /** Starts a new incarnation after a completion, which counts as a delete just before the create. */
    Lifecycle withNewIncarnationAfterCompletion(Stamp stamp, Running newInitial, ResourceName group) {
        return withExistence(created, Stamp.later(deleted, stamp.justBefore()))
                .withNewIncarnation(stamp, newInitial, group);
    }

    /**
     * Returns a copy for the restore that began this incarnation. Unlike a create it writes the running register, so that a
     * resume issued before it does not make the schedule run.
     */
    Lifecycle begunPaused(Pause pause, Stamp stamp) {
        return withRunning(Running.PAUSED, stamp, pause, false);
    }

    /** Returns a copy for another create, in time or too late. */
    Lifecycle created(Stamp stamp) {
        return withExistence(Stamp.later(created, stamp), deleted);
    }

    /**
     * Returns a copy for a delete; it still exists if the delete came too late. A tombstone keeps the group that the schedule
     * was in, for a restore.
     */
    Lifecycle deleted(Stamp stamp) {
        Lifecycle next = withExistence(created, Stamp.later(deleted, stamp));
        return exists() && !next.exists() ? next.with(placement.keeping(group())) : next;
    }

    /** Returns a copy that is paused. A pause that is in force already goes on. */
    Lifecycle paused(Pause requested, Stamp stamp, Instant createdAt) {
        Pause before = pause(createdAt);
        boolean isSame = before != null && before.isSameAs(requested) && !before.isOver(requested.since());
        Pause next = before != null && isSame ? before : requested.replacing(before, requested.since());
        return withRunning(next.isTimed() ? Running.RUNNING : Running.PAUSED, stamp, next, isSame && isPauseOver);
    }

    /** Returns a copy that runs. */
    Lifecycle resumed(Stamp stamp, Instant at, Instant createdAt) {
        Pause before = pause(createdAt);
        Pause past = before == null ? null : before.resumed(at);
        return withRunning(Running.RUNNING, stamp, past, past != null);
    }

    /** Returns a copy that lists no longer show as paused, because the pause has ended by itself. */
    Lifecycle withPauseOver() {
        return new Lifecycle(created, deleted, initial, lastRunning, lastPause, true, placement);
    }

    Lifecycle with(Placement next) {
        return new Lifecycle(created, deleted, initial, lastRunning, lastPause, isPauseOver, next);
    }

    private Lifecycle withExistence(Stamp newCreated, Stamp newDeleted) {
        return new Lifecycle(newCreated, newDeleted, initial, lastRunning, lastPause, isPauseOver, placement);
    }

    private Lifecycle withInitial(Running newInitial) {
        return new Lifecycle(created, deleted, newInitial, lastRunning, lastPause, isPauseOver, placement);
    }

    private Lifecycle withRunning(Running value, Stamp stamp) {
        return withRunning(value, stamp, null, false);
    }

    private Lifecycle withRunning(Running value, Stamp stamp, @Nullable Pause pause, boolean isOver) {
        Register<Running> next = lastRunning.write(value, stamp);
        return next.equals(lastRunning)
                ? this
                : new Lifecycle(created, deleted, initial, next, pause, isOver, placement);
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
            Lifecycle begun = NEVER_CREATED.created(creation);
            return state == State.DELETED ? begun.deleted(stateStamp) : begun.withRunning(running(state), stateStamp);
        }
        return stored.latest().isBefore(stateStamp) ? stored.withLegacyState(state, stateStamp) : stored;
    }

    private Lifecycle withLegacyState(State state, Stamp stamp) {
        if (state == State.DELETED) {
            return deleted(stamp);
        }
        boolean byCreate = stamp.rank() == CREATE_RANK;
        Lifecycle existing = exists() ? this : withNewIncarnation(stamp, Running.RUNNING, ResourceName.DEFAULT_GROUP);
        if (byCreate && existing.running() != running(state)) {
            return existing.withNewIncarnationAfterCompletion(stamp, running(state), ResourceName.DEFAULT_GROUP);
        }
        return byCreate ? existing.created(stamp) : existing.withRunning(running(state), stamp);
    }

    private static Running running(State state) {
        return state == State.PAUSED ? Running.PAUSED : Running.RUNNING;
    }
}
