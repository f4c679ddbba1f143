package com.rezagent.schedules.webapi.change;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way back to the definition of an earlier version. */
class RevertTest {
    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(full());
    private final Definition first = stage.record(id).requireDefinition();

    /** Returns a body with values that are easily lost. */
    private static ObjectNode full() {
        ObjectNode body = teeTime()
                .put("description", "Every day: \"ß\" 🏌")
                .put("end_date", "2026-11-06T20:00:00Z")
                .put("flexible_time_window_minutes", 15);
        body.set("payload", Json.parse("{\"z\":1.10,\"big\":12345678901234567890.5}"));
        body.putObject("arguments").put("dry_run", true);
        body.putObject("retry_policy").put("maximum_retry_attempts", 3);
        body.set("run_policy", Json.parse(RunPolicies.FULL_JSON));
        return body;
    }

    private Response revert(String body) {
        return stage.post(path(id) + "/revert", body);
    }

    private void replace(ObjectNode body) {
        stage.clock.advance(Duration.ofSeconds(1));
        assertThat(stage.put(path(id), body).status()).isEqualTo(200);
    }

    private Definition definition() {
        return stage.record(id).requireDefinition();
    }

    @Test
    void the_definition_of_the_version_is_back_exactly() {
        replace(teeTime());
        replace(teeTime().put("schedule_expression", "rate(1 hour)"));

        Response response = revert("{\"version\":1,\"reason\":\"The new times were wrong\"}");

        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(definition()).isEqualTo(first);
        assertThat(stage.record(id).version()).isEqualTo(4);
        Change last = stage.store.changes().all().get(3);
        assertThat(last.cause().action()).isEqualTo("update");
        assertThat(last.cause().reason()).isEqualTo("The new times were wrong");

        assertThat(revert("{\"version\":3}").status()).isEqualTo(200);
        assertThat(definition().expression().canonical()).isEqualTo("rate(1 hour)");
    }

    @Test
    void status_and_group_stay_as_they_are() {
        replace(teeTime());
        stage.putGroup("billing", DefinitionDefaults.NONE);
        stage.post(path(id) + "/move", "{\"group\":\"billing\"}");
        stage.post(path(id) + "/pause");

        Response response = revert("{\"version\":1}");

        assertThat(response.text("status")).isEqualTo("paused");
        assertThat(response.text("group")).isEqualTo("billing");
        assertThat(definition()).isEqualTo(first);
    }

    @Test
    void a_revert_to_the_current_version_or_to_an_equal_definition_changes_nothing() {
        replace(teeTime());
        replace(full());
        stage.post(path(id) + "/pause");

        for (int version : new int[] {4, 3, 1}) {
            assertThat(revert("{\"version\":" + version + "}").status()).isEqualTo(200);
            assertThat(stage.record(id).version()).isEqualTo(4);
            assertThat(definition()).isEqualTo(first);
        }
        assertThat(stage.store.changes().all()).hasSize(4);
    }

    @Test
    void if_match_is_checked_unless_nothing_changes() {
        String old = stage.get(path(id)).header("etag");
        replace(teeTime());
        String current = stage.get(path(id)).header("etag");
        Request revert = Request.post(path(id) + "/revert").json("{\"version\":1}");

        assertThat(stage.send(revert.header("If-Match", old)).status()).isEqualTo(412);
        assertThat(definition()).isNotEqualTo(first);
        assertThat(stage.send(revert.header("If-Match", current)).status()).isEqualTo(200);
        assertThat(definition()).isEqualTo(first);
        assertThat(stage.send(revert.header("If-Match", old)).status()).isEqualTo(200);
    }

    /** Pauses or resumes the schedule just before each of the next commands is processed. */
    private void loseRaces(int races) {
        AtomicInteger race = new AtomicInteger();
        stage.topics.subscribe((messageId, message) -> {
            int number = race.incrementAndGet();
            if (number <= races) {
                Command.Context context = new Command.Context(
                        "race-" + number,
                        "operator",
                        stage.clock.instant().plusNanos(number * 1_000L),
                        Command.Origin.WEB_API);
                stage.scheduler.process(
                        "race",
                        CommandJson.write(
                                number % 2 == 1
                                        ? new ScheduleCommand.Pause(context, id, null)
                                        : new ScheduleCommand.Resume(context, id)));
            }
            stage.scheduler.process(messageId, message);
        });
    }

