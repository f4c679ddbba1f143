package com.rezagent.schedules.execution;

import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the executions of one incarnation of a schedule own. It is stored apart from the schedule's record, so that an
 * execution neither rewrites the record nor conflicts with commands. Immutable.
 *
 * @param sinceVersion a version of the schedule's record in this incarnation: of two incarnations, the one with the
 *     greater version is the later one
 * @param executionCount how many executions were published, without those that earlier releases counted on the record
 * @param lastTriggered when the last of these was published; null if there was none
 * @param recent the outcomes of the last {@value #MAX_RECENT} scheduled times, in the words of the API
 * @param lastSuccess the latest scheduled time that succeeded; null if there was none
 * @param surplus earlier times whose outcomes may still be stored, as concurrent executions leave them
 */
public record ScheduleState(
        String incarnation,
        long sinceVersion,
        long executionCount,
        @Nullable Instant lastTriggered,
        NavigableMap<Instant, String> recent,
        @Nullable Instant lastSuccess,
        List<Instant> surplus) {

    public static final int MAX_RECENT = 30;

    /** The state of a schedule that has never been executed, or of which none is stored. */
    public static final ScheduleState NONE = begin("", 0);

    private static final Set<String> SUCCESSES = Set.of(ExecutionOutcome.PUBLISHED.text(), "succeeded");

    /** @param recent may have more entries than {@value #MAX_RECENT}; the earlier ones become surplus */
    public ScheduleState {
        NavigableMap<Instant, String> latest = new TreeMap<>(recent);
        List<Instant> others = new ArrayList<>(surplus);
        while (latest.size() > MAX_RECENT) {
            others.add(latest.firstKey());
            latest.remove(latest.firstKey());
        }
        recent = Collections.unmodifiableNavigableMap(latest);
        surplus = List.copyOf(others);
        // Of two concurrent executions, the earlier one may have been the last to write.
        for (Map.Entry<Instant, String> entry : recent.descendingMap().entrySet()) {
            if (SUCCESSES.contains(entry.getValue())) {
                lastSuccess = later(lastSuccess, entry.getKey());
                break;
            }
        }
    }

    /** Returns the state in which an incarnation begins. */
    public static ScheduleState begin(String incarnation, long version) {
        return new ScheduleState(incarnation, version, 0, null, Collections.emptyNavigableMap(), null, List.of());
    }

    /** Returns the state for a schedule: this one, or an empty one if this belongs to another incarnation. */
    public ScheduleState of(Schedule schedule) {
        return incarnation.equals(schedule.incarnation()) ? this : begin(schedule.incarnation(), schedule.version());
    }

    /** Returns whether nothing was recorded in this incarnation. */
    public boolean isEmpty() {
        return executionCount == 0 && recent.isEmpty();
    }

    /** Returns the outcome of the latest scheduled time; empty if there was none. */
    public Optional<String> lastOutcome() {
        return recent.descendingMap().values().stream().findFirst();
    }

    /** Returns the counters of a schedule: this state's and those that earlier releases counted on its record. */
    public Counters counters(Schedule schedule) {
        ScheduleState own = of(schedule);
        Counters base = schedule.counters();
        return new Counters(base.executionCount() + own.executionCount, later(own.lastTriggered, base.lastTriggered()));
    }

    /**
     * Returns this stored state after one more outcome of an execution; empty if a later incarnation has begun, to which
     * the execution does not belong.
     *
     * @param execution published, or ended otherwise; only the first counts
     * @param seen the state of the execution's incarnation as {@link #of} returned it for the record that was read
     */
    public Optional<ScheduleState> recorded(Execution execution, ScheduleState seen) {
        if (incarnation.equals(seen.incarnation)) {
            return Optional.of(with(execution));
        }
        return sinceVersion < seen.sinceVersion
                ? Optional.of(begin(seen.incarnation, seen.sinceVersion).with(execution))
                : Optional.empty();
    }

    private ScheduleState with(Execution execution) {
        boolean isPublished = execution.outcome() == ExecutionOutcome.PUBLISHED;
        NavigableMap<Instant, String> outcomes = new TreeMap<>(recent);
        outcomes.put(execution.key().scheduledTime(), execution.outcome().text());
        return new ScheduleState(
                incarnation,
                sinceVersion,
                executionCount + (isPublished ? 1 : 0),
                isPublished ? later(lastTriggered, execution.finishedAt()) : lastTriggered,
                outcomes,
                lastSuccess,
                surplus);
    }

    /** Returns a copy without surplus, as a store keeps it that writes the whole state. */
    public ScheduleState withoutSurplus() {
        return new ScheduleState(
                incarnation, sinceVersion, executionCount, lastTriggered, recent, lastSuccess, List.of());
    }

    /**
     * Returns the key under which {@code recent} is stored for a time: seconds since the epoch and, unless they are whole,
     * {@code _} and nanoseconds.
     */
    public static String key(Instant time) {
        return time.getNano() == 0
                ? Long.toString(time.getEpochSecond())
                : time.getEpochSecond() + "_" + time.getNano();
    }

    /** Returns the time of a {@link #key}. */
    public static Instant time(String key) {
        int end = key.indexOf('_');
        return end < 0
                ? Instant.ofEpochSecond(Long.parseLong(key))
                : Instant.ofEpochSecond(Long.parseLong(key.substring(0, end)), Long.parseLong(key.substring(end + 1)));
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isAfter(a)) ? b : a;
    }
}
