package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The effect of one command on a record, or on none: the registers, and what depends on them. */
final class ScheduleChange {
    private final Schedule before;
    private final Stamp stamp;
    private final Instant now;

    /** When the change was requested, never later than now, so that a publisher's fast clock moves no firing. */
    private final Instant at;

    ScheduleChange(Schedule before, Stamp stamp, Instant now) {
        this.before = before;
        this.stamp = stamp;
        this.now = now;
        this.at = earlier(stamp.issuedAt(), now);
    }

    /** Returns a first incarnation; see {@link Schedule#create}. */
    static Schedule create(ParsedDefinition requested, Stamp stamp, Instant at, String createdBy) {
        Definition definition = requested.definition();
        Instant anchor = definition.timing().anchorFor(at);
        return new Schedule(
                definition.name().id(),
                Origin.of(stamp, createdBy, at, requested.requestDigest()),
                new Defined(new Register<>(definition, stamp), requested.warnings()),
                Lifecycle.NEVER_CREATED.withNewIncarnation(stamp, requested.initial(), requested.placement()),
                Skips.NONE,
                Versions.first(at),
                Phase.startingAt(anchor),
                EngineState.initial(definition.timing().dueSince(anchor, at)),
                Ending.NONE,
                AuditState.NONE,
                CommandOutcomes.NONE,
                Counters.NONE);
    }

    /** Returns the tombstone of an orphan; see {@link Schedule#tombstone}. */
    static Schedule tombstone(ScheduleId id, Instant now) {
        Instant second = second(now);
        return new Schedule(
                id,
                new Origin("orphan", "reconcile", second),
                null,
                Lifecycle.NEVER_CREATED,
                Skips.NONE,
                Versions.first(now),
                Phase.startingAt(second),
                EngineState.initial(null),
                Ending.NONE.deleted(now),
                AuditState.NONE,
                CommandOutcomes.NONE,
                Counters.NONE);
    }

    /** Returns the next incarnation; see {@link Schedule#withNewIncarnation}. */
    Schedule begin(ParsedDefinition requested, String createdBy) {
        Schedule created = create(requested, stamp, at, createdBy);
        Versions versions = created.versions();
        Lifecycle lifecycle = before.isDeleted()
                ? before.lifecycle().withNewIncarnation(stamp, requested.initial(), requested.placement())
                : before.lifecycle()
                        .withNewIncarnationAfterCompletion(stamp, requested.initial(), requested.placement());
        Schedule begun = created.with(lifecycle)
                .with(new Versions(before.version() + 1, before.version() + 1, before.revision(), versions.updatedAt()))
                .with(new AuditState(null, closedAt(second(at)).auditWindows()))
                .with(before.skips().forNextIncarnation(lifecycle.deleted(), now))
                .with(before.commands());
        Defined defined = before.defined();
        return defined != null && defined.register().isLaterThan(stamp)
                ? withLaterDefinition(begun, defined, requested.definition().timing())
                : begun;
    }

    /** Returns the next incarnation of a deleted schedule; see {@link Schedule#restored}. */
    Schedule restore(@Nullable String reason, String by) {
        ParsedDefinition last = new ParsedDefinition(
                before.requireDefinition(), Running.PAUSED, before.group(), true, null, before.warnings());
        Schedule begun = begin(last, by);
        return begun.with(begun.lifecycle().begunPaused(new Pause(begun.createdAt(), null, reason, by), stamp));
    }

    /** Returns the incarnation with the definition of a later command that arrived before its create. */
    private Schedule withLaterDefinition(Schedule begun, Defined defined, Timing requested) {
        Timing timing = defined.timing();
        Instant definedAt = earlier(defined.register().stamp().issuedAt(), now);
        Instant anchor = timing.hasSamePhaseAs(requested) ? begun.anchor() : timing.anchorFor(definedAt);
        return begun.with(defined)
                .with(begun.origin().withoutRequest())
                .with(Phase.startingAt(anchor))
                .with(begun.engine().withDueSince(timing.dueSince(anchor, definedAt)))
                .with(begun.versions().updated(definedAt));
    }

    /** Returns the schedule with another definition; see {@link Schedule#withDefinition}. */
    Schedule define(Definition next, List<String> warnings) {
        Timing old = before.requireDefinition().timing();
        Timing timing = next.timing();
        Phase phase =
                timing.hasSamePhaseAs(old) ? before.phase() : before.phase().withAnchor(timing.anchorFor(at), at);
        Instant anchor = phase.anchor();
        Schedule changed = before.with(new Defined(new Register<>(next, stamp), warnings))
                .with(before.origin().withoutRequest());
        if (!timing.hasSameFiringsAs(old)) {
            changed = changed.with(Ending.NONE);
            boolean wasOver =
                    before.isCompleted() || (old.end() != null && old.end().isBefore(at));
            if (wasOver && anchor.isBefore(timing.dueSince(anchor, at))) {
                // Firings between the end of the old definition and this change are not caught up on.
                phase = phase.resumed(later(before.updatedAt(), at));
            }
        }
        Schedule defined = nextVersion(changed.with(phase), later(before.updatedAt(), second(at)));
        // An engine retry of the old definition, which this command precedes but arrived after, says nothing about the
        // firings of the new one.
        Instant auditable = now.minus(before.requireDefinition().grace());
        return defined.with(defined.audit().auditedAtMostUntil(auditable));
    }

