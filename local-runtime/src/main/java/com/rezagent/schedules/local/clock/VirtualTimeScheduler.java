package com.rezagent.schedules.local.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that waits for the clock, in one queue ordered by (time, sequence). Tasks run one at a time: on the worker
 * as the clock reaches them, or on the thread that calls {@link #advance} or {@link #runDue}. What is due now runs at
 * once, also when the clock stands still. Thread-safe.
 *
 * <p>Without a worker (see {@link #start}) nothing runs but inside these two calls, which makes a simulation on one
 * thread deterministic.
 */
public final class VirtualTimeScheduler implements AutoCloseable {
    /** How long the worker trusts one reading of the wall's clock, which a suspended machine makes jump. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final long REST_EVERY_NANOS = Duration.ofMillis(200).toNanos();
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final VirtualClock clock;
    private final Consumer<Throwable> onFailure;

    private final ReentrantLock queueLock = new ReentrantLock();
    private final Condition queueChanged = queueLock.newCondition();
    private final TreeSet<ScheduledTask> queue = new TreeSet<>();
    private long sequence;
    private @Nullable ScheduledTask running;

    /** Held by whoever runs tasks; fair, so that an advance gets its turn while the worker is busy. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile Runnable onRest = () -> {};
    private long lastRest = System.nanoTime();
    private volatile boolean isClosed;
    private @Nullable Thread worker;

    /** @param onFailure hears of a task that threw; the timeline goes on */
    public VirtualTimeScheduler(VirtualClock clock, Consumer<Throwable> onFailure) {
        this.clock = clock;
        this.onFailure = onFailure;
    }

    /** A task's place in the queue. */
    public final class ScheduledTask implements Comparable<ScheduledTask> {
        private final Instant due;
        private final long number;
        private final Runnable task;

        private ScheduledTask(Instant due, long number, Runnable task) {
            this.due = due;
            this.number = number;
            this.task = task;
        }

        public Instant due() {
            return due;
        }

        /** Takes the task out of the queue; one that has begun runs on. */
        public void cancel() {
            queueLock.lock();
            try {
                queue.remove(this);
            } finally {
                queueLock.unlock();
            }
        }

        @Override
        public int compareTo(ScheduledTask other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /** Queues a task for an instant; one that has passed means at once. */
    public ScheduledTask at(Instant due, Runnable task) {
        queueLock.lock();
        try {
            ScheduledTask scheduled = new ScheduledTask(due, sequence++, task);
            queue.add(scheduled);
            if (queue.first().equals(scheduled)) {
                queueChanged.signalAll();
            }
            return scheduled;
        } finally {
            queueLock.unlock();
        }
    }

    /** Queues a task for now, behind what is due now already. */
    public ScheduledTask now(Runnable task) {
        return at(clock.instant(), task);
    }

    /**
     * Sets what happens when nothing is due, and a few times a second while much is: the moment to write down how far
     * time has got. It runs between tasks.
     */
    public void onIdle(Runnable action) {
        onRest = action;
    }

    /** Starts the worker, which runs tasks as the clock reaches them. */
    public void start() {
        Thread thread = new Thread(this::work, "timeline");
        thread.setDaemon(true);
        worker = thread;
        thread.start();
    }

    /**
     * Runs everything that is due now, and what that makes due now, on the calling thread.
     *
     * @throws IllegalStateException when called by a task
     */
    public void runDue() {
        takeTurn();
        try {
            runUntil(null);
            rest();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Moves the clock on, stopping at each task that falls due on the way to run it at its own time, and returns when
     * all of them have run, those included that they gave rise to. A clock that runs by itself runs on from there.
     *
     * @return the time reached
     * @throws IllegalArgumentException for a negative duration
     * @throws IllegalStateException when called by a task
     */
    public Instant advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time does not go back");
        }
        takeTurn();
        try {
            clock.hold();
            return run(clock.instant().plus(by));
        } finally {
            endTurn();
        }
    }

    /** As {@link #advance}, up to an instant; one that has passed leaves the clock alone. */
    public Instant advanceTo(Instant target) {
        takeTurn();
        try {
            clock.hold();
            return run(target);
        } finally {
            endTurn();
        }
    }

    private Instant run(Instant target) {
        runUntil(target);
        if (!isClosed) {
            clock.moveTo(target);
        }
        return clock.instant();
    }

    private void endTurn() {
        clock.release();
        try {
            rest();
        } finally {
            turn.unlock();
        }
        wakeWorker();
    }

    /**
     * Does something on the calling thread between two tasks.
     *
     * @throws IllegalStateException when called by a task
     * @throws Exception what it throws
     */
    public <T> T between(Callable<T> action) throws Exception {
        takeTurn();
        try {
            return action.call();
        } finally {
            turn.unlock();
        }
    }

    /**
     * An instant before everything that is due and not yet done, else now: a system rebuilt as of then misses nothing,
     * and repeats little.
     */
    public Instant ranUntil() {
        queueLock.lock();
        try {
            Instant now = clock.instant();
            ScheduledTask oldest = running != null ? running : queue.isEmpty() ? null : queue.first();
            return oldest == null || oldest.due.isAfter(now) ? now : oldest.due.minus(MARGIN);
        } finally {
            queueLock.unlock();
        }
    }

    /** How many tasks wait. */
    public int size() {
        queueLock.lock();
        try {
            return queue.size();
        } finally {
            queueLock.unlock();
        }
    }

    private void takeTurn() {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("A task can't run the timeline that runs it");
        }
        turn.lock();
    }

    /** Runs what is due by the target, moving the held clock; without a target, what is due now. */
    private void runUntil(@Nullable Instant target) {
        for (ScheduledTask next = poll(target); next != null && !isClosed; next = poll(target)) {
            if (target != null) {
                clock.moveTo(next.due);
            }
            run(next);
            restNowAndThen();
        }
    }

    private @Nullable ScheduledTask poll(@Nullable Instant target) {
        queueLock.lock();
        try {
            if (queue.isEmpty()) {
                return null;
            }
            Instant limit = target == null ? clock.instant() : target;
            if (queue.first().due.isAfter(limit)) {
                return null;
            }
            running = queue.pollFirst();
            return running;
        } finally {
            queueLock.unlock();
        }
    }

    private void run(ScheduledTask scheduled) {
        try {
            scheduled.task.run();
        } catch (Exception | Error e) {
            onFailure.accept(e);
        } finally {
            queueLock.lock();
            try {
                running = null;
            } finally {
                queueLock.unlock();
            }
        }
    }

    private void restNowAndThen() {
        if (System.nanoTime() - lastRest > REST_EVERY_NANOS) {
            rest();
        }
    }

    private void rest() {
        lastRest = System.nanoTime();
        try {
            onRest.run();
        } catch (Exception | Error e) {
            onFailure.accept(e);
        }
    }

    private void work() {
        while (!isClosed) {
            turn.lock();
            try {
                ScheduledTask next = isClosed ? null : poll(null);
                if (next != null) {
                    run(next);
                    restNowAndThen();
                    continue;
                }
                rest();
            } finally {
                turn.unlock();
            }
            awaitDue();
        }
    }

    /** Returns when something may be due, or for no reason: {@link #work} looks again. */
    @SuppressWarnings("WaitNotInLoop")
    private void awaitDue() {
        queueLock.lock();
        try {
            if (isClosed) {
                return;
            }
            if (queue.isEmpty()) {
                queueChanged.await();
                return;
            }
            Instant due = queue.first().due;
            if (!due.isAfter(clock.instant())) {
                return;
            }
            Duration wait = clock.wallTimeUntil(due).orElse(null);
            if (wait == null) {
                queueChanged.await();
            } else {
                Duration shortest = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
                queueChanged.await(shortest.toNanos() + 1, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // Only close() ends the worker; an interrupt would close the database's file under everybody.
            Thread.interrupted();
        } finally {
            queueLock.unlock();
        }
    }

    private void wakeWorker() {
        queueLock.lock();
        try {
            queueChanged.signalAll();
        } finally {
            queueLock.unlock();
        }
    }

    /** Runs no other task, without waiting for the end of the running one. */
    public void stop() {
        isClosed = true;
        wakeWorker();
    }

    /** Lets the running task end, and runs no other. */
    @Override
    public void close() {
        stop();
        if (turn.isHeldByCurrentThread()) {
            return;
        }
        awaitRunningTask();
        Thread thread = worker;
        if (thread != null) {
            awaitEnd(thread);
        }
    }

    private void awaitRunningTask() {
        turn.lock();
        try {
            // Whoever had the turn has come to the end of its task.
        } finally {
            turn.unlock();
        }
    }

    private static void awaitEnd(Thread thread) {
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
