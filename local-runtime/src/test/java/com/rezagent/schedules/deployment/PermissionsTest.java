package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.deployment.Permissions.Grant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Least privilege, both ways: both functions go down all their paths over the real adapters, and every call that reaches
 * AWS is held against the template's policies.
 */
class PermissionsTest {
    private static final String CUSTOM_TOPIC = "arn:aws:sns:us-east-1:111122223333:custom";
    private static final DeployedStage STAGE = DeployedStage.of(Map.of(
            "Stage", "dev",
            "CustomTopicArns", CUSTOM_TOPIC,
            "TopicKeyArns", "arn:aws:kms:us-east-1:111122223333:key/custom"));

    @Test
    void every_call_is_allowed_to_the_function_that_makes_it_and_nothing_else_is() {
        try (RecordedStage recorded = new RecordedStage(STAGE, CUSTOM_TOPIC)) {
            recorded.takeAllPaths();

            Permissions webApi = Permissions.of(STAGE, "WebApiRole");
            Permissions scheduler = Permissions.of(STAGE, "SchedulerRole");
            assertThat(webApi.missing(recorded.webApiCalls()))
                    .as("the API may not")
                    .isEmpty();
            assertThat(scheduler.missing(recorded.schedulerCalls()))
                    .as("the scheduler may not")
                    .isEmpty();
            assertThat(scheduler.unused(recorded.schedulerCalls()))
                    .as("the scheduler never does")
                    .isEmpty();
            // It publishes commands only, whose topic is the stage's own here; the key of another is for another's.
            assertThat(webApi.unused(recorded.webApiCalls()))
                    .as("the API never does")
                    .allMatch(it -> it.contains(":key/custom"));
        }
    }

    @Test
    void a_creation_topic_of_an_existing_rez_agent_needs_its_key() {
        DeployedStage existing = DeployedStage.of(Map.of(
                "Stage", "dev",
                "ScheduleCreationTopicArn", "arn:aws:sns:us-east-1:111122223333:creation",
                "TopicKeyArns", "arn:aws:kms:us-east-1:111122223333:key/existing"));
        try (RecordedStage recorded = new RecordedStage(existing, CUSTOM_TOPIC)) {
            recorded.createByApi("existing", "web_action");

            assertThat(Permissions.of(existing, "WebApiRole").missing(recorded.webApiCalls()))
                    .isEmpty();
        }
    }

    @Test
    void no_policy_has_a_wildcard_as_an_action_or_an_unbounded_resource() {
        DeployedStage traced = DeployedStage.of(Map.of("Stage", "dev", "XRay", "enabled"));
        for (String role : traced.template().ofType("AWS::IAM::Role").keySet()) {
            for (Grant grant : Permissions.of(traced, role).grants()) {
                assertThat(grant.action()).as(role).doesNotContain("*").contains(":");
                if (!grant.action().startsWith("xray:")) {
                    assertThat(grant.resource()).as(role + " " + grant.action()).startsWith("arn:aws:");
                    assertThat(grant.resource().split(":", 6)[4])
                            .as(role + " " + grant.action())
                            .isEqualTo(DeployedStage.ACCOUNT);
                    assertThat(grant.resource().split(":", 6)[5]).isNotEqualTo("*");
                }
            }
            assertThat(traced.properties(role).has("ManagedPolicyArns"))
                    .as(role)
                    .isFalse();
        }
        for (String type : Set.of("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy")) {
            traced.ofType(type)
                    .forEach((id, policy) -> policy.path("PolicyDocument")
                            .path("Statement")
                            .forEach(it -> {
                                assertThat(DeployedStage.texts(it.path("Action")))
                                        .as(id)
                                        .noneMatch(a -> a.contains("*"));
                                assertThat(it.path("Resource").asText()).as(id).startsWith("arn:aws:");
                                assertThat(it.path("Effect").asText().equals("Deny")
                                                || !it.path("Principal")
                                                        .asText()
                                                        .equals("*"))
                                        .as(id)
                                        .isTrue();
                            }));
        }
    }

    /** Entries and log streams are made as the stage runs; nothing else is named by a pattern. */
    @Test
    void only_entries_and_log_streams_of_the_stage_are_granted_by_a_pattern() {
        Set<String> patterns = new TreeSet<>();
        for (String role : STAGE.template().ofType("AWS::IAM::Role").keySet()) {
            for (Grant grant : Permissions.of(STAGE, role).grants()) {
                if (grant.resource().contains("*") || grant.resource().contains("?")) {
                    patterns.add(grant.action() + " " + grant.resource().split(":", 6)[5]);
                }
            }
        }

        assertThat(patterns)
                .containsExactly(
                        "logs:CreateLogStream log-group:/aws/lambda/rez-agent-schedules-scheduler-dev:*",
                        "logs:CreateLogStream log-group:/aws/lambda/rez-agent-schedules-webapi-dev:*",
                        "logs:PutLogEvents log-group:/aws/lambda/rez-agent-schedules-scheduler-dev:*",
                        "logs:PutLogEvents log-group:/aws/lambda/rez-agent-schedules-webapi-dev:*",
                        "scheduler:CreateSchedule schedule/rez-agent-schedules-dev/*",
                        "scheduler:DeleteSchedule schedule/rez-agent-schedules-dev/*",
                        "scheduler:GetSchedule schedule/rez-agent-schedules-dev/*",
                        "scheduler:ListSchedules schedule/*/*",
                        "scheduler:UpdateSchedule schedule/rez-agent-schedules-dev/*");
    }