    @Test
    void a_lost_race_is_repeated_once() {
        replace(teeTime());
        loseRaces(1);

        Response response = revert("{\"version\":1}");

        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(definition()).isEqualTo(first);
        assertThat(response.text("status")).as("the pause that was faster").isEqualTo("paused");
        assertThat(stage.record(id).version()).isEqualTo(4);
    }

    @Test
    void a_second_lost_race_is_reported() {
        replace(teeTime());
        loseRaces(2);

        revert("{\"version\":1}").assertError(412, "version_conflict", "read the schedule again and repeat the change");
        assertThat(definition()).isNotEqualTo(first);
    }

    @Test
    void a_lost_race_with_if_match_is_reported() {
        replace(teeTime());
        String current = stage.get(path(id)).header("etag");
        loseRaces(1);

        Response response = stage.send(
                Request.post(path(id) + "/revert").json("{\"version\":1}").header("If-Match", current));

        assertThat(response.status()).isEqualTo(412);
        assertThat(definition()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | version: is required; send the version of one of the schedule's changes",
                "{\"version\":null} | version",
                "{\"version\":0} | version: must be a whole number from 1",
                "{\"version\":-1} | version: must be a whole number from 1",
                "{\"version\":1.5} | version: must be a whole number from 1",
                "{\"version\":\"1\"} | version: must be a whole number from 1",
                "{\"version\":99999999999999999999} | version: must be a whole number from 1",
                "{\"version\":[1]} | version: must be a whole number from 1",
                "{\"version\":1,\"to\":2} | to: unknown field",
                "{\"version\":1,\"reason\":7} | reason: must be a string",
            })
    void malformed_bodies_are_refused_with_what_to_send(String body, String details) {
        revert(body).assertError(400, "invalid_request", details);
        assertThat(stage.topics.published())
                .as("nothing but the create was published")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 'version: is 2, but the current version is 1'",
        "9223372036854775807, 'version: is 9223372036854775807, but the current version is 1'"
    })
    void a_version_above_the_current_one_is_not_found(String version, String details) {
        revert("{\"version\":" + version + "}").assertError(404, "version_not_found", details);
    }

    @Test
    void a_version_whose_following_changes_are_older_than_90_days_is_not_found() {
        replace(teeTime());
        stage.clock.set(NOW.plusSeconds(1).plus(Change.TIME_TO_LIVE).minusSeconds(1));
        assertThat(revert("{\"version\":1}").status()).isEqualTo(200);
        assertThat(revert("{\"version\":2}").status()).isEqualTo(200);

        stage.clock.advance(Duration.ofSeconds(2));
        revert("{\"version\":1}")
                .assertError(404, "version_not_found", "/changes lists the changes of the last 90 days");
        assertThat(revert("{\"version\":2}").status()).as("still known").isEqualTo(200);
    }

    @Test
    void a_definition_that_never_fires_again_is_refused() {
        replace(teeTime().put("end_date", "2025-11-08T20:00:00Z"));
        replace(teeTime());
        stage.clock.set(NOW.plus(Duration.ofDays(7)));

        revert("{\"version\":2}").assertError(400, "invalid_schedule_expression");
    }

    @Test
    void a_deleted_schedule_is_not_reverted_and_an_unknown_one_not_found() {
        stage.delete(path(id));

        assertThat(revert("{\"version\":1}").error()).isEqualTo("schedule_deleted");
        assertThat(stage.post("/api/schedules/sched_0/revert", "{\"version\":1}")
                        .error())
                .isEqualTo("schedule_not_found");
    }

    @Test
    void a_version_of_an_earlier_life_can_be_reverted_to() {
        stage.delete(path(id));
        stage.clock.advance(Duration.ofSeconds(1));
        stage.create(teeTime());

        assertThat(revert("{\"version\":1}").status()).isEqualTo(200);
        assertThat(definition()).isEqualTo(first);
    }
}
