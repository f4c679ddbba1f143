package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.deployment.Permissions.Grant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Least privilege: runs every code path of both functions with the real adapters and compares the AWS calls with the
 * template's policies. A role must allow every call and nothing that is not called.
 */
class PermissionsTest {
    private static final String CUSTOM_TOPIC = "arn:aws:sns:us-east-1:111122223333:custom";
    private static final DeployedStage STAGE = DeployedStage.of(Map.of(
            "Stage", "dev",
            "CustomTopicArns", CUSTOM_TOPIC,
            "TopicKeyArns", "arn:aws:kms:us-east-1:111122223333:key/custom"));

    @Test
    void each_role_grants_exactly_the_permissions_that_its_function_uses() {
        try (RecordedStage recorded = new RecordedStage(STAGE, CUSTOM_TOPIC)) {
            recorded.runAllPaths();

            Permissions webApi = Permissions.of(STAGE, "WebApiRole");
            Permissions scheduler = Permissions.of(STAGE, "SchedulerRole");
            assertThat(webApi.missing(recorded.webApiCalls()))
                    .as("missing permissions of the Web API")
                    .isEmpty();
            assertThat(scheduler.missing(recorded.schedulerCalls()))
                    .as("missing permissions of the scheduler")
                    .isEmpty();
            assertThat(scheduler.unused(recorded.schedulerCalls()))
                    .as("unused permissions of the scheduler")
                    .isEmpty();
            // TopicKeyArns also grants the Web API the keys of topics that it never publishes to.
            assertThat(webApi.unused(recorded.webApiCalls()))
                    .as("unused permissions of the Web API")
                    .allMatch(it -> it.contains(":key/custom"));
        }
    }

    @Test
    void the_web_api_may_use_the_key_of_an_existing_creation_topic() {
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
                    .forEach((id, policy) -> policy.at("/PolicyDocument/Statement")
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

    /** Entries and log streams are created at run time; every other resource has a fixed name. */
    @Test
    void only_entries_and_log_streams_are_granted_by_a_pattern() {
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
    void only_lambda_assumes_the_function_roles_and_no_other_policies_exist() {
        for (String type : Set.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")) {
            assertThat(STAGE.template().ofType(type)).as(type).isEmpty();
        }
        for (String function : Set.of("WebApi", "Scheduler")) {
            JsonNode properties = STAGE.properties(function + "Function");
            assertThat(properties.path("Role").textValue()).isEqualTo(STAGE.arn(function + "Role"));
            assertThat(properties.has("Policies")).as(function).isFalse();
            JsonNode trust = STAGE.properties(function + "Role").at("/AssumeRolePolicyDocument/Statement");
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

    /** The resource in a key policy is always {@code *}, which means the key itself. */
    @Test
    void the_key_policy_allows_the_account_and_three_aws_services() {
        Set<String> principals = new TreeSet<>();
        for (JsonNode statement : STAGE.properties("StageKey").path("KeyPolicy").path("Statement")) {
            String service = statement.path("Principal").path("Service").asText();
            principals.add(service + statement.path("Principal").path("AWS").asText());
            if (!service.isEmpty()) {
                assertThat(DeployedStage.texts(statement.path("Action")))
                        .containsExactlyInAnyOrder("kms:Decrypt", "kms:GenerateDataKey");
                // EventBridge Scheduler may omit aws:SourceAccount.
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
    void the_web_api_may_only_read_tables_and_publish_commands_and_reports() {
        Set<String> actions = new TreeSet<>();
        for (Grant grant : Permissions.of(DeployedStage.of("dev"), "WebApiRole").grants()) {
            actions.add(grant.action());
            if (grant.action().equals("sns:Publish")) {
                assertThat(grant.resource())
                        .isIn(STAGE.arn("ScheduleCreationTopic"), STAGE.arn("ExecutionReportsTopic"));
            }
        }
        assertThat(actions)
                .containsExactly(
                        "dynamodb:BatchGetItem",
                        "dynamodb:GetItem",
                        "dynamodb:Query",
                        "kms:Decrypt",
                        "kms:GenerateDataKey",
                        "logs:CreateLogStream",
                        "logs:PutLogEvents",
                        "sns:Publish");
    }

    @Test
    void eventbridge_assumes_one_role_for_the_schedule_groups_of_the_stage() {
        JsonNode trust = STAGE.properties("EngineRole").at("/AssumeRolePolicyDocument/Statement/0");
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
