package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks that the response of a read can be sent back unchanged, to the same schedule and under a new name. */
@Tag("slow")
class RoundTripTest {
    /** The number of schedules, set by -Droundtrip.schedules; the profile fuzz sets 5,000. */
    private static final int SCHEDULES = Integer.getInteger("roundtrip.schedules", 200);

    private static final long SEED = Long.getLong("roundtrip.seed", 20251106L);

    private static final List<String> DEFINITION = List.of(
            "schedule_expression",
            "timezone",
            "target_type",
            "target_topic_arn",
            "description",
            "payload",
            "start_date",
            "end_date",
            "flexible_time_window_minutes",
            "retry_policy",
            "labels",
            "run_policy",
            "arguments");

    @Test
    void the_response_of_a_read_can_be_sent_back_and_sent_under_a_new_name() {
        FakeStage stage = new FakeStage();
        for (int i = 0; i < SCHEDULES; i++) {
            if (i % 50 == 0) {
                stage = new FakeStage();
            }
            ObjectNode asked = new RandomDefinition(new Random(SEED + i)).next("schedule " + i);
            String label = "seed " + (SEED + i);
            ScheduleId id = created(stage, asked, label);
            ObjectNode read = read(stage, id);
            assertThat(read.get("payload")).as(label).isEqualTo(asked.get("payload"));

            Response replaced = stage.put(path(id), read);
            assertThat(replaced.status())
                    .as("%s: %s", label, replaced.body().length())
                    .isEqualTo(200);
            assertThat(read(stage, id).without("updated_at").toString())
                    .as(label)
                    .isEqualTo(read.deepCopy().without("updated_at").toString());

            ScheduleId copy = created(stage, read.deepCopy().put("name", "copied   " + i), label);
            ObjectNode copied = read(stage, copy);
            DEFINITION.forEach(field ->
                    assertThat(copied.get(field)).as("%s %s", label, field).isEqualTo(read.get(field)));
            assertListed(stage, copied, label);
        }
    }

    private static ScheduleId created(FakeStage stage, ObjectNode body, String label) {
        Response response = stage.post("/api/schedules", body);
        assertThat(response.status())
                .as("%s: %s", label, response.status() < 300 ? "" : response.body())
                .isEqualTo(201);
        return new ScheduleId(response.text("schedule_id"));
    }

    private static ObjectNode read(FakeStage stage, ScheduleId id) {
        return Json.parseObject(stage.get(path(id)).body());
    }

    private static void assertListed(FakeStage stage, ObjectNode read, String label) {
        JsonNode list = stage.get(
                        "/api/schedules?name=" + read.get("name").textValue().replace(" ", "%20"))
                .json();
        JsonNode summary = list.at("/schedules/0");
        assertThat(summary.isObject()).as(label).isTrue();
        assertThat(((ObjectNode) summary).remove("skipped_count").intValue())
                .isEqualTo(read.get("skipped_times").size());
        summary.properties()
                .forEach(field -> assertThat(field.getValue())
                        .as("%s %s", label, field.getKey())
                        .isEqualTo(read.get(field.getKey())));
    }

    /** Generates valid definitions, with sizes up to the limit. */
    private record RandomDefinition(Random random) {
        private static final List<String> CRONS = List.of(
                "cron(0 6 * * ? *)",
                "cron(0/15 8-17 ? NOV-FEB MON-FRI 2027-2199)",
                "cron(5 0 L-3 * ? *)",
                "cron(0 12 ? * FRI#2 *)",
                "cron(30 2 15W * ? *)",
                "cron(0 0 ? * sun *)");
        private static final List<String> TEXTS = List.of(
                "plain", "Gr\u00fc\u00dfe", "\u2615\ud83d\ude00", "a\"b\\c", "line\nbreak", "\u0007", "\uffff", "");

        ObjectNode next(String name) {
            ObjectNode json = Json.object().put("name", name);
            boolean isRate = random.nextInt(3) == 0;
            json.put("schedule_expression", isRate ? "rate(" + (1 + random.nextInt(999)) + " hours)" : any(CRONS));
            target(json);
            ObjectNode payload = json.putObject("payload");
            for (int i = random.nextInt(5); i > 0; i--) {
                payload.set(any(TEXTS) + i, value(2));
            }
            optional(json);
            if (random.nextInt(20) == 0) {
                fill(json);
            }
            return json;
        }

