package com.rezagent.schedules.simulation;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs two invocations against each other, one outside call at a time, in every order there is: a run is the list of who
 * went next at each call, and the next run differs in the last place where another could have. Each invocation has a
 * thread of its own, and only one ever runs.
 *
 * <p>Orders that differ only in calls that commute ({@link SimulatedCall#commutesWith}) are of one kind and come to the same: a
 * handler goes by nothing but what its calls are answered and a clock that stands. {@link #reduced} runs one of each kind,
 * by sleep sets (Godefroid, Partial-Order Methods, 1996): who was tried at a choice sleeps from then on, until the other
 * makes a call that does not commute with what the sleeper is about to call. Where all who are left sleep, whatever
 * follows was run before.
 */
final class Interleavings implements AutoCloseable {
    /** An invocation that failed is tried again; which of two comes first then may depend on which failed first. */
    private static final SimulatedCall RETRY = new SimulatedCall(SimulatedCall.Port.DEAD_LETTERS, "retry");

    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "interleaved");
        thread.setDaemon(true);
        return thread;
    });
    private final boolean isReduced;

    private Interleavings(boolean oneOfEachKind) {
        this.isReduced = oneOfEachKind;
    }

    /** All there are: one of each kind is run. */
    static Interleavings reduced() {
        return new Interleavings(true);
    }

    /** All there are, each run for itself. */
    static Interleavings exhaustive() {
        return new Interleavings(false);
    }

    /**
     * What was explored.
     *
     * @param runs how many were run to their end
     * @param interleavings how many those stand for, themselves among them
     */
    record Exploration(long runs, long interleavings) {}

    /** One of the two invocations. */
    private enum Invocation {
        FIRST,
        SECOND
    }

    /** A call that was made in a run. */
    private record PortCallRecord(Invocation invocation, SimulatedCall call) {}

    /** A point where somebody had to be chosen, and who else could have been. */
    private static final class Choice {
        private final Set<Invocation> sleepSet;
        private final List<Invocation> remaining;
        private Invocation chosen;

        Choice(List<Invocation> options, Set<Invocation> asleep) {
            this.sleepSet = asleep;
            remaining = options;
            chosen = remaining.remove(0);
        }

        boolean isExhausted() {
            return remaining.isEmpty();
        }

        void chooseNext() {
            sleepSet.add(chosen);
            chosen = remaining.remove(0);
        }
    }

    /**
     * Explores two events in fresh worlds.
     *
     * @param eachEnd looks at every world once both are through and all is quiet
     */
    Exploration explore(
            Supplier<SimulatedWorld> worlds,
            Function<SimulatedWorld, List<String>> events,
            Consumer<SimulatedWorld> eachEnd) {
        List<Choice> path = new ArrayList<>();
        long runs = 0;
        long interleavings = 0;
        do {
            SimulatedWorld world = worlds.get();
            Run run = new Run(world, events.apply(world), path);
            if (run.run()) {
                world.runUntilIdle();
                eachEnd.accept(world);
                runs++;
                interleavings = Math.addExact(interleavings, isReduced ? classSize(run.calls) : 1);
            }
        } while (advanceToNextPath(path));
        return new Exploration(runs, interleavings);
    }

    private static boolean advanceToNextPath(List<Choice> path) {
        while (!path.isEmpty()) {
            Choice last = path.get(path.size() - 1);
            if (!last.isExhausted()) {
                last.chooseNext();
                return true;
            }
            path.remove(path.size() - 1);
        }
        return false;
    }

    /**
     * In how many orders these calls can be made, each caller's own in its order, when those that don't commute keep
     * theirs: the ways from (0, 0) to all of both.
     */
    private static long classSize(List<PortCallRecord> made) {
        List<Window> ones = windows(made, Invocation.FIRST);
        List<Window> others = windows(made, Invocation.SECOND);
        long[][] ways = new long[ones.size() + 1][others.size() + 1];
        ways[0][0] = 1;
        for (int one = 0; one <= ones.size(); one++) {
            for (int other = 0; other <= others.size(); other++) {
                if (one > 0 && ones.get(one - 1).contains(other)) {
                    ways[one][other] = Math.addExact(ways[one][other], ways[one - 1][other]);
                }
                if (other > 0 && others.get(other - 1).contains(one)) {
                    ways[one][other] = Math.addExact(ways[one][other], ways[one][other - 1]);
                }
            }
        }
        return ways[ones.size()][others.size()];
    }

    /** After how many of the other's calls a call may be made. */
    private record Window(int from, int to) {
        boolean contains(int made) {
            return from <= made && made <= to;
        }
    }

    private static List<Window> windows(List<PortCallRecord> made, Invocation who) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            if (made.get(i).invocation == who) {
                windows.add(window(made, i));
            }
        }
        return windows;
    }

    private static Window window(List<PortCallRecord> made, int place) {
        PortCallRecord mine = made.get(place);
        int from = 0;
        int to = Integer.MAX_VALUE;
        int number = 0;
        for (int i = 0; i < made.size(); i++) {
            PortCallRecord its = made.get(i);
            if (its.invocation == mine.invocation) {
                continue;
            }
            number++;
            if (mine.call.commutesWith(its.call)) {
                continue;
            }
            if (i < place) {
                from = number;
            } else {
                to = Math.min(to, number - 1);
            }
        }
        return new Window(from, to);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Ends an invocation of a run that nobody wants any more. */
    private static final class RunAbandoned extends Error {
        private static final long serialVersionUID = 1L;

        RunAbandoned() {
            super("abandoned", null, false, false);
        }
    }

    /** One run of both. All is done by whoever has the turn; handing it on makes it visible to the next. */
    private final class Run {
        private final SimulatedWorld world;
        private final List<String> events;
        private final List<Choice> path;
        private final List<PortCallRecord> calls = new ArrayList<>();
        private final Map<Invocation, Semaphore> turns = new EnumMap<>(Invocation.class);
        private final Semaphore done = new Semaphore(0);

        /** What each is about to call; nothing before it has begun and when it is through. */
        private final Map<Invocation, SimulatedCall> nextCalls = new EnumMap<>(Invocation.class);

        private Set<Invocation> sleepSet = EnumSet.noneOf(Invocation.class);
        private boolean isSecondStarted;
        private @Nullable Invocation current;
        private boolean isAbandoned;
        private @Nullable Throwable failure;

        Run(SimulatedWorld world, List<String> events, List<Choice> path) {
            this.world = world;
            this.events = events;
            this.path = path;
        }

        /** Whether it came to its end; otherwise it is of a kind that was run before. */
        boolean run() {
            for (Invocation who : Invocation.values()) {
                turns.put(who, new Semaphore(0));
            }
            threads.execute(() -> invoke(Invocation.FIRST, events.get(0)));
            threads.execute(() -> invoke(Invocation.SECOND, events.get(1)));
            turn(Invocation.FIRST).release();
            done.acquireUninterruptibly(Invocation.values().length);
            if (failure != null) {
                throw new AssertionError("The simulation itself broke", failure);
            }
            return !isAbandoned;
        }

        private Semaphore turn(Invocation who) {
            return Objects.requireNonNull(turns.get(who));
        }

        private void invoke(Invocation who, String event) {
            turn(who).acquireUninterruptibly();
            try {
                invokeOrRetry(who, event);
            } catch (RunAbandoned e) {
                // Its thread goes on to the next run.
            } catch (Error e) {
                failure = e;
                abandon();
            }
            if (!isAbandoned) {
                nextCalls.remove(who);
                passTurn();
            }
            done.release();
        }

        private void invokeOrRetry(Invocation who, String event) {
            RequestStreamHandler handler = world.handler((call, effect) -> {
                awaitTurn(who, call);
                return effect.apply();
            });
            try {
                world.lambda.invoke(handler, event);
            } catch (IOException | RuntimeException e) {
                awaitTurn(who, RETRY);
                world.lambda.scheduleRetry(event);
            }
        }

        /** Returns when this call is to be made. */
        private void awaitTurn(Invocation who, SimulatedCall call) {
            if (!isAbandoned) {
                nextCalls.put(who, call);
                passTurn();
                turn(who).acquireUninterruptibly();
            }
            if (isAbandoned) {
                throw new RunAbandoned();
            }
        }

        private void abandon() {
            isAbandoned = true;
            turns.values().forEach(Semaphore::release);
        }

        private void passTurn() {
            if (!isSecondStarted) {
                isSecondStarted = true;
                turn(Invocation.SECOND).release();
            } else if (!nextCalls.isEmpty()) {
                choose();
            }
        }

        private void choose() {
            if (calls.size() == path.size()) {
                List<Invocation> options = options();
                if (options.isEmpty()) {
                    abandon();
                    return;
                }
                path.add(new Choice(options, sleepSet));
            }
            Choice choice = path.get(calls.size());
            Invocation chosen = choice.chosen;
            SimulatedCall call = nextCalls.get(chosen);
            current = chosen;
            calls.add(new PortCallRecord(chosen, call));
            sleepSet = EnumSet.noneOf(Invocation.class);
            if (isReduced) {
                choice.sleepSet.stream()
                        .filter(it -> nextCalls.get(it).commutesWith(call))
                        .forEach(sleepSet::add);
            }
            turn(chosen).release();
        }

        /** Who may go on, first of all who just did. */
        private List<Invocation> options() {
            List<Invocation> options = new ArrayList<>(nextCalls.keySet());
            options.removeAll(sleepSet);
            if (options.remove(current)) {
                options.add(0, current);
            }
            return options;
        }
    }
}