    /** Returns the schedule paused. */
    Schedule pause(@Nullable Instant until, @Nullable String reason, String by) {
        return live(before.lifecycle().paused(new Pause(at, until, reason, by), stamp, before.createdAt()));
    }

    /** Returns the schedule resumed. */
    Schedule resume() {
        return live(before.lifecycle().resumed(stamp, at, before.createdAt()));
    }

    /** Returns the schedule in a group. */
    Schedule move(ResourceName group) {
        return live(before.lifecycle().with(before.lifecycle().placement().movedTo(group, stamp)));
    }

    /** Returns the schedule with one firing skipped or not, and with a new version only if that changes it or its reason. */
    Schedule skip(Instant time, boolean isSet, @Nullable String by, @Nullable String reason) {
        Skips next = before.skips().with(time, isSet, stamp, by, reason);
        Schedule changed = before.with(next.pruned(now, it -> hasEffect(before, it)));
        Skip old = before.heldSkips().get(time);
        boolean isSame = isSet
                ? old != null
                        && old.isSameAs(Objects.requireNonNull(next.registers().get(time)))
                : old == null;
        if (isSame) {
            return changed;
        }
        Schedule versioned =
                changed.with(before.versions().next(at)).with(closedAt(later(before.updatedAt(), second(at))));
        return before.isConverged() ? versioned.with(before.engine().withSameEntry(versioned.version())) : versioned;
    }

    /** Returns whether a skip still holds back a firing, as far as the record says. */
    private static boolean hasEffect(Schedule schedule, Skip skip) {
        Instant audited = schedule.audit().auditedUntil();
        boolean isRecorded = audited != null && !audited.isBefore(skip.time());
        return schedule.lifecycle().deleted().isBefore(skip.stamp())
                && skip.isSet()
                && !isRecorded
                && schedule.recurrence().firesAt(skip.time());
    }

    /**
     * Returns the schedule with other lifecycle registers, and with a new version only if that changes the state, the
     * pause, the group or what is skipped.
     */
    Schedule live(Lifecycle next) {
        Schedule changed = before.with(next);
        if (next.state() == before.state()) {
            boolean isSame = Objects.equals(next.pause(before.createdAt()), before.pause())
                    && next.group().equals(before.lifecycle().group())
                    && changed.heldSkips().equals(before.heldSkips());
            return isSame ? changed : nextVersion(changed, later(before.updatedAt(), second(at)));
        }
        if (before.state() == State.PAUSED && next.state() == State.ACTIVE) {
            Instant definedAt = before.definitionStamp().issuedAt();
            changed = changed.with(before.phase().resumed(later(before.updatedAt(), at), definedAt));
        }
        Instant changedAt = later(before.updatedAt(), second(at));
        // Firings that may not be dispatched yet are not expected: a pause or delete may rightly prevent them.
        Instant expectedUntil = before.state() == State.ACTIVE
                ? changedAt.minus(before.requireDefinition().timing().dispatchTolerance())
                : changedAt;
        return nextVersion(changed, expectedUntil);
    }

    /**
     * Returns the next version of a changed record. If the desired engine entry changes, it must be converged;
     * otherwise a converged record stays converged.
     *
     * @param expectedUntil until when firings under the old definition and state are expected
     */
    private Schedule nextVersion(Schedule changed, Instant expectedUntil) {
        Schedule next = changed.with(before.versions().next(at))
                .with(changed.skips().pruned(now, it -> hasEffect(changed, it)))
                .with(closedAt(expectedUntil))
                .with(before.engine().withoutRefusal());
        if (hasSameEntry(next)) {
            return before.isConverged() ? next.with(next.engine().withSameEntry(next.version())) : next;
        }
        Schedule changedEntry = next.with(next.versions().withNewEntry());
        if (before.isRefusedByEngine() && firesAsBefore(next)) {
            // As with an engine retry: nothing was expected while the engine refused it.
            Instant retriedAt = later(before.updatedAt(), at);
            return changedEntry
                    .with(next.phase().resumed(retriedAt))
                    .with(next.engine().withDueSince(retriedAt));
        }
        return changedEntry.with(next.engine().withDueSince(dueSince(next)));
    }

    private boolean firesAsBefore(Schedule next) {
        return next.state() == State.ACTIVE
                && before.state() == State.ACTIVE
                && next.recurrence().equals(before.recurrence());
    }

    private AuditState closedAt(Instant expectedUntil) {
        return before.audit().append(AuditWindow.current(before, expectedUntil));
    }

    private boolean hasSameEntry(Schedule next) {
        return next.state() == before.state()
                && !before.isRefusedByEngine()
                && next.isCompleted() == before.isCompleted()
                && next.anchor().equals(before.anchor())
                && next.requireDefinition().hasSameEntryAs(before.requireDefinition());
    }

    /** Returns the new {@code dueSince}: that of a change not converged yet, if this one does not change the timing. */
    private Instant dueSince(Schedule next) {
        // Converging a pause or delete also finishes the executions that were started before it but not finished.
        Optional<Instant> pending = Optional.ofNullable(before.dueSince())
                .filter(it -> firesAsBefore(next) || next.state() != State.ACTIVE);
        return pending.orElseGet(() -> next.anchor().equals(before.anchor())
                ? at
                : next.requireDefinition().timing().dueSince(next.anchor(), at));
    }

    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    /** Keeps times monotonic: a late command changes the record now but does not move its times back. */
    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
