package com.rezagent.schedules.topic;

import java.util.Set;

/**
 * The topics of one stage.
 *
 * @param stage dev, stage, prod, local; at most 32 characters
 * @param custom what custom targets may name
 */
public record Stage(
        String stage, TopicArn scheduleCreation, TopicArn webActions, TopicArn notifications, Set<TopicArn> custom) {
    public Stage {
        custom = Set.copyOf(custom);
    }
}
