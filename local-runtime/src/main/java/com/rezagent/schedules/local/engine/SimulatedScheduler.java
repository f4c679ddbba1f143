package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Simulates EventBridge Scheduler with one schedule group, in memory. Its operations behave as those of the service's
 * API; {@link LocalEngine} adapts them to the engine interface. Thread-safe.
 *
 * <ul>
 *   <li>A rate fires at start date + k × period. If the start date is up to five minutes in the past, it fires at once.
 *       Without a start date, the period counts from the create or update call.
 *   <li>Disabled entries do not fire, and do not catch up when they are enabled.
 *   <li>An entry remains after its last firing and never fires again.
 *   <li>Each firing is delayed within the flexible time window. The delay is a hash of entry and time, so it is
 *       repeatable.
 *   <li>While a write of a schedule is in flight, other writes of it fail with ConflictException. More than ten calls a
 *       second for one schedule are throttled.
 * </ul>
 */
public final class SimulatedScheduler {
    private static final int PAGE = 100;
    private static final int SECONDS_PER_MINUTE = 60;

    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final String arnPrefix;
    private final Firing.Receiver receiver;
    private final SplittableRandom executionIds = new SplittableRandom(0);
    private final NavigableMap<String, Entry> entries = new TreeMap<>();
    private final ClientTokens tokens = new ClientTokens();
    private final CallRate rate;

    /** Number of calls in flight by schedule name. */
    private final Map<String, Integer> inFlight = new HashMap<>();

    /**
     * Creates a scheduler without entries.
     *
     * @param group name of the schedule group
     * @param receiver receives the firings
     * @param nanoTime monotonic real time in nanoseconds, such as {@link System#nanoTime}, for the limit of calls per
     *     second
     */
    public SimulatedScheduler(
            Clock clock,
            VirtualTimeScheduler virtualTime,
            String group,
            Firing.Receiver receiver,
            LongSupplier nanoTime) {
        this.clock = clock;
        this.virtualTime = virtualTime;
        this.arnPrefix = arnPrefix(group);
        this.receiver = receiver;
        this.rate = new CallRate(nanoTime);
    }

    /**
     * Returns the ID of the entry with a name.
     *
     * @throws SimulatedSchedulerException {@code ValidationException} if no entry can have that name
     */
    public static ScheduleId idOf(String name) throws SimulatedSchedulerException {
        return SchedulerRules.idOf(name);
    }

    /** Returns the part of a schedule's ARN before the schedule's name, with a trailing slash. */
    public static String arnPrefix(String group) {
        return "arn:aws:scheduler:us-east-1:000000000000:schedule/" + group + "/";
    }

    /** A schedule and its next scheduled firing. */
    private static final class Entry {
        private final EngineEntry content;
        private final Recurrence recurrence;
        private final InputTemplate input;
        private final Instant writtenAt;
        private VirtualTimeScheduler.@Nullable ScheduledTask next;

        Entry(EngineEntry content, Recurrence recurrence, Instant writtenAt) {
            this.content = content;
            this.recurrence = recurrence;
            this.input = new InputTemplate(content.input());
            this.writtenAt = writtenAt;
        }

        /**
         * Returns the first firing: for a rate its anchor, even if that has just passed; otherwise the next one after
         * now.
         */
        Optional<Instant> firstFiring() {
            boolean atAnchor = recurrence.expression() instanceof RateExpression
                    && !recurrence.anchor().isAfter(writtenAt)
                    && recurrence.firesAt(recurrence.anchor());
            return atAnchor ? Optional.of(recurrence.anchor()) : recurrence.next(writtenAt);
        }

        Optional<Instant> firingAfter(Instant fired) {
            return recurrence.next(fired.isBefore(writtenAt) ? writtenAt : fired);
        }
    }

    private record Delete(String name) {}

    /**
     * Creates an entry and returns its ARN.
     *
     * @throws SimulatedSchedulerException if the call is invalid, throttled, or the entry exists
     */
    public synchronized String create(EngineEntry entry, String clientToken) throws SimulatedSchedulerException {
        String name = entry.id().value();
        Instant now = admit(name);
        String replayed = tokens.replay(clientToken, List.of("create", entry), now);
        if (replayed != null) {
            return replayed;
        }
        Recurrence recurrence = SchedulerRules.check(entry, now);
        requireIdle(name);
        if (entries.containsKey(name)) {
            throw new SimulatedSchedulerException(Kind.CONFLICT, "Schedule " + name + " already exists.");
        }
        put(new Entry(entry, recurrence, now));
        return respond(name, List.of("create", entry), clientToken, now);
    }

    /**
     * Replaces an entry and returns its ARN.
     *
     * @throws SimulatedSchedulerException if the call is invalid, throttled or in conflict with a write in flight, or
     *     there is no such entry
     */
    public synchronized String update(EngineEntry entry, String clientToken) throws SimulatedSchedulerException {
        String name = entry.id().value();
        Instant now = admit(name);
        String replayed = tokens.replay(clientToken, List.of("update", entry), now);
        if (replayed != null) {
            return replayed;
        }
        Recurrence recurrence = SchedulerRules.check(entry, now);
        requireIdle(name);
        requireEntry(name);
        put(new Entry(entry, recurrence, now));
        return respond(name, List.of("update", entry), clientToken, now);
    }

