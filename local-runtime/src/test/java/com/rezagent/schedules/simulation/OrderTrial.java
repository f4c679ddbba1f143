package com.rezagent.schedules.simulation;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.simulation.ReferenceModel.ModelCommand;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of commands in one order of arrival: through the real handler in a world, and through the reference; and
 * what differs in the end.
 */
final class OrderTrial {
    /** What may be asked of one schedule: every command there is, with two definitions. */
    enum CommandKind {
        CREATE_A(Action.CREATE),
        CREATE_A_PAUSED(Action.CREATE),
        CREATE_B(Action.CREATE),
        UPDATE_A(Action.UPDATE),
        UPDATE_B(Action.UPDATE),
        PAUSE(Action.PAUSE),
        RESUME(Action.RESUME),
        DELETE(Action.DELETE),
        TRIGGER(Action.TRIGGER);

        private final Action action;

        CommandKind(Action action) {
            this.action = action;
        }

        private @Nullable DefinitionSpec def(InitialState beginning) {
            return switch (this) {
                case CREATE_A, CREATE_A_PAUSED, UPDATE_A -> beginning.definitionA;
                case CREATE_B, UPDATE_B -> DefinitionSpec.yearly("B");
                case PAUSE, RESUME, DELETE, TRIGGER -> null;
            };
        }
    }

    /** Whose commands they are. */
    enum Sender {
        /** What does not fit is refused at once. */
        API,
        /** What does not fit yet is tried again. */
        PUBLISHER
    }

    /** What there is before the first command arrives, and what definition A is. */
    enum InitialState {
        NOTHING(DefinitionSpec.yearly("A")),
        /** A schedule with definition A, a time that has come and gone. */
        COMPLETED(DefinitionSpec.at(SimulatedWorld.START.plusSeconds(60), "A")),
        /** Nothing; and A's time comes while commands arrive. */
        ENDS_SOON(DefinitionSpec.at(SimulatedWorld.START.plusSeconds(60), "A"));

        private final DefinitionSpec definitionA;

        InitialState(DefinitionSpec a) {
            this.definitionA = a;
        }
    }

    /** How commands arrive. */
    enum ArrivalTiming {
        /** At the same moment; what is deferred is tried again after each later one. */
        IMMEDIATE(Duration.ZERO, Duration.ZERO),
        /** At the same moment; what is deferred is tried again a minute and three minutes later. */
        LAMBDA_RETRIES(Duration.ZERO, Duration.ZERO),
        MINUTES_APART(Duration.ZERO, Duration.ofMinutes(7)),
        /** As out of a dead-letter queue. */
        WEEKS_LATE(Duration.ofDays(21), Duration.ZERO);

        private final Duration delay;
        private final Duration interval;

        ArrivalTiming(Duration before, Duration between) {
            this.delay = before;
            this.interval = between;
        }
    }

    /** @param interval how long after a command the next is asked for */
    record Setting(Sender sender, InitialState initialState, ArrivalTiming timing, Duration interval) {
        Setting(Sender sender, InitialState initialState, ArrivalTiming timing) {
            this(sender, initialState, timing, Duration.ofSeconds(1));
        }

        @Override
        public String toString() {
            return sender + " " + initialState + " " + timing + (interval.isZero() ? " at the same time" : "");
        }
    }

