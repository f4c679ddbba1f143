package com.rezagent.schedules.local.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in virtual time: one queue, ordered by due time and, for equal times, by submission. Tasks run one at a
 * time: on the worker thread as the clock reaches them, or on the thread that calls {@link #advance},
 * {@link #advanceTo} or {@link #runDue}. A stopped clock does not delay a task that is due. Thread-safe.
 *
 * <p>Without a worker (see {@link #start}) tasks run only inside these calls, which makes a simulation on one
 * thread deterministic.
 */
public final class VirtualTimeScheduler implements AutoCloseable {
    private static final long IDLE_ACTION_INTERVAL_NANOS =
            Duration.ofMillis(200).toNanos();

    private final VirtualClock clock;
    private final Consumer<Throwable> onFailure;
    private final TaskQueue queue;

    /** Held by the thread that runs tasks. Fair, so that {@link #advance} is not starved by a busy worker. */
    private final ReentrantLock runLock = new ReentrantLock(true);

    private volatile Runnable idleAction = () -> {};
    private long lastIdleAction = System.nanoTime();
    private @Nullable Thread worker;

    /** @param onFailure receives the exception of a task that failed; later tasks run regardless */
    public VirtualTimeScheduler(VirtualClock clock, Consumer<Throwable> onFailure) {
        this.clock = clock;
        this.onFailure = onFailure;
        this.queue = new TaskQueue(clock);
    }

    /** A queued task. Ordered by due time, then by submission. */
    public static final class ScheduledTask implements Comparable<ScheduledTask> {
        private final TaskQueue queue;
        private final Instant due;
        private final long number;
        private final Runnable task;

        ScheduledTask(TaskQueue queue, Instant due, long number, Runnable task) {
            this.queue = queue;
            this.due = due;
            this.number = number;
            this.task = task;
        }

        public Instant due() {
            return due;
        }

        /** Removes the task from the queue; does nothing if it has started. */
        public void cancel() {
            queue.remove(this);
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

    /** Queues a task for an instant. A task for a time that has passed is due at once. */
    public ScheduledTask at(Instant due, Runnable task) {
        return queue.add(due, task);
    }

    /** Queues a task for now, after the tasks that are already due. */
    public ScheduledTask now(Runnable task) {
        return at(clock.instant(), task);
    }

    /**
     * Sets an action that runs when no task is due and, while tasks keep coming, every 200 ms. It runs between tasks,
     * e.g. to store the virtual time.
     */
    public void onIdle(Runnable action) {
        idleAction = action;
    }

    /** Starts the worker, which runs tasks as the clock reaches them. */
    public void start() {
        Thread thread = new Thread(this::work, "virtual-time");
        thread.setDaemon(true);
        worker = thread;
        thread.start();
    }

    /**
     * Runs all tasks that are due now on the calling thread, including due tasks that they submit.
     *
     * @throws IllegalStateException if a task calls this method
     */
    public void runDue() {
        lockRuns();
        try {
            runUntil(null);
            runIdleAction();
        } finally {
            runLock.unlock();
        }
    }

    /**
     * Advances the clock. Runs each task that falls due on the way at its own time, including tasks that those tasks
     * submit, and returns when all of them have run. A clock that is not manual then continues from the time reached.
     *
     * @return the time reached
     * @throws IllegalArgumentException if the duration is negative
     * @throws IllegalStateException if a task calls this method
     */
    public Instant advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("The clock cannot move backwards; use a duration of zero or more");
        }
        lockRuns();
        try {
            clock.hold();
            return run(clock.instant().plus(by));
        } finally {
            releaseAndUnlock();
        }
    }

    /** Like {@link #advance}, up to an instant. An instant that has passed does not move the clock. */
    public Instant advanceTo(Instant target) {
        lockRuns();
        try {
            clock.hold();
            return run(target);
        } finally {
            releaseAndUnlock();
        }
    }

    private Instant run(Instant target) {
        runUntil(target);
        if (!queue.isClosed()) {
            clock.moveTo(target);
        }
        return clock.instant();
    }

    private void releaseAndUnlock() {
        clock.release();
        try {
            runIdleAction();
        } finally {
            runLock.unlock();
        }
        queue.wake();
    }

    /**
     * Runs an action on the calling thread between two tasks and returns its result.
     *
     * @throws IllegalStateException if a task calls this method
     */
    public <T> T between(Supplier<T> action) {
        lockRuns();
        try {
            return action.get();
        } finally {
            runLock.unlock();
        }
    }

    /**
     * Returns the time until which all tasks have run: now or, if a task is due and has not completed, one second
     * before it. A system restored as of this time loses no task, and repeats only tasks that were due at
     * or after it.
     */
    public Instant ranUntil() {
        return queue.ranUntil();
    }

    /** Returns the number of queued tasks. */
    public int size() {
        return queue.size();
    }

    private void lockRuns() {
        if (runLock.isHeldByCurrentThread()) {
            throw new IllegalStateException("A task must not advance the scheduler that runs it");
        }
        runLock.lock();
    }

    /** Runs all tasks due by the target and moves the held clock to each; without a target, runs the tasks due now. */
    private void runUntil(@Nullable Instant target) {
        for (ScheduledTask next = queue.poll(target); next != null && !queue.isClosed(); next = queue.poll(target)) {
            if (target != null) {
                clock.moveTo(next.due);
            }
            run(next);
            runIdleActionIfDue();
        }
    }

    private void run(ScheduledTask scheduled) {
        try {
            scheduled.task.run();
        } catch (Exception | Error e) {
            onFailure.accept(e);
        } finally {
            queue.completed();
        }
    }

    private void runIdleActionIfDue() {
        if (System.nanoTime() - lastIdleAction > IDLE_ACTION_INTERVAL_NANOS) {
            runIdleAction();
        }
    }

    private void runIdleAction() {
        lastIdleAction = System.nanoTime();
        try {
            idleAction.run();
        } catch (Exception | Error e) {
            onFailure.accept(e);
        }
    }

    private void work() {
        while (!queue.isClosed()) {
            runLock.lock();
            try {
                ScheduledTask next = queue.isClosed() ? null : queue.poll(null);
                if (next != null) {
                    run(next);
                    runIdleActionIfDue();
                    continue;
                }
                runIdleAction();
            } finally {
                runLock.unlock();
            }
            queue.awaitDue();
        }
    }

    /** Stops running tasks. Does not wait for the running task. */
    public void stop() {
        queue.close();
    }

    /** Stops running tasks and waits for the running task, unless a task calls this method. */
    @Override
    public void close() {
        stop();
        if (runLock.isHeldByCurrentThread()) {
            return;
        }
        awaitRunningTask();
        Thread thread = worker;
        if (thread != null) {
            awaitEnd(thread);
        }
    }

    private void awaitRunningTask() {
        runLock.lock();
        try {
            // The lock is free, so no task is running.
        } finally {
            runLock.unlock();
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
