package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of a schedule: its registers with their stamps, and the facts derived from them. Immutable. The
 * rules of a change are defined only here: each method that changes something returns a changed copy.
 *
 * @param incarnation identifies this incarnation of the schedule; a name that is used again gets a new one
 * @param definition null only in the tombstone of an engine entry that never had a record
 * @param lifecycle the existence and running registers
 * @param version increases by one with each change of any register, and continues after delete and re-create
 * @param entryVersion the last version that changed the desired engine entry: timing, window, retry policy, running
 * @param revision increases by one with each write except those of executions; writes are conditional on it
 * @param createdAt when this incarnation was created, in full precision so that lists can order by it; responses show
 *     whole seconds
 * @param updatedAt when the definition or state last changed, in whole seconds
 * @param anchor the instant that a rate counts from
 * @param resumedAt when this incarnation last resumed: a pause ended, or it fires again after it was over or refused by
 *     the engine; null if never. A rate does not catch up on the firings that were held back before
 * @param warnings what was canonicalised when the definition was set
 * @param convergedVersion the last version that EventBridge was converged to; 0 for none
 * @param dueSince issue time of the first engine change that is not converged yet; null once converged. Firings due
 *     from then on for which the engine has no entry are executed by converging
 * @param auditedUntil missed executions of the current definition and state have been audited at least up to here; null
 *     if never
 * @param auditWindows periods before past changes of definition or state that are not fully audited for missed
 *     executions, oldest first; at most {@value #MAX_AUDIT_WINDOWS}, above which the oldest are dropped and their
 *     missed executions are not detected
 * @param outcomes of the last {@value #MAX_OUTCOMES} commands, oldest first
 * @param executionCount owned by executions, as is {@code lastTriggered}; {@link ScheduleStore#replace} does not change
 *     either, except to reset them for a new incarnation
 * @param expiresAt when the store may delete the record; readers treat it as gone from then on; null for never
 */
public record Schedule(
        ScheduleId id,
        String incarnation,
        @Nullable Definition definition,
        Stamp definitionStamp,
        Lifecycle lifecycle,
        long version,
        long entryVersion,
        long revision,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        Instant anchor,
        @Nullable Instant resumedAt,
        List<String> warnings,
        long convergedVersion,
        @Nullable Instant dueSince,
        @Nullable String engineArn,
        @Nullable EngineRefusal engineRefusal,
        @Nullable Instant completedAt,
        @Nullable Instant auditedUntil,
        List<AuditWindow> auditWindows,
        List<CommandOutcome> outcomes,
        long executionCount,
        @Nullable Instant lastTriggered,
        @Nullable Instant expiresAt) {

    public static final int MAX_OUTCOMES = 100;
    public static final int MAX_AUDIT_WINDOWS = 20;

    /** How long a deleted or completed schedule stays readable. */
    public static final Duration TIME_TO_LIVE = Duration.ofDays(90);

    public Schedule {
        warnings = List.copyOf(warnings);
        auditWindows = List.copyOf(auditWindows);
        outcomes = List.copyOf(outcomes);
        if (definition == null && lifecycle.exists()) {
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
        Definition definition = requested.definition();
        Instant anchor = definition.anchorFor(at);
        return new Schedule(
                definition.name().id(),
                incarnation(stamp),
                definition,
                stamp,
                Lifecycle.NEVER_CREATED.withNewIncarnation(stamp, requested.initial()),
                1,
                1,
                0,
                createdBy,
                at,
                truncatedToSecond(at),
                anchor,
                null,
                requested.warnings(),
                0,
                dueSince(definition, anchor, at),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                0,
                null,
                null);
    }

    /**
     * Returns when firings fall due from. A rate's first firing may be a start date up to
     * {@link Definition#START_TOLERANCE} ago.
     */
    private static Instant dueSince(Definition definition, Instant anchor, Instant at) {
        boolean startsPast = definition.expression() instanceof RateExpression && anchor.isBefore(at);
        return startsPast && !anchor.isBefore(at.minus(Definition.START_TOLERANCE)) ? anchor : at;
    }

    /**
     * Creates the tombstone of an orphan, an engine entry without a record, so that it can be converged like any other.
     */
    public static Schedule tombstone(ScheduleId id, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return new Schedule(
                id,
                "orphan",
                null,
                Stamp.ZERO,
                Lifecycle.NEVER_CREATED,
                1,
                1,
                0,
                "reconcile",
                second,
                second,
                second,
                null,
                List.of(),
                0,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                0,
                null,
                second.plus(TIME_TO_LIVE));
    }

    private static String incarnation(Stamp stamp) {
        return Digest.hex128(stamp.issuedAt() + " " + stamp.commandId()).substring(0, 12);
    }

    private static Instant truncatedToSecond(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Returns the state that the existence and running registers result in. */
    public State state() {
        return lifecycle.state();
    }

    /** Returns the derived status: the first that applies of deleted, failed, completed, paused, pending, active. */
    public Status status() {
        if (isDeleted()) {
            return Status.DELETED;
        }
        if (isRefusedByEngine()) {
            return Status.FAILED;
        }
        if (completedAt != null) {
            return Status.COMPLETED;
        }
        if (state() == State.PAUSED) {
            return Status.PAUSED;
        }
        return convergedVersion == 0 ? Status.PENDING : Status.ACTIVE;
    }

    /** Returns why EventBridge refused the schedule, as a sentence; empty unless the status is failed. */
    public Optional<String> statusReason() {
        EngineRefusal refusal = engineRefusal;
        return status() == Status.FAILED && refusal != null ? Optional.of(refusal.message()) : Optional.empty();
    }

    private boolean isRefusedByEngine() {
        return engineRefusal != null && engineRefusal.version() == entryVersion;
    }

    public boolean isDeleted() {
        return !lifecycle.exists();
    }

    public boolean isCompleted() {
        return completedAt != null;
    }

    /** Returns whether a create may start a new incarnation under the name: it is deleted or completed. */
    public boolean canReuseName() {
        return isDeleted() || isCompleted();
    }

    public boolean isConverged() {
        return convergedVersion == version;
    }

    /** Returns whether the record's time to live has passed. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /**
     * Returns the definition.
     *
     * @throws NullPointerException in an orphan's tombstone, the only record without a definition
     */
    public Definition requireDefinition() {
        return Objects.requireNonNull(definition, "A tombstone of an orphan has no definition");
    }

    public Recurrence recurrence() {
        return requireDefinition().recurrence(anchor);
    }

    /** Returns a command's outcome; empty if it is not among the last {@value #MAX_OUTCOMES}. */
    public Optional<CommandOutcome> outcomeOf(String commandId) {
        return outcomes.stream().filter(it -> it.commandId().equals(commandId)).findFirst();
    }

    /** Returns the content of the {@code ETag}: incarnation and version. */
    public String entityTag() {
        return incarnation + "-" + version;
    }

    /**
     * Returns all windows to audit, oldest first: those that past changes left, and the current one, which has no end.
     */
    public List<AuditWindow> allAuditWindows() {
        return Stream.concat(auditWindows.stream(), currentWindow(Instant.MAX).stream())
                .toList();
    }

    /** Returns the audit windows that a change leaves which ends the current window at {@code until}. */
    private List<AuditWindow> windowsIfClosedAt(Instant until) {
        return currentWindow(until)
                .map(it -> AuditWindow.append(auditWindows, it, MAX_AUDIT_WINDOWS))
                .orElse(auditWindows);
    }

    /** Returns the current window; empty when no firing is expected: paused, deleted or refused by the engine. */
    private Optional<AuditWindow> currentWindow(Instant until) {
        return state() == State.ACTIVE && !isRefusedByEngine()
                ? Optional.of(new AuditWindow(
                        incarnation, recurrence(), requireDefinition().grace(), currentWindowStart(), until))
                : Optional.empty();
    }

    /** Returns where the last audit ended, but not before the definition or state last changed. */
    private Instant currentWindowStart() {
        Instant since = firesAtAnchor() ? anchor.minusSeconds(1) : updatedAt;
        return auditedUntil == null ? since : max(since, auditedUntil);
    }

    /**
     * Returns whether the first firing is the anchor: only for a rate in the second in which it was set, or created
     * with a start date a moment ago.
     */
    private boolean firesAtAnchor() {
        boolean isNew = updatedAt.equals(truncatedToSecond(createdAt))
                && !anchor.isBefore(createdAt.minus(Definition.START_TOLERANCE))
                && !anchor.isAfter(updatedAt);
        boolean isHeldBack = resumedAt != null && anchor.isBefore(resumedAt);
        return requireDefinition().expression() instanceof RateExpression
                && (anchor.equals(updatedAt) || isNew)
                && !isHeldBack;
    }

    // --- changes ---

    /**
     * Returns a new incarnation under the same ID. Versions and outcomes continue; counters restart. A definition
     * written by a later command that arrived before this one is kept.
     */
    public Schedule withNewIncarnation(ParsedDefinition requested, Stamp stamp, String createdBy, Instant now) {
        Instant at = min(stamp.issuedAt(), now);
        Schedule created = create(requested, stamp, at, createdBy);
        Change change = change(created)
                .lifecycle(
                        isDeleted()
                                ? lifecycle.withNewIncarnation(stamp, requested.initial())
                                : lifecycle.withNewIncarnationAfterCompletion(stamp, requested.initial()))
                .version(version + 1)
                .entryVersion(version + 1)
                .revision(revision)
                .auditWindows(windowsIfClosedAt(truncatedToSecond(at)))
                .outcomes(outcomes);
        Definition current = definition;
        if (current != null && stamp.isBefore(definitionStamp)) {
            Instant definedAt = min(definitionStamp.issuedAt(), now);
            Instant anchor =
                    current.hasSamePhaseAs(requested.definition()) ? created.anchor : current.anchorFor(definedAt);
            change.definition(current, definitionStamp)
                    .warnings(warnings)
                    .anchor(anchor)
                    .updatedAt(max(created.updatedAt, truncatedToSecond(definedAt)))
                    .dueSince(dueSince(current, anchor, definedAt));
        }
        return change.build();
    }

    /**
     * Validates that another definition still has something to fire, with the anchor that it would get.
     *
     * @param at when the change was requested, never later than now
     * @throws RefusedException as {@link Definition#checkTimes}
     */
    public void checkTimes(Definition next, Instant at) {
        Definition before = requireDefinition();
        boolean keepsPhase = next.expression() instanceof RateExpression && next.hasSamePhaseAs(before);
        if (keepsPhase && !next.hasSameTimingAs(before)) {
            if (next.recurrence(anchor).next(at).isEmpty()) {
                throw next.neverFiresError();
            }
            return;
        }
        next.checkTimes(at, before);
    }

    /**
     * Returns a copy with another definition. A rate keeps its phase unless its expression or start date changes, and a
     * completed schedule stays completed unless its timing changes.
     */
    public Schedule withDefinition(Definition next, List<String> nextWarnings, Stamp stamp, Instant now) {
        Instant at = min(stamp.issuedAt(), now);
        Definition before = requireDefinition();
        Instant nextAnchor = next.hasSamePhaseAs(before) ? anchor : next.anchorFor(at);
        Change change = change(this).definition(next, stamp).anchor(nextAnchor).warnings(nextWarnings);
        if (!next.hasSameTimingAs(before)) {
            change.completed(null, null);
            boolean wasOver =
                    isCompleted() || (before.end() != null && before.end().isBefore(at));
            if (wasOver && nextAnchor.isBefore(dueSince(next, nextAnchor, at))) {
                // Firings between the end of the old definition and this change are not caught up on.
                change.resumedAt(max(updatedAt, at));
            }
        }
        return nextVersion(change, at, max(updatedAt, truncatedToSecond(at)));
    }

    public Schedule paused(Stamp stamp, Instant now) {
        return withLifecycle(lifecycle.withRunning(Running.PAUSED, stamp), min(stamp.issuedAt(), now));
    }

    public Schedule resumed(Stamp stamp, Instant now) {
        return withLifecycle(lifecycle.withRunning(Running.RUNNING, stamp), min(stamp.issuedAt(), now));
    }

    public Schedule deleted(Stamp stamp, Instant now) {
        return change(withLifecycle(lifecycle.deleted(stamp), min(stamp.issuedAt(), now)))
                .completed(completedAt, truncatedToSecond(now).plus(TIME_TO_LIVE))
                .build();
    }

    /** Returns a copy for a repeated delete, which restarts the time to live. */
    public Schedule withRepeatedDelete(Stamp stamp, Instant now) {
        return change(this)
                .lifecycle(lifecycle.deleted(stamp))
                .completed(completedAt, truncatedToSecond(now).plus(TIME_TO_LIVE))
                .build();
    }

    /**
     * Returns a copy for a delete that came too late: the schedule remains, but a pause or resume older than the delete
     * no longer counts.
     */
    public Schedule withOvertakenDelete(Stamp stamp, Instant now) {
        return withLifecycle(lifecycle.deleted(stamp), min(stamp.issuedAt(), now));
    }

    /**
     * Returns a copy for a create that was repeated or came too late: a delete older than that create no longer deletes
     * the schedule.
     */
    public Schedule withRepeatedCreate(Stamp stamp) {
        return change(this).lifecycle(lifecycle.created(stamp)).build();
    }

    /** Returns a copy for an update that asked for the same definition. */
    public Schedule withRepeatedDefinition(Stamp stamp) {
        return change(this).definition(definition, stamp).build();
    }

    /** Returns a copy with other lifecycle registers, and with a new version only if that changes the state. */
    private Schedule withLifecycle(Lifecycle next, Instant at) {
        Change change = change(this).lifecycle(next);
        if (next.state() == state()) {
            return change.build();
        }
        if (state() == State.PAUSED && next.state() == State.ACTIVE) {
            change.resumedAt(max(updatedAt, at));
        }
        Instant changedAt = max(updatedAt, truncatedToSecond(at));
        // Firings that may not be dispatched yet are not expected: a pause or delete may rightly prevent them.
        Instant expectedUntil =
                state() == State.ACTIVE ? changedAt.minus(requireDefinition().dispatchTolerance()) : changedAt;
        return nextVersion(change, at, expectedUntil);
    }

    /**
     * Returns the next version of a changed record. If the desired engine entry changes, it must be converged;
     * otherwise a converged record stays converged.
     *
     * @param at when the change was requested, never later than now
     * @param expectedUntil until when firings under the old definition and state are expected
     */
    private Schedule nextVersion(Change change, Instant at, Instant expectedUntil) {
        Schedule next = change.version(version + 1)
                .updatedAt(max(updatedAt, truncatedToSecond(at)))
                .auditWindows(windowsIfClosedAt(expectedUntil))
                .engineRefusal(null)
                .build();
        if (next.hasSameEntryAs(this)) {
            return isConverged()
                    ? change(next).converged(next.version, engineArn).build()
                    : next;
        }
        return change(next)
                .entryVersion(next.version)
                .dueSince(next.dueSinceOnChange(this, at))
                .build();
    }

    private boolean hasSameEntryAs(Schedule before) {
        return state() == before.state()
                && !before.isRefusedByEngine()
                && isCompleted() == before.isCompleted()
                && anchor.equals(before.anchor)
                && requireDefinition().hasSameEntryAs(before.requireDefinition());
    }

    /** Returns the new {@code dueSince}: that of a change not converged yet, if this one does not change the timing. */
    private Instant dueSinceOnChange(Schedule before, Instant at) {
        boolean firesAsBefore = state() == State.ACTIVE
                && before.state() == State.ACTIVE
                && recurrence().equals(before.recurrence());
        // Converging a pause or delete also finishes the executions that were started before it but not finished.
        if (before.dueSince != null && (firesAsBefore || state() != State.ACTIVE)) {
            return before.dueSince;
        }
        return anchor.equals(before.anchor) ? at : dueSince(requireDefinition(), anchor, at);
    }

    static Instant min(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    /** Keeps times monotonic: a late command changes the record now but does not move its times back. */
    private static Instant max(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    /**
     * Returns a copy for which EventBridge is called again if it refused this version. Nothing was expected while it
     * was refused.
     */
    public Schedule withEngineRetry(Instant now) {
        Instant at = truncatedToSecond(now);
        return isRefusedByEngine()
                ? change(this)
                        .engineRefusal(null)
                        .auditedUntil(auditedUntil == null ? at : max(auditedUntil, at))
                        .converged(Math.min(convergedVersion, version - 1), engineArn)
                        .dueSince(now)
                        .resumedAt(now)
                        .build()
                : this;
    }

    /** Returns a copy with one more outcome; above {@value #MAX_OUTCOMES} the oldest is dropped. */
    public Schedule withOutcome(CommandOutcome outcome) {
        List<CommandOutcome> latest = new ArrayList<>(outcomes);
        latest.add(outcome);
        int surplus = latest.size() - MAX_OUTCOMES;
        return change(this)
                .outcomes(surplus > 0 ? latest.subList(surplus, latest.size()) : latest)
                .build();
    }

    /**
     * Returns a copy that is converged to the current version.
     *
     * @param arn of the engine's entry; null for none
     */
    public Schedule converged(@Nullable String arn) {
        return change(this).converged(version, arn).dueSince(null).build();
    }

    /**
     * Returns a copy that EventBridge refused permanently. No firing of a version that was never converged counts as
     * missed, because a notice reports the refusal.
     */
    public Schedule withEngineRefusal(String code, String message, Instant now) {
        return change(this)
                .engineRefusal(new EngineRefusal(code, message, entryVersion))
                .auditWindows(isConverged() ? windowsIfClosedAt(now.truncatedTo(ChronoUnit.SECONDS)) : auditWindows)
                .build();
    }

    /** Returns a copy that is completed, and expires after {@link #TIME_TO_LIVE}. */
    public Schedule completed(Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return change(this).completed(second, second.plus(TIME_TO_LIVE)).build();
    }

    /** Returns a copy whose current window is audited up to {@code until}. */
    public Schedule audited(Instant until) {
        return change(this).auditedUntil(until).build();
    }

    /**
     * Returns a copy with one window audited up to one of its firings.
     *
     * @param window one of {@link #allAuditWindows}
     * @param until the last of its firings that was audited
     */
    public Schedule audited(AuditWindow window, Instant until) {
        int index = auditWindows.indexOf(window);
        if (index < 0) {
            return audited(until);
        }
        List<AuditWindow> left = new ArrayList<>(auditWindows);
        left.remove(index);
        window.remainder(until).ifPresent(it -> left.add(index, it));
        return change(this).auditWindows(left).build();
    }

    /**
     * Returns the copy that the store writes over {@code this}: the next revision. For {@link ScheduleStore}
     * implementations.
     */
    public Schedule nextRevision() {
        return change(this).revision(revision + 1).build();
    }

    /** Returns a copy with the counters that executions own. For {@link ScheduleStore} implementations. */
    public Schedule withCounters(long executions, @Nullable Instant last) {
        return change(this).counters(executions, last).build();
    }

    private static Change change(Schedule from) {
        return new Change(from);
    }

    /** A mutable copy of the record, so that each change names only the fields that it sets. */
    private static final class Change {
        private final Schedule from;
        private @Nullable Definition definition;
        private Stamp definitionStamp;
        private Lifecycle lifecycle;
        private long version;
        private long entryVersion;
        private long revision;
        private Instant updatedAt;
        private Instant anchor;
        private @Nullable Instant resumedAt;
        private List<String> warnings;
        private long convergedVersion;
        private @Nullable Instant dueSince;
        private @Nullable String engineArn;
        private @Nullable EngineRefusal engineRefusal;
        private @Nullable Instant completedAt;
        private @Nullable Instant auditedUntil;
        private List<AuditWindow> auditWindows;
        private List<CommandOutcome> outcomes;
        private long executionCount;
        private @Nullable Instant lastTriggered;
        private @Nullable Instant expiresAt;

        Change(Schedule from) {
            this.from = from;
            definition = from.definition;
            definitionStamp = from.definitionStamp;
            lifecycle = from.lifecycle;
            version = from.version;
            entryVersion = from.entryVersion;
            revision = from.revision;
            updatedAt = from.updatedAt;
            anchor = from.anchor;
            resumedAt = from.resumedAt;
            dueSince = from.dueSince;
            warnings = from.warnings;
            convergedVersion = from.convergedVersion;
            engineArn = from.engineArn;
            engineRefusal = from.engineRefusal;
            completedAt = from.completedAt;
            auditedUntil = from.auditedUntil;
            auditWindows = from.auditWindows;
            outcomes = from.outcomes;
            executionCount = from.executionCount;
            lastTriggered = from.lastTriggered;
            expiresAt = from.expiresAt;
        }

        Change definition(@Nullable Definition value, Stamp stamp) {
            definition = value;
            definitionStamp = stamp;
            return this;
        }

        Change lifecycle(Lifecycle value) {
            lifecycle = value;
            return this;
        }

        Change entryVersion(long value) {
            entryVersion = value;
            return this;
        }

        Change resumedAt(Instant value) {
            resumedAt = value;
            return this;
        }

        Change dueSince(@Nullable Instant value) {
            dueSince = value;
            return this;
        }

        Change version(long value) {
            version = value;
            return this;
        }

        Change revision(long value) {
            revision = value;
            return this;
        }

        Change updatedAt(Instant value) {
            updatedAt = value;
            return this;
        }

        Change anchor(Instant value) {
            anchor = value;
            return this;
        }

        Change warnings(List<String> value) {
            warnings = value;
            return this;
        }

        Change converged(long value, @Nullable String arn) {
            convergedVersion = value;
            engineArn = arn;
            return this;
        }

        Change engineRefusal(@Nullable EngineRefusal value) {
            engineRefusal = value;
            return this;
        }

        Change completed(@Nullable Instant at, @Nullable Instant expires) {
            completedAt = at;
            expiresAt = expires;
            return this;
        }

        Change auditedUntil(Instant value) {
            auditedUntil = value;
            return this;
        }

        Change auditWindows(List<AuditWindow> value) {
            auditWindows = value;
            return this;
        }

        Change outcomes(List<CommandOutcome> value) {
            outcomes = value;
            return this;
        }

        Change counters(long executions, @Nullable Instant last) {
            executionCount = executions;
            lastTriggered = last;
            return this;
        }

        Schedule build() {
            return new Schedule(
                    from.id,
                    from.incarnation,
                    definition,
                    definitionStamp,
                    lifecycle,
                    version,
                    entryVersion,
                    revision,
                    from.createdBy,
                    from.createdAt,
                    updatedAt,
                    anchor,
                    resumedAt,
                    warnings,
                    convergedVersion,
                    dueSince,
                    engineArn,
                    engineRefusal,
                    completedAt,
                    auditedUntil,
                    auditWindows,
                    outcomes,
                    executionCount,
                    lastTriggered,
                    expiresAt);
        }
    }
}
