package com.rezagent.schedules.schedule;

import com.rezagent.schedules.topic.Stage;
import com.rezagent.schedules.topic.TopicArn;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where executions go. The topic is given with {@code custom}, and only then. */
public record Target(TargetType type, @Nullable TopicArn topic) {
    public Target {
        if ((type == TargetType.CUSTOM) != (topic != null)) {
            throw new IllegalArgumentException("A topic belongs to a custom target, and to no other");
        }
    }

    /** Where an execution is published in a stage. */
    public TopicArn in(Stage stage) {
        return switch (type) {
            case WEB_ACTION -> stage.webActions();
            case NOTIFICATION -> stage.notifications();
            case CUSTOM -> Objects.requireNonNull(topic);
        };
    }
}
