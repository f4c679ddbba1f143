package com.rezagent.schedules.simulation;

import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Stamp;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which firings there should have been, written down beside the records and never read from them again: whenever a record
 * comes to say something else of when to fire, what it said before ends, and what it says now begins.
 */
final class ExpectedFirings {
    /** Of a definition without a window: EventBridge's default maximum age of an event, and ten minutes. */
    private static final Duration GRACE = RetryPolicy.DEFAULT.maximumEventAge().plusMinutes(10);

    private static final Duration START_TOLERANCE = Duration.ofMinutes(5);

    private final Map<ScheduleId, List<ExpectedRange>> ranges = new HashMap<>();

    /** Of what EventBridge refused: what fell due before it was asked may have been executed. */
    private final Map<ScheduleId, List<ExpectedRange>> refusedRanges = new HashMap<>();

    /**
     * What a record said for a while. A command that comes late changes what it says from the moment it was asked for; what
     * an audit found before it came stands.
     *
     * @param after its firings are all after this
     * @param requiredAfter no audit can have been past this; those after it must be looked for
     * @param requiredUntil no firing after this must be looked for
     * @param until no firing is after this
     */
    private record ExpectedRange(
            DefinitionSpec def,
            Instant anchor,
            Instant after,
            Instant requiredAfter,
            Instant requiredUntil,
            Instant until) {
        ExpectedRange endedAt(Instant demanded, Instant now) {
            return new ExpectedRange(def, anchor, after, requiredAfter, demanded, demanded.isBefore(now) ? now : demanded);
        }

        boolean isOpen() {
            return until.equals(Instant.MAX);
        }

        Instant lastOverdueTime(Instant now) {
            return now.minus(GRACE).minus(Duration.ofMinutes(def.windowMinutes()));
        }

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

    /** A firing that should have been, and how far from its time it may be dated. */
    record Firing(Instant time, Duration tolerance) {}

    /**
     * A record was written.
     */
    void recordWrite(@Nullable Schedule before, Schedule after, Instant now) {
        boolean isChanged = before == null || before.version() != after.version();
        boolean wasRefused = before != null && before.status() == Status.FAILED;
        boolean isRefused = after.status() == Status.FAILED;
        if (!isChanged && wasRefused == isRefused) {
            return;
        }
        List<ExpectedRange> all = ranges.computeIfAbsent(after.id(), id -> new ArrayList<>());
        if (!all.isEmpty() && all.get(all.size() - 1).isOpen()) {
            ExpectedRange open = all.remove(all.size() - 1);
            boolean isTaken = isChanged || before.convergedVersion() == before.version();
            if (isTaken) {
                Instant ended = isChanged ? after.updatedAt() : now;
                // Who pauses or deletes may be in time for what EventBridge has not let go yet.
                boolean isHeldBack = isChanged && after.state() != State.ACTIVE;
                Duration notLetGo = Duration.ofMinutes(open.def.windowMinutes() + 1L);
                all.add(open.endedAt(isHeldBack ? ended.minus(notLetGo) : ended, now));
            } else {
                refusedRanges.computeIfAbsent(after.id(), id -> new ArrayList<>()).add(open.endedAt(now, now));
            }
        }
        DefinitionSpec def = DefinitionSpec.of(after.definition());
        if (def != null && after.state() == State.ACTIVE && !isRefused) {
            Instant begin = after.updatedAt();
            if (!isChanged) {
                begin = now.truncatedTo(ChronoUnit.SECONDS);
            } else if (def.isRate() && after.anchor().equals(begin) && !isResumed(before, after)) {
                begin = begin.minusSeconds(1);
            }
            Instant audited = now.minus(GRACE);
            Instant demanded = begin.isBefore(audited) ? audited : begin;
            boolean mayFireBefore = isChanged && def.isRate() && startsAtAnchor(before, after);
            Instant first = mayFireBefore ? after.anchor().minusSeconds(1) : begin;
            all.add(new ExpectedRange(def, after.anchor(), first, demanded, Instant.MAX, Instant.MAX));
        }
    }

    /**
     * Whether a pause ended with this write. A firing during a pause, if only for a part of the second, is not executed
     * later. A resume that was issued before the definition ended the pause before the definition's first firing.
     */
    private static boolean isResumed(@Nullable Schedule before, Schedule after) {
        return before != null
                && before.state() == State.PAUSED
                && before.incarnation().equals(after.incarnation())
                && !isBefore(after.lifecycle().runningStamp(), after.definitionStamp());
    }

    private static boolean isBefore(@Nullable Stamp one, @Nullable Stamp other) {
        return one != null && other != null && one.isBefore(other);
    }

    /** A rate that is defined anew may fire at its anchor, also where that is a start of up to five minutes ago. */
    private static boolean startsAtAnchor(@Nullable Schedule before, Schedule after) {
        boolean isAnchoredAnew = before == null
                || !before.incarnation().equals(after.incarnation())
                || !before.anchor().equals(after.anchor());
        boolean isJustPast = !after.anchor().isAfter(after.updatedAt())
                && !after.anchor().isBefore(after.updatedAt().minus(START_TOLERANCE));
        return isJustPast && isAnchoredAnew;
    }

    /** Every firing whose grace was over at a time. */
    Stream<Firing> overdue(ScheduleId id, Instant now) {
        return ranges.getOrDefault(id, List.of()).stream().flatMap(it -> {
            Duration tolerance = it.def.isRate() ? Duration.ofSeconds(29) : Duration.ZERO;
            return it.requiredFirings(it.lastOverdueTime(now)).map(time -> new Firing(time, tolerance));
        });
    }

    /** Whether a firing should have been at that very time. */
    boolean isExpected(ScheduleId id, Instant firing) {
        return ranges.getOrDefault(id, List.of()).stream().anyMatch(it -> it.contains(firing));
    }

    /** Whether an entry that nobody edited may have fired then. */
    boolean mayHaveFired(ScheduleId id, Instant firing) {
        return Stream.of(ranges, refusedRanges)
                .flatMap(it -> it.getOrDefault(id, List.of()).stream())
                .anyMatch(it -> it.mayHaveFired(firing));
    }
}
