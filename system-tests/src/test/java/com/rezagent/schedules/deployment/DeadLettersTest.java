package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The three dead-letter queues and the events that reach each of them. */
class DeadLettersTest {
    private final DeployedStage dev = DeployedStage.of("dev");

    @Test
    void undeliverable_commands_and_reports_go_to_the_queue_of_their_subscriptions() {
        JsonNode events = dev.properties("SchedulerFunction").path("Events");
        assertThat(events).hasSize(2);
        Map.of("Commands", "ScheduleCreationTopic", "Reports", "ExecutionReportsTopic")
                .forEach((name, topic) -> {
                    JsonNode subscription = events.path(name).path("Properties");
                    assertThat(subscription.path("Topic").textValue()).isEqualTo(dev.arn(topic));
                    assertThat(subscription
                                    .at("/RedrivePolicy/deadLetterTargetArn")
                                    .textValue())
                            .isEqualTo(dev.arn("CreationDeadLetters"));
                });

        JsonNode allow = dev.properties("CreationDeadLettersPolicy").at("/PolicyDocument/Statement/0");
        assertThat(allow.path("Principal").path("Service").textValue()).isEqualTo("sns.amazonaws.com");
        assertThat(DeployedStage.texts(allow.path("Condition").path("ArnEquals").path("aws:SourceArn")))
                .containsExactlyInAnyOrder(dev.arn("ScheduleCreationTopic"), dev.arn("ExecutionReportsTopic"));
    }

    @Test
    void events_with_exhausted_retries_go_to_the_queue_of_the_function() {
        JsonNode config = dev.properties("SchedulerFunction").path("EventInvokeConfig");

        assertThat(config.at("/DestinationConfig/OnFailure/Type").textValue()).isEqualTo("SQS");
        assertThat(config.at("/DestinationConfig/OnFailure/Destination").textValue())
                .isEqualTo(dev.arn("FunctionDeadLetters"));
        assertThat(config.path("MaximumRetryAttempts").intValue()).isEqualTo(2);
        assertThat(dev.environment("SchedulerFunction").get("FUNCTION_DEAD_LETTER_QUEUE_URL"))
                .endsWith("/" + dev.resourceName("FunctionDeadLetters"));
    }

    @Test
    void undeliverable_firings_and_reconcile_runs_go_to_the_engine_queue() {
        assertThat(dev.environment("SchedulerFunction").get("SCHEDULER_DEAD_LETTER_ARN"))
                .isEqualTo(dev.arn("EngineDeadLetters"))
                .isEqualTo(dev.properties("ReconcileSchedule")
                        .at("/Target/DeadLetterConfig/Arn")
                        .textValue());
    }

    @Test
    void every_queue_accepts_an_event_with_the_largest_sns_message() {
        dev.ofType("AWS::SQS::Queue")
                .forEach((id, queue) -> assertThat(
                                queue.path("MaximumMessageSize").intValue())
                        .as(id)
                        .isGreaterThanOrEqualTo(2 * TopicMessage.MAX_BYTES));
    }

    @Test
    void each_queue_has_an_alarm() {
        Map<String, JsonNode> alarms = dev.ofType("AWS::CloudWatch::Alarm");
        for (String queue : dev.ofType("AWS::SQS::Queue").keySet()) {
            assertThat(alarms.values()).as(queue).anySatisfy(alarm -> {
                assertThat(alarm.path("MetricName").asText()).isEqualTo("ApproximateNumberOfMessagesVisible");
                assertThat(alarm.path("Dimensions").path(0).path("Value").asText())
                        .isEqualTo(dev.resourceName(queue));
                assertThat(alarm.path("Threshold").asInt()).isEqualTo(1);
            });
        }
    }

    /** A sweep that is late would only repeat what the next one does. */
    @Test
    void a_sweep_runs_every_minute_and_is_neither_repeated_nor_a_dead_letter() {
        JsonNode schedule = dev.properties("SweepSchedule");
        JsonNode target = schedule.path("Target");

        assertThat(schedule.path("ScheduleExpression").textValue()).isEqualTo("rate(1 minute)");
        assertThat(schedule.path("GroupName").textValue()).isEqualTo(dev.resourceName("UpkeepGroup"));
        assertThat(target.path("Arn").textValue()).isEqualTo(dev.arn("SchedulerFunction") + ":live");
        assertThat(target.path("RoleArn").textValue()).isEqualTo(dev.arn("EngineRole"));
        assertThat(target.path("RetryPolicy").path("MaximumEventAgeInSeconds").intValue())
                .isEqualTo(60);
        assertThat(target.path("RetryPolicy").path("MaximumRetryAttempts").intValue())
                .isZero();
        assertThat(target.has("DeadLetterConfig")).isFalse();
        assertThat(Json.parse(target.path("Input").textValue())).isEqualTo(SampleEvents.read("sweep.json"));
    }

    @Test
    void the_hourly_reconcile_schedule_is_not_in_the_reconciled_group() {
        JsonNode schedule = dev.properties("ReconcileSchedule");

        assertThat(schedule.path("ScheduleExpression").textValue()).isEqualTo("rate(1 hour)");
        assertThat(schedule.path("GroupName").textValue())
                .isEqualTo(dev.resourceName("UpkeepGroup"))
                .isNotEqualTo(dev.environment("SchedulerFunction").get("SCHEDULE_GROUP"));
        assertThat(schedule.path("Target").path("Arn").textValue()).isEqualTo(dev.arn("SchedulerFunction") + ":live");
        assertThat(schedule.path("Target").path("RoleArn").textValue()).isEqualTo(dev.arn("EngineRole"));
        assertThat(Json.parse(schedule.path("Target").path("Input").textValue()))
                .isEqualTo(SampleEvents.read("reconcile.json"));
    }
}
