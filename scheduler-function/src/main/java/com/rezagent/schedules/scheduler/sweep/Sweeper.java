package com.rezagent.schedules.scheduler.sweep;

import static com.rezagent.schedules.log.Log.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.PublishResult;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.scheduler.event.SweepRequest;
import com.rezagent.schedules.scheduler.execution.DueExecutions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides the executions that are due: one of each schedule in turn, the earliest first, so that a schedule with many of
 * them keeps no other waiting. A sweep is split into one message per shard, so that each has an invocation of its own. An
 * execution that fails to be decided does not stop the others; the next sweep tries again.
 * Thread-safe.
 */
public final class Sweeper {
    /** How many due executions are read at once. */
    static final int PAGE = 500;

    /** How many are listed before the first is decided. */
    private static final int MAX_LISTED = 100_000;

    /** How long an execution may be due before a reconcile run decides it, which is only so if sweeps are lost. */
    private static final Duration OVERDUE = Duration.ofHours(1);

    private final ExecutionHistory history;
    private final DueExecutions due;
    private final TopicPublisher publisher;
    private final Stage stage;
    private final Clock clock;

    public Sweeper(ExecutionHistory history, DueExecutions due, TopicPublisher publisher, Stage stage, Clock clock) {
        this.history = history;
        this.due = due;
        this.publisher = publisher;
        this.stage = stage;
        this.clock = clock;
    }

    /**
     * Runs a sweep of a shard; one of all shards is split into one message per shard.
     *
     * @param outOfTime returns whether time is up; checked before each execution but the first
     * @return what was done, for a synchronous caller
     * @throws TransientException if a list cannot be read or a message cannot be published
     */
    public ObjectNode run(SweepRequest request, BooleanSupplier outOfTime, Log log) {
        Integer shard = request.shard();
        if (shard != null) {
            return sweep(shard, outOfTime, log).toJson();
        }
        publisher
                .publishAll(
                        stage.scheduleCreation(), shards().map(Sweeper::message).toList())
                .forEach(PublishResult::orThrow);
        return Json.object().put("shards", QueueEntry.SHARDS);
    }

    private static Stream<Integer> shards() {
        return IntStream.range(0, QueueEntry.SHARDS).boxed();
    }

    private static TopicMessage message(int shard) {
        return new TopicMessage(new SweepRequest(shard).write(), Map.of());
    }

    private SweepReport sweep(int shard, BooleanSupplier outOfTime, Log log) {
        Pass pass = new Pass(outOfTime, log.with(field("shard", shard)));
        boolean isDone = pass.run(shard, clock.instant());
        if (!isDone) {
            publisher.publish(stage.scheduleCreation(), message(shard));
        }
        SweepReport report = pass.report(!isDone);
        log.info(
                "swept",
                field("shard", shard),
                field("due", report.due()),
                field("oldest_due_ms", report.oldest().toMillis()),
                field("decided", report.decided()),
                field("errors", report.errors()),
                field("continued", report.isContinued()));
        return report;
    }

    /**
     * Decides the executions of all shards that have been due for an hour or longer.
     *
     * @return how many were decided
     */
    public int runOverdue(BooleanSupplier outOfTime, Log log) {
        Instant until = clock.instant().minus(OVERDUE);
        Pass pass = new Pass(outOfTime, log);
        boolean isInTime = true;
        for (int shard = 0; shard < QueueEntry.SHARDS && isInTime; shard++) {
            isInTime = pass.run(shard, until);
        }
        SweepReport report = pass.report(false);
        if (report.due() > 0) {
            log.warn("overdue_executions", field("due", report.due()), field("decided", report.decided()));
        }
        return report.decided();
    }

    /** Returns the first of each, then the second of each, and so on. Empties them. */
    private static List<ExecutionKey> inTurns(Collection<Deque<ExecutionKey>> queues) {
        List<ExecutionKey> order = new ArrayList<>();
        List<Deque<ExecutionKey>> left = new ArrayList<>(queues);
        while (!left.isEmpty()) {
            left.forEach(it -> order.add(it.remove()));
            left.removeIf(Deque::isEmpty);
        }
        return order;
    }

    /** One invocation's pass through lists of due executions. Not thread-safe. */
    private final class Pass {
        private final BooleanSupplier outOfTime;
        private final Log log;
        private final Set<ExecutionKey> visited = new HashSet<>();
        private Duration oldest = Duration.ZERO;
        private int listed;
        private int decided;
        private int errors;

        Pass(BooleanSupplier outOfTime, Log log) {
            this.outOfTime = outOfTime;
            this.log = log;
        }

        /** @return false if time was up before the end of the list */
        boolean run(int shard, Instant until) {
            List<ExecutionKey> due = list(shard, until);
            listed += due.size();
            while (true) {
                int before = visited.size();
                for (ExecutionKey key : due) {
                    if (!visited.contains(key)) {
                        if (!visited.isEmpty() && outOfTime.getAsBoolean()) {
                            return false;
                        }
                        visited.add(key);
                        decide(key);
                    }
                }
                // Those that could not be decided, or that the index still shows, are left to the next sweep.
                if (due.size() < MAX_LISTED || visited.size() == before) {
                    return true;
                }
                due = list(shard, until);
            }
        }

        /** Returns the executions that are due in the order in which they are decided. */
        private List<ExecutionKey> list(int shard, Instant until) {
            Map<ScheduleId, Deque<ExecutionKey>> due = new LinkedHashMap<>();
            int count = 0;
            String from = "";
            List<Execution> page;
            do {
                page = history.due(shard, from, until, PAGE);
                for (Execution execution : page) {
                    if (count++ == 0) {
                        execution.due().ifPresent(this::see);
                    }
                    due.computeIfAbsent(execution.key().scheduleId(), it -> new ArrayDeque<>())
                            .add(execution.key());
                    from = execution.queue().map(QueueEntry::following).orElse(from);
                }
            } while (page.size() == PAGE && count < MAX_LISTED);
            return inTurns(due.values());
        }

        private void see(Instant at) {
            Duration age = Duration.between(at, clock.instant());
            oldest = age.compareTo(oldest) > 0 ? age : oldest;
        }

        /** A failure, even a bug, must not stop the sweep for the other executions. */
        private void decide(ExecutionKey key) {
            Log own = log.with(key.scheduleId());
            try {
                if (due.run(key, own)) {
                    decided++;
                }
            } catch (ScheduleException e) {
                errors++;
                own.warn(
                        "sweep_deferred",
                        field("execution_id", key.executionId()),
                        field("code", e.code().code()),
                        field("reason", e.getMessage()));
            } catch (RuntimeException e) {
                errors++;
                own.error(
                        "sweep_deferred",
                        field("execution_id", key.executionId()),
                        field("code", ErrorCode.INTERNAL_ERROR.code()),
                        field("exception", e.getClass().getName()));
            }
        }

        SweepReport report(boolean isContinued) {
            return new SweepReport(listed, oldest, decided, errors, isContinued);
        }
    }

    /**
     * The result of one invocation.
     *
     * @param due how many executions were due when it began, {@value #MAX_LISTED} at most
     * @param oldest for how long the first of them had been due
     */
    private record SweepReport(int due, Duration oldest, int decided, int errors, boolean isContinued) {
        ObjectNode toJson() {
            return Json.object()
                    .put("due", due)
                    .put("decided", decided)
                    .put("errors", errors)
                    .put("continued", isContinued);
        }
    }
}