        private void target(ObjectNode json) {
            String type = any(List.of("web_action", "notification", "custom"));
            json.put("target_type", type);
            if (type.equals("custom")) {
                json.put("target_topic_arn", FakeStage.CUSTOM.value());
            }
        }

        private void optional(ObjectNode json) {
            if (random.nextBoolean()) {
                json.put("timezone", any(List.of("UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu")));
            }
            if (random.nextInt(3) == 0) {
                json.put("description", any(TEXTS).repeat(random.nextInt(50)));
            }
            if (random.nextInt(3) == 0) {
                json.put("start_date", "2025-12-0" + (1 + random.nextInt(9)) + "T00:00:00+01:00");
            }
            if (random.nextInt(4) == 0) {
                json.put("end_date", "2199-0" + (1 + random.nextInt(9)) + "-01T00:00:00Z");
            }
            if (random.nextInt(4) == 0) {
                json.put("flexible_time_window_minutes", 1 + random.nextInt(1_440));
            }
            if (random.nextInt(4) == 0) {
                json.putObject("retry_policy").put("maximum_retry_attempts", random.nextInt(186));
            }
            if (random.nextInt(4) == 0) {
                json.putObject("labels").put("team", "golf").put("a.b_c-1", "Grüße: 東京 " + random.nextInt());
            }
            if (random.nextInt(4) == 0) {
                json.set("run_policy", runPolicy());
            }
            if (random.nextInt(4) == 0) {
                json.set("arguments", Json.object().set("x", value(3)));
            }
        }

        /** Returns a policy with every field, so that the stored one is not larger. */
        private ObjectNode runPolicy() {
            ObjectNode json =
                    Json.object().put("expect_report", true).put("report_within_seconds", 60 + random.nextInt(86_341));
            json.putObject("retry")
                    .put("maximum_attempts", 1 + random.nextInt(20))
                    .put("first_delay_seconds", 60 + random.nextInt(3_541))
                    .put("multiplier", 1 + 9 * random.nextDouble())
                    .put("maximum_delay_seconds", 3_600 + random.nextInt(82_801))
                    .put("jitter", random.nextDouble() / 2);
            json.put("overlap", any(List.of("allow", "skip")));
            return random.nextBoolean()
                    ? json.put("pause_after_failures", 1 + random.nextInt(100))
                    : json.putNull("pause_after_failures");
        }

        private JsonNode value(int depth) {
            return switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> Json.parse(any(List.of("1.50", "1e400", "-0", "12345678901234567890", "0.1")));
                case 1 -> Json.parse(any(List.of("true", "null", "[]", "{}")));
                case 2, 3 -> Json.object().put("s", any(TEXTS)).get("s");
                case 4 -> Json.array().add(value(depth - 1)).add(value(depth - 1));
                default -> Json.object().set(any(TEXTS), value(depth - 1));
            };
        }

        /** Fills the definition up to the size limit. The stored form has a few more fields than the sent one. */
        private void fill(ObjectNode json) {
            json.putIfAbsent("timezone", Json.parse("\"UTC\""));
            if (json.path("retry_policy").size() < 2) {
                json.set(
                        "retry_policy",
                        Json.object().put("maximum_retry_attempts", 185).put("maximum_event_age_seconds", 86_400));
            }
            for (String field : List.of("target_topic_arn", "description", "start_date", "end_date", "arguments")) {
                json.putIfAbsent(field, Json.parse("null"));
            }
            json.putIfAbsent("flexible_time_window_minutes", Json.parse("null"));
            ObjectNode payload = (ObjectNode) json.get("payload");
            payload.put("fill", "");
            int room = DefinitionReader.MAX_BYTES - Json.write(json).getBytes(StandardCharsets.UTF_8).length;
            payload.put("fill", "x".repeat(Math.max(0, room - random.nextInt(3))));
        }

        private <T> T any(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }
    }
}