    /**
     * Deletes an entry.
     *
     * @throws SimulatedSchedulerException if the call is throttled or in conflict with a write in flight, or there is
     *     no such entry
     */
    public synchronized void delete(String name, String clientToken) throws SimulatedSchedulerException {
        Instant now = admit(name);
        if (tokens.replay(clientToken, new Delete(name), now) != null) {
            return;
        }
        requireIdle(name);
        unschedule(requireEntry(name));
        entries.remove(name);
        respond(name, new Delete(name), clientToken, now);
    }

    /**
     * Returns an entry.
     *
     * @throws SimulatedSchedulerException if the call is throttled or there is no such entry
     */
    public synchronized Engine.ExistingEntry get(String name) throws SimulatedSchedulerException {
        admit(name);
        return existing(requireEntry(name));
    }

    /**
     * Returns a page of up to 100 entries, ordered by name.
     *
     * @throws SimulatedSchedulerException {@code ValidationException} if the token is malformed
     */
    public synchronized Page<Engine.ExistingEntry> list(@Nullable String nextToken) throws SimulatedSchedulerException {
        if (nextToken != null && ScheduleId.tryParse(nextToken).isEmpty()) {
            throw new SimulatedSchedulerException(Kind.VALIDATION, "The NextToken you specify is invalid.");
        }
        List<Entry> page = (nextToken == null ? entries : entries.tailMap(nextToken, false))
                .values().stream().limit(PAGE + 1L).toList();
        if (page.size() <= PAGE) {
            return new Page<>(page.stream().map(this::existing).toList(), null);
        }
        List<Entry> items = page.subList(0, PAGE);
        return new Page<>(
                items.stream().map(this::existing).toList(),
                items.get(PAGE - 1).content.id().value());
    }

    /** Marks a write as in flight. Until {@link #end}, other writes of that schedule fail with ConflictException. */
    synchronized void begin(String name) {
        inFlight.merge(name, 1, Integer::sum);
    }

    /** Ends a write that was marked with {@link #begin}. */
    synchronized void end(String name) {
        inFlight.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
    }

    private void requireIdle(String name) throws SimulatedSchedulerException {
        if (inFlight.containsKey(name)) {
            throw new SimulatedSchedulerException(
                    Kind.CONFLICT, "Updating or deleting the resource can cause an inconsistent state.");
        }
    }

    private Instant admit(String name) throws SimulatedSchedulerException {
        Instant now = clock.instant();
        rate.admit(name, now);
        return now;
    }

    /** Returns the number of entries. */
    public synchronized int size() {
        return entries.size();
    }

    private Entry requireEntry(String name) throws SimulatedSchedulerException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new SimulatedSchedulerException(Kind.NOT_FOUND, "Schedule " + name + " does not exist.");
        }
        return entry;
    }

    private Engine.ExistingEntry existing(Entry entry) {
        return new Engine.ExistingEntry(entry.content, arn(entry.content.id().value()));
    }

    private String arn(String name) {
        return arnPrefix + name;
    }

    private String respond(String name, Object call, String clientToken, Instant now) {
        String arn = arn(name);
        tokens.record(clientToken, call, arn, now);
        return arn;
    }

    private void put(Entry entry) {
        Entry before = entries.put(entry.content.id().value(), entry);
        if (before != null) {
            unschedule(before);
        }
        if (entry.content.state() == EntryState.ENABLED) {
            schedule(entry, entry.firstFiring());
        }
    }

    private void schedule(Entry entry, Optional<Instant> firing) {
        entry.next = firing.map(it -> virtualTime.at(it, () -> fire(entry, it))).orElse(null);
    }

    private static void unschedule(Entry entry) {
        VirtualTimeScheduler.ScheduledTask next = entry.next;
        if (next != null) {
            next.cancel();
        }
    }

    private void fire(Entry entry, Instant scheduledTime) {
        Firing firing;
        synchronized (this) {
            if (entries.get(entry.content.id().value()) != entry) {
                return;
            }
            schedule(entry, entry.firingAfter(scheduledTime));
            firing = new Firing(entry.content, scheduledTime, event(entry, scheduledTime));
        }
        receiver.receive(firing, scheduledTime.plusSeconds(delaySeconds(entry.content, scheduledTime)));
    }

    private String event(Entry entry, Instant scheduledTime) {
        return entry.input.fill(Map.of(
                InputTemplate.SCHEDULED_TIME,
                scheduledTime.toString(),
                InputTemplate.SCHEDULE_ARN,
                arn(entry.content.id().value()),
                InputTemplate.ATTEMPT_NUMBER,
                "1",
                InputTemplate.EXECUTION_ID,
                HexFormat.of().toHexDigits(executionIds.nextLong())));
    }

    private static long delaySeconds(EngineEntry entry, Instant scheduledTime) {
        Integer minutes = entry.windowMinutes();
        if (minutes == null) {
            return 0;
        }
        String digest = Digest.hex128(entry.id() + " " + scheduledTime);
        return Long.parseLong(digest.substring(0, 15), 16) % ((long) minutes * SECONDS_PER_MINUTE);
    }
}
