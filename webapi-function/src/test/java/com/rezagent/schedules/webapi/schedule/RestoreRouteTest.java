package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/schedules/{id}/restore}. */
class RestoreRouteTest {
    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());

    private Response restore(String json) {
        return stage.post(path(id) + "/restore", json);
    }

    private void delete() {
        assertThat(stage.delete(path(id)).status()).isEqualTo(200);
    }

    @Test
    void a_deleted_schedule_is_back_with_its_definition_and_group_and_paused() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        stage.post(path(id) + "/move", "{\"group\":\"billing\"}");
        Schedule before = stage.record(id);
        delete();
        assertThat(stage.get(path(id)).text("group")).isEqualTo("billing");
        stage.clock.advance(Duration.ofHours(1));

        Response restored = restore("{\"reason\":\"Deleted by mistake\"}");

        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.text("status")).isEqualTo("paused");
        assertThat(restored.text("group")).isEqualTo("billing");
        assertThat(restored.text("pause_reason")).isEqualTo("Deleted by mistake");
        assertThat(restored.text("paused_by")).isEqualTo(restored.text("created_by"));
        assertThat(restored.text("paused_from")).isEqualTo("2025-11-06T21:00:00Z");
        assertThat(restored.text("created_at")).isEqualTo("2025-11-06T21:00:00Z");
        assertThat(restored.json().at("/blocked_by/0/reason").textValue()).isEqualTo("Deleted by mistake");
        assertThat(stage.record(id).definition()).isEqualTo(before.definition());
        assertThat(stage.post(path(id) + "/resume").text("status")).isEqualTo("active");
    }

    @Test
    void the_body_may_be_left_out() {
        delete();

        Response restored = stage.post(path(id) + "/restore");

        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.json().path("pause_reason").isNull()).isTrue();
    }

    @Test
    void a_restore_that_has_not_taken_effect_yet_is_202_with_the_deleted_schedule() {
        delete();
        stage.topics.subscribe(stage.scheduler::hold);

        Response accepted = restore("{}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.text("status")).isEqualTo("deleted");
        assertThat(accepted.text("command_id")).startsWith("cmd_");
        stage.scheduler.deliverHeld();
        assertThat(stage.get(path(id)).text("status")).isEqualTo("paused");
    }

    @Test
    void a_schedule_that_exists_is_a_conflict_also_after_its_name_was_used_again() {
        Response exists = restore("{}");
        delete();
        stage.create(teeTime().put("schedule_expression", "rate(1 day)"));
        Response again = restore("{}");

        for (Response response : new Response[] {exists, again}) {
            response.assertError(409, "schedule_name_conflict", "nothing to restore");
        }
    }

    @Test
    void a_name_that_is_used_again_while_the_restore_is_on_its_way_is_a_conflict() {
        delete();
        stage.topics.subscribe((messageId, message) -> {
            stage.topics.subscribe(stage.scheduler::process);
            stage.create(teeTime().put("schedule_expression", "rate(1 day)"));
            stage.scheduler.process(messageId, message);
        });

        restore("{}").assertError(409, "schedule_name_conflict");
        assertThat(stage.get(path(id)).text("schedule_expression")).isEqualTo("rate(1 day)");
    }

    @Test
    void a_repeated_request_with_its_key_has_the_result_of_the_first() {
        delete();
        Request keyed = Request.post(path(id) + "/restore")
                .header("Idempotency-Key", "k")
                .json("{}");
        assertThat(stage.send(keyed).status()).isEqualTo(200);
        stage.post(path(id) + "/resume");

        Response again = stage.send(keyed);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("status")).isEqualTo("active");
        assertThat(stage.send(keyed.json("{\"reason\":\"other\"}")).error()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void the_condition_is_about_the_deleted_schedule() {
        delete();
        String tag = stage.get(path(id)).header("ETag");
        Request restore = Request.post(path(id) + "/restore");

        assertThat(stage.send(restore.header("If-Match", "\"other-1\"")).error())
                .isEqualTo("version_conflict");
        assertThat(stage.send(restore.header("If-Match", tag)).status()).isEqualTo(200);
    }

    @Test
    void a_schedule_is_gone_90_days_after_its_deletion() {
        delete();
        stage.clock.advance(Duration.ofDays(90));

        assertThat(restore("{}").error()).isEqualTo("schedule_not_found");
    }

    @Test
    void a_schedule_whose_group_is_gone_needs_the_group_first() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        stage.post(path(id) + "/move", "{\"group\":\"billing\"}");
        delete();
        stage.delete("/api/groups/billing");

        restore("{}").assertError(400, "invalid_group", "PUT /api/groups/billing");
        stage.put("/api/groups/billing", "{}");
        assertThat(restore("{}").text("group")).isEqualTo("billing");
    }

    @Test
    void a_schedule_with_nothing_left_to_fire_is_refused() {
        ScheduleId once =
                stage.create(teeTime().put("name", "once").put("schedule_expression", "at(2025-11-07T09:00:00)"));
        stage.delete(path(once));
        stage.clock.advance(Duration.ofDays(2));

        stage.post(path(once) + "/restore").assertError(400, "invalid_schedule_expression", "create it again");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"reason":7}`          | invalid_request | reason: must be a string
            `{"group":"billing"}`   | invalid_request | group: unknown field; allowed fields are reason
            `{"status":"active"}`   | invalid_request | status: unknown field
            `[]`                    | invalid_json    | ``
            `{`                     | invalid_json    | ``
            """)
    void an_invalid_body_is_refused_with_what_to_do(String body, String code, String detail) {
        delete();
        int published = stage.topics.published().size();

        restore(body).assertError(400, code, detail);
        assertThat(stage.topics.published()).hasSize(published);
    }

    @Test
    void an_id_that_never_was_is_not_found() {
        assertThat(stage.post("/api/schedules/sched_0/restore").error()).isEqualTo("schedule_not_found");
        assertThat(stage.post("/api/schedules/~/restore").error()).isEqualTo("schedule_not_found");
    }
}
