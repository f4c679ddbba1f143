package com.rezagent.schedules.simulation;

import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The firings that should have happened, recorded from the writes of records, independently of the system's own audit.
 * A write that changes when a schedule fires ends its current {@link ExpectedRange} and begins a new one.
 */
final class ExpectedFirings {
    /** Grace of a definition without a flexible window: EventBridge's default maximum event age and ten minutes. */
    private static final Duration GRACE = RetryPolicy.DEFAULT.maximumEventAge().plusMinutes(10);

    private static final Duration START_TOLERANCE = Duration.ofMinutes(5);

    private final Map<ScheduleId, List<ExpectedRange>> ranges = new HashMap<>();

    /** Ranges whose entry EventBridge refused: a firing that was due before that call may have been executed. */
    private final Map<ScheduleId, List<ExpectedRange>> refusedRanges = new HashMap<>();

    /** The nominal times of the skips that hold, or held at the end, in each incarnation. */
    private final Map<Life, NavigableSet<Instant>> skips = new HashMap<>();

    /** The nominal times of all skips that ever held in each incarnation. */
    private final Map<Life, NavigableSet<Instant>> earlierSkips = new HashMap<>();

    private record Life(ScheduleId id, String incarnation) {}

    /** The latest ranges that began because EventBridge was called again for an entry that it had refused. */
    private final Map<ScheduleId, ExpectedRange> retriedRanges = new HashMap<>();

    /**
     * A time range in which a record had one definition and was active. A late command ends the range at its issue
     * time, but firings that were recorded as missed before the command arrived remain valid.
     *
     * @param after exclusive start: every firing is after this time
     * @param requiredAfter no audit can have passed this time; later firings must have an execution
     * @param requiredUntil firings up to this time must have an execution
     * @param until inclusive end: no firing is after this time
     */
    private record ExpectedRange(
            DefinitionSpec def,
            Instant anchor,
            Instant after,
            Instant requiredAfter,
            Instant requiredUntil,
            Instant until) {
        ExpectedRange endedAt(Instant required, Instant now) {
            return new ExpectedRange(
                    def, anchor, after, requiredAfter, required, required.isBefore(now) ? now : required);
        }

        boolean hasSameFirings(DefinitionSpec other, Instant otherAnchor) {
            return def.equals(other) && anchor.equals(otherAnchor);
        }

        boolean isOpen() {
            return until.equals(Instant.MAX);
        }

        /** Returns the latest time at which a firing's grace is over. */
        Instant lastOverdueTime(Instant now) {
            return now.minus(GRACE).minus(Duration.ofMinutes(def.windowMinutes()));
        }

        /** Returns the firings up to {@code last} that must have an execution. */
        Stream<Instant> requiredFirings(Instant last) {
            Instant end = last.isBefore(requiredUntil) ? last : requiredUntil;
            return def.recurrence(anchor).after(requiredAfter).takeWhile(it -> !it.isAfter(end));
        }

        boolean contains(Instant firing) {
            return firing.isAfter(after)
                    && !firing.isAfter(until)
                    && def.recurrence(anchor).firesAt(firing);
        }

        boolean mayHaveFired(Instant firing) {
            return !firing.isBefore(after)
                    && !firing.isAfter(until)
                    && def.recurrence(anchor).firesNear(firing);
        }
    }

    /** An expected firing, and by how much the time of its execution may differ. */
    record Firing(Instant time, Duration tolerance) {}

    /** Updates the expected firings after the write of a record. */
    void recordWrite(@Nullable Schedule before, Schedule after, Instant now) {
        recordSkips(after, now);
        boolean isChanged = before == null || before.version() != after.version();
        boolean wasRefused = before != null && before.status() == Status.FAILED;
        boolean isRefused = after.status() == Status.FAILED;
        if (!isChanged && wasRefused == isRefused) {
            return;
        }
        List<ExpectedRange> all = ranges.computeIfAbsent(after.id(), id -> new ArrayList<>());
        if (!all.isEmpty() && all.get(all.size() - 1).isOpen()) {
            ExpectedRange open = all.remove(all.size() - 1);
            boolean wasAccepted = isChanged || before.convergedVersion() == before.version();
            if (wasAccepted) {
                Instant ended = isChanged ? after.updatedAt() : now;
                // A pause or delete may still prevent firings that EventBridge has not dispatched yet.
                boolean isStopped = isChanged && after.state() != State.ACTIVE;
                Duration maxDispatchDelay = Duration.ofMinutes(open.def.windowMinutes() + 1L);
                all.add(open.endedAt(isStopped ? ended.minus(maxDispatchDelay) : ended, now));
            } else {
                refusedRanges
                        .computeIfAbsent(after.id(), id -> new ArrayList<>())
                        .add(open.endedAt(now, now));
            }
        }
        DefinitionSpec def = DefinitionSpec.of(after.definition());
        if (def != null && after.state() == State.ACTIVE && !isRefused) {
            Instant begin = after.updatedAt();
            ExpectedRange retried = retriedRanges.get(after.id());
            boolean firesAtAnchor =
                    isChanged && def.isRate() && after.anchor().equals(begin) && !isResumed(before, after);
            if (!isChanged) {
                begin = now.truncatedTo(ChronoUnit.SECONDS);
            } else if (retried != null
                    && retried.hasSameFirings(def, after.anchor())
                    && begin.isBefore(retried.after)) {
                // E.g. an overtaken delete, from before EventBridge was called again for an entry that it had refused.
                begin = retried.after;
            } else if (firesAtAnchor && !isResumedAfterAnchor(after) && !isResumedWithinSecondOfAnchor(after)) {
                begin = begin.minusSeconds(1);
            }
            Instant audited = now.minus(GRACE);
            Instant required = begin.isBefore(audited) ? audited : begin;
            // The record does not tell whether a resume within the anchor's second ended a pause or changed nothing.
            boolean mayFireBefore = firesAtAnchor
                    || isChanged
                            && def.isRate()
                            && (startsAtAnchor(before, after) || isResumedWithinSecondOfAnchor(after));
            Instant first = mayFireBefore ? after.anchor().minusSeconds(1) : earlier(begin, definedAt(before, after));
            ExpectedRange range = new ExpectedRange(def, after.anchor(), first, required, Instant.MAX, Instant.MAX);
            all.add(range);
            if (!isChanged) {
                retriedRanges.put(after.id(), range);
            }
        }
    }

