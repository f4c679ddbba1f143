package com.rezagent.schedules.local.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.fault.SimulatedCrash;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.log.Log;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Lambda's asynchronous invocation: attempts, retries, dead letters. */
class AsyncInvokerTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    private final VirtualClock clock = VirtualClock.manual(START);
    private final VirtualTimeScheduler virtualTime = new VirtualTimeScheduler(clock, e -> {
        throw new AssertionError(e);
    });

    @AutoClose
    private final Database database = Database.inMemory();

    private final LocalDeadLetterQueue deadLetters = new LocalDeadLetterQueue(database, clock, 1 << 20);
    private final List<String> attempts = new ArrayList<>();
    private final Deque<Throwable> failures = new ArrayDeque<>();
    private final AsyncInvoker invoker = invoker();

    private AsyncInvoker invoker() {
        LambdaFunction function = new LambdaFunction(
                "tested",
                (input, output, context) -> {
                    String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
                    attempts.add(event + "@"
                            + Duration.between(START, clock.instant()).toSeconds());
                    assertThat(context.getRemainingTimeInMillis()).isBetween(1, 30_000);
                    fail(failures.poll());
                },
                Duration.ofSeconds(30),
                () -> "request");
        return new AsyncInvoker(function, database, deadLetters, clock, virtualTime, new Log(event -> {}, clock));
    }

    private static void fail(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    @Test
    void a_successful_event_is_handled_once() {
        invoker.invokeAt("a", START.plusSeconds(10));

        virtualTime.advance(Duration.ofDays(1));

        assertThat(attempts).containsExactly("a@10");
        assertThat(deadLetters.all()).isEmpty();
        assertThat(new InvocationQueue(database).all()).isEmpty();
    }

    @Test
    void a_failed_event_is_retried_after_one_and_then_two_minutes() {
        failures.add(new IllegalStateException("once"));
        failures.add(new SimulatedCrash("somewhere"));
        invoker.invokeAt("a", START);

        virtualTime.advance(Duration.ofDays(1));

        assertThat(attempts).containsExactly("a@0", "a@60", "a@180");
        assertThat(deadLetters.all()).isEmpty();
    }

    @Test
    void an_event_that_fails_three_times_becomes_a_dead_letter() {
        for (int i = 1; i <= 3; i++) {
            failures.add(new IllegalStateException("failure " + i));
        }
        invoker.invokeAt("{\"a\":1}", START);

        virtualTime.advance(Duration.ofDays(1));

        assertThat(attempts).hasSize(3);
        assertThat(deadLetters.all()).singleElement().satisfies(it -> {
            assertThat(it.body()).isEqualTo("{\"a\":1}");
            assertThat(it.reason()).contains("3 times").contains("failure 3");
            assertThat(it.receivedAt()).isEqualTo(START.plusSeconds(180));
        });
        assertThat(new InvocationQueue(database).all()).isEmpty();
    }

    @Test
    void an_event_that_is_not_stored_is_retried_like_a_stored_one() {
        failures.add(new SimulatedCrash("somewhere"));
        virtualTime.at(START.plusSeconds(5), () -> invoker.invokeNow("a"));

        virtualTime.advance(Duration.ofDays(1));

        assertThat(attempts).containsExactly("a@5", "a@65");
    }

    @Test
    void a_redrive_gives_each_dead_letter_three_new_attempts() {
        deadLetters.add("a", "unknown");
        deadLetters.add("b", "unknown");
        failures.add(new IllegalStateException("again"));

        assertThat(invoker.redrive()).isEqualTo(2);
        virtualTime.advance(Duration.ofHours(1));

        assertThat(attempts).containsExactly("a@0", "b@0", "a@60");
        assertThat(deadLetters.all()).isEmpty();
        assertThat(invoker.redrive()).isZero();
    }

    @Test
    void a_redrive_extracts_the_firing_from_an_eventbridge_dead_letter() {
        String firing = "{\"schedule_id\":\"sched_1\",\"version\":1}";
        addDeadLetter(Json.object().put("FunctionName", "f").put("Payload", firing));
        deadLetters.add(firing, "The function failed 3 times");

        assertThat(invoker.redrive()).isEqualTo(2);
        virtualTime.runDue();

        assertThat(attempts).containsExactly(firing + "@0", firing + "@0");
        assertThat(deadLetters.all()).isEmpty();
    }

    @Test
    void a_redrive_skips_an_eventbridge_dead_letter_without_a_firing() {
        addDeadLetter(Json.object().put("FunctionName", "f"));
        addDeadLetter(Json.object().put("FunctionName", "f").put("Payload", "{\"schedule_id\":"));
        addDeadLetter(Json.object().put("FunctionName", "f").put("Payload", "{\"action\":\"reconcile\"}"));
        addDeadLetter(Json.object().put("FunctionName", "f").put("Payload", "{\"schedule_id\":1}"));

        assertThat(invoker.redrive()).isZero();
        virtualTime.runDue();

        assertThat(attempts).isEmpty();
        assertThat(deadLetters.all()).hasSize(4).allMatch(DeadLetter::isUndelivered);
    }

    private void addDeadLetter(ObjectNode request) {
        deadLetters.addDeadLetter(
                Json.write(request), "Lambda.TooManyRequestsException: Rate Exceeded.", Json.object());
    }

    @Test
    void pending_events_continue_after_a_restart_with_their_remaining_attempts() {
        failures.add(new IllegalStateException("first"));
        invoker.invokeAt("failed once", START);
        invoker.invokeAt("not yet due", START.plusSeconds(500));
        virtualTime.runDue();

        VirtualTimeScheduler afterRestart = new VirtualTimeScheduler(clock, e -> {});
        LambdaFunction failing = new LambdaFunction(
                "tested",
                (input, output, context) -> {
                    attempts.add(new String(input.readAllBytes(), StandardCharsets.UTF_8));
                    throw new IllegalStateException("always");
                },
                Duration.ofSeconds(30),
                () -> "request");
        AsyncInvoker restarted =
                new AsyncInvoker(failing, database, deadLetters, clock, afterRestart, new Log(event -> {}, clock));
        attempts.clear();

        assertThat(restarted.resume()).isEqualTo(2);
        afterRestart.advance(Duration.ofDays(1));

        assertThat(attempts).containsExactly("failed once", "failed once", "not yet due", "not yet due", "not yet due");
        assertThat(deadLetters.all()).extracting(DeadLetter::body).containsExactly("failed once", "not yet due");
    }
}
