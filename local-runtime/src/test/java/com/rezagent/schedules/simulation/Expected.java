package com.rezagent.schedules.simulation;

import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
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
final class Expected {
    /** Of a definition without a window: EventBridge's default maximum age of an event, and ten minutes. */
    private static final Duration GRACE = RetryPolicy.DEFAULT.maximumEventAge().plusMinutes(10);

    private final Map<ScheduleId, List<Stretch>> stretches = new HashMap<>();

    /**
     * What a record said for a while.
     *
     * @param after its firings are all after this
     * @param demandedAfter a command that came so late that the audit was past it already is too late for those
     * @param until no firing is after this
     */
    private record Stretch(Def def, Instant anchor, Instant after, Instant demandedAfter, Instant until) {
        Stretch ending(Instant end) {
            return new Stretch(def, anchor, after, demandedAfter, end);
        }

        boolean isOpen() {
            return until.equals(Instant.MAX);
        }

        Instant graceOver(Instant now) {
            return now.minus(GRACE).minus(Duration.ofMinutes(def.windowMinutes()));
        }

        Stream<Instant> firings(Instant last) {
            Instant end = last.isBefore(until) ? last : until;
            return def.recurrence(anchor).after(demandedAfter).takeWhile(it -> !it.isAfter(end));
        }

        boolean has(Instant firing) {
            return firing.isAfter(after)
                    && !firing.isAfter(until)
                    && def.recurrence(anchor).firesAt(firing);
        }
    }

    /** A firing that should have been, and how far from its time it may be dated. */
    record Firing(Instant time, Duration tolerance) {}

    /**
     * A record was written.
     *
     * @param asked when the command was issued that wrote it; null for a write without one
     */
    void written(@Nullable Schedule before, Schedule after, @Nullable Instant asked, Instant now) {
        boolean isChanged = before == null || before.version() != after.version();
        boolean wasRefused = before != null && before.status() == Status.FAILED;
        boolean isRefused = after.status() == Status.FAILED;
        if (!isChanged && wasRefused == isRefused) {
            return;
        }
        List<Stretch> all = stretches.computeIfAbsent(after.id(), id -> new ArrayList<>());
        if (!all.isEmpty() && all.get(all.size() - 1).isOpen()) {
            Stretch open = all.remove(all.size() - 1);
            boolean isTaken = isChanged || before.convergedVersion() == before.version();
            if (isTaken) {
                all.add(open.ending(isChanged ? after.updatedAt() : now));
            }
        }
        Def def = Def.of(after.definition());
        if (def != null && after.state() == State.ACTIVE && !isRefused) {
            Instant begin = after.updatedAt();
            if (!isChanged && asked != null && asked.isAfter(begin)) {
                begin = asked.truncatedTo(ChronoUnit.SECONDS);
            } else if (def.isRate() && after.anchor().equals(begin)) {
                begin = begin.minusSeconds(1);
            }
            Instant audited = now.minus(GRACE);
            all.add(new Stretch(def, after.anchor(), begin, begin.isBefore(audited) ? audited : begin, Instant.MAX));
        }
    }

    /** Every firing whose grace was over at a time. */
    Stream<Firing> overdue(ScheduleId id, Instant now) {
        return stretches.getOrDefault(id, List.of()).stream().flatMap(it -> {
            Duration tolerance = it.def.isRate() ? Duration.ofSeconds(29) : Duration.ZERO;
            return it.firings(it.graceOver(now)).map(time -> new Firing(time, tolerance));
        });
    }

    /** Whether a firing should have been at that very time. */
    boolean isExpected(ScheduleId id, Instant firing) {
        return stretches.getOrDefault(id, List.of()).stream().anyMatch(it -> it.has(firing));
    }
}
