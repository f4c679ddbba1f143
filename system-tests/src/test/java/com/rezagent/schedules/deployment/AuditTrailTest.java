package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.wire.LambdaEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The audit lines that the functions write to the log. */
class AuditTrailTest {
    private static final String ANN = LambdaEvents.CALLER;
    private static final String CUSTOM_TOPIC = "arn:aws:sns:us-east-1:111122223333:custom";
    private static final String TEE_TIME = ScheduleName.parse("tee time").id().value();

    @AutoClose
    private static final RecordedStage STAGE =
            new RecordedStage(DeployedStage.of(Map.of("Stage", "dev", "CustomTopicArns", CUSTOM_TOPIC)), CUSTOM_TOPIC);

    @BeforeAll
    static void runAllPaths() {
        STAGE.runAllPaths();
    }

    @Test
    void every_change_logs_requester_action_and_both_versions() {
        List<String> changes = new ArrayList<>();
        for (LogEvent line : STAGE.logged("command_decided")) {
            assertThat(line.fields())
                    .as(line.toString())
                    .containsKeys("requested_by", "action", "result", "command_id", "request_id");
            if (line.fields().containsKey("execution_id")) {
                // An execution has attempts, not versions.
                continue;
            }
            assertThat(line.fields())
                    .as(line.toString())
                    .containsKeys("version_before", "version_after")
                    .containsKey(line.text("action").endsWith("_group") ? "group" : "schedule_id");
            if (TEE_TIME.equals(line.fields().get("schedule_id"))) {
                assertThat(line.text("requested_by")).isEqualTo(ANN);
                changes.add(line.text("action") + " " + line.text("version_before") + " " + line.text("version_after"));
            }
        }

        assertThat(changes)
                .containsExactly(
                        "create 0 1",
                        "update 1 2",
                        "pause 2 3",
                        "resume 3 4",
                        "trigger 4 4",
                        "update 4 5",
                        "move 5 6",
                        "move 6 7",
                        "delete 7 8",
                        "restore 8 9",
                        "delete 9 10");
    }

    @Test
    void every_change_of_a_group_logs_requester_and_both_versions() {
        assertThat(STAGE.logged("command_decided").stream()
                        .filter(it -> "billing".equals(it.fields().get("group")))
                        .filter(it -> it.text("action").endsWith("_group"))
                        .peek(it -> assertThat(it.text("requested_by")).isEqualTo(ANN))
                        .map(it ->
                                it.text("action") + " " + it.text("version_before") + " " + it.text("version_after")))
                .containsExactly("put_group 0 1", "pause_group 1 2", "resume_group 2 3", "delete_group 3 4");
    }

    @Test
    void a_refused_command_logs_its_id_code_and_request() {
        assertThat(STAGE.logged("command_refused"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.fields()).containsKeys("command_id", "code", "request_id"));
    }

    @Test
    void a_creation_logs_its_definition_in_both_functions() {
        for (String event : List.of("command_published", "command_decided")) {
            LogEvent created = STAGE.logged(event).stream()
                    .filter(it -> it.text("schedule_id").equals(TEE_TIME))
                    .findFirst()
                    .orElseThrow();
            assertThat(created.fields())
                    .as(event)
                    .containsEntry("action", "create")
                    .containsEntry("schedule_expression", "cron(0 6 * * ? *)")
                    .containsEntry("timezone", "America/New_York")
                    .containsEntry("target_type", "web_action")
                    .containsEntry("flexible_time_window_minutes", 15)
                    .containsEntry("requested_by", ANN);
            assertThat(STAGE.logged(event))
                    .as(event)
                    .anySatisfy(it -> assertThat(it.text("target_topic_arn")).isEqualTo(CUSTOM_TOPIC));
        }
    }

    @Test
    void an_execution_logs_its_outcome_and_lateness() {
        assertThat(STAGE.logged("execution_published"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.fields())
                        .containsKeys("schedule_id", "execution_id", "scheduled_time", "sns_message_id", "attempt")
                        .hasEntrySatisfying("lateness_ms", it -> assertThat(it).isInstanceOf(Number.class)));
        assertThat(STAGE.logged("execution_skipped"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.text("reason")).isNotEmpty());

        Set<String> outcomes = lines().stream()
                .filter(it -> it.has("Executions"))
                .map(it -> it.path("outcome").textValue())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(outcomes).contains("published", "skipped", "missed");
    }

    @Test
    void every_log_line_is_one_json_object_without_a_payload() {
        assertThat(STAGE.lines())
                .allSatisfy(line -> assertThat(line)
                        .doesNotContain("\n")
                        .doesNotContain("pebble-beach")
                        .doesNotContain("this is no JSON"));
        assertThat(lines())
                .allSatisfy(line -> assertThat(line.properties().stream().map(it -> it.getKey()))
                        .contains("timestamp", "level", "event"));
    }

    private static List<ObjectNode> lines() {
        return STAGE.lines().stream().map(Json::parseObject).toList();
    }
}
