package com.rezagent.schedules.simulation;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one sequence of commands in one order of arrival to the real handler and to the {@link ReferenceModel}, and
 * compares the results.
 */
final class OrderTrial {
    private static final Duration CLOCK_ADVANCE = Duration.ofMinutes(10);
    private static final Duration PAST_DEFER_TIME = Duration.ofMinutes(3);
    private static final List<Duration> RETRY_DELAYS = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));
    private static final String OTHER_GROUP = "other";

    /** After every command is issued; three weeks later it is over. */
    private static final Instant PAUSED_UNTIL = SimulatedWorld.START.plus(Duration.ofMinutes(15));

    private static final String INITIAL = "initial-";

    /** The kinds of commands: every action, with two definitions. */
    enum CommandKind {
        CREATE_A(ScheduleAction.CREATE),
        CREATE_A_PAUSED(ScheduleAction.CREATE),
        CREATE_A_IN_OTHER_GROUP(ScheduleAction.CREATE),
        CREATE_B(ScheduleAction.CREATE),
        UPDATE_A(ScheduleAction.UPDATE),
        UPDATE_B(ScheduleAction.UPDATE),
        PAUSE(ScheduleAction.PAUSE),
        PAUSE_UNTIL(ScheduleAction.PAUSE),
        RESUME(ScheduleAction.RESUME),
        MOVE(ScheduleAction.MOVE),
        DELETE(ScheduleAction.DELETE),
        TRIGGER(ScheduleAction.TRIGGER),
        /** Skips the first firing of definition A, or of B if that of A has passed. */
        SKIP(ScheduleAction.SKIP),
        /** Skips the next firing, without a time. */
        SKIP_NEXT(ScheduleAction.SKIP),
        UNSKIP(ScheduleAction.UNSKIP),
        RESTORE(ScheduleAction.RESTORE);

        /** All but skips, unskips and restores. */
        static final List<CommandKind> WITHOUT_SKIPS = List.of(values()).subList(0, SKIP.ordinal());

        private final ScheduleAction action;

        CommandKind(ScheduleAction action) {
            this.action = action;
        }

        private @Nullable DefinitionSpec def(InitialState initialState) {
            return switch (this) {
                case CREATE_A, CREATE_A_PAUSED, CREATE_A_IN_OTHER_GROUP, UPDATE_A -> initialState.definitionA;
                case CREATE_B, UPDATE_B -> DefinitionSpec.yearly("B");
                case PAUSE, PAUSE_UNTIL, RESUME, MOVE, DELETE, TRIGGER, SKIP, SKIP_NEXT, UNSKIP, RESTORE -> null;
            };
        }

        CommandSpec command(String id, Instant at, InitialState initialState) {
            CommandSpec command = CommandSpec.of(id, action, Steps.NAME, at, def(initialState));
            return switch (this) {
                case CREATE_A_PAUSED -> command.paused();
                case CREATE_A_IN_OTHER_GROUP, MOVE -> command.inGroup(OTHER_GROUP);
                case PAUSE_UNTIL -> command.until(PAUSED_UNTIL);
                case SKIP, UNSKIP -> command.ofFiring(initialState.firing);
                default -> command;
            };
        }
    }

    /** Who publishes the commands. */
    enum Sender {
        /** A command that depends on a missing command is refused immediately. */
        API,
        /** A command that depends on a missing command is deferred and retried. */
        PUBLISHER
    }

    /** The state before the first command arrives, and definition A. */
    enum InitialState {
        NOTHING(DefinitionSpec.yearly("A"), DefinitionSpec.FIRST_OF_YEARLY, List.of()),
        /** There is a completed schedule with definition A, an {@code at()} in the past. */
        COMPLETED(
                DefinitionSpec.at(SimulatedWorld.START.plusSeconds(60), "A"),
                DefinitionSpec.FIRST_OF_YEARLY,
                List.of(ScheduleAction.CREATE)),
        /** There is a deleted schedule with definition A. */
        DELETED(
                DefinitionSpec.yearly("A"),
                DefinitionSpec.FIRST_OF_YEARLY,
                List.of(ScheduleAction.CREATE, ScheduleAction.DELETE)),
        /** There is no schedule, and the only firing of A is due while commands arrive. */
        ENDS_SOON(
                DefinitionSpec.at(SimulatedWorld.START.plusSeconds(60), "A"),
                SimulatedWorld.START.plusSeconds(60),
                List.of());

        private final DefinitionSpec definitionA;
        private final Instant firing;
        private final List<ScheduleAction> initialActions;

        InitialState(DefinitionSpec definitionA, Instant firing, List<ScheduleAction> initialActions) {
            this.definitionA = definitionA;
            this.firing = firing;
            this.initialActions = initialActions;
        }

        /** Returns when the commands of a sequence are published. */
        private Instant start() {
            return initialActions.isEmpty() ? SimulatedWorld.START : SimulatedWorld.START.plus(CLOCK_ADVANCE);
        }

        /** Returns the commands that lead to this state, all issued when the world starts. */
        private List<CommandSpec> initialCommands() {
            return initialActions.stream()
                    .map(it -> CommandSpec.of(
                                    INITIAL + it.text(),
                                    it,
                                    Steps.NAME,
                                    SimulatedWorld.START,
                                    it == ScheduleAction.CREATE ? definitionA : null)
                            .fromApi())
                    .toList();
        }
    }

    /** When commands arrive and when deferred commands are retried. */
    enum ArrivalTiming {
        /** All arrive at the same instant; deferred commands are retried after each later command. */
        IMMEDIATE(Duration.ZERO, Duration.ZERO),
        /** All arrive at the same instant; deferred commands are retried one and three minutes later, as Lambda does. */
        LAMBDA_RETRIES(Duration.ZERO, Duration.ZERO),
        MINUTES_APART(Duration.ZERO, Duration.ofMinutes(7)),
        /** As after the redrive of a dead-letter queue. */
        WEEKS_LATE(Duration.ofDays(21), Duration.ZERO);

        private final Duration delay;
        private final Duration interval;

        ArrivalTiming(Duration delay, Duration interval) {
            this.delay = delay;
            this.interval = interval;
        }
    }

    /** @param interval between the issue times of two commands */
    record Setting(Sender sender, InitialState initialState, ArrivalTiming timing, Duration interval) {
        Setting(Sender sender, InitialState initialState, ArrivalTiming timing) {
            this(sender, initialState, timing, Duration.ofSeconds(1));
        }

        @Override
        public String toString() {
            return sender + " " + initialState + " " + timing
                    + (interval.isZero() ? ", issued at the same instant" : "");
        }
    }

    /** A sequence of commands and the events that deliver them, shared by all orders of arrival. */
    record Sequence(List<CommandKind> kinds, Setting setting, List<CommandSpec> commands, List<String> events) {
        static Sequence of(List<CommandKind> kinds, Setting setting) {
            Instant start = setting.initialState.start();
            List<CommandSpec> commands = new ArrayList<>();
            for (int i = 0; i < kinds.size(); i++) {
                CommandKind kind = kinds.get(i);
                // The last command is issued when all are published.
                Instant at = start.minus(setting.interval.multipliedBy(kinds.size() - 1L - i));
                CommandSpec command = kind.command("command-" + i, at, setting.initialState);
                commands.add((setting.sender == Sender.API ? command.fromApi() : command).withPublishedAt(start));
            }
            return new Sequence(
                    kinds,
                    setting,
                    commands,
                    commands.stream().map(it -> SimulatedWorld.event(it, start)).toList());
        }
    }

    private final Sequence sequence;
    private final List<Integer> order;
    private final int split;
    private final List<String> endDifferences = new ArrayList<>();
    private final List<String> resultDifferences = new ArrayList<>();
    private final List<String> otherDifferences = new ArrayList<>();

    /**
     * @param order the order of arrival, as positions in the sequence; a repeated position is a redelivery
     * @param split after how many arrivals the clock advances past the only firing of {@link InitialState#ENDS_SOON};
     *     negative for never
     */
    OrderTrial(Sequence sequence, List<Integer> order, int split) {
        this.sequence = sequence;
        this.order = order;
        this.split = split;
    }

    /** Returns whether the final state differs from the model's. */
    boolean endsDifferently() {
        return !endDifferences.isEmpty();
    }

    /** Returns whether the outcome of a command differs from the model's. */
    boolean hasDifferentResults() {
        return !resultDifferences.isEmpty();
    }

    /** Returns all differences in one line; empty if there are none. */
    Optional<String> differences() {
        List<String> all = new ArrayList<>(endDifferences);
        all.addAll(resultDifferences);
        all.addAll(otherDifferences);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(sequence.kinds + " arriving as " + order + " " + sequence.setting
                        + (split < 0 ? "" : ", firing due after " + split + " arrivals") + ": "
                        + String.join("; ", all));
    }

    private static SimulatedWorld newWorld(Sequence sequence) {
        SimulatedWorld world = new SimulatedWorld();
        if (sequence.commands.stream().anyMatch(it -> it.group() != null)) {
            world.putGroup(OTHER_GROUP);
        }
        InitialState initialState = sequence.setting.initialState;
        initialState.initialCommands().forEach(world::send);
        world.advance(Duration.between(world.now(), initialState.start()));
        return world;
    }

    OrderTrial run() {
        SimulatedWorld world = newWorld(sequence);
        Instant start = world.now();
        sequence.commands.forEach(world::recordSent);
        ModelRun reference = new ModelRun(start);
        if (sequence.setting.timing == ArrivalTiming.IMMEDIATE) {
            deliverImmediately(reference::attempt, reference::advance);
            deliverImmediately(message -> world.attempt(sequence.events.get(message)), world::advance);
        } else {
            reference.deliverByLambda();
            deliverByLambda(world);
        }
        world.runUntilIdle();
        reference.model.completeIfOver(world.now());
        compareEnd(world, reference.model);
        for (CommandSpec command : sequence.commands) {
            List<Response> expected = reference.responses.getOrDefault(command.id(), List.of());
            boolean isRedelivered = order.size() > sequence.commands.size();
            resultDifferences.addAll(Outcomes.differences(world, command.id(), expected, isRedelivered));
        }
        compareTriggers(world, reference.responses);
        otherDifferences.addAll(Invariants.violations(world));
        return this;
    }

    /** @param attempt delivers one message; returns false if it was deferred */
    private void deliverImmediately(IntPredicate attempt, Consumer<Duration> advance) {
        RedeliveryQueue queue = new RedeliveryQueue(attempt);
        for (int i = 0; i <= order.size(); i++) {
            if (i == split) {
                advance.accept(CLOCK_ADVANCE);
                queue.redeliver();
            }
            if (i < order.size()) {
                queue.receive(order.get(i));
            }
        }
        advance.accept(PAST_DEFER_TIME);
        queue.redeliver();
    }

    private void deliverByLambda(SimulatedWorld world) {
        world.advance(sequence.setting.timing.delay);
        for (int message : order) {
            world.deliver(sequence.events.get(message));
            world.advance(sequence.setting.timing.interval);
        }
    }

    /** Delivers the same arrivals to the reference model. */
    private final class ModelRun {
        private final ReferenceModel model = new ReferenceModel();
        private final Map<String, List<Response>> responses = new TreeMap<>();
        private Instant now;

        ModelRun(Instant start) {
            now = start;
            List<CommandSpec> initial = sequence.setting.initialState.initialCommands();
            initial.forEach(it -> model.deliver(it, SimulatedWorld.START));
            if (!initial.isEmpty()) {
                model.completeIfOver(start);
            }
        }

        private boolean attempt(int message) {
            CommandSpec command = sequence.commands.get(message);
            Response response = model.deliver(command, now);
            model.completeIfOver(now);
            if (response.result() == Result.DEFERRED) {
                return false;
            }
            responses.computeIfAbsent(command.id(), id -> new ArrayList<>()).add(response);
            return true;
        }

        private void advance(Duration by) {
            now = now.plus(by);
            model.completeIfOver(now);
        }

        void deliverByLambda() {
            PriorityQueue<Delivery> queue =
                    new PriorityQueue<>(Comparator.comparing(Delivery::at).thenComparing(Delivery::number));
            Instant at = now.plus(sequence.setting.timing.delay);
            int number = 0;
            for (int message : order) {
                queue.add(new Delivery(at, number++, message, 0));
                at = at.plus(sequence.setting.timing.interval);
            }
            while (!queue.isEmpty()) {
                Delivery next = queue.remove();
                now = next.at;
                model.completeIfOver(now);
                if (!attempt(next.message) && next.retry < RETRY_DELAYS.size()) {
                    Instant later = now.plus(RETRY_DELAYS.get(next.retry));
                    queue.add(new Delivery(later, number++, next.message, next.retry + 1));
                }
            }
        }
    }

    private record Delivery(Instant at, int number, int message, int retry) {}

    private void compareEnd(SimulatedWorld world, ReferenceModel model) {
        Optional<Schedule> record = world.record(Steps.NAME);
        String expected = model.status(false, false, world.now());
        compare(
                endDifferences,
                "status is",
                record.map(it -> it.status(world.now()).text()).orElse("none"),
                expected);
        if (!endDifferences.isEmpty()) {
            return;
        }
        if (model.exists()) {
            compare(
                    endDifferences,
                    "definition is",
                    record.map(it -> DefinitionSpec.of(it.definition())).orElse(null),
                    model.def());
            compare(
                    endDifferences,
                    "group is",
                    record.map(it -> it.group().value()).orElse(""),
                    model.group());
            compare(
                    endDifferences,
                    "skips are",
                    record.map(it -> it.heldSkips().keySet()).orElse(Collections.emptyNavigableSet()),
                    model.skips());
        }
        compare(otherDifferences, "version is", record.map(Schedule::version).orElse(0L), model.version());
        compareEntry(world.entry(Steps.NAME), expected, model.isPaused(), model.firesAfter(world.now()));
    }

    private static void compare(
            List<String> differences, String what, @Nullable Object actual, @Nullable Object expected) {
        if (!Objects.equals(actual, expected)) {
            differences.add("the " + what + " " + actual + " instead of " + expected);
        }
    }

    private void compareEntry(
            Optional<Engine.ExistingEntry> entry, String status, boolean isPaused, boolean isFiringLeft) {
        boolean mayFire = status.equals("active") || status.equals("paused");
        if (mayFire && isFiringLeft && entry.isEmpty()) {
            endDifferences.add("there is no entry");
        } else if (!mayFire && entry.isPresent()) {
            endDifferences.add("there is an entry");
        }
        boolean isDisabled =
                entry.filter(it -> it.entry().state() == EntryState.DISABLED).isPresent();
        if (entry.isPresent() && isDisabled != isPaused) {
            endDifferences.add("the entry is " + entry.get().entry().state());
        }
    }

    private void compareTriggers(SimulatedWorld world, Map<String, List<Response>> expected) {
        long triggers = sequence.commands.stream()
                .filter(it -> it.action() == ScheduleAction.TRIGGER)
                .filter(it -> expected.getOrDefault(it.id(), List.of()).stream()
                        .anyMatch(response -> response.result() == Result.APPLIED))
                .count();
        if (sequence.setting.initialState != InitialState.COMPLETED
                && sequence.setting.initialState != InitialState.ENDS_SOON
                && world.published().size() != triggers) {
            otherDifferences.add(world.published().size() + " messages for " + triggers + " applied triggers");
        }
    }
}
