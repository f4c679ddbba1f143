package com.rezagent.schedules.settings;

import com.rezagent.schedules.topic.Stage;
import com.rezagent.schedules.topic.TopicArn;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What both functions know of their stage.
 *
 * @param stage from {@code STAGE}, {@code SCHEDULE_CREATION_TOPIC_ARN}, {@code WEB_ACTIONS_TOPIC_ARN},
 *     {@code NOTIFICATIONS_TOPIC_ARN} and {@code CUSTOM_TOPIC_ARNS} (separated by commas, may be empty)
 * @param schedulesTable from {@code SCHEDULES_TABLE}
 * @param executionsTable from {@code EXECUTIONS_TABLE}
 */
public record StageEnvironment(Stage stage, String schedulesTable, String executionsTable) {
    private static final Pattern STAGE = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}");
    private static final String RIGHT_TABLE = "a DynamoDB table's name, 3-255 of [a-zA-Z0-9_.-]";
    private static final String RIGHT_TOPIC =
            "the ARN of a standard SNS topic, like arn:aws:sns:us-east-1:123456789012:rez-agent-notifications-dev";
    private static final String SOME_TOPIC = "arn:aws:sns:us-east-1:000000000000:missing";

    static StageEnvironment read(Variables variables) {
        String stage = variables.text("STAGE", STAGE, "1-32 of [a-z0-9-], like dev", "missing");
        return new StageEnvironment(
                new Stage(
                        stage,
                        topic(variables, "SCHEDULE_CREATION_TOPIC_ARN"),
                        topic(variables, "WEB_ACTIONS_TOPIC_ARN"),
                        topic(variables, "NOTIFICATIONS_TOPIC_ARN"),
                        variables.list("CUSTOM_TOPIC_ARNS", TOPIC, RIGHT_TOPIC).stream()
                                .map(TopicArn::new)
                                .collect(Collectors.toSet())),
                variables.text("SCHEDULES_TABLE", TABLE, RIGHT_TABLE, "missing"),
                variables.text("EXECUTIONS_TABLE", TABLE, RIGHT_TABLE, "missing"));
    }

    private static TopicArn topic(Variables variables, String name) {
        return variables.required(name, TOPIC, RIGHT_TOPIC, SOME_TOPIC, TopicArn::new);
    }
}
