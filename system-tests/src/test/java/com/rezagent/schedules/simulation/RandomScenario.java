package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.SimulatedConsumer.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.simulation.SimulatedConsumer.Planned;
import com.rezagent.schedules.simulation.SimulatedConsumer.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A random walk in one simulated world: commands of schedules and groups in any order, repeated and up to weeks late, from publishers with fast
 * and slow clocks, faults at any call, manual edits of the engine, and clock moves. From time to time the world runs
 * until it is idle, and then all invariants must hold.
 */
final class RandomScenario {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final String[] SCHEDULES = NAMES.toArray(new String[0]);
    private static final List<ScheduleAction> ACTIONS = all(
            ScheduleAction::valueOf,
            "CREATE CREATE CREATE UPDATE UPDATE PAUSE RESUME RESUME MOVE SKIP SKIP SKIP UNSKIP RESTORE DELETE TRIGGER");
    private static final List<ScheduleAction> ACTIONS_BEFORE_CREATE =
            all(ScheduleAction::valueOf, "UPDATE PAUSE RESUME SKIP DELETE TRIGGER");
    private static final List<String> GROUPS = List.of("default", "g1", "g2");
    private static final List<GroupAction> GROUP_ACTIONS =
            all(GroupAction::valueOf, "PUT_GROUP PUT_GROUP PAUSE_GROUP PAUSE_GROUP RESUME_GROUP DELETE_GROUP");
    private static final List<String> EXPRESSIONS = List.of(
            "rate(20 minutes)",
            "rate(1 hour)",
            "rate(7 days)",
            "cron(0/30 * * * ? *)",
            "cron(0 6 * * ? *)",
            "cron(0 6 1 1 ? *)",
            "cron(0 25 * * ? *)");
    private static final int LONG_MILLIS = 30_000;
    private static final int SHORT_MILLIS = 1_000;

    private final SimulatedWorld world;
    private final SplittableRandom random;
    private final List<String> events = new ArrayList<>();
    private final List<String> delayedEvents = new ArrayList<>();
    private final List<CommandSpec> triggers = new ArrayList<>();
    private final Map<String, Integer> counts;
    private int commands;

    /** The kinds of steps, each below its share of a hundred and above that of the one before. */
    private final NavigableMap<Integer, Runnable> steps = new TreeMap<>(Map.of(
            34, this::command,
            42, this::groupCommand,
            45, this::commandBeforeCreate,
            57, this::redeliver,
            79, this::moveClock,
            82, this::sweep,
            85, this::reconcile,
            94, this::editEngine,
            100, this::changeConditions));

    /** @param counts the number of steps of each kind; the walk adds to it */
    RandomScenario(SimulatedWorld world, SplittableRandom random, Map<String, Integer> counts) {
        this.world = world;
        this.random = random;
        this.counts = counts;
        world.consumer.behave(this::reports);
    }

    /** @param names one for each chance to be picked */
    private static <T> List<T> all(Function<String, T> valueOf, String names) {
        return Stream.of(names.split(" ")).map(valueOf).toList();
    }

    void step() {
        world.faultPlan.arm(faults());
        steps.higherEntry(random.nextInt(100)).getValue().run();
    }

    /** Ends all faults, runs until idle with a redrive and a reconcile run, and returns the violated invariants. */
    List<String> checkWhenIdle() {
        world.faultPlan.disarm();
        world.setEngineRefuses(false);
        world.setWebActionsExists(true);
        world.lambda.setRemainingMillis(LONG_MILLIS);
        delayedEvents.forEach(world::deliver);
        delayedEvents.clear();
        world.runUntilIdle();
        count("redriven", world.lambda.redrive());
        world.runUntilIdle();
        world.reconcile();
        world.runUntilIdle();
        world.sweep(SCHEDULES);
        world.runUntilIdle();
        List<String> violations = Invariants.violations(world);
        world.earliestDue(SCHEDULES)
                .filter(it -> it.isBefore(world.now().minus(SimulatedWorld.IDLE_TIME)))
                .ifPresent(it -> violations.add("an execution that was due at " + it + " was not swept"));
        return violations;
    }

