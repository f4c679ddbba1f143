package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Running clocks execute firings without being advanced through the API. */
class RealTimeTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    private static void create(Http http, String name, String expression) {
        String body = "{\"name\":\"" + name + "\",\"schedule_expression\":\"" + expression
                + "\",\"target_type\":\"notification\",\"payload\":{\"message\":\"x\"}}";
        http.created(body);
    }

    private static List<JsonNode> messagesInOrder(Http http) {
        return http.messages("notifications")
                .valueStream()
                .sorted(Comparator.comparing(RealTimeTest::time))
                .toList();
    }

    /** Returns whether the first four firings have arrived, without a gap that a later delivery will close. */
    private static boolean isConsecutive(List<JsonNode> messages) {
        return messages.size() >= 4
                && time(messages.get(3)).equals(time(messages.get(0)).plus(Duration.ofMinutes(3)));
    }

    private static Instant time(JsonNode message) {
        return Instant.parse(message.path("attributes").path("scheduled_time").asText());
    }

    @Test
    void at_sixty_times_real_time_a_minute_is_a_second() {
        try (SchemaCheckedRuntime runtime = SchemaCheckedRuntime.start(
                LocalSettings.inMemory().withSpeed(new ClockSpeed(60)).withStart(START))) {
            Http http = runtime.http();
            create(http, "minutely", "rate(1 minute)");

            await().atMost(Duration.ofSeconds(60)).until(() -> isConsecutive(messagesInOrder(http)));

            // On a slow machine firings of consecutive seconds may be delivered in another order.
            List<JsonNode> messages = messagesInOrder(http);
            Instant first = time(messages.get(0));
            for (int i = 0; i < 4; i++) {
                assertThat(time(messages.get(i)))
                        .isEqualTo(first.plus(Duration.ofMinutes(i)))
                        .isBeforeOrEqualTo(Instant.parse(
                                messages.get(i).path("received_at").asText()));
            }
        }
    }

    @Test
    void a_new_rate_fires_at_once_and_an_at_schedule_at_its_time() {
        try (SchemaCheckedRuntime runtime =
                SchemaCheckedRuntime.start(LocalSettings.inMemory().withStart(START))) {
            Http http = runtime.http();
            create(http, "at-once", "rate(1 day)");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> http.messages("notifications").size() == 1);

            // Far enough ahead for a slow machine; the clock is then advanced to one second before.
            create(http, "later", "at(2025-11-06T20:30:00)");
            Instant now =
                    Instant.parse(http.get("/local/clock").json().path("now").asText());
            Duration untilOneSecondBefore =
                    Duration.between(now, START.plus(Duration.ofMinutes(30))).minusSeconds(1);
            http.post("/local/clock", "{\"advance\":\"" + untilOneSecondBefore + "\"}");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> http.messages("notifications").size() == 2);
            assertThat(time(http.messages("notifications").path(1))).isEqualTo("2025-11-06T20:30:00Z");
        }
    }
}
