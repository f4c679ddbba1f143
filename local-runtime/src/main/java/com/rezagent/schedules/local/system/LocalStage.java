package com.rezagent.schedules.local.system;

import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The stage {@code local}: resource names and timeouts that {@code template.yaml} gives a stage of that name. */
public final class LocalStage {
    public static final String NAME = "local";

    /** Caller identity of every API request, since the local runtime does not authenticate requests. */
    public static final String CALLER = "local";

    /** Name of the EventBridge Scheduler schedule group. */
    public static final String GROUP = "rez-agent-schedules-" + NAME;

    public static final String SCHEDULER_FUNCTION = "rez-agent-schedules-scheduler-" + NAME;
    public static final String WEB_API_FUNCTION = "rez-agent-schedules-webapi-" + NAME;
    public static final Duration SCHEDULER_TIMEOUT = Duration.ofSeconds(45);
    public static final Duration WEB_API_TIMEOUT = Duration.ofSeconds(20);

    /** Target of every engine entry: the {@code live} alias of the scheduler function. */
    public static final EngineTarget TARGET = new EngineTarget(
            "arn:aws:lambda:us-east-1:000000000000:function:" + SCHEDULER_FUNCTION + ":live",
            "arn:aws:iam::000000000000:role/rez-agent-schedules-eventbridge-" + NAME,
            "arn:aws:sqs:us-east-1:000000000000:rez-agent-schedules-eventbridge-dead-letters-" + NAME);

    private static final String SNS = "arn:aws:sns:us-east-1:000000000000:rez-agent-";

    private LocalStage() {}

    /**
     * Returns the stage's topics.
     *
     * @param custom topics that custom targets may publish to
     */
    public static Stage topics(Set<TopicArn> custom) {
        return new Stage(
                NAME,
                topic("schedule-creation"),
                topic("web-actions"),
                topic("notifications"),
                topic("execution-reports"),
                custom);
    }

    private static TopicArn topic(String name) {
        return new TopicArn(SNS + name + "-" + NAME);
    }

    /** Parses a topic name: the short name of one of the stage's topics, or any topic ARN; empty if it is neither. */
    public static Optional<TopicArn> topic(Stage stage, String name) {
        return switch (name) {
            case "schedule-creation" -> Optional.of(stage.scheduleCreation());
            case "web-actions" -> Optional.of(stage.webActions());
            case "notifications" -> Optional.of(stage.notifications());
            case "execution-reports" -> Optional.of(stage.executionReports());
            default -> TopicArn.tryParse(name);
        };
    }

    /** Returns the short name of one of the stage's topics, or the ARN of any other topic. */
    public static String shortName(Stage stage, TopicArn topic) {
        for (String name : new String[] {"schedule-creation", "web-actions", "notifications", "execution-reports"}) {
            if (topic(stage, name).filter(topic::equals).isPresent()) {
                return name;
            }
        }
        return topic.value();
    }
}