    /** Returns what the consumer reports of a message: often a success or a failure in time, else anything. */
    private List<Planned> reports(Received message) {
        int kind = random.nextInt(12);
        Duration soon = Duration.ofMillis(random.nextInt(90_000));
        if (kind < 4) {
            return List.of(planned(message, "succeeded", soon));
        } else if (kind < 7) {
            return List.of(new Planned(soon, report(message, "failed").put("retryable", kind < 6)));
        }
        count("unusual reports", 1);
        Duration late = Duration.ofSeconds(random.nextInt(7_200));
        return switch (kind) {
            case 7 -> List.of(planned(message, "started", soon), planned(message, "succeeded", late));
            case 8 -> List.of(planned(message, "succeeded", soon), planned(message, "failed", late));
            case 9 -> List.of(planned(message, "failed", soon), planned(message, "succeeded", late));
            case 10 -> {
                ObjectNode report = report(message, random.nextBoolean() ? "started" : "failed");
                yield List.of(new Planned(soon, report.put("attempt", 1 + random.nextInt(4))));
            }
            default -> List.of();
        };
    }

    private static Planned planned(Received message, String outcome, Duration after) {
        return new Planned(after, report(message, outcome));
    }

    private RunPolicy runPolicy() {
        count("definitions with a run policy", 1);
        Retry retry = new Retry(1 + random.nextInt(4), Duration.ofMinutes(1), 2, Duration.ofMinutes(30), 0.1);
        return new RunPolicy(
                true,
                Duration.ofSeconds(60L + random.nextInt(600)),
                retry,
                random.nextInt(3) == 0 ? Overlap.SKIP : Overlap.ALLOW,
                random.nextInt(4) == 0 ? 1 + random.nextInt(3) : null);
    }

