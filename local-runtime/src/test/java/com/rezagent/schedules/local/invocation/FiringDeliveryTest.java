package com.rezagent.schedules.local.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.local.fault.SimulatedCrash;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** EventBridge Scheduler's delivery of firings: retries by the entry's retry policy, then a dead letter in its format. */
class FiringDeliveryTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");
    private static final String EVENT = "{\"schedule_id\":\"sched_1\",\"version\":1,"
            + "\"scheduled_time\":\"2025-11-06T20:00:00Z\",\"execution_id\":\"ad06616e51cdf74a\"}";

    private final VirtualClock clock = VirtualClock.manual(START);
    private final VirtualTimeScheduler virtualTime = new VirtualTimeScheduler(clock, e -> {
        throw new AssertionError(e);
    });

    @AutoClose
    private final Database database = Database.inMemory();

    private final LocalDeadLetterQueue deadLetters = new LocalDeadLetterQueue(database, clock, 1 << 20);
    private final Deque<Throwable> failures = new ArrayDeque<>();
    private final List<String> invoked = new ArrayList<>();
    private final FiringDelivery delivery =
            new FiringDelivery(this::invoke, deadLetters, "arn:aws:scheduler:::schedule/group/", clock, virtualTime);

    private void invoke(String event, Instant due) {
        Throwable failure = failures.poll();
        invoked.add((failure == null ? "accepted" : "refused") + "@"
                + Duration.between(START, clock.instant()).toSeconds());
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static Firing firing(RetryPolicy policy) {
        return new Firing(
                new EngineEntry(
                        new ScheduleId("sched_1"),
                        null,
                        "rate(1 hour)",
                        "UTC",
                        null,
                        null,
                        null,
                        EntryState.ENABLED,
                        policy,
                        LocalStage.TARGET,
                        "{}"),
                START,
                EVENT);
    }

    private void failNext(int times) {
        for (int i = 0; i < times; i++) {
            failures.add(new TransientException(Reason.THROTTLED, "Rate Exceeded."));
        }
    }

    private void deliver(int attempts, int seconds) {
        delivery.receive(firing(new RetryPolicy(attempts, Duration.ofSeconds(seconds))), START);
        virtualTime.advance(Duration.ofHours(5));
    }

    @Test
    void an_accepted_firing_is_delivered_once() {
        deliver(185, 86_400);

        assertThat(invoked).containsExactly("accepted@0");
        assertThat(deadLetters.all()).isEmpty();
    }

    @Test
    void a_throttled_timed_out_or_crashed_invocation_is_retried() {
        failNext(1);
        failures.add(new TransientException(Reason.TIMED_OUT, "Read timed out"));
        failures.add(new SimulatedCrash("before"));

        deliver(185, 86_400);

        assertThat(invoked).containsExactly("refused@0", "refused@60", "refused@120", "accepted@180");
        assertThat(deadLetters.all()).isEmpty();
    }

    @Test
    void after_the_last_retry_the_invoke_request_becomes_a_dead_letter() {
        failNext(10);

        deliver(2, 86_400);

        assertThat(invoked).hasSize(3);
        assertThat(deadLetters.all()).singleElement().satisfies(deadLetter -> {
            JsonNode body = Json.parse(deadLetter.body());
            assertThat(body).hasSize(3);
            assertThat(body.path("FunctionName").textValue()).isEqualTo(LocalStage.TARGET.functionArn());
            assertThat(body.path("InvocationType").textValue()).isEqualTo("Event");
            assertThat(body.path("Payload").textValue()).isEqualTo(EVENT);
            assertThat(Json.parse(Objects.requireNonNull(deadLetter.attributes())))
                    .isEqualTo(Json.parse("{\"ERROR_CODE\":\"Lambda.TooManyRequestsException\","
                            + "\"ERROR_MESSAGE\":\"Rate Exceeded.\",\"EXECUTION_ID\":\"ad06616e51cdf74a\","
                            + "\"EXHAUSTED_RETRY_CONDITION\":\"MaximumRetryAttempts\","
                            + "\"IS_PAYLOAD_TRUNCATED\":\"false\",\"RETRY_ATTEMPTS\":\"2\","
                            + "\"SCHEDULED_TIME\":\"2025-11-06T20:00:00Z\","
                            + "\"SCHEDULE_ARN\":\"arn:aws:scheduler:::schedule/group/sched_1\",\"TARGET_ARN\":\""
                            + LocalStage.TARGET.functionArn() + "\"}"));
            assertThat(deadLetter.isUndelivered()).isTrue();
            assertThat(deadLetter.event()).contains(EVENT);
        });
    }

    @Test
    void without_retries_the_first_failure_makes_a_dead_letter() {
        failNext(1);

        deliver(0, 86_400);

        assertThat(invoked).hasSize(1);
        assertThat(deadLetters.all()).hasSize(1);
    }

    @Test
    void a_firing_over_its_maximum_age_becomes_a_dead_letter() {
        failNext(200);

        deliver(185, 150);

        assertThat(invoked).containsExactly("refused@0", "refused@60", "refused@120");
        assertThat(deadLetters.all())
                .singleElement()
                .satisfies(deadLetter -> assertThat(deadLetter.attributes())
                        .contains("\"EXHAUSTED_RETRY_CONDITION\":\"MaximumEventAgeInSeconds\""));
    }
}
