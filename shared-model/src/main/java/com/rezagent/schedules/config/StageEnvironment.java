package com.rezagent.schedules.config;

import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration of a stage that both functions have, from their environment variables.
 *
 * @param stage from {@code STAGE}, {@code SCHEDULE_CREATION_TOPIC_ARN}, {@code WEB_ACTIONS_TOPIC_ARN},
 *     {@code NOTIFICATIONS_TOPIC_ARN}, {@code REPORTS_TOPIC_ARN} and {@code CUSTOM_TOPIC_ARNS} (comma-separated, may be
 *     empty)
 * @param schedulesTable from {@code SCHEDULES_TABLE}
 * @param executionsTable from {@code EXECUTIONS_TABLE}
 * @param resourcesTable from {@code RESOURCES_TABLE}
 * @param changesTable from {@code CHANGES_TABLE}
 */
public record StageEnvironment(
        Stage stage, String schedulesTable, String executionsTable, String resourcesTable, String changesTable) {
    private static final Pattern STAGE = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}");
    private static final String EXPECTED_TABLE = "a DynamoDB table's name, 3-255 of [a-zA-Z0-9_.-]";
    private static final String EXPECTED_TOPIC =
            "the ARN of a standard SNS topic, like arn:aws:sns:us-east-1:123456789012:rez-agent-notifications-dev";
    private static final String PLACEHOLDER_TOPIC = "arn:aws:sns:us-east-1:000000000000:missing";

    static StageEnvironment read(Variables variables) {
        String stage = variables.text("STAGE", STAGE, "1-32 of [a-z0-9-], like dev", "missing");
        return new StageEnvironment(
                new Stage(
                        stage,
                        topic(variables, "SCHEDULE_CREATION_TOPIC_ARN"),
                        topic(variables, "WEB_ACTIONS_TOPIC_ARN"),
                        topic(variables, "NOTIFICATIONS_TOPIC_ARN"),
                        topic(variables, "REPORTS_TOPIC_ARN"),
                        variables.list("CUSTOM_TOPIC_ARNS", TOPIC, EXPECTED_TOPIC).stream()
                                .map(TopicArn::new)
                                .collect(Collectors.toSet())),
                variables.text("SCHEDULES_TABLE", TABLE, EXPECTED_TABLE, "missing"),
                variables.text("EXECUTIONS_TABLE", TABLE, EXPECTED_TABLE, "missing"),
                variables.text("RESOURCES_TABLE", TABLE, EXPECTED_TABLE, "missing"),
                variables.text("CHANGES_TABLE", TABLE, EXPECTED_TABLE, "missing"));
    }

    private static TopicArn topic(Variables variables, String name) {
        return variables.required(name, TOPIC, EXPECTED_TOPIC, PLACEHOLDER_TOPIC, TopicArn::new);
    }
}
