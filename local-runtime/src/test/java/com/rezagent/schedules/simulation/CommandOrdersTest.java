package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every sequence of four commands on one schedule, each issued a second after the one before, arriving in every order and
 * with up to two duplicates. Each write is held against the {@link Model} by the {@link Auditor}; here is what must hold
 * of the whole.
 */
class CommandOrdersTest {
    private static final int LENGTH = 4;
    private static final int SEQUENCES = (int) Math.pow(Action.values().length, LENGTH);

    @ParameterizedTest
    @EnumSource
    void every_order_of_every_sequence_of_four(Pace pace) {
        assertThat(wrongIn("all orders", 0, pace, 1)).isEmpty();
    }

    @Test
    void every_sequence_in_a_fortieth_of_its_orders_with_a_duplicate() {
        assertThat(wrongIn("a fortieth of the orders", 1, Pace.TOGETHER, 40)).isEmpty();
    }

    @Test
    void every_sequence_in_a_two_hundredth_of_its_orders_with_two_duplicates() {
        assertThat(wrongIn("a two-hundredth of the orders", 2, Pace.TOGETHER, 200))
                .isEmpty();
    }

    /** The long run's: a third of a million orders with one at each pace, two million with two, all arriving together. */
    @TestFactory
    Stream<DynamicTest> every_order_of_every_sequence_with_one_and_two_duplicates() {
        return Stream.of(Pace.values())
                .filter(it -> Scale.isLong())
                .flatMap(pace -> IntStream.rangeClosed(1, pace == Pace.TOGETHER ? 2 : 1)
                        .mapToObj(duplicates -> DynamicTest.dynamicTest(
                                pace + " with " + duplicates,
                                () -> assertThat(wrongIn("all orders", duplicates, pace, 1))
                                        .isEmpty())));
    }

    /** How commands arrive. */
    enum Pace {
        /** At the same moment: what comes too early is tried again. */
        TOGETHER(Duration.ZERO, Duration.ZERO),
        /** With minutes between: what comes too early is refused. */
        APART(Duration.ZERO, Duration.ofMinutes(7)),
        /** As out of a dead-letter queue. */
        WEEKS_LATE(Duration.ofDays(21), Duration.ZERO);

        private final Duration before;
        private final Duration between;

        Pace(Duration before, Duration between) {
            this.before = before;
            this.between = between;
        }
    }

    private static List<String> wrongIn(String which, int duplicates, Pace pace, int every) {
        long begun = System.nanoTime();
        List<List<Integer>> orders = Orders.of(LENGTH, duplicates);
        LongAdder tried = new LongAdder();
        List<String> wrong = IntStream.range(0, SEQUENCES)
                .parallel()
                .boxed()
                .flatMap(number -> {
                    Sequence sequence = Sequence.of(actions(number));
                    return IntStream.range(0, orders.size())
                            .filter(order -> (number + order) % (every * Scale.oneIn()) == 0)
                            .boxed()
                            .flatMap(order -> {
                                tried.increment();
                                return wrong(sequence, orders.get(order), pace).stream();
                            });
                })
                .limit(20)
                .toList();
        Scale.report(
                SEQUENCES + " sequences of " + LENGTH + " commands, " + pace + " with " + duplicates + " duplicates, "
                        + which + ": " + tried + " worlds",
                Scale.since(begun));
        return wrong;
    }

    private static List<Action> actions(int number) {
        List<Action> actions = new ArrayList<>();
        int rest = number;
        for (int i = 0; i < LENGTH; i++) {
            actions.add(Action.values()[rest % Action.values().length]);
            rest /= Action.values().length;
        }
        return actions;
    }

