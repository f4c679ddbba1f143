package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.expression.Recurrence;
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
 * The stored record: its registers with their stamps, and what is known beside them. The rules of a change live here, once:
 * each method returns a changed copy.
 *
 * @param incarnation names this life of the schedule; a name that is used again gets a new one
 * @param definition null only in a tombstone made for an engine entry that never had a record
 * @param lifecycle the existence and running registers
 * @param version goes up by one with each change of any register, and goes on after delete and re-create
 * @param entryVersion the last version that changed what the engine must hold: timing, window, retry policy, running
 * @param revision goes up by one with each write but those of executions; writers are conditional on it
 * @param createdAt in full precision, so that a list can tell what came first; people are shown the second
 * @param anchor what a rate counts from
 * @param resumedAt when the last pause of this life ended, or it went on after it was over or refused; null where there was
 *     none. A rate does not make up for what was held back
 * @param warnings what was canonicalised when the definition was set; {@link #warnings(Instant)} are all there are
 * @param convergedVersion the last version that EventBridge was brought to; 0 for none
 * @param dueSince what falls due from here on, and that the engine has no entry for, is executed by converging; null once
 *     converged. It is the issue time of the first engine change that is not converged yet
 * @param auditedUntil missed executions have been looked for at least up to here, by what the record says now
 * @param unaudited what changes of definition or state left to be looked for, oldest first; {@value #MAX_UNAUDITED} stretches
 *     at most, above which the oldest go, and what was missed in them is not found
 * @param outcomes of the last {@value #MAX_OUTCOMES} commands, oldest first
 * @param executionCount owned by executions, as is {@code lastTriggered}; {@link ScheduleStore#replace} leaves both alone
 * @param expiresAt when the store may forget it; readers treat it as gone from then on
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
        List<AuditWindow> unaudited,
        List<CommandOutcome> outcomes,
        long executionCount,
        @Nullable Instant lastTriggered,
        @Nullable Instant expiresAt) {

    public static final int MAX_OUTCOMES = 100;
    public static final int MAX_UNAUDITED = 20;

    /** How long a deleted or completed schedule stays readable. */
    public static final Duration TIME_TO_LIVE = Duration.ofDays(90);

    public Schedule {
        warnings = List.copyOf(warnings);
        unaudited = List.copyOf(unaudited);
        outcomes = List.copyOf(outcomes);
        if (definition == null && lifecycle.exists()) {
            throw new IllegalArgumentException("Only a tombstone has no definition");
        }
    }

    /** A first incarnation that runs, not yet written, applied in the moment in which it was asked for. */
    public static Schedule create(Definition definition, List<String> warnings, Stamp stamp, String createdBy) {
        return create(new ParsedDefinition(definition, Running.RUNNING, warnings), stamp, stamp.issuedAt(), createdBy);
    }

    /**
     * A first incarnation, not yet written: version 1.
     *
     * @param at when it was asked for, and never later than now: a publisher's fast clock moves no firing
     */
    public static Schedule create(ParsedDefinition asked, Stamp stamp, Instant at, String createdBy) {
        Definition definition = asked.definition();
        Instant anchor = definition.anchorFor(at);
        return new Schedule(
                definition.name().id(),
                incarnation(stamp),
                definition,
                stamp,
                Lifecycle.NEVER.begun(stamp, asked.initial()),
                1,
                1,
                0,
                createdBy,
                at,
                second(at),
                anchor,
                null,
                asked.warnings(),
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

    /** A rate's first firing may be its start date a moment ago. */
    private static Instant dueSince(Definition definition, Instant anchor, Instant at) {
        boolean startsPast = definition.expression() instanceof RateExpression && anchor.isBefore(at);
        return startsPast && !anchor.isBefore(at.minus(Definition.START_TOLERANCE)) ? anchor : at;
    }

    /** What stands in for an engine entry without a record, so that it can be converged like any other. */
    public static Schedule tombstone(ScheduleId id, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return new Schedule(
                id,
                "orphan",
                null,
                Stamp.ZERO,
                Lifecycle.NEVER,
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

    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /** What the existence and running registers say together. */
    public State state() {
        return lifecycle.state();
    }

    /** Derived, in this order: deleted, failed, completed, paused, pending, active. */
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

    /** Why it has its status, where that isn't plain; a sentence. */
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

    /** Whether a create may begin a new life under the name: deleted, or completed. */
    public boolean canReuseName() {
        return isDeleted() || isCompleted();
    }

    public boolean isConverged() {
        return convergedVersion == version;
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** The definition, where there is one: everywhere but in an orphan's tombstone. */
    public Definition requireDefinition() {
        return Objects.requireNonNull(definition, "A tombstone of an orphan has no definition");
    }

    public Recurrence recurrence() {
        return requireDefinition().recurrence(anchor);
    }

    /** The next instant it will really fire at, strictly after now; none when paused, failed, deleted or over. */
    public Optional<Instant> nextExecution(Instant now) {
        return switch (status()) {
            case PAUSED, FAILED, COMPLETED, DELETED -> Optional.empty();
            case PENDING, ACTIVE -> recurrence().next(now);
        };
    }

    /**
     * What its people may not expect, a sentence each: what was canonicalised, and, while it may fire, what {@link
     * Recurrence#warnings} says of the year after that moment.
     */
    public List<String> warnings(Instant now) {
        return status().mayFire() ? joined(warnings, recurrence().warnings(now)) : warnings;
    }

    static List<String> joined(List<String> canonicalised, List<String> ofRecurrence) {
        return Stream.concat(canonicalised.stream(), ofRecurrence.stream()).toList();
    }

    /** Whether any firing is left after that moment, paused or not. */
    public boolean hasFiringAfter(Instant now) {
        return definition != null && recurrence().next(now).isPresent();
    }

    public Optional<CommandOutcome> outcomeOf(String commandId) {
        return outcomes.stream().filter(it -> it.commandId().equals(commandId)).findFirst();
    }

    /** {@code ETag}'s content: incarnation and version. */
    public String entityTag() {
        return incarnation + "-" + version;
    }

    /** What is to be audited, oldest first: what changes left behind, and what it says now, which has no end. */
    public List<AuditWindow> toAudit() {
        return Stream.concat(unaudited.stream(), expectedUntil(Instant.MAX).stream())
                .toList();
    }

    /** What is still to be audited when what it says now holds until then. */
    private List<AuditWindow> unauditedAt(Instant until) {
        return expectedUntil(until)
                .map(it -> AuditWindow.appended(unaudited, it, MAX_UNAUDITED))
                .orElse(unaudited);
    }

    /** Nothing is expected of what is paused, deleted or refused by the engine. */
    private Optional<AuditWindow> expectedUntil(Instant until) {
        return state() == State.ACTIVE && !isRefusedByEngine()
                ? Optional.of(new AuditWindow(
                        incarnation, recurrence(), requireDefinition().grace(), unauditedSince(), until))
                : Optional.empty();
    }

    /** Where the last audit ended, and never before the definition or state last changed. */
    private Instant unauditedSince() {
        Instant since = firesAtOnce() ? anchor.minusSeconds(1) : updatedAt;
        return auditedUntil == null ? since : later(since, auditedUntil);
    }

    /** A rate fires in the very second in which it was set, or made with a start a moment ago; nothing else does. */
    private boolean firesAtOnce() {
        boolean isNew = updatedAt.equals(second(createdAt))
                && !anchor.isBefore(createdAt.minus(Definition.START_TOLERANCE))
                && !anchor.isAfter(updatedAt);
        boolean isHeldBack = resumedAt != null && anchor.isBefore(resumedAt);
        return requireDefinition().expression() instanceof RateExpression
                && (anchor.equals(updatedAt) || isNew)
                && !isHeldBack;
    }

    // --- changes ---

    /**
     * A new incarnation under the same id. Versions and outcomes go on; counters start again. A definition written by a
     * later command, which arrived before this one, stays.
     */
    public Schedule recreated(ParsedDefinition asked, Stamp stamp, String createdBy, Instant now) {
        Instant at = earlier(stamp.issuedAt(), now);
        Schedule created = create(asked, stamp, at, createdBy);
        Change fresh = change(created)
                .lifecycle(
                        isDeleted()
                                ? lifecycle.begun(stamp, asked.initial())
                                : lifecycle.begunAfterCompletion(stamp, asked.initial()))
                .version(version + 1)
                .entryVersion(version + 1)
                .revision(revision)
                .unaudited(unauditedAt(second(at)))
                .outcomes(outcomes);
        Definition kept = definition;
        if (kept != null && stamp.isBefore(definitionStamp)) {
            Instant definedAt = earlier(definitionStamp.issuedAt(), now);
            Instant anchor = kept.keepsPhaseOf(asked.definition()) ? created.anchor : kept.anchorFor(definedAt);
            fresh.definition(kept, definitionStamp)
                    .warnings(warnings)
                    .anchor(anchor)
                    .updatedAt(later(created.updatedAt, second(definedAt)))
                    .dueSince(dueSince(kept, anchor, definedAt));
        }
        return fresh.build();
    }

    /**
     * Judges whether another definition still has something to fire, by the anchor that it would have.
     *
     * @param at when it was asked for, and never later than now
     * @throws RefusedException as {@link Definition#checkTimes}
     */
    public void checkTimes(Definition next, Instant at) {
        Definition before = requireDefinition();
        boolean keepsPhase = next.expression() instanceof RateExpression && next.keepsPhaseOf(before);
        if (keepsPhase && !next.firesWhen(before)) {
            if (next.recurrence(anchor).next(at).isEmpty()) {
                throw next.neverFires();
            }
            return;
        }
        next.checkTimes(at, before);
    }

    /**
     * The definition register written. A rate keeps its phase unless its expression or start changed, and what is completed
     * stays so where that does not change when it fires.
     */
    public Schedule redefined(Definition next, List<String> nextWarnings, Stamp stamp, Instant now) {
        Instant at = earlier(stamp.issuedAt(), now);
        Definition before = requireDefinition();
        Instant nextAnchor = next.keepsPhaseOf(before) ? anchor : next.anchorFor(at);
        Change change = change(this).definition(next, stamp).anchor(nextAnchor).warnings(nextWarnings);
        if (!next.firesWhen(before)) {
            change.completed(null, null);
            boolean wasOver =
                    isCompleted() || (before.end() != null && before.end().isBefore(at));
            if (wasOver && nextAnchor.isBefore(dueSince(next, nextAnchor, at))) {
                // What it did not say meanwhile is not made up for.
                change.resumedAt(later(updatedAt, at));
            }
        }
        return changed(change, at, later(updatedAt, second(at)));
    }

    public Schedule paused(Stamp stamp, Instant now) {
        return moved(lifecycle.written(Running.PAUSED, stamp), earlier(stamp.issuedAt(), now));
    }

    public Schedule resumed(Stamp stamp, Instant now) {
        return moved(lifecycle.written(Running.RUNNING, stamp), earlier(stamp.issuedAt(), now));
    }

    public Schedule deleted(Stamp stamp, Instant now) {
        return change(moved(lifecycle.deleted(stamp), earlier(stamp.issuedAt(), now)))
                .completed(completedAt, second(now).plus(TIME_TO_LIVE))
                .build();
    }

    /** Deleted once more: remembered for as long from now. */
    public Schedule deletedAgain(Stamp stamp, Instant now) {
        return change(this)
                .lifecycle(lifecycle.deleted(stamp))
                .completed(completedAt, second(now).plus(TIME_TO_LIVE))
                .build();
    }

    /** By a delete that came too late: kept, but a pause or resume that is older counts no more. */
    public Schedule deletedTooLate(Stamp stamp, Instant now) {
        return moved(lifecycle.deleted(stamp), earlier(stamp.issuedAt(), now));
    }

    /** Asked for again, or too late: an older delete does not take it away. */
    public Schedule createdAgain(Stamp stamp) {
        return change(this).lifecycle(lifecycle.created(stamp)).build();
    }

    /** The same definition asked for again. */
    public Schedule definedAgain(Stamp stamp) {
        return change(this).definition(definition, stamp).build();
    }

    /** The lifecycle's registers written; a version only where that changes what they say. */
    private Schedule moved(Lifecycle next, Instant at) {
        Change change = change(this).lifecycle(next);
        if (next.state() == state()) {
            return change.build();
        }
        if (state() == State.PAUSED && next.state() == State.ACTIVE) {
            change.resumedAt(later(updatedAt, at));
        }
        Instant changedAt = later(updatedAt, second(at));
        // A pause or a delete may still take away, as it should, what the engine has not let go by then.
        Instant letGo =
                state() == State.ACTIVE ? changedAt.minus(requireDefinition().dispatchTolerance()) : changedAt;
        return changed(change, at, letGo);
    }

    /**
     * A changed record's next version. Where the engine must hold something else now, that is to be converged; where it need
     * not, what was converged still is.
     *
     * @param expectedUntil until when what was expected before still is
     */
    private Schedule changed(Change change, Instant at, Instant expectedUntil) {
        Schedule next = change.version(version + 1)
                .updatedAt(later(updatedAt, second(at)))
                .unaudited(unauditedAt(expectedUntil))
                .engineRefusal(null)
                .build();
        if (next.hasEntryOf(this)) {
            return isConverged()
                    ? change(next).converged(next.version, engineArn).build()
                    : next;
        }
        return change(next)
                .entryVersion(next.version)
                .dueSince(next.dueSinceAfter(this, at))
                .build();
    }

    private boolean hasEntryOf(Schedule before) {
        return state() == before.state()
                && !before.isRefusedByEngine()
                && isCompleted() == before.isCompleted()
                && anchor.equals(before.anchor)
                && requireDefinition().hasEntryOf(before.requireDefinition());
    }

    /** A change that is not converged yet goes on being due where this one leaves alone when it fires. */
    private Instant dueSinceAfter(Schedule before, Instant at) {
        boolean firesAsBefore = state() == State.ACTIVE
                && before.state() == State.ACTIVE
                && recurrence().equals(before.recurrence());
        // What was begun and not finished before a pause or a delete is finished by what converges that.
        if (before.dueSince != null && (firesAsBefore || state() != State.ACTIVE)) {
            return before.dueSince;
        }
        return anchor.equals(before.anchor) ? at : dueSince(requireDefinition(), anchor, at);
    }

    static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    /** A command that comes late changes the record now, but takes no time back. */
    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    /** EventBridge is asked again for this version, of which nothing was expected while it was refused. */
    public Schedule retried(Instant now) {
        Instant at = second(now);
        return isRefusedByEngine()
                ? change(this)
                        .engineRefusal(null)
                        .auditedUntil(auditedUntil == null ? at : later(auditedUntil, at))
                        .converged(Math.min(convergedVersion, version - 1), engineArn)
                        .dueSince(now)
                        .resumedAt(now)
                        .build()
                : this;
    }

    public Schedule with(CommandOutcome outcome) {
        List<CommandOutcome> kept = new ArrayList<>(outcomes);
        kept.add(outcome);
        int surplus = kept.size() - MAX_OUTCOMES;
        return change(this)
                .outcomes(surplus > 0 ? kept.subList(surplus, kept.size()) : kept)
                .build();
    }

    public Schedule converged(@Nullable String arn) {
        return change(this).converged(version, arn).dueSince(null).build();
    }

    /** Of a version that EventBridge never took no firing is missed: that it was refused is what people are told. */
    public Schedule refusedByEngine(String code, String message, Instant now) {
        return change(this)
                .engineRefusal(new EngineRefusal(code, message, entryVersion))
                .unaudited(isConverged() ? unauditedAt(now.truncatedTo(ChronoUnit.SECONDS)) : unaudited)
                .build();
    }

    public Schedule completed(Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return change(this).completed(second, second.plus(TIME_TO_LIVE)).build();
    }

    /** As audited by what it says now. */
    public Schedule audited(Instant until) {
        return change(this).auditedUntil(until).build();
    }

    /**
     * As audited in part.
     *
     * @param part one of {@link #toAudit}
     * @param until the last of its firings that was looked for
     */
    public Schedule audited(AuditWindow part, Instant until) {
        int place = unaudited.indexOf(part);
        if (place < 0) {
            return audited(until);
        }
        List<AuditWindow> left = new ArrayList<>(unaudited);
        left.remove(place);
        part.rest(until).ifPresent(it -> left.add(place, it));
        return change(this).unaudited(left).build();
    }

    /** As the store writes it over {@code this}: the next revision. For {@link ScheduleStore} implementations. */
    public Schedule nextRevision() {
        return change(this).revision(revision + 1).build();
    }

    /** With the counters that executions own. For {@link ScheduleStore} implementations. */
    public Schedule counted(long executions, @Nullable Instant last) {
        return change(this).counters(executions, last).build();
    }

    private static Change change(Schedule from) {
        return new Change(from);
    }

    /** A mutable copy of the record, so that each change above names only what it touches. */
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
        private List<AuditWindow> unaudited;
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
            unaudited = from.unaudited;
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

        Change unaudited(List<AuditWindow> value) {
            unaudited = value;
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
                    unaudited,
                    outcomes,
                    executionCount,
                    lastTriggered,
                    expiresAt);
        }
    }
}
