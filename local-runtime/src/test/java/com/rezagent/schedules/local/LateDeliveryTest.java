package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.local.topic.DeliveryPlan;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Commands that SNS delivers late, twice and out of order. */
class LateDeliveryTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    @AutoClose
    private final LocalSystem system = LocalSystem.open(
            LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(START));

    private void create(String name, String expression, String timezone, String target) {
        system.topics()
                .publish(
                        system.stage().scheduleCreation(),
                        new TopicMessage(
                                "{\"action\":\"create\",\"schedule\":{\"name\":\"" + name
                                        + "\",\"schedule_expression\":\""
                                        + expression + "\",\"timezone\":\"" + timezone + "\",\"target_type\":\""
                                        + target
                                        + "\",\"payload\":{\"message\":\"x\"}}}",
                                Map.of()));
    }

    private List<String> scheduledTimes(TopicArn topic, String name) {
        ScheduleId id = ScheduleName.parse(name).id();
        return system.topics().messages(topic).stream()
                .map(ReceivedMessage::attributes)
                .filter(it -> id.value().equals(it.get("schedule_id")))
                .map(it -> it.get("scheduled_time"))
                .toList();
    }

    @Test
    void commands_delivered_late_and_repeatedly_take_effect_once() {
        system.topics()
                .setDeliveryPlan(message -> List.of(Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(3)));
        create("hourly", "rate(1 hour)", "UTC", "web_action");
        system.advance(Duration.ofHours(2));
        system.topics().setDeliveryPlan(DeliveryPlan.IMMEDIATE);

        assertThat(scheduledTimes(system.stage().webActions(), "hourly"))
                .containsExactly("2025-11-06T20:00:00Z", "2025-11-06T21:00:00Z", "2025-11-06T22:00:00Z");
    }
}
