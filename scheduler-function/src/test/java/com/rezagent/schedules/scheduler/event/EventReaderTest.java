package com.rezagent.schedules.scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.testing.Repository;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final TopicArn REPORTS =
            new TopicArn("arn:aws:sns:us-east-1:000000000000:rez-agent-execution-reports-local");

    static List<String> snsEvents() {
        return Repository.samples("sns-");
    }

    @ParameterizedTest
    @MethodSource("snsEvents")
    void reads_sns_events_like_the_mapping_of_lambda(String name) {
        byte[] json = file(name);
        PojoSerializer<SNSEvent> lambdaSerializer = LambdaEventSerializers.serializerFor(
                SNSEvent.class, Thread.currentThread().getContextClassLoader());
        SNSEvent.SNS expected = lambdaSerializer
                .fromJson(new ByteArrayInputStream(json))
                .getRecords()
                .get(0)
                .getSNS();

        SchedulerEvent.Message actual = ((SchedulerEvent.Messages) new EventReader(REPORTS).read(json))
                .messages()
                .get(0);

        assertThat(actual.body()).isEqualTo(expected.getMessage());
        assertThat(actual.delivery().messageId()).isEqualTo(expected.getMessageId());
        assertThat(actual.delivery().publishedAt().toEpochMilli())
                .isEqualTo(expected.getTimestamp().getMillis());
        assertThat(actual.delivery().attributes().keySet())
                .isEqualTo(expected.getMessageAttributes().keySet());
    }

    @Test
    void messages_of_the_reports_topic_are_reports() {
        ObjectNode event = Json.parseObject(new String(file("sns-pause.json"), StandardCharsets.UTF_8));
        ((ObjectNode) event.at("/Records/0/Sns")).put("TopicArn", REPORTS.value());

        assertThat(new EventReader(REPORTS).read(event))
                .isInstanceOfSatisfying(
                        SchedulerEvent.Reports.class,
                        it -> assertThat(it.messages())
                                .extracting(SchedulerEvent.Message::body)
                                .containsExactly(
                                        event.at("/Records/0/Sns/Message").textValue()));
    }

    @Test
    void records_of_different_topics_are_an_unknown_event() {
        ObjectNode event = Json.parseObject(new String(file("sns-pause.json"), StandardCharsets.UTF_8));
        ObjectNode report = event.path("Records").path(0).deepCopy();
        ((ObjectNode) report.path("Sns")).put("TopicArn", REPORTS.value());
        event.withArray("Records").add(report);

        assertThatThrownBy(() -> new EventReader(REPORTS).read(event))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining("different topics");
    }

    @Test
    void recognizes_a_firing_by_its_fields() {
        SchedulerEvent.Firing firing = (SchedulerEvent.Firing) new EventReader(REPORTS).read(file("trigger.json"));
        assertThat(firing.entryVersion()).isEqualTo(1);
        assertThat(firing.incarnation()).isEqualTo("07f32e2cb3ec");
        assertThat(firing.scheduledTime()).isEqualTo(Instant.parse("2025-11-07T11:00:00Z"));
    }

    @Test
    void reads_the_version_of_an_earlier_releases_entry_as_entry_version() {
        ObjectNode earlier = Json.parseObject(new String(file("trigger.json"), StandardCharsets.UTF_8));
        earlier.remove(List.of("entry_version", "incarnation"));
        SchedulerEvent.Firing firing = (SchedulerEvent.Firing) new EventReader(REPORTS).read(earlier.put("version", 7));
        assertThat(firing.entryVersion()).isEqualTo(7);
        assertThat(firing.incarnation()).isNull();
    }

    @Test
    void recognizes_a_reconcile_request_by_its_action() {
        assertThat(new EventReader(REPORTS).read(file("reconcile.json")))
                .isEqualTo(new SchedulerEvent.Reconcile(new ReconcileRequest(false, null)));
    }

    @Test
    void recognizes_a_sweep_of_all_shards_or_of_one() {
        assertThat(new EventReader(REPORTS).read(file("sweep.json")))
                .isEqualTo(new SchedulerEvent.Sweep(new SweepRequest(null)));
        for (SweepRequest request : List.of(new SweepRequest(null), new SweepRequest(9))) {
            assertThat(new EventReader(REPORTS).read(Json.parseObject(request.write())))
                    .isEqualTo(new SchedulerEvent.Sweep(request));
        }
        for (String shard : List.of("-1", "10", "1.5", "\"1\"")) {
            assertThatThrownBy(() -> new EventReader(REPORTS)
                            .read(Json.parseObject("{\"action\":\"sweep\",\"shard\":" + shard + "}")))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void reads_back_a_reconcile_request_that_continues_a_run() {
        ReconcileRequest request = new ReconcileRequest(
                true,
                new ReconcileRequest.Cursor(ReconcileRequest.Listing.ACTIVE, "token", new ScheduleId("sched_1"), 200));
        assertThat(ReconcileRequest.read(Json.parseObject(request.write()))).isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"Records\":[]}",
                "{\"Records\":{}}",
                "{\"Records\":[{}]}",
                "{\"Records\":[{\"EventSource\":\"aws:sqs\",\"body\":\"{}\"}]}",
                "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"Message\":\"{}\"}}]}",
                "{\"schedule_id\":\"sched_x\",\"version\":\"1\",\"scheduled_time\":\"2025-11-07T11:00:00Z\"}",
                "{\"schedule_id\":\"sched_x\",\"version\":1,\"scheduled_time\":\"today\"}",
                "{\"schedule_id\":\"a b\",\"version\":1,\"scheduled_time\":\"2025-11-07T11:00:00Z\"}",
                "{\"source\":\"aws.events\",\"detail\":{}}",
                "{\"action\":\"create\",\"schedule\":{}}"
            })
    void refuses_an_unknown_event(String json) {
        assertThatThrownBy(() -> new EventReader(REPORTS).read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageNotContaining("sched_x");
    }

    private static byte[] file(String name) {
        return Repository.sample(name).getBytes(StandardCharsets.UTF_8);
    }
}
