package com.rezagent.schedules.simulation;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs two invocations concurrently in every interleaving of their port calls. A run is a path of choices, one per
 * call: which invocation continues. The next run differs in the last choice that has an alternative. Each invocation
 * has its own thread; only one thread runs at a time.
 *
 * <p>Interleavings that differ only in the order of calls that commute ({@link SimulatedCall#commutesWith}) are
 * equivalent: a handler depends only on the results of its calls and on a clock that does not move, so they have the
 * same result. {@link #reduced} runs one interleaving of each equivalence class, by sleep sets (Godefroid,
 * Partial-Order Methods, 1996): an invocation that was chosen at a choice sleeps in later runs, until the other makes a
 * call that does not commute with the sleeping invocation's next call. If all remaining invocations sleep, every
 * continuation was run before.
 */
final class Interleavings implements AutoCloseable {
    /** The order of two retries may depend on which invocation failed first, so a failure counts as a call. */
    private static final SimulatedCall RETRY = new SimulatedCall(SimulatedCall.Port.DEAD_LETTERS, "retry");

    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "interleaved");
        thread.setDaemon(true);
        return thread;
    });
    private final boolean isReduced;
    private final int maxPreemptions;

    private Interleavings(boolean isReduced, int maxPreemptions) {
        this.isReduced = isReduced;
        this.maxPreemptions = maxPreemptions;
    }

    /** Explores one interleaving of each equivalence class. */
    static Interleavings reduced() {
        return new Interleavings(true, Integer.MAX_VALUE);
    }

    /** Explores every interleaving. */
    static Interleavings exhaustive() {
        return new Interleavings(false, Integer.MAX_VALUE);
    }

    /**
     * Explores every interleaving in which invocations are interrupted at most so often in all. Few interruptions reveal
     * most faults (Musuvathi and Qadeer, Iterative Context Bounding, 2007).
     */
    static Interleavings bounded(int maxPreemptions) {
        return new Interleavings(false, maxPreemptions);
    }

    /**
     * The size of an exploration.
     *
     * @param runs the number of completed runs
     * @param interleavings the number of interleavings in the equivalence classes of these runs
     */
    record Exploration(long runs, long interleavings) {}

    /** One of the two invocations. */
    private enum Invocation {
        FIRST,
        SECOND
    }

    /** A call that was made in a run, and by which invocation. */
    private record PortCallRecord(Invocation invocation, SimulatedCall call) {}

    /** A point of a run at which an invocation was chosen, and the remaining alternatives. */
    private static final class Choice {
        private final Set<Invocation> sleepSet;
        private final List<Invocation> remaining;
        private Invocation chosen;

        Choice(List<Invocation> options, Set<Invocation> sleepSet) {
            this.sleepSet = sleepSet;
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
     * Explores two events, each run in a new world.
     *
     * @param eachEnd receives every world after both invocations have ended and the world is idle
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
     * Returns the number of interleavings in the equivalence class of a run: those that keep the order of each
     * invocation's calls and of all calls that do not commute. Counts the paths from (0, 0) to all calls of both.
     */
    private static long classSize(List<PortCallRecord> calls) {
        List<Window> firstWindows = windows(calls, Invocation.FIRST);
        List<Window> secondWindows = windows(calls, Invocation.SECOND);
        long[][] paths = new long[firstWindows.size() + 1][secondWindows.size() + 1];
        paths[0][0] = 1;
        for (int first = 0; first <= firstWindows.size(); first++) {
            for (int second = 0; second <= secondWindows.size(); second++) {
                if (first > 0 && firstWindows.get(first - 1).contains(second)) {
                    paths[first][second] = Math.addExact(paths[first][second], paths[first - 1][second]);
                }
                if (second > 0 && secondWindows.get(second - 1).contains(first)) {
                    paths[first][second] = Math.addExact(paths[first][second], paths[first][second - 1]);
                }
            }
        }
        return paths[firstWindows.size()][secondWindows.size()];
    }

    /** The range of the number of the other invocation's calls after which a call may be made. */
    private record Window(int from, int to) {
        boolean contains(int number) {
            return from <= number && number <= to;
        }
    }

    private static List<Window> windows(List<PortCallRecord> calls, Invocation invocation) {
        return IntStream.range(0, calls.size())
                .filter(it -> calls.get(it).invocation == invocation)
                .mapToObj(it -> window(calls, it))
                .toList();
    }

    private static Window window(List<PortCallRecord> calls, int position) {
        PortCallRecord own = calls.get(position);
        int from = 0;
        int to = Integer.MAX_VALUE;
        int number = 0;
        for (int i = 0; i < calls.size(); i++) {
            PortCallRecord other = calls.get(i);
            if (other.invocation == own.invocation) {
                continue;
            }
            number++;
            if (own.call.commutesWith(other.call)) {
                continue;
            }
            if (i < position) {
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

    /** Ends an invocation of a run whose continuations were all run before. */
    private static final class RunAbandoned extends Error {
        private static final long serialVersionUID = 1L;

        RunAbandoned() {
            super("abandoned", null, false, false);
        }
    }

    /** One run of both invocations. Only the thread that has the turn accesses state; the semaphores make it visible. */
    private final class Run {
        private final SimulatedWorld world;
        private final List<String> events;
        private final List<Choice> path;
        private final List<PortCallRecord> calls = new ArrayList<>();
        private final Map<Invocation, Semaphore> turns = new EnumMap<>(Invocation.class);
        private final Semaphore done = new Semaphore(0);

        /** The next call of each invocation; absent before it has started and after it has ended. */
        private final Map<Invocation, SimulatedCall> nextCalls = new EnumMap<>(Invocation.class);

        private Set<Invocation> sleepSet = EnumSet.noneOf(Invocation.class);
        private boolean isSecondStarted;
        private @Nullable Invocation current;
        private int preemptions;
        private boolean isAbandoned;
        private @Nullable Throwable failure;

        Run(SimulatedWorld world, List<String> events, List<Choice> path) {
            this.world = world;
            this.events = events;
            this.path = path;
        }

        /** Returns whether the run completed; false if every continuation was run before. */
        boolean run() {
            for (Invocation invocation : Invocation.values()) {
                turns.put(invocation, new Semaphore(0));
            }
            threads.execute(() -> invoke(Invocation.FIRST, events.get(0)));
            threads.execute(() -> invoke(Invocation.SECOND, events.get(1)));
            turn(Invocation.FIRST).release();
            done.acquireUninterruptibly(Invocation.values().length);
            if (failure != null) {
                throw new AssertionError("A check of the simulation failed", failure);
            }
            return !isAbandoned;
        }

        private Semaphore turn(Invocation invocation) {
            return Objects.requireNonNull(turns.get(invocation));
        }

        private void invoke(Invocation invocation, String event) {
            turn(invocation).acquireUninterruptibly();
            try {
                invokeOrRetry(invocation, event);
            } catch (RunAbandoned e) {
                // The thread is reused by the next run.
            } catch (Error e) {
                failure = e;
                abandon();
            }
            if (!isAbandoned) {
                nextCalls.remove(invocation);
                passTurn();
            }
            done.release();
        }

        private void invokeOrRetry(Invocation invocation, String event) {
            RequestStreamHandler handler = world.handler((call, effect) -> {
                awaitTurn(invocation, call);
                return effect.apply();
            });
            try {
                world.lambda.invoke(handler, event);
            } catch (RuntimeException e) {
                awaitTurn(invocation, RETRY);
                world.lambda.scheduleRetry(event);
            }
        }

        /** Waits until this call is chosen. */
        private void awaitTurn(Invocation invocation, SimulatedCall call) {
            if (!isAbandoned) {
                nextCalls.put(invocation, call);
                passTurn();
                turn(invocation).acquireUninterruptibly();
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
            if (chosen != current && nextCalls.containsKey(current)) {
                preemptions++;
            }
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

        /** Returns the invocations that may continue, the one that made the last call first. */
        private List<Invocation> options() {
            List<Invocation> options = new ArrayList<>(nextCalls.keySet());
            options.removeAll(sleepSet);
            if (options.remove(current)) {
                if (preemptions == maxPreemptions) {
                    options.clear();
                }
                options.add(0, current);
            }
            return options;
        }
    }
}