    private void sweep() {
        world.lambda.setRemainingMillis(random.nextInt(3) == 0 ? SHORT_MILLIS : LONG_MILLIS);
        world.sweep(SCHEDULES);
        if (random.nextInt(3) == 0) {
            world.sweep(SCHEDULES);
        }
        world.lambda.setRemainingMillis(LONG_MILLIS);
        count("sweeps", 1);
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
        count("injected faults", number);
        return faults;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void command() {
        boolean isFromApi = random.nextInt(3) == 0;
        Instant requestedAt = isFromApi ? recentTime() : publisherTime();
        ScheduleAction action = pick(ACTIONS);
        String name = pick(NAMES);
        boolean hasDefinition = action == ScheduleAction.CREATE || action == ScheduleAction.UPDATE;
        CommandSpec command = CommandSpec.of(
                "command-" + ++commands,
                action,
                name,
                requestedAt,
                hasDefinition ? definition(name, requestedAt) : null);
        if (action == ScheduleAction.CREATE && random.nextInt(6) == 0) {
            command = command.paused();
            count("creates of a paused schedule", 1);
        }
        if (action == ScheduleAction.MOVE || action == ScheduleAction.CREATE && random.nextInt(4) == 0) {
            command = command.inGroup(pick(GROUPS));
            count("moves, and creates in a group", 1);
        }
        if (action == ScheduleAction.PAUSE && random.nextBoolean()) {
            command = command.until(nearEnd(requestedAt));
            count("pauses with an end", 1);
        }
        if (action == ScheduleAction.SKIP || action == ScheduleAction.UNSKIP) {
            command = command.ofFiring(firing(name, action));
            count("skips and unskips", 1);
        }
        if (isFromApi) {
            command = command.fromApi();
        }
        if (action == ScheduleAction.UPDATE && isFromApi && random.nextInt(2) == 0) {
            command = edited(command);
        } else if (action == ScheduleAction.UPDATE && random.nextInt(3) == 0) {
            long version = world.record(command.name()).map(it -> it.version()).orElse(1L);
            command = command.withExpectedVersion(Math.max(1, version - random.nextInt(2)));
        }
        if (action == ScheduleAction.TRIGGER) {
            triggers.add(command);
        }
        count("commands", 1);
        deliverOrDelay(world.event(command));
    }

    private void deliverOrDelay(String event) {
        events.add(event);
        if (random.nextInt(6) == 0) {
            delayedEvents.add(event);
        } else {
            world.deliver(event);
        }
    }

    /** Returns the time of a firing that a command is about: one to come, a time near one, or any; or null. */
    private @Nullable Instant firing(String name, ScheduleAction action) {
        Schedule schedule =
                world.record(name).filter(it -> it.definition() != null).orElse(null);
        int kind = random.nextInt(8);
        if (schedule == null || kind == 0) {
            Instant any = world.now().truncatedTo(ChronoUnit.HOURS);
            return any.plusSeconds(1_800L * random.nextInt(8));
        }
        if (action == ScheduleAction.SKIP && kind < 3) {
            count("skips of the next firing", 1);
            return null;
        }
        List<Instant> skipped = List.copyOf(schedule.heldSkips().keySet());
        if (action == ScheduleAction.UNSKIP && !skipped.isEmpty() && kind < 6) {
            return pick(skipped);
        }
        Optional<Instant> firing = schedule.recurrence()
                .after(world.now().minusSeconds(random.nextInt(3_600) - 600L))
                .skip(random.nextInt(3))
                .findFirst();
        int difference = random.nextInt(3) == 0 ? random.nextInt(81) - 40 : 0;
        return firing.map(it -> it.plusSeconds(difference)).orElse(null);
    }

    /** Returns an update as a PATCH or a revert publishes it: what was read, edited or as it was, and its version. */
    private CommandSpec edited(CommandSpec command) {
        Schedule schedule = world.record(command.name())
                .filter(it -> it.definition() != null)
                .orElse(null);
        DefinitionSpec current = DefinitionSpec.of(schedule == null ? null : schedule.definition());
        if (schedule == null || current == null) {
            return command;
        }
        CommandSpec edited = command.withExpectedVersion(schedule.version());
        if (random.nextBoolean()) {
            count("patches", 1);
            DefinitionSpec patched = switch (random.nextInt(3)) {
                case 0 -> current.withMark("mark " + random.nextInt(3));
                case 1 -> current.withEnd(null);
                default -> current.withWindow(random.nextInt(3));
            };
            return edited.withDefinition(patched);
        }
        long version = 1 + random.nextLong(schedule.version());
        Optional<DefinitionSpec> past = world.changeInvariants.past(schedule, version);
        count("reverts", past.isPresent() ? 1 : 0);
        return past.map(edited::withDefinition).orElse(command);
    }

    private void groupCommand() {
        boolean isFromApi = random.nextInt(3) == 0;
        Instant requestedAt = isFromApi ? recentTime() : publisherTime();
        GroupAction action = pick(GROUP_ACTIONS);
        GroupCommandSpec command = GroupCommandSpec.of("command-" + ++commands, action, pick(GROUPS), requestedAt);
        switch (action) {
            case PUT_GROUP -> command = command.withTitle("title " + random.nextInt(2));
            case PAUSE_GROUP ->
                command = command.during(
                        random.nextInt(3) == 0 ? nearEnd(requestedAt) : null,
                        random.nextInt(3) == 0 ? null : nearEnd(requestedAt));
            default -> {}
        }
        count("commands of groups", 1);
        deliverOrDelay(world.event(isFromApi ? command.fromApi() : command));
    }

    /** Returns a time in whole seconds up to three hours after a command, often at a full or half hour; rarely before it. */
    private Instant nearEnd(Instant requestedAt) {
        Instant end = requestedAt.truncatedTo(ChronoUnit.SECONDS).plusSeconds(random.nextInt(10_800) - 200L);
        return random.nextBoolean() ? end : end.truncatedTo(ChronoUnit.HOURS).plusSeconds(random.nextInt(2) * 1_800L);
    }

    /** Delivers a publisher's command before the create on which it depends. */
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
        ScheduleAction action = pick(ACTIONS_BEFORE_CREATE);
        Instant created = world.now();
        CommandSpec create = CommandSpec.of(
                "command-" + ++commands, ScheduleAction.CREATE, name, created, definition(name, created));
        CommandSpec command = CommandSpec.of(
                "command-" + ++commands,
                action,
                name,
                created.plusSeconds(1),
                action == ScheduleAction.UPDATE ? definition(name, created) : null);
        world.deliver(world.event(command));
        world.advance(Duration.ofSeconds(random.nextInt(100)));
        world.deliver(world.event(random.nextInt(3) == 0 ? create.paused() : create));
        count("commands before their create", 1);
    }