    static List<Cmd> commands(List<Action> actions) {
        List<Cmd> commands = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            // What is issued last is issued when it is sent.
            Def def = action == Action.CREATE
                    ? Def.yearly("created")
                    : action == Action.UPDATE ? Def.yearly("updated " + i) : null;
            commands.add(
                    Cmd.of("command-" + i, action, Scenario.S, World.START.plusSeconds(i - actions.size() + 1L), def));
        }
        return commands;
    }

    /** Commands, and the events by which they arrive; the same for all orders. */
    private record Sequence(List<Action> actions, List<Cmd> commands, List<String> events) {
        static Sequence of(List<Action> actions) {
            List<Cmd> commands = CommandOrdersTest.commands(actions);
            World world = new World();
            return new Sequence(
                    actions, commands, commands.stream().map(world::event).toList());
        }
    }

    private static List<String> wrong(Sequence sequence, List<Integer> order, Pace pace) {
        World world = new World();
        sequence.commands.forEach(it -> world.sent.put(it.id(), it));
        world.advance(pace.before);
        for (int place : order) {
            world.deliver(sequence.events.get(place));
            world.advance(pace.between);
        }
        world.quiet();
        List<String> wrong = new ArrayList<>(Verdict.of(world));
        wrong.addAll(wrongRegisters(world, sequence.commands, pace));
        return wrong.isEmpty()
                ? List.of()
                : List.of(sequence.actions + " arriving as " + order + " " + pace + ": " + wrong);
    }

    private static List<String> wrongRegisters(World world, List<Cmd> commands, Pace pace) {
        List<String> wrong = new ArrayList<>();
        Schedule record = world.record(Scenario.S).orElse(null);
        boolean isDeleted = record == null || record.isDeleted();
        Cmd lastCreate = last(commands, Set.of(Action.CREATE));
        if (lastCreate == null && record != null) {
            wrong.add("a schedule that nobody created");
        }
        if (record != null && !isDeleted && lastCreate != null) {
            wrong.addAll(undoneDeletes(record, commands, lastCreate));
        }
        if (pace == Pace.TOGETHER && isOrderOfNoConsequence(commands)) {
            wrong.addAll(otherThanInOrder(record, commands));
        }
        return wrong;
    }

    /** A delete that took effect is undone by a later create, and by nothing else. */
    private static List<String> undoneDeletes(Schedule record, List<Cmd> commands, Cmd lastCreate) {
        return commands.stream()
                .filter(it -> it.action() == Action.DELETE)
                .filter(it -> record.outcomeOf(it.id())
                        .filter(outcome -> outcome.isEffective())
                        .isPresent())
                .filter(it -> lastCreate.stamp().isBefore(it.stamp()))
                .map(it -> "resurrected after " + it)
                .toList();
    }

    /**
     * One create, issued first, and nothing after a delete: then what comes too early waits for it, and the order of
     * arrival is of no consequence at all.
     */
    private static boolean isOrderOfNoConsequence(List<Cmd> commands) {
        List<Action> actions = commands.stream().map(Cmd::action).toList();
        int delete = actions.indexOf(Action.DELETE);
        return actions.get(0) == Action.CREATE
                && actions.lastIndexOf(Action.CREATE) == 0
                && (delete < 0
                        || actions.subList(delete, LENGTH).stream()
                                .allMatch(it -> it == Action.DELETE || it == Action.UPDATE));
    }

    private static List<String> otherThanInOrder(Schedule record, List<Cmd> commands) {
        Registers inOrder = null;
        for (Cmd cmd : commands) {
            inOrder = Model.decide(inOrder, false, cmd, World.START).after();
        }
        if (inOrder == null || record == null) {
            return inOrder == null && record == null ? List.of() : List.of("the record is " + record);
        }
        Registers is = Registers.of(record);
        boolean same = is.state() == inOrder.state()
                && is.stateStamp().equals(inOrder.stateStamp())
                && (is.isDeleted() || java.util.Objects.equals(is.def(), inOrder.def()));
        return same ? List.of() : List.of("came to " + is + " instead of " + inOrder);
    }

    private static Cmd last(List<Cmd> commands, Set<Action> actions) {
        return commands.stream()
                .filter(it -> actions.contains(it.action()))
                .reduce((a, b) -> b)
                .orElse(null);
    }
}
