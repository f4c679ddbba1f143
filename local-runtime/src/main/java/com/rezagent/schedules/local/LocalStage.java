package com.rezagent.schedules.local;

import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.topic.Stage;
import com.rezagent.schedules.topic.TopicArn;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The names of the stage {@code local}, as a deployed stage would have them. */
public final class LocalStage {
    public static final String NAME = "local";

    /** Who a request without an identity is taken for: nobody is asked for one here. */
    public static final String CALLER = "local";

    /** The schedule group. */
    public static final String GROUP = "rez-agent-schedules-" + NAME;

    public static final String SCHEDULER_FUNCTION = "rez-agent-scheduler-" + NAME;
    public static final String WEB_API_FUNCTION = "rez-agent-webapi-" + NAME;
    public static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(30);

    /** What engine entries invoke. */
    public static final EngineTarget TARGET = new EngineTarget(
            "arn:aws:lambda:us-east-1:000000000000:function:" + SCHEDULER_FUNCTION,
            "arn:aws:iam::000000000000:role/rez-agent-schedule-invoker-" + NAME,
            "arn:aws:sqs:us-east-1:000000000000:rez-agent-schedule-dead-letters-" + NAME);

    private static final String SNS = "arn:aws:sns:us-east-1:000000000000:rez-agent-";

    private LocalStage() {}

    public static Stage topics(Set<TopicArn> custom) {
        return new Stage(NAME, topic("schedule-creation"), topic("web-actions"), topic("notifications"), custom);
    }

    private static TopicArn topic(String name) {
        return new TopicArn(SNS + name + "-" + NAME);
    }

    /** The topic that a person means: one of the stage's by its short name, or any by its ARN. */
    public static Optional<TopicArn> topic(Stage stage, String name) {
        return switch (name) {
            case "schedule-creation" -> Optional.of(stage.scheduleCreation());
            case "web-actions" -> Optional.of(stage.webActions());
            case "notifications" -> Optional.of(stage.notifications());
            default -> TopicArn.tryParse(name);
        };
    }

    /** What a person calls a topic. */
    public static String shortName(Stage stage, TopicArn topic) {
        for (String name : new String[] {"schedule-creation", "web-actions", "notifications"}) {
            if (topic(stage, name).filter(topic::equals).isPresent()) {
                return name;
            }
        }
        return topic.value();
    }
}
