package com.rezagent.schedules.local.clock;

import com.rezagent.schedules.local.clock.VirtualTimeScheduler.ScheduledTask;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tasks of a {@link VirtualTimeScheduler}, ordered by due time and, for equal times, by submission. Thread-safe. */
final class TaskQueue {
    /** {@link #awaitDue} reads the clock at least this often, since real time jumps when the machine was suspended. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    /** How far {@link #ranUntil} is before the oldest due task. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final VirtualClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<ScheduledTask> tasks = new TreeSet<>();
    private long sequence;
    private @Nullable ScheduledTask running;
    private volatile boolean isClosed;

    TaskQueue(VirtualClock clock) {
        this.clock = clock;
    }

    ScheduledTask add(Instant due, Runnable task) {
        lock.lock();
        try {
            ScheduledTask scheduled = new ScheduledTask(this, due, sequence++, task);
            tasks.add(scheduled);
            if (tasks.first().equals(scheduled)) {
                changed.signalAll();
            }
            return scheduled;
        } finally {
            lock.unlock();
        }
    }

    void remove(ScheduledTask task) {
        lock.lock();
        try {
            tasks.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes and returns the next task that is due; null if there is none. The task counts as running until {@link
     * #completed}.
     *
     * @param until tasks due by this time are due; null for now
     */
    @Nullable
    ScheduledTask poll(@Nullable Instant until) {
        lock.lock();
        try {
            if (tasks.isEmpty()) {
                return null;
            }
            Instant limit = until == null ? clock.instant() : until;
            if (tasks.first().due().isAfter(limit)) {
                return null;
            }
            running = tasks.pollFirst();
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Records that the running task has completed. */
    void completed() {
        lock.lock();
        try {
            running = null;
        } finally {
            lock.unlock();
        }
    }

    /** See {@link VirtualTimeScheduler#ranUntil}. */
    Instant ranUntil() {
        lock.lock();
        try {
            Instant now = clock.instant();
            ScheduledTask oldest = running != null ? running : tasks.isEmpty() ? null : tasks.first();
            return oldest == null || oldest.due().isAfter(now)
                    ? now
                    : oldest.due().minus(MARGIN);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a task may be due or the queue is closed. May return early, so the caller must check again. */
    @SuppressWarnings("WaitNotInLoop")
    void awaitDue() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            if (tasks.isEmpty()) {
                changed.await();
                return;
            }
            Instant due = tasks.first().due();
            if (!due.isAfter(clock.instant())) {
                return;
            }
            Duration wait = clock.wallTimeUntil(due).orElse(null);
            if (wait == null) {
                changed.await();
            } else {
                Duration bounded = wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
                changed.await(bounded.toNanos() + 1, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // Only close() ends the worker. A pending interrupt would make the next file access close the database.
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the thread in {@link #awaitDue}, because the clock has changed. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Marks the queue as closed, so that no more tasks are run. */
    void close() {
        isClosed = true;
        wake();
    }

    boolean isClosed() {
        return isClosed;
    }
}
