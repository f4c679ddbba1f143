package com.rezagent.schedules.fuzz;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.local.engine.LocalEngine;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.log.LogWriter;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.scheduler.SchedulerHandler;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.AutoAdvancingTicker;
import com.rezagent.schedules.testing.MemoryPublisher;
import com.rezagent.schedules.testing.SnsEvents;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import com.rezagent.schedules.wire.InstantSleeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Both handlers on the local simulators, on one thread and with a manual clock, so that every run depends on its seed
 * alone. The scheduler function runs while the Web API waits for a command.
 */
final class FuzzStage {
    static final Instant START = Instant.parse("2025-11-06T20:30:00Z");

    private static final TopicArn CUSTOM = new TopicArn("arn:aws:sns:us-east-1:123456789012:rez-agent-custom");

    final RecordingStore store = new RecordingStore();
    final MemoryPublisher topics;

    private final VirtualClock clock = VirtualClock.manual(START);
    private final Stage stage = LocalStage.topics(Set.of(CUSTOM));
    private final List<Throwable> failures = new ArrayList<>();
    private final VirtualTimeScheduler virtualTime = new VirtualTimeScheduler(clock, failures::add);
    private final List<LogEvent> events = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> deadLetterReasons = new ArrayList<>();
    private final LambdaFunction webApi;
    private final LambdaFunction scheduler;

    FuzzStage(Stores stores) {
        Stores recorded = stores.with(store.recorded(stores.schedules()));
        topics = new MemoryPublisher(stage);
        topics.beforePublish(FuzzStage::checkSize);
        topics.subscribe(this::enqueue);
        AtomicLong ids = new AtomicLong();
        SimulatedScheduler engine = new SimulatedScheduler(
                clock, virtualTime, LocalStage.GROUP, this::enqueueFiring, new AutoAdvancingTicker());
        EmfLogWriter metrics = new EmfLogWriter(LocalStage.NAME, lines::add);
        LogWriter log = event -> {
            events.add(event);
            metrics.write(event);
        };
        webApi = function(
                "webapi",
                new WebApiHandler(
                        new WebApiPorts(
                                recorded,
                                topics,
                                clock,
                                () -> "id" + ids.incrementAndGet(),
                                // Due tasks run instead of waiting.
                                new InstantSleeper(this::runDue),
                                log),
                        new WebApiSettings(stage, ApiMode.ENABLED, Optional.empty())));
        scheduler = function(
                "scheduler",
                new SchedulerHandler(
                        new SchedulerPorts(
                                recorded,
                                new LocalEngine(engine, () -> "token-" + ids.incrementAndGet()),
                                topics,
                                (event, reason) -> deadLetterReasons.add(reason),
                                clock,
                                log),
                        new SchedulerSettings(stage, LocalStage.TARGET, LocalStage.SCHEDULER_TIMEOUT)));
    }

    private static LambdaFunction function(String name, RequestStreamHandler handler) {
        return new LambdaFunction(name, handler, LocalStage.SCHEDULER_TIMEOUT, () -> "request of " + name);
    }

    Instant now() {
        return clock.instant();
    }

    private static void checkSize(TopicArn topic, TopicMessage message) {
        if (message.isTooLarge()) {
            throw new RefusedException(ErrorCode.PAYLOAD_TOO_LARGE, "The message is too large", "payload: send less");
        }
    }

    private void enqueue(String messageId, TopicMessage message) {
        String event = SnsEvents.event(stage.scheduleCreation(), messageId, message, now());
        virtualTime.at(now(), () -> scheduler.invoke(event.getBytes(StandardCharsets.UTF_8)));
    }

    private void enqueueFiring(Firing firing, Instant at) {
        virtualTime.at(at, () -> scheduler.invoke(firing.event().getBytes(StandardCharsets.UTF_8)));
    }

    /** Clears everything recorded for earlier events. */
    void clear() {
        store.clear();
        topics.clear();
        events.clear();
        lines.clear();
        deadLetterReasons.clear();
    }

    /** Invokes the Web API function and returns its response. Throws what the handler throws. */
    byte[] request(byte[] event) {
        return webApi.invoke(event);
    }

    /** Invokes the scheduler function. Throws what the handler throws. */
    void message(byte[] event) {
        scheduler.invoke(event);
    }

    /**
     * Runs all due tasks.
     *
     * @throws AssertionError if a task failed
     */
    void runDue() {
        virtualTime.runDue();
        rethrow();
    }

    void advance(Duration by) {
        virtualTime.advance(by);
        rethrow();
    }

    private void rethrow() {
        if (!failures.isEmpty()) {
            throw new AssertionError("A task failed", failures.get(0));
        }
    }

    /** Returns the notifications of refused commands. */
    List<TopicMessage> refusals() {
        return topics.messages(stage.notifications()).stream()
                .filter(it -> it.body().contains("\"schedule_command_refused\""))
                .toList();
    }

    List<LogEvent> logged() {
        return events;
    }

    List<LogEvent> logged(String name) {
        return events.stream().filter(it -> it.name().equals(name)).toList();
    }

    /** Returns the log lines as CloudWatch would receive them. */
    List<String> lines() {
        return lines;
    }

    /** Returns the reasons of the dead letters. */
    List<String> deadLetterReasons() {
        return deadLetterReasons;
    }
}
