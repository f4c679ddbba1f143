package com.rezagent.schedules.topic;

import com.rezagent.schedules.schedule.Target;
import java.util.Objects;
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

    /** Where an execution with this target is published. */
    public TopicArn of(Target target) {
        return switch (target.type()) {
            case WEB_ACTION -> webActions;
            case NOTIFICATION -> notifications;
            case CUSTOM -> Objects.requireNonNull(target.topic());
        };
    }
}
