package com.rezagent.schedules.topic;

import java.util.Set;

/**
 * The topics of one stage.
 *
 * @param stage dev, stage, prod, local; at most 32 characters
 * @param custom what custom targets may name
 */
public record StageTopics(
        String stage, TopicArn scheduleCreation, TopicArn webActions, TopicArn notifications, Set<TopicArn> custom) {
    public StageTopics {
        custom = Set.copyOf(custom);
    }
}
