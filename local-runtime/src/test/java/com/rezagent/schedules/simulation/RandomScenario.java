package com.rezagent.schedules.simulation;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.local.LocalStage;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One random walk through one world: commands in any order, more than once and up to weeks late, by clocks that are fast
 * and slow, faults at any call, an engine that others edit, a clock that moves; and now and then a rest, at which all must
 * be well.
 */
final class RandomScenario {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<Action> ACTIONS = List.of(
            Action.CREATE,
            Action.CREATE,
            Action.CREATE,
            Action.UPDATE,
            Action.UPDATE,
            Action.PAUSE,
            Action.RESUME,
            Action.RESUME,
            Action.DELETE,
            Action.TRIGGER);
    private static final List<String> EXPRESSIONS = List.of(
            "rate(20 minutes)",
            "rate(1 hour)",
            "rate(7 days)",
            "cron(0/30 * * * ? *)",
            "cron(0 6 * * ? *)",
            "cron(0 6 1 1 ? *)",
            "cron(0 25 * * ? *)");
    private static final List<Action> ACTIONS_BEFORE_CREATE =
            List.of(Action.UPDATE, Action.PAUSE, Action.RESUME, Action.DELETE, Action.TRIGGER);
    private static final int LONG_MILLIS = 30_000;
    private static final int SHORT_MILLIS = 1_000;

    private final SimulatedWorld world;
    private final SplittableRandom random;
    private final List<String> events = new ArrayList<>();
    private final List<String> delayedEvents = new ArrayList<>();
    private final List<CommandSpec> triggers = new ArrayList<>();
    private final Map<String, Integer> counts;
    private int commands;

    /** @param counts how often each kind of step was taken; added to */
    RandomScenario(SimulatedWorld world, SplittableRandom random, Map<String, Integer> counts) {
        this.world = world;
        this.random = random;
        this.counts = counts;
    }

    void step() {
        world.faultPlan.arm(faults());
        int kind = random.nextInt(100);
        if (kind < 42) {
            command();
        } else if (kind < 45) {
            commandBeforeCreate();
        } else if (kind < 57) {
            redeliver();
        } else if (kind < 80) {
            moveClock();
        } else if (kind < 85) {
            reconcile();
        } else if (kind < 94) {
            editEngine();
        } else {
            changeConditions();
        }
    }

    /** Repairs what is broken outside, lets all come to its end, and answers what is wrong then. */
    List<String> checkWhenIdle() {
        world.faultPlan.disarm();
        world.setEngineRefuses(false);
        world.topics.setExists(world.stage.webActions(), true);
        world.lambda.setRemainingMillis(LONG_MILLIS);
        delayedEvents.forEach(world::deliver);
        delayedEvents.clear();
        world.runUntilIdle();
        count("redriven", world.lambda.redrive());
        world.runUntilIdle();
        world.reconcile();
        world.runUntilIdle();
        return Invariants.violations(world);
    }

    private void count(String what, int times) {
        counts.merge(what, times, Integer::sum);
    }

