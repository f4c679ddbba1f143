package com.rezagent.schedules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.deployment.SampleEvents;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.LocalStores;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.MemoryStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No event may cause a 5xx status, a response that takes over a second, an unlogged refusal or a payload in a log line,
 * and a refused event must not change the store.
 *
 * <p>Every build sends ten thousand events, {@code mvn -Pfuzz verify} a million. Each round has its own stage and seed;
 * every tenth uses the local runtime's tables. {@code -Dfuzz.seed=n -Dfuzz.events=1000} repeats a failed round.
 */
@Tag("slow")
class FuzzTest {
    private static final int EVENTS = Integer.getInteger("fuzz.events", 10_000);
    private static final long SEED = Long.getLong("fuzz.seed", 20_251_106);
    private static final int ROUND = 1_000;

    /** A round takes seconds. One that takes this long is in an endless loop. */
    private static final int ROUND_TIMEOUT_MINUTES = 10;

    /** With this many events, every expected result must have occurred. */
    private static final int MIN_EVENTS_FOR_ALL_RESULTS = 10_000;

    private final OpenApi openApi = OpenApi.shipped();
    private final MessageSchemas schemas = new MessageSchemas();
    private final List<ObjectNode> requests = samples("WebApiFunction");
    private final List<ObjectNode> messages = samples("SchedulerFunction");
    private final Map<String, Integer> counts = new TreeMap<>();

    /** The current event, for failure messages. */
    private volatile String current = "";

    private static List<ObjectNode> samples(String function) {
        List<ObjectNode> samples = new ArrayList<>();
        SampleEvents.all().forEach((name, event) -> {
            if (SampleEvents.functionOf(name).equals(function)) {
                samples.add(event);
            }
        });
        return samples;
    }

    @Test
    void hostile_events_break_no_invariant() {
        for (int round = 0; round * ROUND < EVENTS; round++) {
            long seed = SEED + round;
            runWithTimeout(() -> runRound(seed));
        }
        System.out.println("fuzz: " + EVENTS + " events from seed " + SEED + ": " + counts);
        if (EVENTS < MIN_EVENTS_FOR_ALL_RESULTS) {
            return;
        }
        assertThat(counts)
                .containsKeys("http: 200", "http: 201", "http: 202", "http: 400", "http: 401", "http: 404", "http: 405")
                .containsKeys("http: 409", "http: 412", "http: 413", "http: 415", "http: unknown event")
                .containsKeys("message: command_decided applied", "message: command_refused unreadable_command")
                .containsKeys("message: report_unreadable invalid_json", "message: report_ignored execution_not_found")
                .containsKeys("message: deferred", "message: unknown event");
    }

    /**
     * The continuation of a reconcile run carries the engine's own page token, which expires. Such a message once
     * threw, was retried and became a dead letter.
     */
    @Test
    void a_reconcile_message_with_a_forged_token_is_refused_without_a_retry() {
        FuzzStage stage = new FuzzStage(MemoryStores.createAsOne());
        String message = "{\\\"action\\\":\\\"reconcile\\\",\\\"side\\\":\\\"%s\\\",\\\"token\\\":\\\"/forged/\\\"}";
        for (String side : List.of("ENGINE", "ACTIVE")) {
            stage.clear();
            stage.message(("{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"MessageId\":\"m\",\"Message\":\""
                            + message.formatted(side) + "\",\"Timestamp\":\"" + stage.now() + "\"}}]}")
                    .getBytes(StandardCharsets.UTF_8));

            assertThat(stage.logged("command_refused")).hasSize(1);
            assertThat(stage.refusals()).hasSize(1);
        }
    }

    /** The log alone must show what to report to the publisher, without the record or the notification. */
    @Test
    void a_refused_create_is_logged_with_its_errors_and_without_its_payload() {
        FuzzStage stage = new FuzzStage(MemoryStores.createAsOne());
        String message = "{\\\"action\\\":\\\"create\\\",\\\"schedule\\\":{\\\"name\\\":\\\"n\\\","
                + "\\\"schedule_expression\\\":\\\"cron(0 25 * * ? *)\\\",\\\"target_type\\\":\\\"web_action\\\","
                + "\\\"payload\\\":{\\\"x\\\":\\\"" + Secrets.PAYLOAD + "\\\"}}}";

        stage.message(("{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"MessageId\":\"m\",\"Message\":\""
                        + message + "\",\"Timestamp\":\"" + stage.now() + "\"}}]}")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(stage.logged("command_decided")).singleElement().satisfies(it -> {
            assertThat(it.text("code")).isEqualTo("invalid_schedule_expression");
            assertThat(it.text("details")).contains("hour: 25 is not in 0-23");
        });
        assertThat(stage.lines()).noneMatch(Secrets::isIn);
    }

    /** Runs a round. Fails with its current event and stack trace if it does not end in time. */
    private void runWithTimeout(Runnable round) {
        FutureTask<?> running = new FutureTask<>(round, null);
        Thread thread = new Thread(running, "fuzz");
        thread.setDaemon(true);
        thread.start();
        try {
            running.get(ROUND_TIMEOUT_MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            AssertionError timeout =
                    new AssertionError("no result within " + ROUND_TIMEOUT_MINUTES + " minutes: " + current);
            timeout.setStackTrace(thread.getStackTrace());
            throw timeout;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void runRound(long seed) {
        if (seed % 10 != 0) {
            run(seed, MemoryStores.createAsOne());
            return;
        }
        try (Database database = Database.inMemory()) {
            run(seed, LocalStores.of(database).asOne());
        }
    }

    private void run(long seed, Stores stores) {
        Random random = new Random(seed);
        FuzzStage stage = new FuzzStage(stores);
        FuzzInvariants invariants = new FuzzInvariants(stage, openApi, counts);
        HostileRequests http = new HostileRequests(openApi, requests, random);
        HostileMessages sns = new HostileMessages(schemas.command(), messages, random);
        for (int i = 0; i < ROUND; i++) {
            boolean isRequest = random.nextInt(3) > 0;
            byte[] event = isRequest ? http.next() : sns.next(stage.now());
            current = "seed " + seed + ", event " + i + ": " + FuzzInvariants.excerpt(event);
            try {
                if (isRequest) {
                    invariants.request(event);
                    invariants.tokens().forEach(http::addToken);
                    invariants.tokens().clear();
                } else {
                    invariants.message(event);
                }
            } catch (RuntimeException | Error e) {
                throw new AssertionError(current, e);
            }
            if (random.nextInt(200) == 0) {
                stage.advance(Duration.ofMinutes(random.nextInt(10)));
            }
        }
    }
}
