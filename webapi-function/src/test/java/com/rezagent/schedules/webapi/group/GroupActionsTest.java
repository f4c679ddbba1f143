package com.rezagent.schedules.webapi.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Actions on several groups. */
class GroupActionsTest {
    private final FakeStage stage = new FakeStage();
    private final GroupRequests groups = new GroupRequests(stage);

    @BeforeEach
    void create() {
        for (String name : List.of("billing", "reports", "tee-times")) {
            stage.put("/api/groups/" + name, "{}");
        }
        stage.topics.clear();
    }

    private static List<String> results(Response response) {
        assertThat(response.status()).isEqualTo(200);
        List<String> results = new ArrayList<>();
        for (JsonNode result : response.json().path("results")) {
            results.add(result.path("group").textValue() + " " + result.path("status") + " "
                    + result.path("error").asText());
        }
        return results;
    }

    private String status(String group) {
        return stage.get("/api/groups/" + group).text("status");
    }

    @Test
    void each_group_has_a_result_in_the_order_of_the_request() {
        Response response = groups.act(
                "{\"action\":\"pause\",\"groups\":[\"reports\",\"absent\",\"billing\"],\"reason\":\"upgrade\",\"until\":\"2025-11-10T06:00:00Z\"}");

        assertThat(results(response))
                .containsExactly("reports 200 null", "absent 404 group_not_found", "billing 200 null");
        assertThat(response.json().at("/results/0/command_id").textValue()).startsWith("cmd_");
        assertThat(response.json().at("/results/1/command_id").isNull()).isTrue();
        assertThat(response.json().at("/results/1/details").textValue()).contains("PUT /api/groups/absent");
        assertThat(stage.topics.published()).hasSize(2);
        assertThat(stage.get("/api/groups/billing").text("pause_reason")).isEqualTo("upgrade");
        assertThat(status("tee-times")).isEqualTo("active");
    }

    @Test
    void a_star_means_every_group_and_the_default_group() {
        assertThat(results(groups.act("{\"action\":\"pause\",\"groups\":[\"*\"]}")))
                .containsExactly("billing 200 null", "default 200 null", "reports 200 null", "tee-times 200 null");
        assertThat(status("default")).isEqualTo("paused");

        groups.act("{\"action\":\"resume\",\"groups\":[\"*\"],\"reason\":\"done\"}");

        assertThat(status("default")).isEqualTo("active");
        assertThat(status("reports")).isEqualTo("active");
    }

    @Test
    void a_star_reaches_more_groups_than_fit_on_a_page() {
        for (int i = 0; i < 250; i++) {
            stage.putGroup("more-" + i, DefinitionDefaults.NONE);
        }

        assertThat(results(groups.act("{\"action\":\"pause\",\"groups\":[\"*\"]}")))
                .hasSize(254)
                .allMatch(it -> it.endsWith(" 200 null"));
    }

    @Test
    void a_command_without_an_outcome_at_the_first_look_is_202_without_a_wait() {
        stage.topics.subscribe(stage.scheduler::hold);
        Duration waited = stage.sleeper.waited();

        Response response = groups.act("{\"action\":\"pause\",\"groups\":[\"billing\",\"reports\"]}");

        assertThat(results(response)).containsExactly("billing 202 null", "reports 202 null");
        assertThat(stage.sleeper.waited()).isEqualTo(waited);
        stage.scheduler.deliverHeld();
        assertThat(status("reports")).isEqualTo("paused");
    }

    @Test
    void a_repeated_request_with_its_key_takes_effect_once() {
        Request pause = Request.post("/api/groups/actions").header("Idempotency-Key", "k");
        String body = "{\"action\":\"pause\",\"groups\":[\"billing\",\"reports\"]}";
        stage.send(pause.json(body));
        stage.post("/api/groups/billing/resume");

        assertThat(results(stage.send(pause.json(body)))).containsExactly("billing 200 null", "reports 200 null");
        assertThat(status("billing")).isEqualTo("active");

        int published = stage.topics.published().size();
        Response other = stage.send(pause.json(Json.write(Json.parseObject(body).put("reason", "other"))));

        assertThat(other.error()).isEqualTo("idempotency_key_reused");
        assertThat(stage.topics.published()).hasSize(published);
    }

    @Test
    void a_failure_of_the_first_publish_fails_the_request() {
        stage.topics.beforePublish((topic, message) -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
        });

        Response response = groups.act("{\"action\":\"pause\",\"groups\":[\"billing\",\"reports\"]}");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text("command_id")).startsWith("cmd_");
    }

    @Test
    void a_failure_of_one_group_is_reported_for_it_alone() {
        stage.topics.beforePublish((topic, message) -> {
            if (message.body().contains("\"reports\"")) {
                throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
            }
        });

        Response response = groups.act("{\"action\":\"pause\",\"groups\":[\"billing\",\"reports\",\"tee-times\"]}");

        assertThat(results(response))
                .containsExactly("billing 200 null", "reports 503 service_unavailable", "tee-times 200 null");
        assertThat(response.json().at("/results/1/command_id").isTextual()).isTrue();
        assertThat(response.json().at("/results/1/details").textValue()).contains("may already have been applied");
        assertThat(stage.logged("request_not_served")).hasSize(1);
    }

    /** Creates 22 more groups, so that all are published in three batches. */
    private List<String> threeBatches() {
        List<String> names = new ArrayList<>(List.of("billing", "reports", "tee-times"));
        for (int i = 0; i < 22; i++) {
            stage.putGroup("more-" + i, DefinitionDefaults.NONE);
            names.add("more-" + i);
        }
        return names;
    }

    private static String pause(List<String> names) {
        return "{\"action\":\"pause\",\"groups\":[\"" + String.join("\",\"", names) + "\"]}";
    }

    @Test
    void a_later_failure_is_reported_for_what_was_not_published() {
        List<String> names = threeBatches();
        stage.topics.beforePublish((topic, message) -> {
            if (message.body().contains("\"more-")) {
                int number = Integer.parseInt(message.body().replaceAll("(?s).*\"more-([0-9]+)\".*", "$1"));
                if (number >= 7) {
                    throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
                }
            }
        });

        Response response = groups.act(pause(names));

        assertThat(results(response).subList(0, 10)).allMatch(it -> it.endsWith(" 200 null"));
        assertThat(results(response).subList(10, 25)).allMatch(it -> it.endsWith(" 503 service_unavailable"));
        assertThat(response.json().at("/results/10/command_id").isTextual()).isTrue();
        assertThat(response.json().at("/results/10/details").textValue()).contains("may already have been applied");
        assertThat(response.json().at("/results/20/command_id").isNull()).isTrue();
        assertThat(response.json().at("/results/20/details").textValue()).contains("send it again");
    }

    @Test
    void publishing_stops_before_the_timeout_of_the_function() {
        List<String> names = threeBatches();
        stage.topics.beforePublish((topic, message) -> stage.sleeper.pause(Duration.ofMillis(700)));

        List<String> results = results(groups.act(pause(names)));

        assertThat(results.subList(0, 20)).allMatch(it -> it.endsWith(" 200 null"));
        assertThat(results.subList(20, 25)).allMatch(it -> it.endsWith(" 503 service_unavailable"));
    }
}
