package com.rezagent.schedules.messaging;

import java.util.Set;

/**
 * Name and SNS topics of one stage (deployment environment).
 *
 * @param stage name of the stage: dev, stage, prod or local; at most 32 characters
 * @param executionReports topic on which consumers report how executions went
 * @param custom topics that custom targets may name
 */
public record Stage(
        String stage,
        TopicArn scheduleCreation,
        TopicArn webActions,
        TopicArn notifications,
        TopicArn executionReports,
        Set<TopicArn> custom) {
    public Stage {
        custom = Set.copyOf(custom);
    }
}
