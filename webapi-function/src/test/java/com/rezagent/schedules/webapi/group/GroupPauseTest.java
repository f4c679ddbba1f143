package com.rezagent.schedules.webapi.group;

import static com.rezagent.schedules.webapi.group.GroupRequests.BILLING;
import static com.rezagent.schedules.webapi.group.GroupRequests.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pause and resume of one group, as the clock goes on. */
class GroupPauseTest {
    private static final String WINDOW =
            "{\"from\":\"2025-11-08T02:00:00-05:00\",\"until\":\"2025-11-10T06:00:00-05:00\",\"reason\":\"upgrade\"}";

    private final FakeStage stage = new FakeStage();
    private final GroupRequests groups = new GroupRequests(stage);

    @BeforeEach
    void create() {
        groups.put(SETTINGS);
    }

    private static void assertPause(Response response, String status, String from, String until, String reason) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("status")).isEqualTo(status);
        assertThat(response.text("paused_from")).isEqualTo(from);
        assertThat(response.text("paused_until")).isEqualTo(until);
        assertThat(response.text("pause_reason")).isEqualTo(reason);
        assertThat(response.text("paused_by")).isEqualTo(from == null ? null : "arn:aws:iam::123456789012:user/golfer");
    }

    @Test
    void a_pause_without_times_lasts_until_a_resume() {
        Response paused = stage.post(BILLING + "/pause");

        assertPause(
                paused,
                "paused",
                stage.groups
                        .find(new ResourceName("billing"))
                        .orElseThrow()
                        .pause()
                        .since()
                        .toString(),
                null,
                null);
        assertPause(groups.resume(), "active", null, null, null);
    }

    @Test
    void the_status_of_a_window_follows_the_clock() {
        assertPause(groups.pause(WINDOW), "active", "2025-11-08T07:00:00Z", "2025-11-10T11:00:00Z", "upgrade");
        stage.clock.set(Instant.parse("2025-11-08T07:00:00Z"));
        assertPause(groups.get(), "paused", "2025-11-08T07:00:00Z", "2025-11-10T11:00:00Z", "upgrade");
        stage.clock.set(Instant.parse("2025-11-10T10:59:59Z"));
        assertThat(groups.get().text("status")).isEqualTo("paused");
        stage.clock.set(Instant.parse("2025-11-10T11:00:00Z"));
        assertPause(groups.get(), "active", null, null, null);
        assertThat(groups.get().text("version")).isEqualTo("2");
    }

    @Test
    void a_pause_that_replaces_a_window_to_come_warns() {
        groups.pause(WINDOW);

        Response replaced = groups.pause("{\"reason\":\"now\"}");

        assertThat(replaced.text("status")).isEqualTo("paused");
        assertThat(replaced.json().at("/warnings/0").textValue())
                .isEqualTo("This pause replaces the one that was to start at 2025-11-08T07:00:00Z and end at"
                        + " 2025-11-10T11:00:00Z; a group has one pause at a time.");
        assertThat(groups.get().json().path("warnings")).isEmpty();
    }

    @Test
    void the_same_window_again_changes_nothing_and_does_not_warn() {
        groups.pause(WINDOW);

        Response again = groups.pause(WINDOW);

        assertThat(again.text("version")).isEqualTo("2");
        assertThat(again.json().path("warnings")).isEmpty();
    }

    @Test
    void a_pause_that_replaces_one_in_force_does_not_warn() {
        groups.pause("{}");

        Response replaced = groups.pause("{\"until\":\"2025-11-10T06:00:00Z\"}");

        assertThat(replaced.text("paused_until")).isEqualTo("2025-11-10T06:00:00Z");
        assertThat(replaced.json().path("warnings")).isEmpty();
    }

    @Test
    void a_resume_cancels_a_window_to_come() {
        groups.pause(WINDOW);

        assertPause(groups.resume(), "active", null, null, null);
    }

    @Test
    void a_pause_and_a_resume_are_idempotent() {
        groups.pause("{}");
        assertThat(groups.pause("{}").text("version")).isEqualTo("2");
        groups.resume();
        assertThat(groups.resume().text("version")).isEqualTo("3");
        assertThat(stage.topics.published()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"reason\":null}", "{\"reason\":\"\"}"})
    void every_field_of_a_pause_and_a_resume_is_optional(String body) {
        assertThat(groups.pause(body).status()).isEqualTo(200);
        assertThat(stage.post(BILLING + "/resume", body).status()).isEqualTo(200);
    }

    @Test
    void the_default_group_can_be_paused_before_it_was_ever_written() {
        Response paused = stage.post("/api/groups/default/pause");

        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.text("status")).isEqualTo("paused");
        assertThat(paused.text("version")).isEqualTo("1");
    }

    @Test
    void a_pause_is_conditional_on_if_match() {
        String tag = groups.get().header("ETag");
        groups.put("{}");

        assertThat(stage.send(Request.post(BILLING + "/pause").header("If-Match", tag))
                        .status())
                .isEqualTo(412);
        assertThat(groups.get().text("status")).isEqualTo("active");
    }

    @Test
    void a_repeated_pause_with_its_key_does_not_undo_a_resume() {
        Request pause = Request.post(BILLING + "/pause").header("Idempotency-Key", "k");
        stage.send(pause);
        groups.resume();

        assertThat(stage.send(pause).text("status")).isEqualTo("active");
        assertThat(stage.send(pause.json("{\"reason\":\"other\"}")).status()).isEqualTo(422);
    }

    @Test
    void a_put_that_asks_for_another_status_names_the_route() {
        Response pause = groups.put("{\"status\":\"paused\"}");
        groups.pause("{}");
        Response resume = groups.put("{\"status\":\"active\"}");

        assertThat(pause.status()).isEqualTo(400);
        assertThat(pause.details()).contains("POST /api/groups/billing/pause");
        assertThat(resume.status()).isEqualTo(400);
        assertThat(resume.details()).contains("POST /api/groups/billing/resume");
        assertThat(stage.topics.published()).hasSize(2);
    }
}
