package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every sequence of four commands on one schedule, each issued a second after the one before, arriving in every order and
 * with up to two duplicates. Each write is held against the {@link Model} by the {@link Auditor}; here is what must hold
 * of the whole.
 */
class CommandOrdersTest {
    private static final int LENGTH = 4;
    private static final AtomicLong ORDERS = new AtomicLong();
    private static final AtomicLong DELIVERIES = new AtomicLong();

    @Test
    void every_order_of_every_sequence_of_four() {
        assertThat(wrongInAll(0, Pace.TOGETHER)).isEmpty();
    }

    @Test
    void every_sequence_with_a_duplicate() {
        assertThat(wrongInAll(1, Pace.TOGETHER)).isEmpty();
    }

    @Test
    void every_sequence_with_two_duplicates() {
        assertThat(wrongInAll(2, Pace.TOGETHER)).isEmpty();
    }

    @Test
    void every_order_of_every_sequence_too_far_apart_to_wait_for_each_other() {
        assertThat(wrongInAll(0, Pace.APART)).isEmpty();
    }

    @Test
    void every_order_of_every_sequence_three_weeks_late() {
        assertThat(wrongInAll(0, Pace.WEEKS_LATE)).isEmpty();
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

    private static List<String> wrongInAll(int duplicates, Pace pace) {
        List<List<Integer>> orders = Orders.of(LENGTH, duplicates);
        int sequences = (int) Math.pow(Action.values().length, LENGTH);
        int every = Scale.isLong() ? 1 : duplicates == 0 ? 2 : duplicates == 1 ? 40 : 200;
        return IntStream.range(0, sequences)
                .parallel()
                .filter(it -> pace == Pace.TOGETHER || Scale.isLong() || it % 8 == 0)
                .boxed()
                .flatMap(sequence -> IntStream.range(0, orders.size())
                        .filter(order -> (sequence + order) % every == 0)
                        .boxed()
                        .flatMap(order -> wrong(actions(sequence), orders.get(order), pace).stream()))
                .limit(20)
                .toList();
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

    private static List<String> wrong(List<Action> actions, List<Integer> order, Pace pace) {
        World world = new World();
        List<Cmd> commands = commands(actions);
        List<String> events = commands.stream().map(world::event).toList();
        world.advance(pace.before);
        for (int place : order) {
            world.deliver(events.get(place));
            world.advance(pace.between);
        }
        world.quiet();
        ORDERS.incrementAndGet();
        DELIVERIES.addAndGet(order.size());
        List<String> wrong = new ArrayList<>(Verdict.of(world));
        wrong.addAll(wrongRegisters(world, commands, pace));
        return wrong.isEmpty() ? List.of() : List.of(actions + " arriving as " + order + " " + pace + ": " + wrong);
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

    @AfterAll
    static void report() {
        Scale.report(ORDERS + " orders of sequences of four commands, " + DELIVERIES + " deliveries");
    }
}
