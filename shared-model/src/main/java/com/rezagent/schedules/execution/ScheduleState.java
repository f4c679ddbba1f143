package com.rezagent.schedules.execution;

import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the executions of one incarnation of a schedule own. It is stored apart from the schedule's record, so that an
 * execution neither rewrites the record nor conflicts with commands. Immutable.
 *
 * @param sinceVersion a version of the schedule's record in this incarnation: of two incarnations, the one with the
 *     greater version is the later one
 * @param executionCount how many executions were published, without those that earlier releases counted on the record
 * @param lastTriggered when the last of these was published; null if there was none
 * @param recent the outcomes of the last {@value #MAX_RECENT} scheduled times, in the words of the API, and the earlier
 *     failures since the last success, {@value #MAX_FAILURES} failures at most, and those that have not ended,
 *     {@value #MAX_RECENT} at most
 * @param lastSuccess the latest scheduled time that succeeded; null if there was none
 * @param hasReported whether a report has ever arrived
 * @param openExecution sort key of an execution that is not final; null for none. Of several, one is named
 * @param surplus earlier times whose outcomes may still be stored, as concurrent executions leave them
 */
public record ScheduleState(
        String incarnation,
        long sinceVersion,
        long executionCount,
        @Nullable Instant lastTriggered,
        NavigableMap<Instant, String> recent,
        @Nullable Instant lastSuccess,
        boolean hasReported,
        @Nullable String openExecution,
        List<Instant> surplus) {

    /** How many scheduled times are shown. */
    public static final int MAX_RECENT = 30;

    /** How many failures in a row are kept. */
    public static final int MAX_FAILURES = RunPolicy.MAX_PAUSE_AFTER_FAILURES;

    private static final Set<String> SUCCESSES = Set.of(ShownOutcome.PUBLISHED.text(), ShownOutcome.SUCCEEDED.text());

    /** A missed one is not among them: no consumer has got it. */
    private static final Set<String> FAILURES = texts(it -> it.isFailure() && it != ShownOutcome.MISSED);

    private static final Set<String> OPEN = texts(ShownOutcome::isOpen);

    /** The state of a schedule that has never been executed, or of which none is stored. */
    public static final ScheduleState NONE = begin("", 0);

    /** @param recent may have too many entries; the earlier ones become surplus */
    public ScheduleState {
        NavigableMap<Instant, String> latest = new TreeMap<>(recent);
        // Of two concurrent executions, the earlier one may have been the last to write.
        for (Map.Entry<Instant, String> entry : latest.descendingMap().entrySet()) {
            if (SUCCESSES.contains(entry.getValue())) {
                lastSuccess = later(lastSuccess, entry.getKey());
                break;
            }
        }
        List<Instant> others = new ArrayList<>(surplus);
        int kept = 0;
        int failures = 0;
        int open = 0;
        for (Map.Entry<Instant, String> entry :
                List.copyOf(latest.descendingMap().entrySet())) {
            boolean isInRow = FAILURES.contains(entry.getValue())
                    && (lastSuccess == null || entry.getKey().isAfter(lastSuccess));
            boolean isOpen = OPEN.contains(entry.getValue());
            failures += isInRow ? 1 : 0;
            open += isOpen ? 1 : 0;
            if (kept < MAX_RECENT || (isInRow && failures <= MAX_FAILURES) || (isOpen && open <= MAX_RECENT)) {
                kept++;
            } else {
                others.add(surplus.size(), entry.getKey());
                latest.remove(entry.getKey());
            }
        }
        recent = Collections.unmodifiableNavigableMap(latest);
        surplus = List.copyOf(others);
    }

    private static Set<String> texts(Predicate<ShownOutcome> condition) {
        return Arrays.stream(ShownOutcome.values())
                .filter(condition)
                .map(ShownOutcome::text)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the state in which an incarnation begins. */
    public static ScheduleState begin(String incarnation, long version) {
        return new ScheduleState(
                incarnation, version, 0, null, Collections.emptyNavigableMap(), null, false, null, List.of());
    }

    /** Returns the state for a schedule: this one, or an empty one if this belongs to another incarnation. */
    public ScheduleState of(Schedule schedule) {
        return incarnation.equals(schedule.incarnation()) ? this : begin(schedule.incarnation(), schedule.version());
    }

    /** Returns whether nothing was recorded in this incarnation. */
    public boolean isEmpty() {
        return executionCount == 0 && recent.isEmpty() && !hasReported && openExecution == null;
    }

    /** Returns the outcomes to show: those of the last {@value #MAX_RECENT} scheduled times. */
    public NavigableMap<Instant, String> shownRecent() {
        return recent.size() <= MAX_RECENT
                ? recent
                // A copy, because a caller may ask for a part of it.
                : new TreeMap<>(recent.tailMap(
                        recent.descendingKeySet().stream()
                                .skip(MAX_RECENT - 1L)
                                .findFirst()
                                .orElseThrow(),
                        true));
    }

    /** Returns the outcome of the latest scheduled time; empty if there was none. */
    public Optional<String> lastOutcome() {
        return recent.descendingMap().values().stream().findFirst();
    }

    /**
     * Returns the scheduled times, at an instant or later, of the executions that have failed since the last success, in
     * order, {@value #MAX_FAILURES} at most. Skipped, missed, cancelled and open ones are passed over.
     */
    public List<Instant> failedSince(Instant since) {
        Instant from = lastSuccess != null && lastSuccess.isAfter(since) ? lastSuccess : since;
        return recent.tailMap(from, true).entrySet().stream()
                .filter(it -> FAILURES.contains(it.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns how many executions have failed in a row before a scheduled time, in the order of the scheduled times. */
    public int failuresBefore(Instant scheduledTime) {
        return (int) recent.headMap(scheduledTime, false).descendingMap().values().stream()
                .takeWhile(it -> !SUCCESSES.contains(it))
                .filter(FAILURES::contains)
                .count();
    }

    /**
     * Returns how many failures are in a row with one at a scheduled time: the others since the last success, in any order
     * or, if that was scheduled later, those before it. {@value #MAX_FAILURES} at most.
     */
    public int failuresBeside(Instant scheduledTime) {
        return lastSuccess != null && !scheduledTime.isAfter(lastSuccess)
                ? failuresBefore(scheduledTime)
                : (int) failedSince(Instant.MIN).stream()
                        .filter(it -> !it.equals(scheduledTime))
                        .count();
    }

    /** Returns whether an execution that was scheduled later has failed, and none since has succeeded. */
    public boolean hasFailedAfter(Instant scheduledTime) {
        return failedSince(scheduledTime).stream().anyMatch(it -> it.isAfter(scheduledTime));
    }

    /** Returns the scheduled time of the latest execution that has not ended, except one; empty if there is none. */
    public Optional<Instant> openBeside(Instant scheduledTime) {
        Optional<Instant> open = Optional.ofNullable(openExecution)
                .flatMap(SortKey::tryParse)
                .map(SortKey::time)
                .filter(it -> !it.equals(scheduledTime));
        return open.isPresent()
                ? open
                : recent.descendingMap().entrySet().stream()
                        .filter(it -> OPEN.contains(it.getValue()))
                        .map(Map.Entry::getKey)
                        .filter(it -> !it.equals(scheduledTime))
                        .findFirst();
    }

    /** Returns whether the {@link #openExecution} of an execution's incarnation is another one. */
    public boolean isOccupied(Execution claimed) {
        return incarnation.equals(claimed.incarnation())
                && openExecution != null
                && !openExecution.equals(claimed.key().sortKey());
    }

    /**
     * Returns this stored state after an execution was claimed as the open one; empty if only the execution is to be
     * written, because a later incarnation has begun.
     *
     * @param seen as for {@link #recorded}
     */
    public Optional<ScheduleState> claimed(Execution claimed, ScheduleState seen) {
        return of(seen, claimed).map(it -> it.with(claimed, false));
    }

    /** Returns the counters of a schedule: this state's and those that earlier releases counted on its record. */
    public Counters counters(Schedule schedule) {
        ScheduleState own = of(schedule);
        Counters base = schedule.counters();
        return new Counters(base.executionCount() + own.executionCount, later(own.lastTriggered, base.lastTriggered()));
    }

    /**
     * Returns this stored state after the publication of an execution is recorded; empty if only the execution is to be
     * written, because a later incarnation has begun, to which it does not belong.
     *
     * @param published as it is recorded, counted from now on
     * @param seen the state of the execution's incarnation as {@link #of} returned it for the record that was read
     */
    public Optional<ScheduleState> recorded(Execution published, ScheduleState seen) {
        return of(seen, published).map(it -> it.with(published, published.isCounted()));
    }

    /**
     * Returns this stored state after an execution was replaced: it is counted if it is counted from now on, its outcome
     * takes the place of an earlier one, and its first report is noted. Empty if only the execution is to be written,
     * because none of this changes or it belongs to another incarnation.
     *
     * @param seen as for {@link #recorded}; {@link #NONE} if the execution's incarnation has ended
     */
    public Optional<ScheduleState> changed(Execution before, Execution after, ScheduleState seen) {
        return of(seen, after).flatMap(stored -> {
            ScheduleState next = stored.with(after, after.isCounted() && !before.isCounted());
            // What was seen may be older than the execution, so its own outcome is written with every change of it.
            boolean isShown = next.recent.containsKey(after.key().scheduledTime());
            boolean isWritten = (isShown && before.shownOutcome() != after.shownOutcome())
                    || !next.withoutSurplus().equals(stored.withoutSurplus());
            return isWritten ? Optional.of(next) : Optional.empty();
        });
    }

    /**
     * Returns this state if it has to change with an execution that ended without a message, otherwise {@link #NONE}. It
     * changes if the schedule has a run policy: without one, the state is only written together with a publication, so
     * that other ends cost no second item. It also changes if it names the execution, or that has a run.
     */
    public ScheduleState withEnd(Execution ended, Schedule schedule) {
        Definition definition = schedule.definition();
        // A new item of a deleted schedule would never expire.
        boolean hasPolicy = !schedule.isDeleted() && definition != null && definition.runPolicy() != null;
        boolean isNamed = recent.containsKey(ended.key().scheduledTime())
                || ended.key().sortKey().equals(openExecution);
        return hasPolicy || isNamed || ended.run() != null ? this : NONE;
    }

    /**
     * Returns this stored state after an execution ended without a message; empty if only the execution is to be written,
     * because it belongs to another incarnation.
     *
     * @param seen as for {@link #changed}, see {@link #withEnd}
     */
    public Optional<ScheduleState> ended(Execution ended, ScheduleState seen) {
        return of(seen, ended).map(it -> it.with(ended, false));
    }

    /** Returns this state, or the one in which the later incarnation of an execution begins; empty if it is earlier. */
    private Optional<ScheduleState> of(ScheduleState seen, Execution execution) {
        if (!seen.incarnation.equals(execution.incarnation())) {
            return Optional.empty();
        }
        if (incarnation.equals(seen.incarnation)) {
            return Optional.of(this);
        }
        return sinceVersion < seen.sinceVersion
                ? Optional.of(begin(seen.incarnation, seen.sinceVersion))
                : Optional.empty();
    }

    private ScheduleState with(Execution execution, boolean isCount) {
        NavigableMap<Instant, String> outcomes = new TreeMap<>(recent);
        outcomes.put(execution.key().scheduledTime(), execution.shownOutcome().text());
        return new ScheduleState(
                incarnation,
                sinceVersion,
                executionCount + (isCount ? 1 : 0),
                isCount ? later(lastTriggered, execution.finishedAt()) : lastTriggered,
                outcomes,
                lastSuccess,
                hasReported || execution.hasReport(),
                openAfter(execution),
                surplus);
    }

    private @Nullable String openAfter(Execution execution) {
        String own = execution.key().sortKey();
        if (execution.shownOutcome().isOpen()) {
            return openExecution == null ? own : openExecution;
        }
        return own.equals(openExecution) ? null : openExecution;
    }

    /** Returns a copy without surplus, as a store keeps it that writes the whole state. */
    public ScheduleState withoutSurplus() {
        return new ScheduleState(
                incarnation,
                sinceVersion,
                executionCount,
                lastTriggered,
                recent,
                lastSuccess,
                hasReported,
                openExecution,
                List.of());
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
