package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.CommandedRecord;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Snapshot;
import com.rezagent.schedules.record.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of a schedule: its registers with their stamps, and the facts derived from them. Immutable. Each
 * method that changes something returns a changed copy. The rules of one part are defined in that part, and the effect
 * of a command on several in {@link ScheduleChange}.
 *
 * @param defined the definition register; null only in the tombstone of an engine entry that never had a record
 * @param lifecycle the existence, running and placement registers
 * @param skips the registers of skipped firings
 * @param counters only what earlier releases counted; those to show are in the state of its executions
 */
public record Schedule(
        ScheduleId id,
        Origin origin,
        @Nullable Defined defined,
        Lifecycle lifecycle,
        Skips skips,
        Versions versions,
        Phase phase,
        EngineState engine,
        Ending ending,
        AuditState audit,
        CommandOutcomes commands,
        Counters counters)
        implements CommandedRecord<Schedule> {

    /** How long a deleted or completed schedule stays readable. */
    public static final Duration TIME_TO_LIVE = Duration.ofDays(90);

    public Schedule {
        if (defined == null && lifecycle.exists()) {
            throw new IllegalArgumentException("Only a tombstone may have no definition");
        }
    }

    /** Creates a first incarnation that runs, not yet written, created at the stamp's issue time. */
    public static Schedule create(Definition definition, List<String> warnings, Stamp stamp, String createdBy) {
        return create(new ParsedDefinition(definition, Running.RUNNING, warnings), stamp, stamp.issuedAt(), createdBy);
    }

    /**
     * Creates a first incarnation, not yet written: version 1.
     *
     * @param at when the create was requested, never later than now, so that a publisher's fast clock moves no firing
     */
    public static Schedule create(ParsedDefinition requested, Stamp stamp, Instant at, String createdBy) {
        return ScheduleChange.create(requested, stamp, at, createdBy);
    }

    /**
     * Creates the tombstone of an orphan, an engine entry without a record, so that it can be converged like any other.
     */
    public static Schedule tombstone(ScheduleId id, Instant now) {
        return ScheduleChange.tombstone(id, now);
    }

    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    public String incarnation() {
        return origin.incarnation();
    }

    public String createdBy() {
        return origin.createdBy();
    }

    public Instant createdAt() {
        return origin.createdAt();
    }

    public @Nullable Definition definition() {
        return defined == null ? null : defined.register().value();
    }

    public Stamp definitionStamp() {
        return defined == null ? Stamp.ZERO : defined.register().stamp();
    }

    /** Returns what was canonicalised when the definition was set. */
    public List<String> warnings() {
        return defined == null ? List.of() : defined.warnings();
    }

    public State state() {
        return lifecycle.state();
    }

    @Override
    public long version() {
        return versions.version();
    }

    public long entryVersion() {
        return versions.entryVersion();
    }

    public long revision() {
        return versions.revision();
    }

    public Instant updatedAt() {
        return versions.updatedAt();
    }

    public Instant anchor() {
        return phase.anchor();
    }

    public @Nullable Instant resumedAt() {
        return phase.resumedAt();
    }

    public long convergedVersion() {
        return engine.convergedVersion();
    }

    public @Nullable Instant dueSince() {
        return engine.dueSince();
    }

    public @Nullable String engineArn() {
        return engine.engineArn();
    }

    public @Nullable EngineRefusal engineRefusal() {
        return engine.engineRefusal();
    }

    public @Nullable Instant expiresAt() {
        return ending.expiresAt();
    }

    public List<AuditWindow> auditWindows() {
        return audit.auditWindows();
    }

    /** Returns the outcomes of the last commands, oldest first. */
    public List<CommandOutcome> outcomes() {
        return commands.all();
    }

    /**
     * Returns the derived status, apart from a pause that ends by itself: the first that applies of deleted, failed,
     * completed, paused, pending, active.
     */
    public Status status() {
        return Status.of(this);
    }

    /** Returns the status at a time: that of {@link #status()}, or paused while a pause that ends by itself is in force. */
    public Status status(Instant now) {
        return status().at(now, pause());
    }

    /** Returns whether it is paused at a time, whatever its status is otherwise. */
    public boolean isPaused(Instant now) {
        Pause pause = pause();
        return state() == State.PAUSED || (pause != null && pause.isTimed() && pause.covers(now));
    }

    /** Returns the pause that was last requested; see {@link Lifecycle#pause}. */
    public @Nullable Pause pause() {
        return lifecycle.pause(createdAt());
    }

    public ResourceName group() {
        return lifecycle.group();
    }

    /** Returns the skips that hold in this incarnation, by the nominal time of the firing. */
    public NavigableMap<Instant, Skip> heldSkips() {
        return skips.since(lifecycle.deleted());
    }

    /** Returns the nominal times of its firings to come that are skipped, in order. */
    public List<Instant> pendingSkips(Instant now) {
        return defined == null || skips.registers().isEmpty()
                ? List.of()
                : Skips.pending(heldSkips(), recurrence(), now);
    }

    /** Returns the latest stamp of all registers; a command with a later one is stale against none. */
    public Stamp latestStamp() {
        return Stamp.later(definitionStamp(), Stamp.later(lifecycle.latestOfAll(), skips.latest()));
    }

    /** Returns why EventBridge refused the schedule, as a sentence; empty unless the status is failed. */
    public Optional<String> statusReason() {
        EngineRefusal refusal = engineRefusal();
        return status() == Status.FAILED && refusal != null ? Optional.of(refusal.message()) : Optional.empty();
    }

    boolean isRefusedByEngine() {
        return engine.isRefused(entryVersion());
    }

    public boolean isDeleted() {
        return !lifecycle.exists();
    }

    public boolean isCompleted() {
        return ending.completedAt() != null;
    }

    /** Returns whether a create may start a new incarnation under the name: it is deleted or completed. */
    public boolean canReuseName() {
        return isDeleted() || isCompleted();
    }

    public boolean isConverged() {
        return convergedVersion() == version();
    }

    /** Returns whether the record's time to live has passed. */
    public boolean isExpired(Instant now) {
        return ending.isExpired(now);
    }

    /**
     * Returns the definition.
     *
     * @throws NullPointerException in an orphan's tombstone, the only record without a definition
     */
    public Definition requireDefinition() {
        return Objects.requireNonNull(definition(), "A tombstone of an orphan has no definition");
    }

    /** Returns whether an execution may start while another one has not ended. */
    public boolean mayOverlap() {
        Definition definition = definition();
        RunPolicy policy = definition == null ? null : definition.runPolicy();
        return policy == null || policy.overlap() == RunPolicy.Overlap.ALLOW;
    }

    private Timing timing() {
        return requireDefinition().timing();
    }

    public Recurrence recurrence() {
        return timing().recurrence(anchor());
    }

    /** Returns a command's outcome; empty if it is not among the last {@value CommandOutcomes#MAX}. */
    @Override
    public Optional<CommandOutcome> outcomeOf(String commandId) {
        return commands.find(commandId);
    }

    @Override
    public Snapshot snapshot(Instant at) {
        return ScheduleSnapshot.of(this, at);
    }

    /** Returns the content of the {@code ETag}: incarnation and version. */
    public String entityTag() {
        return incarnation() + "-" + version();
    }

    /**
     * Returns all windows to audit, oldest first: those that past changes left, and the current one, which has no end.
     */
    public List<AuditWindow> allAuditWindows() {
        return Stream.concat(auditWindows().stream(), AuditWindow.current(this, Instant.MAX).stream())
                .toList();
    }

    // --- changes ---

    /**
     * Returns a new incarnation under the same ID. Versions and outcomes continue; counters restart. A definition
     * written by a later command that arrived before this one is kept.
     */
    public Schedule withNewIncarnation(ParsedDefinition requested, Stamp stamp, String createdBy, Instant now) {
        return new ScheduleChange(this, stamp, now).begin(requested, createdBy);
    }

    /**
     * Returns a new incarnation of a deleted schedule: with its last definition and group, paused until it is resumed.
     *
     * @param reason shown while it is paused; null for none
     */
    public Schedule restored(@Nullable String reason, String by, Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).restore(reason, by);
    }

    /**
     * Validates that another definition still has something to fire, with the anchor that it would get.
     *
     * @param at when the change was requested, never later than now
     * @throws RefusedException as {@link Timing#checkTimes}
     */
    public void checkTimes(Definition next, Instant at) {
        next.timing().checkReplacement(timing(), anchor(), at);
    }

    /**
     * Returns a copy with another definition. A rate keeps its phase unless its expression or start date changes, and a
     * completed schedule stays completed unless its timing changes.
     */
    public Schedule withDefinition(Definition next, List<String> nextWarnings, Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).define(next, nextWarnings);
    }

    /** Returns a copy that is paused until it is resumed. */
    public Schedule paused(Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).pause(null, null, "");
    }

    /**
     * Returns a copy that is paused.
     *
     * @param until when the pause ends by itself, excluded; null if only a resume ends it
     */
    public Schedule paused(@Nullable Instant until, @Nullable String reason, String by, Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).pause(until, reason, by);
    }

    public Schedule resumed(Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).resume();
    }

    /** Returns a copy in a group. */
    public Schedule moved(ResourceName group, Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).move(group);
    }

    /**
     * Returns a copy in which one firing is skipped. The engine's entry stays as it is.
     *
     * @param time the nominal time of the firing
     */
    public Schedule skipped(Instant time, @Nullable String reason, String by, Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).skip(time, true, by, reason);
    }

    /** Returns a copy in which one firing is not skipped. */
    public Schedule unskipped(Instant time, Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).skip(time, false, null, null);
    }

    /**
     * Returns a copy whose stored form is as lists need it now: not paused by a pause that has ended by itself, and with a
     * placement, which records of earlier releases lack. The same if it is already.
     */
    public Schedule relisted(Instant now) {
        Pause pause = pause();
        boolean isOver = lifecycle.isListedAsPaused() && pause != null && pause.isOver(now);
        Lifecycle judged = isOver ? lifecycle.withPauseOver() : lifecycle;
        return isOver || !lifecycle.placement().isStored()
                ? with(judged.with(judged.placement().stored()))
                : this;
    }

    public Schedule deleted(Stamp stamp, Instant now) {
        return withOvertakenDelete(stamp, now).with(ending.deleted(now));
    }

    /** Returns a copy for a repeated delete, which restarts the time to live. */
    public Schedule withRepeatedDelete(Stamp stamp, Instant now) {
        return with(lifecycle.deleted(stamp)).with(ending.deleted(now));
    }

    /**
     * Returns a copy for a delete that came too late: the schedule remains, but a pause or resume older than the delete
     * no longer counts.
     */
    public Schedule withOvertakenDelete(Stamp stamp, Instant now) {
        return new ScheduleChange(this, stamp, now).live(lifecycle.deleted(stamp));
    }

    /**
     * Returns a copy for a create that was repeated or came too late: a delete older than that create no longer deletes
     * the schedule.
     */
    public Schedule withRepeatedCreate(Stamp stamp) {
        return with(lifecycle.created(stamp));
    }

    /** Returns a copy for an update that asked for the same definition. */
    public Schedule withRepeatedDefinition(Stamp stamp) {
        return with(new Defined(new Register<>(requireDefinition(), stamp), warnings()));
    }

    /**
     * Returns a copy for which EventBridge is called again if it refused this version. Nothing was expected while it
     * was refused.
     */
    public Schedule withEngineRetry(Instant now) {
        return isRefusedByEngine()
                ? with(engine.retried(version(), now))
                        .with(audit.skippedTo(second(now)))
                        .with(phase.resumed(now))
                : this;
    }

    /** Returns a copy with one more outcome; above {@value CommandOutcomes#MAX} the oldest is dropped. */
    @Override
    public Schedule withOutcome(CommandOutcome outcome) {
        return with(commands.append(outcome));
    }

    /**
     * Returns a copy that is converged to the current version.
     *
     * @param arn of the engine's entry; null for none
     */
    public Schedule converged(@Nullable String arn) {
        return with(engine.converged(version(), arn));
    }

    /**
     * Returns a copy that EventBridge refused permanently. No firing of a version that was never converged counts as
     * missed, because a notice reports the refusal.
     */
    public Schedule withEngineRefusal(String code, String message, Instant now) {
        return with(engine.refused(new EngineRefusal(code, message, entryVersion())))
                .with(isConverged() ? audit.append(AuditWindow.current(this, second(now))) : audit);
    }

    /** Returns a copy that is completed, and expires after {@link #TIME_TO_LIVE}. */
    public Schedule completed(Instant now) {
        return with(Ending.completed(now));
    }

    /** Returns a copy whose current window is audited up to {@code until}. */
    public Schedule audited(Instant until) {
        return with(audit.audited(until));
    }

    /**
     * Returns a copy with one window audited up to one of its firings.
     *
     * @param window one of {@link #allAuditWindows}
     * @param until the last of its firings that was audited
     */
    public Schedule audited(AuditWindow window, Instant until) {
        return with(audit.audited(window, until));
    }

    /**
     * Returns the copy that the store writes over {@code this}: the next revision. For {@link ScheduleStore}
     * implementations.
     */
    public Schedule nextRevision() {
        return with(versions.nextRevision());
    }

    /** Returns a copy with the counters of earlier releases. For {@link ScheduleStore} implementations. */
    public Schedule withCounters(long executions, @Nullable Instant last) {
        return with(new Counters(executions, last));
    }

    Schedule with(Origin next) {
        return new Schedule(
                id, next, defined, lifecycle, skips, versions, phase, engine, ending, audit, commands, counters);
    }

    Schedule with(Defined next) {
        return new Schedule(
                id, origin, next, lifecycle, skips, versions, phase, engine, ending, audit, commands, counters);
    }

    Schedule with(Lifecycle next) {
        return new Schedule(
                id, origin, defined, next, skips, versions, phase, engine, ending, audit, commands, counters);
    }

    Schedule with(Skips next) {
        return new Schedule(
                id, origin, defined, lifecycle, next, versions, phase, engine, ending, audit, commands, counters);
    }

    Schedule with(Versions next) {
        return new Schedule(
                id, origin, defined, lifecycle, skips, next, phase, engine, ending, audit, commands, counters);
    }

    Schedule with(Phase next) {
        return new Schedule(
                id, origin, defined, lifecycle, skips, versions, next, engine, ending, audit, commands, counters);
    }

    Schedule with(EngineState next) {
        return new Schedule(
                id, origin, defined, lifecycle, skips, versions, phase, next, ending, audit, commands, counters);
    }

    Schedule with(Ending next) {
        return new Schedule(
                id, origin, defined, lifecycle, skips, versions, phase, engine, next, audit, commands, counters);
    }

    Schedule with(AuditState next) {
        return new Schedule(
                id, origin, defined, lifecycle, skips, versions, phase, engine, ending, next, commands, counters);
    }

    Schedule with(CommandOutcomes next) {
        return new Schedule(
                id, origin, defined, lifecycle, skips, versions, phase, engine, ending, audit, next, counters);
    }

    private Schedule with(Counters next) {
        return new Schedule(
                id, origin, defined, lifecycle, skips, versions, phase, engine, ending, audit, commands, next);
    }
}