    /** Returns the current time, or, less often, a time up to ten minutes or, rarely, up to 40 days ago. */
    private Instant recentTime() {
        Instant recent = world.now().minusMillis(random.nextInt(10) < 7 ? 0 : random.nextInt(600_000));
        return random.nextInt(25) == 0 ? recent.minus(Duration.ofHours(random.nextInt(40 * 24))) : recent;
    }

    /** Returns the time of a publisher's clock: fast, fast by more than is accepted, slow, or correct. */
    private Instant publisherTime() {
        switch (random.nextInt(10)) {
            case 0 -> {
                count("commands with a fast clock", 1);
                return world.now().plusMillis(random.nextInt(300_000));
            }
            case 1 -> {
                count("commands with a clock far ahead", 1);
                return world.now().plusSeconds(301L + random.nextInt(200_000));
            }
            case 2 -> {
                count("commands with a slow clock", 1);
                return world.now().minusMillis(random.nextInt(3_600_000));
            }
            default -> {
                return recentTime();
            }
        }
    }

    private DefinitionSpec definition(String name, Instant requestedAt) {
        if (random.nextInt(6) == 0) {
            DefinitionSpec existing = world.record(name)
                    .map(it -> DefinitionSpec.of(it.definition()))
                    .orElse(null);
            if (existing != null) {
                count("repeated definitions", 1);
                return existing;
            }
        }
        Instant second = (random.nextBoolean() ? requestedAt : world.now()).truncatedTo(ChronoUnit.SECONDS);
        String mark = "mark " + random.nextInt(3);
        if (random.nextInt(5) == 0) {
            return DefinitionSpec.at(second.plusSeconds(1L + random.nextInt(7_200)), mark)
                    .withWindow(random.nextInt(2) * 15);
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
        if (random.nextInt(3) == 0) {
            def = def.withRunPolicy(runPolicy());
        }
        return random.nextInt(5) == 0 ? def.withWindow(1 + random.nextInt(20)) : def;
    }

    private void redeliver() {
        if (!delayedEvents.isEmpty() && random.nextInt(3) > 0) {
            world.deliver(delayedEvents.remove(random.nextInt(delayedEvents.size())));
        } else if (!world.firings.isEmpty() && random.nextInt(3) == 0) {
            world.deliver(pick(world.firings).event());
        } else if (!triggers.isEmpty() && random.nextInt(6) == 0) {
            // Published again with another time.
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
        if (random.nextInt(3) == 0) {
            world.advance(by);
            count("clock moves without a sweep", 1);
        } else {
            world.advanceSweeping(by, SCHEDULES);
        }
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
        Optional<EngineEntry> existing = world.engine.find(id).map(Engine.ExistingEntry::entry);
        try {
            if (existing.isPresent() && random.nextInt(2) == 0) {
                world.engine.delete(id);
            } else {
                world.putEntry(editedEntry(id, existing.orElse(null)));
            }
        } catch (TransientException e) {
            // A manual edit fails too while a slow call of the function is in flight.
            count("edits of a busy entry", 1);
        }
        world.runDue();
    }

    private EngineEntry editedEntry(ScheduleId id, @Nullable EngineEntry existing) {
        String input = existing != null ? existing.input() : SimulatedWorld.input(id);
        String expression =
                existing != null && random.nextBoolean() ? existing.expression() : pick(EXPRESSIONS.subList(0, 6));
        boolean isStarted = random.nextBoolean();
        return new EngineEntry(
                id,
                "edited manually",
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

    /** Changes lasting conditions: whether the engine refuses every write, and whether the topic exists. */
    private void changeConditions() {
        count("condition changes", 1);
        if (random.nextInt(2) == 0) {
            world.setEngineRefuses(random.nextInt(3) == 0);
        } else {
            world.setWebActionsExists(random.nextInt(3) > 0);
        }
    }
}
