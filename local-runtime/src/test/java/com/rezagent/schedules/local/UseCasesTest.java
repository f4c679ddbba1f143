package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The use cases of the original requirements, with their exact request bodies, over HTTP. */
class UseCasesTest {
    private static final String DAILY = """
            {"name":"daily-pebble-beach-tee-time","schedule_expression":"cron(0 6 * * ? *)","timezone":"America/New_York","target_type":"web_action","payload":{"action":"check_and_book_tee_times","course_id":"pebble-beach","date_offset_days":1,"preferred_times":["09:00","10:00","11:00"],"party_size":4,"auto_book":true,"notify_on_success":true}}""";
    private static final String WEEKLY = """
            {"name":"weekly-reservation-summary","schedule_expression":"cron(0 0 * * SUN *)","timezone":"America/Los_Angeles","target_type":"notification","payload":{"action":"send_reservation_summary","lookback_days":7,"lookahead_days":14,"notification_channel":"ntfy"}}""";
    private static final String REMINDER = """
            {"name":"reminder-pebble-beach-2025-11-15","schedule_expression":"at(2025-11-14T09:00:00)","timezone":"America/Los_Angeles","target_type":"notification","payload":{"action":"send_reminder","reservation_id":"res_xyz789","message":"Reminder: Tee time at Pebble Beach tomorrow at 9 AM"}}""";
    private static final String HOURLY = """
            {"name":"hourly","schedule_expression":"rate(1 hour)","target_type":"web_action","payload":{}}""";

    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:00:00Z");

    private final Http http = runtime.http();

    private JsonNode created(String body) {
        Response response = http.send("POST", "/api/schedules", body, "Prefer", "wait=10");
        assertThat(response.status()).as(response.response().body()).isEqualTo(201);
        assertThat(response.header("Location"))
                .isEqualTo(
                        "/api/schedules/" + response.json().path("schedule_id").asText());
        assertThat(response.json().path("status").asText()).isEqualTo("active");
        return response.json();
    }

    /** Returns the envelopes that a schedule's firings published to a topic, in order. */
    private List<JsonNode> envelopes(String topic, JsonNode schedule) {
        String id = schedule.path("schedule_id").asText();
        return http.messages(topic)
                .valueStream()
                .filter(it -> it.path("attributes").path("schedule_id").asText().equals(id))
                .peek(it -> assertThat(it.path("received_at").asText())
                        .as("fires at its scheduled time")
                        .isEqualTo(it.path("attributes").path("scheduled_time").asText()))
                .map(it -> Json.parse(it.path("message").asText()))
                .toList();
    }

    private static List<String> times(List<JsonNode> envelopes) {
        return envelopes.stream().map(it -> it.path("scheduled_time").asText()).toList();
    }

    private static JsonNode payload(String body) {
        return Json.parse(body).path("payload");
    }

    private static List<String> daily(String zone, int hour, LocalDate first, int days, int step) {
        List<String> times = new ArrayList<>();
        for (int day = 0; day < days; day += step) {
            times.add(first.plusDays(day)
                    .atTime(hour, 0)
                    .atZone(ZoneId.of(zone))
                    .toInstant()
                    .toString());
        }
        return times;
    }

    @Test
    void the_daily_tee_time_check_fires_next_morning_in_its_timezone() {
        JsonNode schedule = created(DAILY);

        assertThat(schedule.path("next_execution").asText()).isEqualTo("2025-11-07T11:00:00Z");
        assertThat(schedule.path("payload")).isEqualTo(payload(DAILY));
        assertThat(schedule.path("warnings")).isEmpty();
    }

    @Test
    void the_weekly_summary_is_accepted_with_a_canonical_expression() {
        JsonNode schedule = created(WEEKLY);

        assertThat(schedule.path("schedule_expression").asText()).isEqualTo("cron(0 0 ? * SUN *)");
        assertThat(schedule.path("warnings"))
                .singleElement()
                .satisfies(it -> assertThat(it.asText()).contains("cron(0 0 ? * SUN *)"));
        assertThat(schedule.path("next_execution").asText()).isEqualTo("2025-11-09T08:00:00Z");
    }

    @Test
    void the_reminder_fires_once_and_is_completed() {
        JsonNode schedule = created(REMINDER);
        assertThat(schedule.path("next_execution").asText()).isEqualTo("2025-11-14T17:00:00Z");

        http.post("/local/clock", "{\"advance\":\"P8D\"}");

        assertThat(times(envelopes("notifications", schedule))).containsExactly("2025-11-14T17:00:00Z");
        JsonNode completed = http.get(
                        "/api/schedules/" + schedule.path("schedule_id").asText())
                .json();
        assertThat(completed.path("status").asText()).isEqualTo("completed");
        assertThat(completed.path("next_execution").isNull()).isTrue();
        assertThat(completed.path("execution_count").asInt()).isEqualTo(1);
        assertThat(http.get("/local/engine/schedules").json().path("schedules")).isEmpty();
    }

    @Test
    void all_use_cases_fire_exactly_at_the_expected_times_for_thirty_days() {
        JsonNode daily = created(DAILY);
        JsonNode weekly = created(WEEKLY);
        JsonNode reminder = created(REMINDER);
        JsonNode hourly = created(HOURLY);

        http.post("/local/clock", "{\"advance\":\"P30D\"}");

        List<JsonNode> mornings = envelopes("web-actions", daily);
        assertThat(times(mornings))
                .isEqualTo(daily("America/New_York", 6, LocalDate.of(2025, 11, 7), 30, 1))
                .hasSize(30);
        assertThat(mornings).allSatisfy(it -> {
            assertThat(it.path("message_type").asText()).isEqualTo("web_action");
            assertThat(it.path("payload")).isEqualTo(payload(DAILY));
        });
        assertThat(times(envelopes("notifications", weekly)))
                .isEqualTo(daily("America/Los_Angeles", 0, LocalDate.of(2025, 11, 9), 28, 7))
                .hasSize(4);
        assertThat(envelopes("notifications", reminder)).singleElement().satisfies(it -> {
            assertThat(it.path("message_type").asText()).isEqualTo("notify");
            assertThat(it.path("payload")).isEqualTo(payload(REMINDER));
        });
        assertThat(times(envelopes("web-actions", hourly)))
                .isEqualTo(IntStream.rangeClosed(0, 720)
                        .mapToObj(hour -> Instant.parse("2025-11-06T20:00:00Z").plusSeconds(3600L * hour) + "")
                        .toList());
        assertThat(http.get("/local/topics/web-actions/messages").json().path("messages"))
                .hasSize(751);
        assertThat(http.get("/local/topics/notifications/messages").json().path("messages"))
                .hasSize(5);
        assertThat(http.get("/local/dead-letters").json().path("dead_letters")).isEmpty();
    }
}
