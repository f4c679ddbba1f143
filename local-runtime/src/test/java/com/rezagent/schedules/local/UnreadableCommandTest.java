package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages on the schedule-creation topic that are not commands. */
class UnreadableCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "\"text\"",
                "[]",
                "null",
                "{}",
                "{\"action\":\"dance\"}",
                "{\"action\":1}",
                "{\"action\":\"CREATE\"}",
                "{\"Records\":[]}"
            })
    void becomes_one_dead_letter_and_one_notification_and_is_not_retried(String message) {
        try (LocalSystem system = LocalSystem.open(LocalSettings.inMemory()
                .withSpeed(ClockSpeed.MANUAL)
                .withStart(Instant.parse("2025-11-06T20:00:00Z")))) {
            system.topics().publish(system.stage().scheduleCreation(), new TopicMessage(message, Map.of()));

            system.advance(Duration.ofDays(1));

            assertThat(system.deadLetters().all()).singleElement().satisfies(it -> {
                assertThat(it.receivedAt()).isEqualTo(Instant.parse("2025-11-06T20:00:00Z"));
                assertThat(Json.parse(it.body()).at("/Records/0/Sns/Message").asText())
                        .isEqualTo(message);
                assertThat(it.reason()).isNotBlank();
            });
            assertThat(system.topics().messages(system.stage().notifications()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.receivedAt()).isEqualTo(Instant.parse("2025-11-06T20:00:00Z")));
            assertThat(system.scheduler().size()).isZero();
        }
    }
}
