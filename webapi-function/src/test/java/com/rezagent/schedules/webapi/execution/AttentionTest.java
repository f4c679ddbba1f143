package com.rezagent.schedules.webapi.execution;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static com.rezagent.schedules.webapi.fake.StagedExecutions.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.fake.StagedExecutions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /api/attention}: what went wrong. */
class AttentionTest {
    private final FakeStage stage = new FakeStage();
    private final StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");

    private Response get(String query) {
        return stage.get("/api/attention" + (query.isEmpty() ? "" : "?" + query));
    }

    private List<String> ids(String query) {
        Response response = get(query);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.json().path("executions").findValuesAsText("execution_id");
    }

    private static String id(Execution execution) {
        return execution.key().executionId();
    }

    @Test
    void a_stage_where_nothing_went_wrong_lists_nothing() {
        executions.published(NOW);
        executions.skipped(NOW.plusSeconds(60));

        assertThat(get("").body()).isEqualTo("{\"executions\":[],\"next_token\":null}");
    }

    @Test
    void failures_are_newest_first_with_the_name_and_the_group_of_their_schedule() {
        StagedExecutions other =
                new StagedExecutions(stage, stage.create(teeTime().put("name", "other")));
        Execution first = executions.failed(NOW);
        Execution missed = other.missed(NOW.plusSeconds(60));
        Execution timedOut = executions.published(NOW.plusSeconds(120));
        stage.clock.advance(Duration.ofHours(1));
        executions.apply(timedOut, new ExecutionEvent.TimePassed(true));

        Response response = get("");

        assertThat(response.json().path("executions").findValuesAsText("execution_id"))
                .containsExactly(id(timedOut), id(missed), id(first));
        JsonNode entry = response.json().at("/executions/1");
        assertThat(entry.path("name").textValue()).isEqualTo("other");
        assertThat(entry.path("group").textValue()).isEqualTo("default");
        assertThat(entry.path("outcome").textValue()).isEqualTo("missed");
        assertThat(ids("outcome=timed_out")).containsExactly(id(timedOut));
        assertThat(ids("outcome=missed")).containsExactly(id(missed));
    }

    @Test
    void an_entry_leaves_with_a_later_success_of_its_schedule() {
        executions.failed(NOW);
        Execution later = executions.failed(NOW.plusSeconds(120));
        StagedExecutions other =
                new StagedExecutions(stage, stage.create(teeTime().put("name", "other")));
        other.missed(NOW);

        executions.reported(NOW.plusSeconds(60), Report.Progress.SUCCEEDED);
        other.published(NOW.plusSeconds(60));

        assertThat(ids("")).containsExactly(id(later));
    }

    @Test
    void an_entry_leaves_when_it_is_acknowledged_retried_or_succeeds_after_all() {
        Execution acknowledged = executions.failed(NOW);
        Execution retried = executions.failed(NOW.plusSeconds(60));
        Execution late = executions.failed(NOW.plusSeconds(120));
        assertThat(ids("")).hasSize(3);

        stage.post(path(acknowledged) + "/acknowledge");
        stage.post(path(retried) + "/retry");
        assertThat(ids("")).containsExactly(id(late));

        executions.apply(executions.now(late), new ExecutionEvent.Reported(Report.of(Report.Progress.SUCCEEDED, 1)));
        assertThat(ids("")).isEmpty();
    }

    @Test
    void entries_are_filtered_by_the_group_that_their_schedule_is_in_now() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        StagedExecutions billing = new StagedExecutions(
                stage, stage.create(teeTime().put("name", "invoices").put("group", "billing")));
        Execution missed = billing.missed(NOW);
        Execution failed = executions.failed(NOW);

        assertThat(ids("group=billing")).containsExactly(id(missed));
        assertThat(ids("group=default")).containsExactly(id(failed));
        stage.post("/api/schedules/" + billing.id() + "/move", "{\"group\":\"default\"}");
        assertThat(ids("group=billing")).isEmpty();
    }

    @Test
    void a_range_is_of_scheduled_times() {
        executions.failed(NOW);
        Execution inRange = executions.failed(NOW.plusSeconds(60));
        executions.failed(NOW.plusSeconds(120));

        assertThat(ids("from=" + NOW.plusSeconds(60) + "&to=" + NOW.plusSeconds(120)))
                .containsExactly(id(inRange));
    }

    @Test
    void pages_together_have_each_entry_once_although_others_are_left_out() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 37; i++) {
            Execution failed = executions.failed(NOW.plusSeconds(60L * i));
            if (i % 3 == 0) {
                executions.apply(failed, new ExecutionEvent.Acknowledged("someone", null));
            } else {
                expected.add(0, id(failed));
            }
        }
        StagedExecutions solved = StagedExecutions.ofReporting(stage, "solved");
        for (int i = 0; i < 20; i++) {
            solved.failed(NOW.plusSeconds(60L * i + 30));
        }
        solved.reported(NOW.plus(Duration.ofDays(1)), Report.Progress.SUCCEEDED);

        List<String> listed = new ArrayList<>();
        String token = "";
        do {
            Response page = get("limit=4" + token);
            listed.addAll(page.json().path("executions").findValuesAsText("execution_id"));
            assertThat(page.json().path("executions")).hasSizeLessThanOrEqualTo(4);
            token = page.text("next_token") == null ? null : "&next_token=" + page.text("next_token");
        } while (token != null);

        assertThat(listed).isEqualTo(expected);
    }

    @Test
    void a_token_belongs_to_its_filters() {
        executions.failed(NOW);
        executions.failed(NOW.plusSeconds(60));
        String token = get("limit=1").text("next_token");

        assertThat(get("limit=1&next_token=" + token).status()).isEqualTo(200);
        assertThat(get("limit=1&outcome=failed&next_token=" + token).error()).isEqualTo("invalid_request");
        assertThat(get("limit=1&group=default&next_token=" + token).error()).isEqualTo("invalid_request");
    }

    @Test
    void entries_that_are_90_days_old_are_not_shown() {
        executions.failed(NOW);
        stage.clock.advance(Duration.ofDays(90));

        assertThat(ids("")).isEmpty();
    }

    @Test
    void the_list_has_a_tag_and_is_not_sent_again_while_it_is_the_same() {
        executions.failed(NOW);
        String tag = get("").header("ETag");

        assertThat(stage.send(Request.get("/api/attention").header("If-None-Match", tag))
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "outcome=waiting, 400, invalid_request, outcome: use failed",
        "outcome=, 400, invalid_request, outcome:",
        "from=yesterday, 400, invalid_request, from:",
        "from=2025-11-07T00:00:00Z&to=2025-11-06T00:00:00Z, 400, invalid_request, to: must be after from",
        "limit=0, 400, invalid_request, limit:",
        "limit=101, 400, invalid_request, limit:",
        "next_token=abc, 400, invalid_request, next_token",
        "schedule_id=sched_0, 400, invalid_request, schedule_id: unknown parameter",
        "group=No_Name, 400, invalid_group, group",
        "group=absent, 404, group_not_found, group: absent"
    })
    void an_invalid_query_is_refused_with_what_to_do(String query, int status, String code, String detail) {
        get(query).assertError(status, code, detail);
    }
}