    /**
     * Returns when the definition that this write set was issued; {@link Instant#MAX} if it set none. A later command that
     * arrived before it, of something else, takes none of its firings.
     */
    private static Instant definedAt(@Nullable Schedule before, Schedule after) {
        boolean isSet = before != null && !before.definitionStamp().equals(after.definitionStamp());
        return isSet ? after.definitionStamp().issuedAt() : Instant.MAX;
    }

    private static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    /**
     * Returns whether this write ended a pause. A firing during a pause, even of a fraction of a second, is not
     * executed later. A resume that was issued before the definition ended the pause before the definition's first
     * firing.
     */
    private static boolean isResumed(@Nullable Schedule before, Schedule after) {
        return before != null
                && before.state() == State.PAUSED
                && before.incarnation().equals(after.incarnation())
                && !isBeforeDefinition(after.lifecycle().runningStamp(), after);
    }

    /**
     * Whether the pause ended after the rate's first firing, within the same second. The resume may have arrived before
     * the definition.
     */
    private static boolean isResumedAfterAnchor(Schedule after) {
        Stamp running = after.lifecycle().runningStamp();
        return running != null && running.issuedAt().isAfter(after.anchor()) && !isBeforeDefinition(running, after);
    }

    /** An anchor has whole seconds: whether it is before or after the end of a pause in its second is not defined. */
    private static boolean isResumedWithinSecondOfAnchor(Schedule after) {
        Stamp running = after.lifecycle().runningStamp();
        return running != null
                && !running.issuedAt().isBefore(after.anchor())
                && running.issuedAt().isBefore(after.anchor().plusSeconds(1));
    }

    /** A create with a fast clock takes effect when it arrives, which its record has as its creation. */
    private static boolean isBeforeDefinition(@Nullable Stamp running, Schedule after) {
        Stamp definition = after.definitionStamp();
        if (running == null || definition == null) {
            return false;
        }
        return definition.equals(after.lifecycle().created())
                ? running.issuedAt().isBefore(after.createdAt())
                : running.isBefore(definition);
    }

    /** Returns whether a rate may fire at its new anchor, which may be a start of up to five minutes ago. */
    private static boolean startsAtAnchor(@Nullable Schedule before, Schedule after) {
        boolean isNewAnchor = before == null
                || !before.incarnation().equals(after.incarnation())
                || !before.anchor().equals(after.anchor());
        boolean isJustPast = !after.anchor().isAfter(after.updatedAt())
                && !after.anchor().isBefore(after.updatedAt().minus(START_TOLERANCE));
        return isJustPast && isNewAnchor;
    }

    /** Skips are dropped 15 days after their time, but held until then. */
    private void recordSkips(Schedule after, Instant now) {
        if (after.isDeleted()) {
            return;
        }
        NavigableSet<Instant> held = new TreeSet<>(after.heldSkips().keySet());
        Life life = new Life(after.id(), after.incarnation());
        held.addAll(of(skips, life).headSet(now.minus(ReferenceModel.SKIP_AGE), false));
        skips.put(life, held);
        earlierSkips.computeIfAbsent(life, unknown -> new TreeSet<>()).addAll(held);
    }

    private static NavigableSet<Instant> of(Map<Life, NavigableSet<Instant>> all, Life life) {
        return all.getOrDefault(life, Collections.emptyNavigableSet());
    }

    /** Returns whether the firing at exactly this time is skipped, or was at the end of an incarnation that has ended. */
    boolean isSkipped(ScheduleId id, String incarnation, Instant firing) {
        return of(skips, new Life(id, incarnation)).contains(firing);
    }

    /** Returns whether the firing was ever skipped; the engine may report a rate's firing with another time. */
    boolean wasSkipped(ScheduleId id, String incarnation, Instant firing) {
        Duration tolerance = ReferenceModel.RATE_TOLERANCE;
        return !of(earlierSkips, new Life(id, incarnation))
                .subSet(firing.minus(tolerance), true, firing.plus(tolerance), true)
                .isEmpty();
    }

    /** Returns the firings whose grace is over at {@code now} and that must have an execution. */
    Stream<Firing> overdue(ScheduleId id, Instant now) {
        return ranges.getOrDefault(id, List.of()).stream().flatMap(it -> {
            Duration tolerance = it.def.isRate() ? Duration.ofSeconds(29) : Duration.ZERO;
            return it.requiredFirings(it.lastOverdueTime(now)).map(time -> new Firing(time, tolerance));
        });
    }

    /** Returns whether a firing was expected at exactly this time. */
    boolean isExpected(ScheduleId id, Instant firing) {
        return ranges.getOrDefault(id, List.of()).stream().anyMatch(it -> it.contains(firing));
    }

    /** Returns whether an entry that was not edited in the engine may have fired at this time. */
    boolean mayHaveFired(ScheduleId id, Instant firing) {
        return Stream.of(ranges, refusedRanges)
                .flatMap(it -> it.getOrDefault(id, List.of()).stream())
                .anyMatch(it -> it.mayHaveFired(firing));
    }
}
