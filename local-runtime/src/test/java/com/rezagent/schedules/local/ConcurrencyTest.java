package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.engine.LocalEngine;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.scheduler.SchedulerHandler;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.testing.AutoAdvancingTicker;
import com.rezagent.schedules.testing.Repository;
import com.rezagent.schedules.testing.TestStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many concurrent calls of the real handlers, each in its own thread. */
class ConcurrencyTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");
    private static final String NAME = "everybody's";
    private static final ScheduleId ID = ScheduleName.parse(NAME).id();

    @AutoClose
    private final LocalSystem system = LocalSystem.open(
            LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(START));

    @BeforeEach
    void start() {
        system.start();
    }

    /** Runs an action in many threads at the same time and returns the results. */
    private static <T> List<T> atOnce(int threads, IntFunction<T> action) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch ready = new CountDownLatch(threads);
        List<Future<T>> futures = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                int number = i;
                futures.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return action.apply(number);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static ObjectNode sample(String name) {
        return Json.parseObject(Repository.sample(name));
    }

    private JsonNode call(ObjectNode request) {
        return Json.parse(system.webApi().invoke(Json.writeBytes(request)));
    }

    private static String body(String mark) {
        ObjectNode body = Json.object();
        body.put("name", NAME);
        body.put("schedule_expression", "cron(0 6 * * ? *)");
        body.put("target_type", "web_action");
        body.putObject("payload").put("mark", mark);
        return Json.write(body);
    }

    private static ObjectNode create(String wait, String mark) {
        ObjectNode request = sample("api-create.json");
        ((ObjectNode) request.get("headers")).put("prefer", "wait=" + wait);
        request.put("body", body(mark));
        return request;
    }

    /** Returns a sample request, sent to the schedule. */
    private static ObjectNode toSchedule(String sample, String action) {
        ObjectNode request = sample(sample);
        String path = "/api/schedules/" + ID + action;
        request.put("rawPath", path);
        ((ObjectNode) request.at("/requestContext/http")).put("path", path);
        ((ObjectNode) request.get("pathParameters")).put("id", ID.value());
        return request;
    }

    private static ObjectNode replace(String tag, String mark) {
        ObjectNode request = toSchedule("api-replace.json", "");
        ((ObjectNode) request.get("headers")).put("prefer", "wait=10").put("if-match", tag);
        return request.put("body", body(mark));
    }

    private void assertOneScheduleAndOneEntry(Engine engine) {
        Page<ScheduleId> entries = engine.list(null);
        assertThat(entries.items()).containsExactly(ID);
        Schedule record = system.store().find(ID).orElseThrow();
        assertThat(record.version()).isEqualTo(1);
        assertThat(record.isConverged()).isTrue();
        assertThat(engine.find(ID).orElseThrow().arn()).isEqualTo(record.engineArn());
        assertThat(system.deadLetters().all()).isEmpty();
    }

    @Test
    void a_thousand_posts_of_one_name_create_one_schedule_and_one_engine_entry() throws Exception {
        List<Integer> statuses = atOnce(
                1_000, number -> call(create("0", "a")).path("statusCode").asInt());
        system.runDue();

        assertThat(statuses).hasSize(1_000).allMatch(it -> it == 200 || it == 201 || it == 202);
        // The engine allows ten calls a second for one schedule.
        system.advance(Duration.ofSeconds(1));
        assertOneScheduleAndOneEntry(system.engine());
        assertThat(system.topics().messages(system.stage().notifications())).isEmpty();
    }

    @Test
    void a_thousand_creates_of_one_name_create_one_schedule_and_one_engine_entry() throws Exception {
        // Without EventBridge's request limit, because nothing retries here.
        Engine engine = new LocalEngine(
                new SimulatedScheduler(
                        system.clock(),
                        system.virtualTime(),
                        LocalStage.GROUP,
                        (firing, deliverAt) -> {},
                        new AutoAdvancingTicker()),
                system.ids());
        SchedulerHandler handler = new SchedulerHandler(
                new SchedulerPorts(
                        TestStores.of(system.store(), system.history()),
                        engine,
                        system.topics(),
                        system.deadLetters(),
                        system.clock(),
                        event -> {}),
                new SchedulerSettings(system.stage(), LocalStage.TARGET, LocalStage.SCHEDULER_TIMEOUT));
        LambdaFunction function =
                new LambdaFunction(LocalStage.SCHEDULER_FUNCTION, handler, LocalStage.SCHEDULER_TIMEOUT, system.ids());

        atOnce(1_000, number -> invokeWithRetries(function, Json.writeBytes(command(number))));

        assertOneScheduleAndOneEntry(engine);
    }

    private static ObjectNode command(int number) {
        ObjectNode event = sample("sns-create-from-api.json");
        ObjectNode command = Json.object();
        command.put("action", "create");
        command.set("schedule", Json.parse(body("a")));
        command.put("command_id", "command-" + number);
        command.put("requested_at", START.toString());
        ObjectNode sns = (ObjectNode) event.path("Records").path(0).path("Sns");
        sns.put("Message", Json.write(command));
        sns.put("Timestamp", START.toString());
        return event;
    }

    /** Invokes a function until it succeeds, at most 100 times, as Lambda retries a transient failure. */
    private static int invokeWithRetries(LambdaFunction function, byte[] event) {
        for (int attempt = 1; ; attempt++) {
            try {
                function.invoke(event);
                return attempt;
            } catch (TransientException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    @Test
    void one_of_a_hundred_replaces_with_one_if_match_wins_and_the_others_get_412() throws Exception {
        JsonNode created = call(create("10", "a"));
        String tag = created.at("/headers/ETag")
                .asText(created.path("headers").path("etag").asText());
        assertThat(tag).isNotBlank();

        List<JsonNode> responses = atOnce(100, number -> call(replace(tag, "replaced by " + number)));

        assertThat(responses)
                .filteredOn(it -> it.path("statusCode").asInt() == 200)
                .hasSize(1);
        assertThat(responses)
                .filteredOn(it -> it.path("statusCode").asInt() == 412)
                .hasSize(99);
        Schedule record = system.store().find(ID).orElseThrow();
        assertThat(record.version()).isEqualTo(2);
        JsonNode winner = responses.stream()
                .filter(it -> it.path("statusCode").asInt() == 200)
                .findFirst()
                .orElseThrow();
        assertThat(Json.parse(winner.path("body").asText()).at("/payload/mark").asText())
                .isEqualTo(record.requireDefinition().payload().string("mark").orElseThrow());
    }

    private static ObjectNode patch(int number) {
        ObjectNode request = toSchedule("api-patch.json", "");
        ((ObjectNode) request.get("headers")).put("prefer", "wait=10");
        return request.put("body", "{\"payload\":{\"field " + number + "\":" + number + "}}");
    }

    @Test
    void of_a_hundred_patches_of_different_fields_each_took_effect_or_got_412() throws Exception {
        call(create("10", "a"));

        List<Integer> statuses =
                atOnce(100, number -> call(patch(number)).path("statusCode").asInt());
        system.runDue();

        // A request whose outcome is not known in time, on a busy machine, is accepted with 202.
        assertThat(statuses).allMatch(it -> it == 200 || it == 202 || it == 412).contains(200);
        Schedule record = system.store().find(ID).orElseThrow();
        ObjectNode payload = record.requireDefinition().payload().toNode();
        for (int number = 0; number < 100; number++) {
            if (statuses.get(number) != 202) {
                assertThat(payload.has("field " + number)).isEqualTo(statuses.get(number) == 200);
            }
        }
        assertThat(record.version()).isEqualTo(payload.size());
        assertThat(refusedCommands())
                .as("a request that returned 200 is not reported as refused, although it lost its first race")
                .hasSizeLessThanOrEqualTo(
                        (int) statuses.stream().filter(it -> it != 200).count());
        assertThat(system.engine().list(null).items()).containsExactly(ID);
        assertThat(system.deadLetters().all()).isEmpty();
    }

    /** Returns the ids of the commands that notices report as refused. */
    private Set<String> refusedCommands() {
        return system.topics().messages(system.stage().notifications()).stream()
                .map(it -> Json.parse(it.body()).path("payload"))
                .filter(it -> it.path("action").asText().equals("schedule_command_refused"))
                .map(it -> it.path("command_id").asText())
                .collect(Collectors.toSet());
    }

    @Test
    void each_of_a_hundred_concurrent_triggers_is_published_and_counted_once() throws Exception {
        call(create("10", "a"));

        List<JsonNode> responses = atOnce(100, number -> call(toSchedule("api-trigger.json", "/trigger")));
        system.runDue();

        assertThat(responses).allMatch(it -> it.path("statusCode").asInt() == 202);
        assertThat(system.history().state(ID).executionCount()).isEqualTo(100);
        assertThat(system.history().list(ID, 100, null).items())
                .hasSize(100)
                .allMatch(it -> it.outcome() == ExecutionOutcome.PUBLISHED);
    }
}
