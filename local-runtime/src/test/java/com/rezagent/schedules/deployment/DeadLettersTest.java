package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where what could not be delivered or handled ends up: three queues, and none of them by chance. */
class DeadLettersTest {
    private final DeployedStage dev = DeployedStage.of("dev");

    @Test
    void what_sns_cannot_deliver_goes_to_the_subscriptions_queue_which_lets_it() {
        JsonNode subscription = dev.properties("SchedulerFunction")
                .path("Events")
                .path("Commands")
                .path("Properties");
        assertThat(subscription.path("Topic").textValue()).isEqualTo(dev.arn("ScheduleCreationTopic"));
        assertThat(subscription
                        .path("RedrivePolicy")
                        .path("deadLetterTargetArn")
                        .textValue())
                .isEqualTo(dev.arn("CreationDeadLetters"));

        JsonNode allow = dev.properties("CreationDeadLettersPolicy")
                .path("PolicyDocument")
                .path("Statement")
                .path(0);
        assertThat(allow.path("Principal").path("Service").textValue()).isEqualTo("sns.amazonaws.com");
        assertThat(allow.path("Condition")
                        .path("ArnEquals")
                        .path("aws:SourceArn")
                        .textValue())
                .isEqualTo(dev.arn("ScheduleCreationTopic"));
    }

    @Test
    void what_the_function_fails_on_to_the_end_goes_to_its_own_queue() {
        JsonNode config = dev.properties("SchedulerFunction").path("EventInvokeConfig");

        assertThat(config.path("DestinationConfig")
                        .path("OnFailure")
                        .path("Type")
                        .textValue())
                .isEqualTo("SQS");
        assertThat(config.path("DestinationConfig")
                        .path("OnFailure")
                        .path("Destination")
                        .textValue())
                .isEqualTo(dev.arn("FunctionDeadLetters"));
        assertThat(config.path("MaximumRetryAttempts").intValue()).isEqualTo(2);
        assertThat(dev.environment("SchedulerFunction").get("FUNCTION_DEAD_LETTER_QUEUE_URL"))
                .endsWith("/" + dev.ownName("FunctionDeadLetters"));
    }

    @Test
    void what_eventbridge_cannot_deliver_goes_to_a_third_for_schedules_and_reconciling() {
        assertThat(dev.environment("SchedulerFunction").get("SCHEDULER_DEAD_LETTER_ARN"))
                .isEqualTo(dev.arn("EngineDeadLetters"))
                .isEqualTo(dev.properties("ReconcileSchedule")
                        .path("Target")
                        .path("DeadLetterConfig")
                        .path("Arn")
                        .textValue());
    }

    @Test
    void a_queue_takes_the_largest_event_that_a_message_can_make() {
        dev.ofType("AWS::SQS::Queue")
                .forEach((id, queue) -> assertThat(
                                queue.path("MaximumMessageSize").intValue())
                        .as(id)
                        .isGreaterThanOrEqualTo(2 * 262_144));
    }

    @Test
    void each_queue_has_an_alarm() {
        Map<String, JsonNode> alarms = dev.ofType("AWS::CloudWatch::Alarm");
        for (String queue : dev.ofType("AWS::SQS::Queue").keySet()) {
            assertThat(alarms.values()).as(queue).anySatisfy(alarm -> {
                assertThat(alarm.path("MetricName").asText()).isEqualTo("ApproximateNumberOfMessagesVisible");
                assertThat(alarm.path("Dimensions").path(0).path("Value").asText())
                        .isEqualTo(dev.ownName(queue));
                assertThat(alarm.path("Threshold").asInt()).isEqualTo(1);
            });
        }
    }

    @Test
    void reconciling_runs_hourly_from_a_group_that_it_does_not_clear() {
        JsonNode schedule = dev.properties("ReconcileSchedule");

        assertThat(schedule.path("ScheduleExpression").textValue()).isEqualTo("rate(1 hour)");
        assertThat(schedule.path("GroupName").textValue())
                .isEqualTo(dev.ownName("UpkeepGroup"))
                .isNotEqualTo(dev.environment("SchedulerFunction").get("SCHEDULE_GROUP"));
        assertThat(schedule.path("Target").path("Arn").textValue()).isEqualTo(dev.arn("SchedulerFunction") + ":live");
        assertThat(schedule.path("Target").path("RoleArn").textValue()).isEqualTo(dev.arn("EngineRole"));
        assertThat(Json.parse(schedule.path("Target").path("Input").textValue()))
                .isEqualTo(SampleEvents.read("reconcile.json"));
    }
}
