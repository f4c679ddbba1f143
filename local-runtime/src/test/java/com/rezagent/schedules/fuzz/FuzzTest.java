package com.rezagent.schedules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.deployment.SampleEvents;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.simulation.SimulatedStores;
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
 * Whatever is sent: never a 5xx, never an answer over a second, never an unlogged refusal, never a payload in a log line,
 * and the store unchanged by whatever was refused.
 *
 * <p>Ten thousand events with every build, a million with {@code mvn -Pfuzz verify}. Each round is a stage of its own, made
 * from one seed, each tenth on the local runtime's own tables: {@code -Dfuzz.seed=n -Dfuzz.events=1000} repeats the round
 * of a failure.
 */
@Tag("slow")
class FuzzTest {
    private static final int EVENTS = Integer.getInteger("fuzz.events", 10_000);
    private static final long SEED = Long.getLong("fuzz.seed", 20_251_106);
    private static final int ROUND = 1_000;

    /** In minutes. A round takes seconds; one that takes this is in an endless loop, which no answer would tell. */
    private static final int ENDLESS = 10;

    /** So many events are of every kind that is looked for. */
    private static final int ENOUGH = 10_000;

    private final OpenApi openApi = OpenApi.shipped();
    private final MessageSchemas schemas = new MessageSchemas();
    private final List<ObjectNode> requests = samples("WebApiFunction");
    private final List<ObjectNode> messages = samples("SchedulerFunction");
    private final Map<String, Integer> seen = new TreeMap<>();

    /** The event that is being answered. */
    private volatile String sent = "";

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
    void hostile_events_are_answered_or_refused_and_do_no_harm() {
        for (int round = 0; round * ROUND < EVENTS; round++) {
            long seed = SEED + round;
            endsSomeTime(() -> playOnItsTwins(seed));
        }
        System.out.println("fuzz: " + EVENTS + " events from seed " + SEED + ": " + seen);
        if (EVENTS < ENOUGH) {
            return;
        }
        assertThat(seen)
                .containsKeys("http: 200", "http: 201", "http: 202", "http: 400", "http: 401", "http: 404", "http: 405")
                .containsKeys("http: 409", "http: 412", "http: 413", "http: 415", "http: unknown event")
                .containsKeys("message: command_decided applied", "message: command_refused unreadable_command")
                .containsKeys("message: deferred", "message: unknown event");
    }

    /** A run that is handed on carries the engine's own token, which expires; it was thrown, tried again, and parked. */
    @Test
    void a_reconcile_message_with_a_token_of_nobodys_is_refused_once_and_for_all() {
        FuzzStage stage = new FuzzStage(SimulatedStores.memory());
        String message = "{\\\"action\\\":\\\"reconcile\\\",\\\"side\\\":\\\"%s\\\",\\\"token\\\":\\\"/forged/\\\"}";
        for (String side : List.of("ENGINE", "ACTIVE")) {
            stage.watch();
            stage.message(("{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"MessageId\":\"m\",\"Message\":\""
                            + message.formatted(side) + "\",\"Timestamp\":\"" + stage.now() + "\"}}]}")
                    .getBytes(StandardCharsets.UTF_8));

            assertThat(stage.logged("command_refused")).hasSize(1);
            assertThat(stage.topics.refusals()).hasSize(1);
        }
    }

    /** Whoever reads the log must see what to tell the publisher, without the record or the notice. */
    @Test
    void a_refused_creation_is_logged_with_what_was_wrong_and_without_its_payload() {
        FuzzStage stage = new FuzzStage(SimulatedStores.memory());
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

    /** Runs it, and fails with what it was at, and where, when it doesn't end. */
    private void endsSomeTime(Runnable round) {
        FutureTask<?> running = new FutureTask<>(round, null);
        Thread thread = new Thread(running, "fuzz");
        thread.setDaemon(true);
        thread.start();
        try {
            running.get(ENDLESS, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            AssertionError endless = new AssertionError("never answered: " + sent);
            endless.setStackTrace(thread.getStackTrace());
            throw endless;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void playOnItsTwins(long seed) {
        if (seed % 10 != 0) {
            play(seed, SimulatedStores.memory());
            return;
        }
        try (Database database = Database.inMemory()) {
            play(seed, SimulatedStores.sql(database));
        }
    }

    private void play(long seed, SimulatedStores twins) {
        Random random = new Random(seed);
        FuzzStage stage = new FuzzStage(twins);
        FuzzInvariants verdict = new FuzzInvariants(stage, openApi, seen);
        HostileRequests http = new HostileRequests(openApi, requests, random);
        HostileMessages sns = new HostileMessages(schemas.command(), messages, random);
        for (int i = 0; i < ROUND; i++) {
            boolean isRequest = random.nextInt(3) > 0;
            byte[] event = isRequest ? http.next() : sns.next(stage.now());
            sent = "seed " + seed + ", event " + i + ": " + FuzzInvariants.shown(event);
            try {
                if (isRequest) {
                    verdict.request(event);
                    verdict.heard().forEach(http::heard);
                    verdict.heard().clear();
                } else {
                    verdict.message(event);
                }
            } catch (RuntimeException | Error e) {
                throw new AssertionError(sent, e);
            }
            if (random.nextInt(200) == 0) {
                stage.advance(Duration.ofMinutes(random.nextInt(10)));
            }
        }
    }
}
