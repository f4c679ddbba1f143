package com.rezagent.schedules.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.OverTheWire;
import com.rezagent.schedules.aws.WireStage;
import com.rezagent.schedules.aws.WireTopic;
import com.rezagent.schedules.engine.Engine.ExistingEntry;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisherContract.Received;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.wire.WiredSystem.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * End-to-end flows from the API event to the message that a consumer receives. A subclass supplies the back end.
 *
 * <p>No emulator invokes the functions for a message or at a scheduled time, so these tests do. {@link
 * WireStage#differences} lists the validations of AWS that an emulator lacks; only the adapters' own tests depend on
 * them.
 */
abstract class FlowsOverTheWire extends OverTheWire {
    private WiredSystem system;

    @BeforeEach
    void begin() {
        system = system();
    }

    @AfterEach
    void end() {
        system.validateRemaining();
    }

    /** Returns the functions on the stage, in this JVM unless a subclass overrides this. */
    WiredSystem system() {
        return new WiredSystem(stage(), stage().clients(), Clock.systemUTC());
    }

    private static ObjectNode definition(String name) {
        ObjectNode definition = Json.object()
                .put("name", name)
                .put("schedule_expression", "cron(0 6 * * ? *)")
                .put("timezone", "America/New_York")
                .put("target_type", "web_action");
        definition.putObject("payload").put("course", "Pebble Beach ⛳");
        return definition;
    }

    private Response created(String name) {
        return created(definition(name));
    }

    private Response created(ObjectNode definition) {
        ScheduleId id =
                system.requestAndDeliver("POST", "/api/schedules", definition).id();
        Response read = system.get(id);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text("status")).isEqualTo("active");
        return read;
    }

    private Optional<ExistingEntry> engineEntry(ScheduleId id) {
        return stage().engine().find(id);
    }

    private static Instant nextExecution(Response schedule) {
        return Instant.parse(schedule.text("next_execution"));
    }

    @Test
    void a_create_writes_a_record_and_an_engine_entry() {
        Response response = system.request("POST", "/api/schedules", definition("tee time"));
        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("status")).isEqualTo("pending");
        assertThat(system.get(response.id()).status()).isEqualTo(404);

        system.deliver(1);

        Response read = system.get(response.id());
        assertThat(read.text("status")).isEqualTo("active");
        assertThat(read.text("created_by")).isEqualTo("arn:aws:iam::123456789012:user/golfer");
        ExistingEntry existing = engineEntry(response.id()).orElseThrow();
        assertThat(read.text("eventbridge_arn")).isEqualTo(existing.arn());
        assertThat(existing.entry().description()).isEqualTo("tee time");
        assertThat(existing.entry().expression()).isEqualTo("cron(0 6 * * ? *)");
        assertThat(existing.entry().timezone()).isEqualTo("America/New_York");
        assertThat(existing.entry().state()).isEqualTo(EntryState.ENABLED);
        assertThat(existing.entry().target()).isEqualTo(stage().target());
        stage().awaitConsistency();
        assertThat(system.request("GET", "/api/schedules", null).body().findValuesAsText("schedule_id"))
                .containsExactly(response.id().value());
    }

    @Test
    void returns_201_when_the_create_takes_effect_during_the_wait() {
        CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> system.deliver(1));

        Response response = system.request("POST", "/api/schedules", definition("waited for"), "wait=10");
        delivery.join();

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.text("status")).isEqualTo("active");
        assertThat(response.headers().path("ETag").asText()).isNotEmpty();
        assertThat(response.headers().path("Location").asText()).endsWith(response.text("schedule_id"));
    }

    @Test
    void a_redelivered_firing_is_published_and_counted_once() {
        Response schedule = created("fired");
        Instant scheduled = nextExecution(schedule);

        system.fire(schedule.id(), scheduled);
        system.fire(schedule.id(), scheduled);

        List<Received> received = system.received(stage().webActions(), 1);
        assertThat(received).hasSize(1);
        TopicMessage message = received.get(0).message();
        ObjectNode envelope = Json.parseObject(message.body());
        assertThat(envelope.path("message_type").asText()).isEqualTo("web_action");
        assertThat(envelope.path("stage").asText()).isEqualTo(stage().name());
        assertThat(envelope.path("payload").path("course").asText()).isEqualTo("Pebble Beach ⛳");
        assertThat(envelope.path("schedule_name").asText()).isEqualTo("fired");
        assertThat(message.attributes())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "stage", stage().name(),
                        "message_type", "web_action",
                        "status", "created",
                        "schedule_id", schedule.id().value(),
                        "scheduled_time", scheduled.toString()));
        ObjectNode execution = execution(schedule.id());
        assertThat(execution.path("outcome").asText()).isEqualTo("published");
        assertThat(execution.path("message_id").asText())
                .isEqualTo(envelope.path("id").asText());
        assertThat(execution.path("sns_message_id").asText())
                .isEqualTo(received.get(0).messageId());
        assertThat(system.get(schedule.id()).body().path("execution_count").intValue())
                .isEqualTo(1);
    }

    private ObjectNode execution(ScheduleId id) {
        Response history = system.request("GET", "/api/schedules/" + id + "/executions", null);
        assertThat(history.body().path("executions")).hasSize(1);
        return (ObjectNode) history.body().path("executions").get(0);
    }

    @Test
    void a_notification_goes_to_its_own_topic_with_a_readable_message() {
        Response schedule = created(definition("tell me").put("target_type", "notification"));

        system.fire(schedule.id(), nextExecution(schedule));

        ObjectNode envelope = only(stage().notifications());
        assertThat(envelope.path("message_type").asText()).isEqualTo("notify");
        assertThat(envelope.path("payload").path("message").asText()).isEqualTo("tell me");
    }

    private ObjectNode only(WireTopic topic) {
        List<Received> received = system.received(topic, 1);
        assertThat(received).hasSize(1);
        return Json.parseObject(received.get(0).message().body());
    }

    @Test
    void an_update_replaces_the_entry_and_the_next_firing_publishes_the_new_payload() {
        Response schedule = created("changed");
        ObjectNode other = definition("changed").put("schedule_expression", "rate(2 hours)");
        other.putObject("payload").put("course", "St Andrews");

        system.requestAndDeliver("PUT", "/api/schedules/" + schedule.id(), other);

        Response read = system.get(schedule.id());
        assertThat(read.body().path("version").longValue()).isEqualTo(2);
        assertThat(engineEntry(schedule.id()).orElseThrow().entry().expression())
                .isEqualTo("rate(2 hours)");
        assertThat(engineEntry(schedule.id()).orElseThrow().entry().start()).isNotNull();
        system.fire(schedule.id(), nextExecution(read));
        assertThat(only(stage().webActions()).path("payload").path("course").asText())
                .isEqualTo("St Andrews");
    }

    @Test
    void a_pause_disables_the_entry_and_a_resume_enables_it() {
        ScheduleId id = created("paused for a while").id();

        system.requestAndDeliver("POST", "/api/schedules/" + id + "/pause", null);
        assertThat(system.get(id).text("status")).isEqualTo("paused");
        assertThat(engineEntry(id).orElseThrow().entry().state()).isEqualTo(EntryState.DISABLED);

        system.requestAndDeliver("POST", "/api/schedules/" + id + "/resume", null);
        assertThat(system.get(id).text("status")).isEqualTo("active");
        assertThat(engineEntry(id).orElseThrow().entry().state()).isEqualTo(EntryState.ENABLED);
    }

    @Test
    void a_delete_removes_the_engine_entry_and_frees_the_name() {
        ScheduleId id = created("came and went").id();

        system.requestAndDeliver("DELETE", "/api/schedules/" + id, null);

        assertThat(system.get(id).text("status")).isEqualTo("deleted");
        assertThat(engineEntry(id)).isEmpty();
        assertThat(created("came and went").id()).isEqualTo(id);
        assertThat(engineEntry(id)).isPresent();
    }

    @Test
    void a_trigger_publishes_immediately_even_while_paused() {
        ScheduleId id = created("on demand").id();
        system.requestAndDeliver("POST", "/api/schedules/" + id + "/pause", null);

        Response triggered = system.requestAndDeliver("POST", "/api/schedules/" + id + "/trigger", null);

        assertThat(triggered.status()).isEqualTo(202);
        ObjectNode envelope = only(stage().webActions());
        assertThat(envelope.path("schedule_id").asText()).isEqualTo(id.value());
        ObjectNode execution = execution(id);
        assertThat(execution.path("execution_id").asText()).isEqualTo(triggered.text("execution_id"));
        assertThat(execution.path("manual").booleanValue()).isTrue();
        assertThat(execution.path("message_id").asText())
                .isEqualTo(envelope.path("id").asText());
    }

    @Test
    void a_refused_command_causes_a_notification_and_changes_nothing() {
        ObjectNode command = Json.object().put("action", "create");
        command.set("schedule", definition("raw").put("schedule_expression", "cron(0 25 * * ? *)"));

        system.publish(Json.write(command));
        system.deliver(1);

        ObjectNode notice = only(stage().notifications());
        assertThat(notice.path("message_type").asText()).isEqualTo("notify");
        assertThat(notice.path("payload").path("code").asText()).isEqualTo("invalid_schedule_expression");
        assertThat(notice.path("payload").path("message").asText()).contains("hour: 25 is not in 0-23");
        assertThat(stage().engine().list(null).items()).isEmpty();
        assertThat(stage().deadLetters(0)).isEmpty();
    }

    @Test
    void an_unreadable_message_causes_a_notification_and_a_dead_letter() {
        system.publish("good morning");
        system.deliver(1);

        assertThat(only(stage().notifications()).path("payload").path("action").asText())
                .isEqualTo("schedule_command_refused");
        assertThat(stage().deadLetters(1))
                .singleElement()
                .satisfies(it -> assertThat(it.event()).contains("good morning"));
    }

    @Test
    void a_name_conflict_returns_409_and_leaves_the_schedule_unchanged() {
        Response first = created("taken");
        CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> system.deliver(1));

        Response second = system.request(
                "POST", "/api/schedules", definition("taken").put("schedule_expression", "rate(1 day)"), "wait=10");
        delivery.join();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("error")).isEqualTo("schedule_name_conflict");
        assertThat(system.get(first.id()).body()).isEqualTo(first.body());
    }

    @Test
    void a_reconcile_run_restores_a_lost_entry_and_deletes_a_foreign_one() {
        ScheduleId lost = created("lost").id();
        EngineEntry entry = engineEntry(lost).orElseThrow().entry();
        stage().engine().delete(lost);
        ScheduleId foreign = new ScheduleId("sched_00000000000000000000000000000000");
        stage().engine()
                .create(new EngineEntry(
                        foreign,
                        "foreign",
                        "rate(1 day)",
                        "UTC",
                        null,
                        null,
                        null,
                        EntryState.ENABLED,
                        RetryPolicy.DEFAULT,
                        stage().target(),
                        "{}"));
        stage().awaitConsistency();

        ObjectNode report = system.reconcile();

        assertThat(report.path("lost").intValue()).isEqualTo(1);
        assertThat(report.path("orphaned").intValue()).isEqualTo(1);
        assertThat(report.path("repaired").intValue()).isEqualTo(2);
        assertThat(engineEntry(lost))
                .hasValueSatisfying(it -> assertThat(it.entry()).isEqualTo(entry));
        assertThat(engineEntry(foreign)).isEmpty();
        assertThat(system.reconcile().path("repaired").intValue()).isZero();
    }
}