    @Test
    void permissions_come_from_the_roles_that_are_looked_at_here_and_lambda_alone_assumes_those_of_functions() {
        for (String type : Set.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")) {
            assertThat(STAGE.template().ofType(type)).as(type).isEmpty();
        }
        for (String function : Set.of("WebApi", "Scheduler")) {
            JsonNode properties = STAGE.properties(function + "Function");
            assertThat(properties.path("Role").textValue()).isEqualTo(STAGE.arn(function + "Role"));
            assertThat(properties.has("Policies")).as(function).isFalse();
            JsonNode trust = STAGE.properties(function + "Role")
                    .path("AssumeRolePolicyDocument")
                    .path("Statement");
            assertThat(trust.size()).as(function).isEqualTo(1);
            assertThat(trust.path(0).path("Principal").toString())
                    .as(function)
                    .isEqualTo("{\"Service\":\"lambda.amazonaws.com\"}");
        }
        STAGE.ofType("AWS::Lambda::Permission").forEach((id, permission) -> {
            assertThat(permission.path("Principal").asText()).as(id).isEqualTo("apigateway.amazonaws.com");
            assertThat(permission.has("SourceArn")).as(id).isTrue();
        });
    }

    /** A key's policy speaks of the key alone, so its resource is always {@code *}. */
    @Test
    void the_key_policy_is_the_accounts_and_three_services_for_this_account() {
        Set<String> principals = new TreeSet<>();
        for (JsonNode statement : STAGE.properties("StageKey").path("KeyPolicy").path("Statement")) {
            String service = statement.path("Principal").path("Service").asText();
            principals.add(service + statement.path("Principal").path("AWS").asText());
            if (!service.isEmpty()) {
                assertThat(DeployedStage.texts(statement.path("Action")))
                        .containsExactlyInAnyOrder("kms:Decrypt", "kms:GenerateDataKey");
                // EventBridge Scheduler may not say for which account it asks.
                String operator = service.equals("scheduler.amazonaws.com") ? "StringEqualsIfExists" : "StringEquals";
                assertThat(statement
                                .path("Condition")
                                .path(operator)
                                .path("aws:SourceAccount")
                                .asText())
                        .isEqualTo(DeployedStage.ACCOUNT);
            }
        }
        assertThat(principals)
                .containsExactly(
                        "arn:aws:iam::123456789012:root",
                        "cloudwatch.amazonaws.com",
                        "scheduler.amazonaws.com",
                        "sns.amazonaws.com");
    }

    @Test
    void the_api_may_read_tables_publish_commands_and_use_the_key_for_that() {
        Set<String> actions = new TreeSet<>();
        for (Grant grant : Permissions.of(DeployedStage.of("dev"), "WebApiRole").grants()) {
            actions.add(grant.action());
            if (grant.action().equals("sns:Publish")) {
                assertThat(grant.resource()).isEqualTo(STAGE.arn("ScheduleCreationTopic"));
            }
        }
        assertThat(actions)
                .containsExactly(
                        "dynamodb:GetItem",
                        "dynamodb:Query",
                        "kms:Decrypt",
                        "kms:GenerateDataKey",
                        "logs:CreateLogStream",
                        "logs:PutLogEvents",
                        "sns:Publish");
    }

    @Test
    void eventbridge_assumes_one_role_for_this_stages_groups_only_and_it_alone_is_passed() {
        JsonNode trust = STAGE.properties("EngineRole")
                .path("AssumeRolePolicyDocument")
                .path("Statement")
                .path(0);
        assertThat(trust.path("Principal").path("Service").textValue()).isEqualTo("scheduler.amazonaws.com");
        JsonNode equal = trust.path("Condition").path("StringEquals");
        assertThat(equal.path("aws:SourceAccount").textValue()).isEqualTo(DeployedStage.ACCOUNT);
        assertThat(DeployedStage.texts(equal.path("aws:SourceArn")))
                .containsExactly(STAGE.arn("ScheduleGroup"), STAGE.arn("UpkeepGroup"));

        assertThat(Permissions.of(STAGE, "EngineRole").grants())
                .extracting(it -> it.action() + " " + it.resource())
                .containsExactlyInAnyOrder(
                        "lambda:InvokeFunction " + STAGE.arn("SchedulerFunction") + ":live",
                        "lambda:InvokeFunction " + STAGE.arn("WebApiFunction") + ":live",
                        "sqs:SendMessage " + STAGE.arn("EngineDeadLetters"),
                        "kms:Decrypt " + STAGE.arn("StageKey"),
                        "kms:GenerateDataKey " + STAGE.arn("StageKey"));
        assertThat(Permissions.of(STAGE, "SchedulerRole").grants())
                .filteredOn(it -> it.action().equals("iam:PassRole"))
                .containsExactly(
                        new Grant("iam:PassRole", STAGE.arn("EngineRole"), Set.of(), "scheduler.amazonaws.com"));
    }
}
