package com.rezagent.schedules.schedule;

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
 * The stored record: the two registers with their stamps, and what is known beside them. The rules of a change of
 * state live here, once: each method answers a changed copy.
 *
 * @param incarnation names this life of the schedule; a name that is used again gets a new one
 * @param definition null only in a tombstone made for an engine entry that never had a record
 * @param version goes up by one with each change of either register, and goes on after delete and re-create
 * @param revision goes up by one with each write but those of executions; writers are conditional on it
 * @param createdAt in full precision, so that a list can tell what came first; people are shown the second
 * @param anchor what a rate counts from
 * @param warnings what was canonicalised when the definition was set; {@link #warnings(Instant)} are all there are
 * @param convergedVersion the last version that EventBridge was brought to; 0 for none
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
        State state,
        Stamp stateStamp,
        long version,
        long revision,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        Instant anchor,
        List<String> warnings,
        long convergedVersion,
        @Nullable String engineArn,
        @Nullable EngineRefusal engineRefusal,
        @Nullable Instant completedAt,
        @Nullable Instant auditedUntil,
        List<Unaudited> unaudited,
        List<Outcome> outcomes,
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
        if (definition == null && state != State.DELETED) {
            throw new IllegalArgumentException("Only a tombstone has no definition");
        }
    }

    /** A first incarnation, not yet written: version 1. */
    public static Schedule create(Definition definition, List<String> warnings, Stamp stamp, String createdBy) {
        return new Schedule(
                definition.name().id(),
                incarnation(stamp),
                definition,
                stamp,
                State.ACTIVE,
                stamp,
                1,
                0,
                createdBy,
                stamp.issuedAt(),
                second(stamp),
                definition.anchorFor(stamp.issuedAt()),
                warnings,
                0,
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

    /** What stands in for an engine entry without a record, so that it can be converged like any other. */
    public static Schedule tombstone(ScheduleId id, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return new Schedule(
                id,
                "orphan",
                null,
                Stamp.ZERO,
                State.DELETED,
                Stamp.ZERO,
                1,
                0,
                "reconcile",
                second,
                second,
                second,
                List.of(),
                0,
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

    private static Instant second(Stamp stamp) {
        return stamp.issuedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Derived, in this order: deleted, failed, paused, completed, pending, active. */
    public Status status() {
        if (state == State.DELETED) {
            return Status.DELETED;
        }
        if (isRefusedByEngine()) {
            return Status.FAILED;
        }
        if (state == State.PAUSED) {
            return Status.PAUSED;
        }
        if (completedAt != null) {
            return Status.COMPLETED;
        }
        return convergedVersion == 0 ? Status.PENDING : Status.ACTIVE;
    }

    /** Why it has its status, where that isn't plain; a sentence. */
    public Optional<String> statusReason() {
        EngineRefusal refusal = engineRefusal;
        return status() == Status.FAILED && refusal != null ? Optional.of(refusal.message()) : Optional.empty();
    }

    private boolean isRefusedByEngine() {
        return engineRefusal != null && engineRefusal.version() == version;
    }

    public boolean isDeleted() {
        return state == State.DELETED;
    }

    public boolean isCompleted() {
        return completedAt != null;
    }

    /** A name that a create may take: never used, deleted, or completed. */
    public boolean isNameFree() {
        return isDeleted() || isCompleted();
    }

    public boolean isConverged() {
        return convergedVersion == version;
    }

    public boolean isGone(Instant now) {
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

    public Optional<Outcome> outcomeOf(String commandId) {
        return outcomes.stream().filter(it -> it.commandId().equals(commandId)).findFirst();
    }

    /** {@code ETag}'s content: incarnation and version. */
    public String entityTag() {
        return incarnation + "-" + version;
    }

    /** What is to be audited, oldest first: what changes left behind, and what it says now, which has no end. */
    public List<Unaudited> toAudit() {
        return Stream.concat(unaudited.stream(), expectedUntil(Instant.MAX).stream())
                .toList();
    }

    /** What is still to be audited when what it says now holds until then. */
    private List<Unaudited> unauditedAt(Instant until) {
        return expectedUntil(until)
                .map(it -> Unaudited.appended(unaudited, it, MAX_UNAUDITED))
                .orElse(unaudited);
    }

    /** Nothing is expected of what is paused, deleted or refused by the engine. */
    private Optional<Unaudited> expectedUntil(Instant until) {
        return state == State.ACTIVE && !isRefusedByEngine()
                ? Optional.of(new Unaudited(
                        incarnation, recurrence(), requireDefinition().grace(), unauditedSince(), until))
                : Optional.empty();
    }

    /** Where the last audit ended, and never before the definition or state last changed. */
    private Instant unauditedSince() {
        // A rate that was set then fires in that very second; nothing else that changed then does.
        boolean firesAtOnce = requireDefinition().expression() instanceof RateExpression && anchor.equals(updatedAt);
        Instant changed = firesAtOnce ? updatedAt.minusSeconds(1) : updatedAt;
        return auditedUntil == null ? changed : later(changed, auditedUntil);
    }

    // --- changes ---

    /**
     * A new incarnation under the same id. Versions and outcomes go on; counters start again. A definition written by a
     * later command, which arrived before this one, stays.
     */
    public Schedule recreated(Definition asked, List<String> itsWarnings, Stamp stamp, String createdBy) {
        Schedule fresh = change(create(asked, itsWarnings, stamp, createdBy))
                .version(version + 1)
                .revision(revision)
                .unaudited(unauditedAt(second(stamp)))
                .outcomes(outcomes)
                .build();
        return definition != null && stamp.isBefore(definitionStamp)
                ? change(fresh.defined(definition, warnings, definitionStamp))
                        .version(version + 1)
                        .build()
                : fresh;
    }

    /** The definition register written. A rate keeps its phase unless its expression or start changed. */
    public Schedule redefined(Definition next, List<String> nextWarnings, Stamp stamp) {
        Schedule redefined = defined(next, nextWarnings, stamp);
        return change(redefined).unaudited(unauditedAt(redefined.updatedAt)).build();
    }

    private Schedule defined(Definition next, List<String> nextWarnings, Stamp stamp) {
        boolean samePhase = definition != null && next.keepsPhaseOf(definition);
        return change(this)
                .registers(next, stamp, state, stateStamp)
                .version(version + 1)
                .updatedAt(later(updatedAt, second(stamp)))
                .anchor(samePhase ? anchor : next.anchorFor(stamp.issuedAt()))
                .warnings(nextWarnings)
                .completed(null, state == State.DELETED ? expiresAt : null)
                .engineRefusal(null)
                .build();
    }

    public Schedule paused(Stamp stamp) {
        return moved(State.PAUSED, stamp).build();
    }

    public Schedule resumed(Stamp stamp) {
        return moved(State.ACTIVE, stamp).build();
    }

    public Schedule deleted(Stamp stamp, Instant now) {
        return moved(State.DELETED, stamp)
                .completed(completedAt, now.truncatedTo(ChronoUnit.SECONDS).plus(TIME_TO_LIVE))
                .build();
    }

    /** Deleted once more: remembered for as long from now. */
    public Schedule deletedAgain(Stamp stamp, Instant now) {
        return change(restamped(definitionStamp, stamp))
                .completed(completedAt, now.truncatedTo(ChronoUnit.SECONDS).plus(TIME_TO_LIVE))
                .build();
    }

    private Change moved(State next, Stamp stamp) {
        Instant at = later(updatedAt, second(stamp));
        // A pause or a delete may still take away, as it should, what the engine has not let go by then.
        Instant letGo = state == State.ACTIVE ? at.minus(requireDefinition().letGoWithin()) : at;
        return change(this)
                .registers(definition, definitionStamp, next, stamp)
                .version(version + 1)
                .updatedAt(at)
                .unaudited(unauditedAt(letGo))
                .engineRefusal(null);
    }

    /** A command that comes late changes the record now, but takes no time back. */
    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    /** The same values asked for again: the registers named keep them, with the later stamp. */
    public Schedule restamped(Stamp definitionStamp, Stamp stateStamp) {
        return change(this)
                .registers(
                        definition,
                        Stamp.later(this.definitionStamp, definitionStamp),
                        state,
                        Stamp.later(this.stateStamp, stateStamp))
                .build();
    }

    /** EventBridge gets another chance with this version, of which nothing was expected while it was refused. */
    public Schedule retried(Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.SECONDS);
        return isRefusedByEngine()
                ? change(this)
                        .engineRefusal(null)
                        .auditedUntil(auditedUntil == null ? at : later(auditedUntil, at))
                        .converged(Math.min(convergedVersion, version - 1), engineArn)
                        .build()
                : this;
    }

    public Schedule with(Outcome outcome) {
        List<Outcome> kept = new ArrayList<>(outcomes);
        kept.add(outcome);
        int surplus = kept.size() - MAX_OUTCOMES;
        return change(this)
                .outcomes(surplus > 0 ? kept.subList(surplus, kept.size()) : kept)
                .build();
    }

    public Schedule converged(@Nullable String arn) {
        return change(this).converged(version, arn).build();
    }

    /** Of a version that EventBridge never took no firing is missed: that it was refused is what people are told. */
    public Schedule refusedByEngine(String code, String message, Instant now) {
        return change(this)
                .engineRefusal(new EngineRefusal(code, message, version))
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
    public Schedule audited(Unaudited part, Instant until) {
        int place = unaudited.indexOf(part);
        if (place < 0) {
            return audited(until);
        }
        List<Unaudited> left = new ArrayList<>(unaudited);
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
        private State state;
        private Stamp stateStamp;
        private long version;
        private long revision;
        private Instant updatedAt;
        private Instant anchor;
        private List<String> warnings;
        private long convergedVersion;
        private @Nullable String engineArn;
        private @Nullable EngineRefusal engineRefusal;
        private @Nullable Instant completedAt;
        private @Nullable Instant auditedUntil;
        private List<Unaudited> unaudited;
        private List<Outcome> outcomes;
        private long executionCount;
        private @Nullable Instant lastTriggered;
        private @Nullable Instant expiresAt;

        Change(Schedule from) {
            this.from = from;
            definition = from.definition;
            definitionStamp = from.definitionStamp;
            state = from.state;
            stateStamp = from.stateStamp;
            version = from.version;
            revision = from.revision;
            updatedAt = from.updatedAt;
            anchor = from.anchor;
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

        Change registers(@Nullable Definition newDefinition, Stamp ofDefinition, State newState, Stamp ofState) {
            definition = newDefinition;
            definitionStamp = ofDefinition;
            state = newState;
            stateStamp = ofState;
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

        Change unaudited(List<Unaudited> value) {
            unaudited = value;
            return this;
        }

        Change outcomes(List<Outcome> value) {
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
                    state,
                    stateStamp,
                    version,
                    revision,
                    from.createdBy,
                    from.createdAt,
                    updatedAt,
                    anchor,
                    warnings,
                    convergedVersion,
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