    private static final Duration CLOCK_ADVANCE = Duration.ofMinutes(10);
    private static final Duration PAST_DEFER_TIME = Duration.ofMinutes(3);
    private static final List<Duration> RETRY_DELAYS = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));
    private static final CommandSpec INITIAL_CREATE = CommandSpec.of(
                    "begins", Action.CREATE, Scenario.NAME, SimulatedWorld.START, InitialState.COMPLETED.definitionA)
            .fromApi();

    /** Commands, and the events by which they arrive; the same for all orders. */
    record Sequence(
            List<CommandKind> kinds, Setting setting, List<CommandSpec> commands, List<ModelCommand> modelCommands, List<String> events) {
        static Sequence of(List<CommandKind> kinds, Setting setting) {
            SimulatedWorld world = newWorld(setting);
            List<CommandSpec> commands = new ArrayList<>();
            for (int i = 0; i < kinds.size(); i++) {
                CommandKind kind = kinds.get(i);
                // What is asked for last is asked for when all are published.
                Instant at = world.now().minus(setting.interval.multipliedBy(kinds.size() - 1L - i));
                CommandSpec cmd =
                        CommandSpec.of("command-" + i, kind.action, Scenario.NAME, at, kind.def(setting.initialState));
                cmd = kind == CommandKind.CREATE_A_PAUSED ? cmd.paused() : cmd;
                commands.add(setting.sender == Sender.API ? cmd.fromApi() : cmd);
            }
            return new Sequence(
                    kinds,
                    setting,
                    commands,
                    commands.stream().map(it -> it.toModelCommand(world.now())).toList(),
                    commands.stream().map(world::event).toList());
        }
    }

    private final Sequence sequence;
    private final List<Integer> order;
    private final int split;
    private final List<String> endDifferences = new ArrayList<>();
    private final List<String> resultDifferences = new ArrayList<>();
    private final List<String> otherDifferences = new ArrayList<>();

    /**
     * @param order of arrival, by place in the sequence; a place that is there again is a redelivery
     * @param split after how many arrivals time goes on, past the one time of what {@link InitialState#ENDS_SOON}
     */
    OrderTrial(Sequence sequence, List<Integer> order, int split) {
        this.sequence = sequence;
        this.order = order;
        this.split = split;
    }

    /** Whether the system ends elsewhere than the reference. */
    boolean endsDifferently() {
        return !endDifferences.isEmpty();
    }

    /** Whether a command came to something else. */
    boolean hasDifferentResults() {
        return !resultDifferences.isEmpty();
    }

    /** All that is wrong, in one line; empty where nothing is. */
    Optional<String> differences() {
        List<String> all = new ArrayList<>(endDifferences);
        all.addAll(resultDifferences);
        all.addAll(otherDifferences);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(sequence.kinds + " arriving as " + order + " " + sequence.setting
                        + (split < 0 ? "" : ", its time after " + split) + ": " + String.join("; ", all));
    }

    private static SimulatedWorld newWorld(Setting setting) {
        SimulatedWorld world = new SimulatedWorld();
        if (setting.initialState == InitialState.COMPLETED) {
            world.send(INITIAL_CREATE);
            world.advance(CLOCK_ADVANCE);
        }
        return world;
    }

    OrderTrial run() {
        SimulatedWorld world = newWorld(sequence.setting);
        Instant begun = world.now();
        sequence.commands.forEach(world::recordSent);
        ModelRun reference = new ModelRun(begun);
        if (sequence.setting.timing == ArrivalTiming.IMMEDIATE) {
            reference.deliverImmediately();
            deliverImmediately(world);
        } else {
            reference.deliverByLambda();
            deliverByLambda(world);
        }
        world.runUntilIdle();
        reference.model.completeIfOver(world.now());
        compareEnd(world, reference.model);
        compareResults(world, reference.responses);
        otherDifferences.addAll(Invariants.violations(world));
        return this;
    }

    private void deliverImmediately(SimulatedWorld world) {
        RedeliveryQueue attempts = new RedeliveryQueue(message -> world.attempt(sequence.events.get(message)));
        for (int i = 0; i <= order.size(); i++) {
            if (i == split) {
                world.advance(CLOCK_ADVANCE);
                attempts.redeliver();
            }
            if (i < order.size()) {
                attempts.receive(order.get(i));
            }
        }
        world.advance(PAST_DEFER_TIME);
        attempts.redeliver();
    }

    private void deliverByLambda(SimulatedWorld world) {
        world.advance(sequence.setting.timing.delay);
        for (int message : order) {
            world.deliver(sequence.events.get(message));
            world.advance(sequence.setting.timing.interval);
        }
    }

    /** The same arrivals at the reference. */
    private final class ModelRun {
        private final ReferenceModel model = new ReferenceModel();
        private final Map<String, List<Response>> responses = new TreeMap<>();
        private Instant now;

        ModelRun(Instant begun) {
            now = begun;
            if (sequence.setting.initialState == InitialState.COMPLETED) {
                model.deliver(INITIAL_CREATE.toModelCommand(SimulatedWorld.START), SimulatedWorld.START);
                model.completeIfOver(begun);
            }
        }

        private boolean attempt(int message) {
            ModelCommand ask = sequence.modelCommands.get(message);
            Response response = model.deliver(ask, now);
            model.completeIfOver(now);
            if (response.result() == Result.DEFERRED) {
                return false;
            }
            responses.computeIfAbsent(ask.id(), id -> new ArrayList<>()).add(response);
            return true;
        }

        void deliverImmediately() {
            RedeliveryQueue attempts = new RedeliveryQueue(this::attempt);
            for (int i = 0; i <= order.size(); i++) {
                if (i == split) {
                    advance(CLOCK_ADVANCE);
                    attempts.redeliver();
                }
                if (i < order.size()) {
                    attempts.receive(order.get(i));
                }
            }
            advance(PAST_DEFER_TIME);
            attempts.redeliver();
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
        Optional<Schedule> record = world.record(Scenario.NAME);
        String status = record.map(it -> it.status().text()).orElse("none");
        String right = model.status(false, false);
        if (!status.equals(right)) {
            endDifferences.add("it is " + status + " instead of " + right);
            return;
        }
        DefinitionSpec def =
                record.map(it -> DefinitionSpec.of(it.definition())).orElse(null);
        if (model.exists() && !Objects.equals(def, model.def())) {
            endDifferences.add("its definition is " + def + " instead of " + model.def());
        }
        long version = record.map(Schedule::version).orElse(0L);
        if (version != model.version()) {
            otherDifferences.add("its version is " + version + " instead of " + model.version());
        }
        compareEntry(world.entry(Scenario.NAME), right, model.firesAfter(world.now()));
    }

    private void compareEntry(Optional<Engine.ExistingEntry> entry, String status, boolean isFiringLeft) {
        boolean mayFire = status.equals("active") || status.equals("paused");
        if (mayFire && isFiringLeft && entry.isEmpty()) {
            endDifferences.add("no entry");
        } else if (!mayFire && entry.isPresent()) {
            endDifferences.add("an entry");
        }
        boolean isDisabled =
                entry.filter(it -> it.entry().state() == EntryState.DISABLED).isPresent();
        if (entry.isPresent() && isDisabled != status.equals("paused")) {
            endDifferences.add("the entry is " + entry.get().entry().state());
        }
    }

    /** By the log, since it has the answer of each delivery; and by what people were told. */
    private void compareResults(SimulatedWorld world, Map<String, List<Response>> right) {
        Map<String, List<LogEvent>> is = new TreeMap<>();
        world.logged.stream()
                .filter(it -> it.name().equals("command_decided") || it.name().equals("command_redelivered"))
                .filter(it -> !it.text("command_id").equals(INITIAL_CREATE.id()))
                .forEach(it -> is.computeIfAbsent(it.text("command_id"), id -> new ArrayList<>())
                        .add(it));
        for (CommandSpec cmd : sequence.commands) {
            List<Response> answers = right.getOrDefault(cmd.id(), List.of());
            List<LogEvent> events = is.getOrDefault(cmd.id(), List.of());
            boolean isSame = answers.size() == events.size();
            for (int i = 0; isSame && i < answers.size(); i++) {
                isSame = matches(answers.get(i), events.get(i));
            }
            if (!isSame) {
                resultDifferences.add(cmd.id() + " came to "
                        + events.stream().map(OrderTrial::describe).toList() + " instead of " + answers);
            }
            compareNotices(world, cmd, answers);
        }
        compareTriggers(world, right);
    }

    /** A redelivery's line in the log names no code. */
    private static boolean matches(Response response, LogEvent event) {
        String code = event.name().equals("command_decided") ? event.text("code") : response.code();
        return response.matches(event.text("result"), code);
    }

    private static String describe(LogEvent event) {
        return (event.text("result") + " " + event.text("code")).strip();
    }

    private void compareNotices(SimulatedWorld world, CommandSpec cmd, List<Response> answers) {
        List<String> ids = world.notices().stream()
                .filter(it -> it.payload().path("command_id").asText().equals(cmd.id()))
                .map(Notice::id)
                .toList();
        // What was refused where there was no record is decided again when it comes again.
        long told = answers.stream()
                .filter(Response::isNotified)
                .map(Response::result)
                .distinct()
                .count();
        boolean isRedelivered = order.size() > sequence.commands.size();
        if (ids.stream().distinct().count() != told || !isRedelivered && ids.size() > 1) {
            resultDifferences.add("people were told " + ids.size() + " times of " + cmd.id() + ", which came to " + answers);
        }
    }

    private void compareTriggers(SimulatedWorld world, Map<String, List<Response>> right) {
        long triggers = sequence.commands.stream()
                .filter(it -> it.action() == Action.TRIGGER)
                .filter(it -> right.getOrDefault(it.id(), List.of()).stream()
                        .anyMatch(response -> response.result() == Result.APPLIED))
                .count();
        if (sequence.setting.initialState == InitialState.NOTHING && world.published().size() != triggers) {
            otherDifferences.add(world.published().size() + " messages of " + triggers + " triggers");
        }
    }
}
