package com.rezagent.schedules.local.invocation;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.fault.SimulatedCrash;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.Session;
import com.rezagent.schedules.log.Log;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Simulates Lambda's asynchronous invocation of the scheduler function. A failed event is retried twice, after one
 * minute and after two more minutes, and then becomes a dead letter; so does an event whose retry would come six hours
 * or more after it was accepted. A crash counts as a failure. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">How Lambda handles
 *     errors and retries</a>
 */
public final class AsyncInvoker {
    private static final List<Duration> RETRY_AFTER = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));
    private static final Duration MAXIMUM_AGE = Duration.ofHours(6);

    private final LambdaFunction function;
    private final Database database;
    private final InvocationQueue queue;
    private final LocalDeadLetterQueue deadLetters;
    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final Log log;

    public AsyncInvoker(
            LambdaFunction function,
            Database database,
            LocalDeadLetterQueue deadLetters,
            Clock clock,
            VirtualTimeScheduler virtualTime,
            Log log) {
        this.function = function;
        this.database = database;
        this.queue = new InvocationQueue(database);
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.virtualTime = virtualTime;
        this.log = log;
    }

    /**
     * Adds an event to the queue, as part of a transaction. After the commit, pass the result to {@link #submit}.
     */
    public Invocation accept(Session session, String event, Instant due) throws SQLException {
        return InvocationQueue.add(session, new Invocation(Invocation.NOT_STORED, event, clock.instant(), due, 0));
    }

    /** Schedules an accepted event for its due time. */
    public void submit(Invocation invocation) {
        virtualTime.at(invocation.due(), () -> attempt(invocation));
    }

    /** Accepts an event in a transaction of its own and schedules it. */
    public void invokeAt(String event, Instant due) {
        submit(database.transaction(session -> accept(session, event, due)));
    }

    /**
     * Invokes the function on the calling thread, which must be the virtual-time scheduler's. The event is stored only
     * if it has to be retried, since the caller would send it again after a restart.
     */
    public void invokeNow(String event) {
        Instant now = clock.instant();
        attempt(new Invocation(Invocation.NOT_STORED, event, now, now, 0));
    }

    /**
     * Invokes the function synchronously, without retries, and returns its response.
     *
     * @throws RuntimeException any exception of the handler
     */
    public byte[] invokeAndWait(String event) {
        return function.invoke(event.getBytes(StandardCharsets.UTF_8));
    }

    /** Schedules the events that were queued when the process ended, and returns how many. */
    public int resume() {
        List<Invocation> waiting = queue.all();
        waiting.forEach(this::submit);
        return waiting.size();
    }

    /**
     * Redrives the dead letters: schedules each event for now, with its full number of attempts, and removes its dead
     * letter. A dead letter that contains no event is skipped.
     *
     * @return the number of events
     */
    public int redrive() {
        List<Invocation> accepted = database.transaction(session -> {
            List<Invocation> again = new ArrayList<>();
            for (DeadLetter letter : LocalDeadLetterQueue.all(session)) {
                Optional<String> event = letter.event();
                if (event.isPresent()) {
                    again.add(accept(session, event.get(), clock.instant()));
                    deadLetters.remove(session, letter);
                }
            }
            return again;
        });
        accepted.forEach(this::submit);
        return accepted.size();
    }

    private void attempt(Invocation invocation) {
        Optional<String> failure = failure(invocation);
        if (failure.isEmpty()) {
            queue.remove(invocation);
        } else {
            retryOrDeadLetter(invocation, failure.get());
        }
    }

    private Optional<String> failure(Invocation invocation) {
        try {
            function.invoke(invocation.event().getBytes(StandardCharsets.UTF_8));
            return Optional.empty();
        } catch (SimulatedCrash e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (ScheduleException e) {
            return Optional.of(e.code().code() + ": " + e.getMessage());
        } catch (Exception | Error e) {
            return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private void retryOrDeadLetter(Invocation invocation, String failure) {
        int retry = invocation.attempts();
        Instant now = clock.instant();
        boolean isOver = retry >= RETRY_AFTER.size()
                || !now.plus(RETRY_AFTER.get(retry))
                        .isBefore(invocation.acceptedAt().plus(MAXIMUM_AGE));
        if (isOver) {
            addDeadLetter(invocation, failure);
            return;
        }
        Instant next = now.plus(RETRY_AFTER.get(retry));
        Invocation again = queue.storeForRetry(invocation.retriedAt(next));
        log.warn("invocation_failed", field("attempt", retry + 1), field("retry_at", next), field("reason", failure));
        submit(again);
    }

    private void addDeadLetter(Invocation invocation, String failure) {
        int attempts = invocation.attempts() + 1;
        String reason = "The function failed " + attempts + " times; the last time: " + failure;
        database.transaction(session -> {
            deadLetters.addDeadLetter(session, invocation.event(), reason);
            return InvocationQueue.remove(session, invocation);
        });
        log.error("invocation_given_up", field("attempts", attempts), field("reason", failure));
    }
}
