package com.rezagent.schedules.schedule;

import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The SNS topic that executions are published to.
 *
 * @param topic required for {@code custom}; null for every other type
 */
public record Target(TargetType type, @Nullable TopicArn topic) {
    public Target {
        if ((type == TargetType.CUSTOM) != (topic != null)) {
            throw new IllegalArgumentException("A custom target requires a topic; other targets must not have one");
        }
    }

    /** Returns the topic that executions are published to in a stage. */
    public TopicArn in(Stage stage) {
        return switch (type) {
            case WEB_ACTION -> stage.webActions();
            case NOTIFICATION -> stage.notifications();
            case CUSTOM -> Objects.requireNonNull(topic);
        };
    }
}
