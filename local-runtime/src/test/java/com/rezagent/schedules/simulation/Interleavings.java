package com.rezagent.schedules.simulation;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 */
final class Interleavings implements AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "interleaved");
        thread.setDaemon(true);
        return thread;
    });
    private final int mostSwitches;

    /** @param mostSwitches how often a run may leave an invocation that could go on */
    Interleavings(int mostSwitches) {
        this.mostSwitches = mostSwitches;
    }

    /** All there are. */
    static Interleavings all() {
        return new Interleavings(Integer.MAX_VALUE);
    }

    /** A point where somebody had to be chosen, and who else could have been. */
    private record Choice(int chosen, List<Integer> others) {}

    /**
     * Explores two events in fresh worlds.
     *
     * @param eachEnd looks at every world once both are through and all is quiet
     * @return how many runs there were
     */
    long explore(Supplier<World> worlds, Function<World, List<String>> events, Consumer<World> eachEnd) {
        List<Choice> path = new ArrayList<>();
        long runs = 0;
        do {
            World world = worlds.get();
            new Run(world, events.apply(world), path).go();
            world.quiet();
            eachEnd.accept(world);
            runs++;
        } while (goOnToNext(path));
        return runs;
    }

    private static boolean goOnToNext(List<Choice> path) {
        while (!path.isEmpty()) {
            Choice last = path.remove(path.size() - 1);
            if (!last.others.isEmpty()) {
                path.add(new Choice(last.others.get(0), last.others.subList(1, last.others.size())));
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One run of both. */
    private final class Run {
        private final World world;
        private final List<String> events;
        private final List<Choice> path;
        private final List<Semaphore> turns = new ArrayList<>();
        private final Semaphore back = new Semaphore(0);
        private final List<Integer> running = new ArrayList<>();
        private volatile @Nullable Throwable broken;
        private int current = -1;
        private int switches;
        private int step;

        Run(World world, List<String> events, List<Choice> path) {
            this.world = world;
            this.events = events;
            this.path = path;
        }

        void go() {
            for (int i = 0; i < events.size(); i++) {
                int who = i;
                turns.add(new Semaphore(0));
                running.add(i);
                threads.execute(() -> invoke(who));
            }
            while (!running.isEmpty()) {
                current = next();
                turns.get(current).release();
                back.acquireUninterruptibly();
                if (broken != null) {
                    throw new AssertionError("The simulation itself broke", broken);
                }
            }
        }

        private int next() {
            if (step < path.size()) {
                int chosen = path.get(step++).chosen;
                count(chosen);
                return chosen;
            }
            List<Integer> options = new ArrayList<>(running);
            if (running.contains(current)) {
                options.remove((Integer) current);
                options.add(0, current);
                if (switches >= mostSwitches) {
                    options = List.of(current);
                }
            }
            path.add(new Choice(options.get(0), List.copyOf(options.subList(1, options.size()))));
            step++;
            count(options.get(0));
            return options.get(0);
        }

        private void count(int chosen) {
            if (chosen != current && running.contains(current)) {
                switches++;
            }
        }

        private void invoke(int who) {
            RequestStreamHandler handler = world.handler((call, effect) -> {
                hand(who);
                return effect.happen();
            });
            turns.get(who).acquireUninterruptibly();
            try {
                world.lambda.invoke(handler, events.get(who));
            } catch (IOException | RuntimeException e) {
                world.lambda.retry(events.get(who));
            } catch (Error e) {
                broken = e;
            }
            running.remove((Integer) who);
            back.release();
        }

        private void hand(int who) {
            back.release();
            turns.get(who).acquireUninterruptibly();
        }
    }
}
