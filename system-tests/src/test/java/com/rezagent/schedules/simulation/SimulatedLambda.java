package com.rezagent.schedules.simulation;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous invocation in memory, like the local runtime's {@code AsyncInvoker}: two retries, after one and after
 * two more minutes, then the event becomes a dead letter. A simulated crash is retried; an {@link AssertionError} is
 * rethrown.
 */
final class SimulatedLambda implements DeadLetterQueue {
    private static final List<Duration> RETRY_DELAYS = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));
    private static final int DEFAULT_REMAINING_MILLIS = (int) LocalStage.SCHEDULER_TIMEOUT.toMillis();

    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final UnaryOperator<String> eventFilter;
    final List<String> deadLetters = new ArrayList<>();

    /** The messages of failed attempts, in order. */
    final List<String> failures = new ArrayList<>();

    private final Consumer<String> beforeInvocation;
    private final Runnable afterInvocation;
    private RequestStreamHandler handler = (input, output, context) -> {};
    private int attempts;
    private int remainingMillis = DEFAULT_REMAINING_MILLIS;

    /**
     * @param eventFilter changes each event before the function receives it
     * @param beforeInvocation receives each event, unchanged, on the thread that handles it
     */
    SimulatedLambda(
            Clock clock,
            VirtualTimeScheduler virtualTime,
            UnaryOperator<String> eventFilter,
            Consumer<String> beforeInvocation,
            Runnable afterInvocation) {
        this.beforeInvocation = beforeInvocation;
        this.afterInvocation = afterInvocation;
        this.clock = clock;
        this.virtualTime = virtualTime;
        this.eventFilter = eventFilter;
    }

    void setHandler(RequestStreamHandler newHandler) {
        handler = newHandler;
    }

    /** Sets the remaining invocation time that {@link Context} reports to handlers. */
    void setRemainingMillis(int millis) {
        remainingMillis = millis;
    }

    /** Schedules the first attempt of an event. */
    void enqueue(String event, Instant due) {
        virtualTime.at(due, () -> attempt(event, 0));
    }

    /** Schedules the first retry of an event whose first attempt was made with {@link #invoke}. */
    void scheduleRetry(String event) {
        virtualTime.at(clock.instant().plus(RETRY_DELAYS.get(0)), () -> attempt(event, 1));
    }

    private void attempt(String event, int retry) {
        try {
            invoke(handler, event);
        } catch (AssertionError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failures.add(String.valueOf(e.getMessage()));
            if (retry == RETRY_DELAYS.size()) {
                deadLetters.add(event);
            } else {
                virtualTime.at(clock.instant().plus(RETRY_DELAYS.get(retry)), () -> attempt(event, retry + 1));
            }
        }
    }

    /** Invokes a handler once, without retries, and returns its output. */
    String invoke(RequestStreamHandler target, String event) {
        attempts++;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        beforeInvocation.accept(event);
        try {
            target.handleRequest(
                    new ByteArrayInputStream(eventFilter.apply(event).getBytes(StandardCharsets.UTF_8)),
                    output,
                    context("request " + attempts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            afterInvocation.run();
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private Context context(String requestId) {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (self, method, arguments) -> respond(method.getName(), requestId));
    }

    private @Nullable Object respond(String method, String requestId) {
        return switch (method) {
            case "getAwsRequestId" -> requestId;
            case "getRemainingTimeInMillis" -> remainingMillis;
            case "getMemoryLimitInMB" -> 512;
            default -> null;
        };
    }

    @Override
    public void add(String event, String reason) {
        deadLetters.add(event);
    }

    /** Invokes the function again with every dead letter, and returns their number. */
    int redrive() {
        List<String> events = List.copyOf(deadLetters);
        deadLetters.clear();
        events.forEach(event -> enqueue(event, clock.instant()));
        return events.size();
    }
}
