package com.rezagent.schedules.execution;

import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Instant NOW = Instant.parse("2025-11-07T11:00:01.204Z");

    private final Definition plain = Schedules.definition("plain");
    private final ExecutionKey key = ExecutionKey.firing(plain.name().id(), Instant.parse("2025-11-07T11:00:00Z"));

    private static ObjectNode json(TopicMessage message) {
        assertThat(new MessageSchemas().envelopeViolations(message)).isEmpty();
        return Json.parseObject(message.body());
    }

    /** As releases before there were run policies published it: consumers may compare bytes. */
    @Test
    void without_a_run_policy_the_message_is_byte_for_byte_as_ever() {
        TopicMessage message = Envelope.of(plain, key, "dev", 1, NOW);

        assertThat(message.body())
                .isEqualTo("{\"version\":\"1.0\",\"id\":\"" + key.messageId() + "\","
                        + "\"created_date\":\"2025-11-07T11:00:01.204Z\",\"created_by\":\"schedule-executor\","
                        + "\"stage\":\"dev\",\"message_type\":\"web_action\",\"status\":\"created\","
                        + "\"payload\":{\"url\":\"https://example.com/book\"},\"arguments\":{},"
                        + "\"updated_date\":\"2025-11-07T11:00:01.204Z\",\"retry_count\":0,\"schedule_id\":\""
                        + plain.name().id() + "\",\"schedule_name\":\"plain\","
                        + "\"scheduled_time\":\"2025-11-07T11:00:00Z\"}");
        assertThat(key.messageId()).isEqualTo("msg_faf67f7923d81e11f160dd559d44cef3");
        assertThat(message.attributes())
                .isEqualTo(Map.of(
                        "stage", "dev",
                        "message_type", "web_action",
                        "status", "created",
                        "schedule_id", plain.name().id().value(),
                        "scheduled_time", "2025-11-07T11:00:00Z"));
    }

    @Test
    void with_a_run_policy_it_has_the_execution_and_the_attempt() {
        Definition reported = plain.with(RunPolicies.FULL);

        ObjectNode first = json(Envelope.of(reported, key, "dev", 1, NOW));
        ObjectNode third = json(Envelope.of(reported, key, "dev", 3, NOW));

        assertThat(first.get("id").textValue()).isEqualTo(key.messageId());
        assertThat(first.get("execution_id").textValue()).isEqualTo(key.executionId());
        assertThat(first.get("attempt").intValue()).isEqualTo(1);
        assertThat(first.get("retry_count").intValue()).isZero();
        assertThat(first.get("report_by").textValue()).isEqualTo("2025-11-07T11:10:01.204Z");
        assertThat(third.get("id").textValue()).isEqualTo(key.messageId(3)).isNotEqualTo(key.messageId());
        assertThat(third.get("execution_id")).isEqualTo(first.get("execution_id"));
        assertThat(third.get("attempt").intValue()).isEqualTo(3);
        assertThat(third.get("retry_count").intValue()).isEqualTo(2);
        assertThat(first.without(List.of("execution_id", "attempt", "report_by"))
                        .toString())
                .isEqualTo(json(Envelope.of(plain, key, "dev", 1, NOW)).toString());
    }

    @Test
    void a_policy_without_reports_has_no_time_for_one() {
        ObjectNode json = json(Envelope.of(plain.with(RunPolicy.DEFAULT), key, "dev", 1, NOW));

        assertThat(json.get("attempt").intValue()).isEqualTo(1);
        assertThat(json.has("report_by")).isFalse();
    }

    @Test
    void each_attempt_has_a_message_id_of_its_own() {
        assertThat(IntStream.rangeClosed(1, 50).mapToObj(key::messageId))
                .doesNotHaveDuplicates()
                .allMatch(it -> it.matches("msg_[0-9a-f]{32}"));
    }

    @Test
    void the_group_is_an_attribute_only_with_a_run_policy() {
        ResourceName group = new ResourceName("billing");

        assertThat(Envelope.of(plain, group, key, "dev", 1, NOW)).isEqualTo(Envelope.of(plain, key, "dev", 1, NOW));
        TopicMessage message = Envelope.of(plain.with(RunPolicies.FULL), group, key, "dev", 1, NOW);
        assertThat(message.attributes()).containsEntry("group", "billing");
        assertThat(message.body())
                .isEqualTo(Envelope.of(plain.with(RunPolicies.FULL), key, "dev", 1, NOW)
                        .body());
        assertThat(new MessageSchemas().envelopeViolations(message)).isEmpty();
    }

    @Test
    void the_size_check_counts_what_a_run_policy_adds() {
        Definition largest = largest();

        assertThatThrownBy(() -> Envelope.checkSize(largest.with(RunPolicy.DEFAULT)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("too large");
        Definition smaller = withPayload(fill(largest) - 300);
        Envelope.checkSize(smaller.with(RunPolicies.FULL));
        ExecutionKey longest =
                ExecutionKey.manual(plain.name().id(), Instant.parse("2199-12-31T23:59:59.999999999Z"), "c");
        ResourceName group = new ResourceName("g".repeat(64));
        assertThat(Envelope.of(
                                smaller.with(RunPolicies.FULL),
                                group,
                                longest,
                                "s".repeat(32),
                                9_999,
                                longest.scheduledTime())
                        .isTooLarge())
                .isFalse();
    }

    /** Returns the definition without a run policy whose message just fits. */
    private Definition largest() {
        int fits = 100_000;
        int tooLarge = 1_000_000;
        while (tooLarge - fits > 1) {
            int middle = (fits + tooLarge) / 2;
            if (fits(middle)) {
                fits = middle;
            } else {
                tooLarge = middle;
            }
        }
        return withPayload(fits);
    }

    private boolean fits(int room) {
        try {
            Envelope.checkSize(withPayload(room));
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    private static int fill(Definition definition) {
        return definition.payload().toNode().get("x").textValue().length();
    }

    private Definition withPayload(int length) {
        return withComponent(plain, "payload", JsonObject.parse("{\"x\":\"" + "x".repeat(length) + "\"}"));
    }
}
