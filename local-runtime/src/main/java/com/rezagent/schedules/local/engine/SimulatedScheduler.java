package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.SchedulerException.Kind;
import com.rezagent.schedules.schedule.Digest;
import com.rezagent.schedules.schedule.Page;
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
 * EventBridge Scheduler, one schedule group of it, in memory. Its calls behave as the service's do on the wire; {@link
 * LocalEngine} makes them through the engine interface. Thread-safe.
 *
 * <ul>
 *   <li>rate fires at its start date, at once when that is now or up to five minutes past, and then start + k × period,
 *       from now on. Without a start date it counts from the call, also from an update's.
 *   <li>Disabled entries don't fire, and don't catch up when they are enabled.
 *   <li>An entry stays when its last firing is over, and never fires again.
 *   <li>A flexible window delays each firing by a part of it, always the same for the same firing.
 *   <li>While a write of a schedule is under way, other writes of it are conflicts. More than ten calls a second for one
 *       schedule are throttled.
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

    /** How many calls are under way, by the schedule's name. */
    private final Map<String, Integer> underWay = new HashMap<>();

    /**
     * @param group the schedule group's name
     * @param receiver takes what fires
     * @param nanoTime real time, as {@link System#nanoTime}, for the limit of calls a second
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

    /** What the ARN of each schedule in a group begins with, before its name. */
    public static String arnPrefix(String group) {
        return "arn:aws:scheduler:us-east-1:000000000000:schedule/" + group + "/";
    }

    /** One schedule that is held, and its place in the timeline. */
    private static final class Entry {
        private final EngineEntry content;
        private final Recurrence recurrence;
        private final InputTemplate input;
        private final Instant writtenAt;
        private VirtualTimeScheduler.@Nullable ScheduledTask next;

        Entry(SchedulerRules.Valid valid, Instant writtenAt) {
            this.content = valid.entry();
            this.recurrence = valid.recurrence();
            this.input = new InputTemplate(valid.entry().input());
            this.writtenAt = writtenAt;
        }

        /** A rate's first firing is at its anchor, though that may be a moment past; all others are still to come. */
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

    /** @return the entry's ARN */
    public synchronized String create(SchedulerCall call, String clientToken) throws SchedulerException {
        Instant now = admitted(call.name());
        String replayed = tokens.replay(clientToken, List.of("create", call), now);
        if (replayed != null) {
            return replayed;
        }
        SchedulerRules.Valid valid = SchedulerRules.check(call, now);
        requireIdle(call.name());
        if (entries.containsKey(call.name())) {
            throw new SchedulerException(Kind.CONFLICT, "Schedule " + call.name() + " already exists.");
        }
        put(valid, now);
        return respond(call.name(), List.of("create", call), clientToken, now);
    }

    /** @return the entry's ARN */
    public synchronized String update(SchedulerCall call, String clientToken) throws SchedulerException {
        Instant now = admitted(call.name());
        String replayed = tokens.replay(clientToken, List.of("update", call), now);
        if (replayed != null) {
            return replayed;
        }
        SchedulerRules.Valid valid = SchedulerRules.check(call, now);
        requireIdle(call.name());
        requireEntry(call.name());
        put(valid, now);
        return respond(call.name(), List.of("update", call), clientToken, now);
    }

    public synchronized void delete(String name, String clientToken) throws SchedulerException {
        Instant now = admitted(name);
        if (tokens.replay(clientToken, new Delete(name), now) != null) {
            return;
        }
        requireIdle(name);
        unschedule(requireEntry(name));
        entries.remove(name);
        respond(name, new Delete(name), clientToken, now);
    }

    public synchronized Engine.ExistingEntry get(String name) throws SchedulerException {
        admitted(name);
        return held(requireEntry(name));
    }

    /** A page of what is held, in the order of the names. */
    public synchronized Page<Engine.ExistingEntry> list(@Nullable String nextToken) throws SchedulerException {
        if (nextToken != null && ScheduleId.tryParse(nextToken).isEmpty()) {
            throw new SchedulerException(Kind.VALIDATION, "The NextToken you specify is invalid.");
        }
        List<Entry> page = (nextToken == null ? entries : entries.tailMap(nextToken, false))
                .values().stream().limit(PAGE + 1L).toList();
        if (page.size() <= PAGE) {
            return new Page<>(page.stream().map(this::held).toList(), null);
        }
        List<Entry> items = page.subList(0, PAGE);
        return new Page<>(
                items.stream().map(this::held).toList(),
                items.get(PAGE - 1).content.id().value());
    }

    /** Begins a call that takes effect later. Until {@link #end}, other writes of that schedule are conflicts. */
    synchronized void begin(String name) {
        underWay.merge(name, 1, Integer::sum);
    }

    /** Ends a call that was begun. */
    synchronized void end(String name) {
        underWay.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
    }

    private void requireIdle(String name) throws SchedulerException {
        if (underWay.containsKey(name)) {
            throw new SchedulerException(
                    Kind.CONFLICT, "Updating or deleting the resource can cause an inconsistent state.");
        }
    }

    private Instant admitted(String name) throws SchedulerException {
        Instant now = clock.instant();
        rate.admit(name, now);
        return now;
    }

    public synchronized int size() {
        return entries.size();
    }

    private Entry requireEntry(String name) throws SchedulerException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new SchedulerException(Kind.NOT_FOUND, "Schedule " + name + " does not exist.");
        }
        return entry;
    }

    private Engine.ExistingEntry held(Entry entry) {
        return new Engine.ExistingEntry(entry.content, arn(entry.content.id().value()));
    }

    private String arn(String name) {
        return arnPrefix + name;
    }

    private String respond(String name, Object call, String clientToken, Instant now) {
        String arn = arn(name);
        tokens.keep(clientToken, call, arn, now);
        return arn;
    }

    private void put(SchedulerRules.Valid valid, Instant now) {
        Entry entry = new Entry(valid, now);
        Entry before = entries.put(valid.entry().id().value(), entry);
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