    private Map<Integer, Fault> faults() {
        Map<Integer, Fault> faults = new TreeMap<>();
        int number = Math.max(0, random.nextInt(6) - 3);
        for (int i = 0; i < number; i++) {
            faults.put(1 + random.nextInt(12), pick(Fault.ALL));
        }
        count("faults set", number);
        return faults;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void command() {
        boolean isFromApi = random.nextInt(3) == 0;
        Instant requestedAt = isFromApi ? recentTime() : publisherTime();
        Action action = pick(ACTIONS);
        String name = pick(NAMES);
        boolean isDefining = action == Action.CREATE || action == Action.UPDATE;
        CommandSpec cmd = CommandSpec.of(
                "command-" + ++commands, action, name, requestedAt, isDefining ? definition(name, requestedAt) : null);
        if (action == Action.CREATE && random.nextInt(6) == 0) {
            cmd = cmd.paused();
            count("creates of a paused schedule", 1);
        }
        if (isFromApi) {
            cmd = cmd.fromApi();
        }
        if (action == Action.UPDATE && random.nextInt(3) == 0) {
            long version = world.record(cmd.name()).map(it -> it.version()).orElse(1L);
            cmd = cmd.withExpectedVersion(Math.max(1, version - random.nextInt(2)));
        }
        if (action == Action.TRIGGER) {
            triggers.add(cmd);
        }
        String event = world.event(cmd);
        events.add(event);
        count("commands", 1);
        if (random.nextInt(6) == 0) {
            delayedEvents.add(event);
        } else {
            world.deliver(event);
        }
    }

    /** A publisher's command arrives before the create that it builds on, and waits for it. */
    private void commandBeforeCreate() {
        List<String> free = NAMES.stream()
                .filter(it ->
                        world.record(it).filter(record -> !record.isDeleted()).isEmpty())
                .toList();
        if (free.isEmpty()) {
            command();
            return;
        }
        String name = pick(free);
        Action action = pick(ACTIONS_BEFORE_CREATE);
        Instant created = world.now();
        CommandSpec create =
                CommandSpec.of("command-" + ++commands, Action.CREATE, name, created, definition(name, created));
        CommandSpec cmd = CommandSpec.of(
                "command-" + ++commands,
                action,
                name,
                created.plusSeconds(1),
                action == Action.UPDATE ? definition(name, created) : null);
        world.deliver(world.event(cmd));
        world.advance(Duration.ofSeconds(random.nextInt(100)));
        world.deliver(world.event(random.nextInt(3) == 0 ? create.paused() : create));
        count("commands that wait", 1);
    }

    /** Mostly just now; sometimes minutes ago, and now and then weeks. */
    private Instant recentTime() {
        Instant asked = world.now().minusMillis(random.nextInt(10) < 7 ? 0 : random.nextInt(600_000));
        return random.nextInt(25) == 0 ? asked.minus(Duration.ofHours(random.nextInt(40 * 24))) : asked;
    }

    /** A publisher's clock may be fast, by more than is believed too, or slow. */
    private Instant publisherTime() {
        switch (random.nextInt(10)) {
            case 0 -> {
                count("commands by a fast clock", 1);
                return world.now().plusMillis(random.nextInt(300_000));
            }
            case 1 -> {
                count("commands by a clock far ahead", 1);
                return world.now().plusSeconds(301L + random.nextInt(200_000));
            }
            case 2 -> {
                count("commands by a slow clock", 1);
                return world.now().minusMillis(random.nextInt(3_600_000));
            }
            default -> {
                return recentTime();
            }
        }
    }

    private DefinitionSpec definition(String name, Instant requestedAt) {
        if (random.nextInt(6) == 0) {
            DefinitionSpec there = world.record(name)
                    .map(it -> DefinitionSpec.of(it.definition()))
                    .orElse(null);
            if (there != null) {
                count("definitions that are there", 1);
                return there;
            }
        }
        Instant second = (random.nextBoolean() ? requestedAt : world.now()).truncatedTo(ChronoUnit.SECONDS);
        String mark = "mark " + random.nextInt(3);
        if (random.nextInt(5) == 0) {
            return DefinitionSpec.at(second.plusSeconds(1L + random.nextInt(7_200)), mark)
                    .within(random.nextInt(2) * 15);
        }
        DefinitionSpec def = DefinitionSpec.of(pick(EXPRESSIONS), mark);
        switch (random.nextInt(8)) {
            case 0 -> def = def.withStart(second.plusSeconds(random.nextInt(7_200)));
            case 1 -> {
                count("starts near now", 1);
                def = def.withStart(second.plusSeconds(random.nextInt(400) - 200L));
            }
            default -> {}
        }
        switch (random.nextInt(8)) {
            case 0 -> def = def.withEnd(second.plusSeconds(7_300L + random.nextInt(90_000)));
            case 1 -> {
                count("ends near now", 1);
                Instant from = def.start() == null ? second : def.start();
                def = def.withEnd(from.plusSeconds(1L + random.nextInt(5_400)));
            }
            default -> {}
        }
        return random.nextInt(5) == 0 ? def.within(1 + random.nextInt(20)) : def;
    }

    private void redeliver() {
        if (!delayedEvents.isEmpty() && random.nextInt(3) > 0) {
            world.deliver(delayedEvents.remove(random.nextInt(delayedEvents.size())));
        } else if (!world.firings.isEmpty() && random.nextInt(3) == 0) {
            world.deliver(pick(world.firings).event());
        } else if (!triggers.isEmpty() && random.nextInt(6) == 0) {
            // Published again, by a clock of its own.
            CommandSpec trigger = pick(triggers);
            world.deliver(world.event(trigger.withRequestedAt(publisherTime())));
            count("triggers with other times", 1);
        } else if (!events.isEmpty()) {
            int latest = events.size() - 1;
            world.deliver(events.get(
                    latest - random.nextInt(Math.min(events.size(), random.nextInt(2) == 0 ? 4 : 200))));
        }
        count("redeliveries", 1);
    }

    private void moveClock() {
        int kind = random.nextInt(100);
        Duration by = kind < 50
                ? Duration.ofMillis(random.nextInt(120_000))
                : kind < 85
                        ? Duration.ofSeconds(random.nextInt(3_600))
                        : kind < 98
                                ? Duration.ofMinutes(random.nextInt(720))
                                : Duration.ofHours(random.nextInt(10 * 24));
        world.advance(by);
        count("clock moves", 1);
    }

    private void reconcile() {
        world.lambda.setRemainingMillis(random.nextInt(3) == 0 ? SHORT_MILLIS : LONG_MILLIS);
        world.deliver(SimulatedWorld.RECONCILE);
        world.lambda.setRemainingMillis(LONG_MILLIS);
        count("reconcile runs", 1);
    }

    private void editEngine() {
        count("edits of the engine", 1);
        ScheduleId id = CommandSpec.idOf(random.nextInt(4) == 0 ? "foreign " + random.nextInt(2) : pick(NAMES));
        Optional<EngineEntry> held = world.engine.find(id).map(Engine.ExistingEntry::entry);
        try {
            if (held.isPresent() && random.nextInt(2) == 0) {
                world.engine.delete(id);
            } else {
                world.putEntry(editedEntry(id, held.orElse(null)));
            }
        } catch (TransientException e) {
            // An edit by hand fails too while a slow call of the function is under way.
            count("edits of a busy entry", 1);
        }
        world.runDue();
    }

    private EngineEntry editedEntry(ScheduleId id, @Nullable EngineEntry held) {
        String input = held != null
                ? held.input()
                : "{\"schedule_id\":\"" + id
                        + "\",\"version\":1,\"scheduled_time\":\"<aws.scheduler.scheduled-time>\"}";
        String expression = held != null && random.nextBoolean() ? held.expression() : pick(EXPRESSIONS.subList(0, 6));
        boolean isStarted = random.nextBoolean();
        return new EngineEntry(
                id,
                "edited by hand",
                expression,
                random.nextInt(4) == 0 ? "Europe/Berlin" : "UTC",
                isStarted ? null : world.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(random.nextInt(3_600)),
                null,
                random.nextInt(4) == 0 ? 5 : null,
                random.nextInt(3) == 0 ? EntryState.DISABLED : EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                input);
    }

    /** What lasts until it changes again: an engine that refuses all, a topic that is gone. */
    private void changeConditions() {
        count("changes of weather", 1);
        if (random.nextInt(2) == 0) {
            world.setEngineRefuses(random.nextInt(3) == 0);
        } else {
            world.topics.setExists(world.stage.webActions(), random.nextInt(3) > 0);
        }
    }
}
