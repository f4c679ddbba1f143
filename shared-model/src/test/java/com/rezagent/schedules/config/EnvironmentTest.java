package com.rezagent.schedules.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.messaging.TopicArn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EnvironmentTest {
    private static final Map<String, String> STAGE = Map.of(
            "STAGE", "dev",
            "SCHEDULES_TABLE", "rez-agent-schedules-dev",
            "EXECUTIONS_TABLE", "rez-agent-schedule-executions-dev",
            "RESOURCES_TABLE", "rez-agent-schedule-resources-dev",
            "CHANGES_TABLE", "rez-agent-schedule-changes-dev",
            "SCHEDULE_CREATION_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:rez-agent-schedule-creation-dev",
            "WEB_ACTIONS_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:rez-agent-web-actions-dev",
            "NOTIFICATIONS_TOPIC_ARN", "arn:aws-us-gov:sns:us-gov-west-1:123456789012:rez-agent-notifications-dev",
            "REPORTS_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:rez-agent-execution-reports-dev");

    private static final Map<String, String> SCHEDULER = with(
            STAGE,
            Map.of(
                    "CUSTOM_TOPIC_ARNS",
                    "arn:aws:sns:us-east-1:123456789012:one, arn:aws:sns:us-east-1:123456789012:two",
                    "SCHEDULE_GROUP",
                    "rez-agent-schedules-dev",
                    "SCHEDULER_FUNCTION_ARN",
                    "arn:aws:lambda:us-east-1:123456789012:function:rez-agent-schedules-scheduler-dev:live",
                    "SCHEDULER_ROLE_ARN",
                    "arn:aws:iam::123456789012:role/rez-agent/rez-agent-schedules-eventbridge-dev",
                    "SCHEDULER_DEAD_LETTER_ARN",
                    "arn:aws:sqs:us-east-1:123456789012:rez-agent-schedules-eventbridge-dead-letters-dev",
                    "FUNCTION_DEAD_LETTER_QUEUE_URL",
                    "https://sqs.us-east-1.amazonaws.com/123456789012/rez-agent-schedules-function-dead-letters-dev",
                    "FUNCTION_TIMEOUT_SECONDS",
                    "30"));

    @Test
    void reads_every_variable() {
        SchedulerEnvironment read = SchedulerEnvironment.read(SCHEDULER);

        assertThat(read.stage().stage().stage()).isEqualTo("dev");
        assertThat(read.stage().stage().scheduleCreation().value()).endsWith("schedule-creation-dev");
        assertThat(read.stage().stage().webActions().value()).endsWith("web-actions-dev");
        assertThat(read.stage().stage().notifications().value()).endsWith("notifications-dev");
        assertThat(read.stage().stage().custom())
                .containsExactlyInAnyOrder(
                        new TopicArn("arn:aws:sns:us-east-1:123456789012:one"),
                        new TopicArn("arn:aws:sns:us-east-1:123456789012:two"));
        assertThat(read.stage().schedulesTable()).isEqualTo("rez-agent-schedules-dev");
        assertThat(read.stage().executionsTable()).isEqualTo("rez-agent-schedule-executions-dev");
        assertThat(read.stage().resourcesTable()).isEqualTo("rez-agent-schedule-resources-dev");
        assertThat(read.stage().changesTable()).isEqualTo("rez-agent-schedule-changes-dev");
        assertThat(read.scheduleGroup()).isEqualTo("rez-agent-schedules-dev");
        assertThat(read.target())
                .isEqualTo(new EngineTarget(
                        "arn:aws:lambda:us-east-1:123456789012:function:rez-agent-schedules-scheduler-dev:live",
                        "arn:aws:iam::123456789012:role/rez-agent/rez-agent-schedules-eventbridge-dev",
                        "arn:aws:sqs:us-east-1:123456789012:rez-agent-schedules-eventbridge-dead-letters-dev"));
        assertThat(read.deadLetterQueueUrl()).endsWith("rez-agent-schedules-function-dead-letters-dev");
        assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void accepts_the_queue_url_of_an_emulator() {
        String url = "http://localhost:4566/000000000000/rez-agent-schedules-function-dead-letters-local";

        assertThat(SchedulerEnvironment.read(with(SCHEDULER, Map.of("FUNCTION_DEAD_LETTER_QUEUE_URL", url)))
                        .deadLetterQueueUrl())
                .isEqualTo(url);
    }

    @Test
    void web_api_is_enabled_and_has_no_custom_topics_by_default() {
        WebApiEnvironment read = WebApiEnvironment.read(STAGE);

        assertThat(read.dynamicSchedules()).isEqualTo(ApiMode.ENABLED);
        assertThat(read.stage().stage().custom()).isEmpty();
        assertThat(WebApiEnvironment.read(with(STAGE, Map.of("CUSTOM_TOPIC_ARNS", "")))
                        .stage()
                        .stage()
                        .custom())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void reads_the_api_mode(ApiMode mode) {
        assertThat(WebApiEnvironment.read(with(STAGE, Map.of("DYNAMIC_SCHEDULES", mode.text())))
                        .dynamicSchedules())
                .isEqualTo(mode);
    }

    @Test
    void reports_all_missing_variables_together() {
        assertThatThrownBy(() -> SchedulerEnvironment.read(Map.of()))
                .isInstanceOfSatisfying(InvalidEnvironmentException.class, e -> {
                    assertThat(e.mistakes()).hasSize(15).allMatch(it -> it.contains(" is missing; it should be "));
                    assertThat(e).hasMessageStartingWith("The environment has 15 mistakes:\n");
                    SchedulerEnvironment.variables().stream()
                            .filter(name -> !name.equals("CUSTOM_TOPIC_ARNS"))
                            .forEach(name -> assertThat(e).hasMessageContaining(name + " is missing"));
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STAGE | Dev | 1-32 of [a-z0-9-]",
                "STAGE | a-stage-with-a-name-of-33-letters | 1-32 of [a-z0-9-]",
                "SCHEDULES_TABLE | a table | a DynamoDB table's name",
                "EXECUTIONS_TABLE | ab | a DynamoDB table's name",
                "RESOURCES_TABLE | a/b | a DynamoDB table's name",
                "CHANGES_TABLE | a/b | a DynamoDB table's name",
                "SCHEDULE_CREATION_TOPIC_ARN | rez-agent-schedule-creation-dev | the ARN of a standard SNS topic",
                "WEB_ACTIONS_TOPIC_ARN | arn:aws:sns:us-east-1:123456789012:topic.fifo | the ARN of a standard SNS topic",
                "NOTIFICATIONS_TOPIC_ARN | arn:aws:sqs:us-east-1:123456789012:queue | the ARN of a standard SNS topic",
                "REPORTS_TOPIC_ARN | rez-agent-execution-reports-dev | the ARN of a standard SNS topic",
                "CUSTOM_TOPIC_ARNS | arn:aws:sns:us-east-1:123456789012:one;two | separated by commas",
                "CUSTOM_TOPIC_ARNS | arn:aws:sns:us-east-1:123456789012:one, | separated by commas",
                "SCHEDULE_GROUP | a/b | a schedule group's name",
                "SCHEDULER_FUNCTION_ARN | rez-agent-schedules-scheduler-dev | the ARN of a Lambda function",
                "SCHEDULER_ROLE_ARN | arn:aws:iam::12345:role/r | the ARN of the role",
                "SCHEDULER_DEAD_LETTER_ARN | https://sqs.us-east-1.amazonaws.com/1/q | the ARN of a standard SQS queue",
                "FUNCTION_DEAD_LETTER_QUEUE_URL | arn:aws:sqs:us-east-1:123456789012:q | the URL of an SQS queue",
                "FUNCTION_TIMEOUT_SECONDS | 55 | from 1 to 54",
                "FUNCTION_TIMEOUT_SECONDS | 0 | from 1 to 54",
                "FUNCTION_TIMEOUT_SECONDS | -1 | from 1 to 54",
                "FUNCTION_TIMEOUT_SECONDS | PT30S | from 1 to 54",
                "FUNCTION_TIMEOUT_SECONDS | ٣٠ | from 1 to 54",
            })
    void reports_an_invalid_variable_with_the_expected_value(String name, String value, String expected) {
        assertThatThrownBy(() -> SchedulerEnvironment.read(with(SCHEDULER, Map.of(name, value))))
                .isInstanceOfSatisfying(
                        InvalidEnvironmentException.class,
                        e -> assertThat(e.mistakes())
                                .singleElement()
                                .asString()
                                .startsWith(name + " is \"")
                                .contains(expected));
    }

    @Test
    void reports_an_unknown_api_mode_with_the_allowed_values() {
        assertThatThrownBy(() -> WebApiEnvironment.read(with(STAGE, Map.of("DYNAMIC_SCHEDULES", "off"))))
                .hasMessage("The environment has a mistake:\n"
                        + "  DYNAMIC_SCHEDULES is \"off\"; it should be one of enabled, read-only, disabled");
    }

    @Test
    void reports_several_mistakes_in_the_order_of_reading() {
        Map<String, String> wrong = with(STAGE, Map.of("STAGE", "", "SCHEDULES_TABLE", "?", "DYNAMIC_SCHEDULES", "x"));

        assertThatThrownBy(() -> WebApiEnvironment.read(wrong))
                .isInstanceOfSatisfying(
                        InvalidEnvironmentException.class,
                        e -> assertThat(e.mistakes())
                                .extracting(it -> it.substring(0, it.indexOf(' ')))
                                .isEqualTo(List.of("STAGE", "SCHEDULES_TABLE", "DYNAMIC_SCHEDULES")));
    }

    @Test
    void ignores_other_variables() {
        assertThat(WebApiEnvironment.read(with(STAGE, Map.of("PATH", "/bin", "AWS_REGION", "us-east-1"))))
                .isEqualTo(WebApiEnvironment.read(STAGE));
    }

    @Test
    void returns_the_names_of_the_variables_it_reads() {
        assertThat(WebApiEnvironment.variables())
                .containsExactlyInAnyOrder(
                        "STAGE",
                        "SCHEDULES_TABLE",
                        "EXECUTIONS_TABLE",
                        "RESOURCES_TABLE",
                        "CHANGES_TABLE",
                        "SCHEDULE_CREATION_TOPIC_ARN",
                        "WEB_ACTIONS_TOPIC_ARN",
                        "NOTIFICATIONS_TOPIC_ARN",
                        "REPORTS_TOPIC_ARN",
                        "CUSTOM_TOPIC_ARNS",
                        "DYNAMIC_SCHEDULES");
        assertThat(SchedulerEnvironment.variables()).isEqualTo(SCHEDULER.keySet());
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }
}
