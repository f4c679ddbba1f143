package com.rezagent.schedules.config;

import com.rezagent.schedules.engine.EngineTarget;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The configuration of the scheduler function, from its environment variables.
 *
 * @param stage the variables that both functions have
 * @param scheduleGroup EventBridge Scheduler's schedule group, from {@code SCHEDULE_GROUP}
 * @param target the function that schedules invoke, the role that EventBridge assumes for it, and the queue for firings
 *     that it cannot deliver, from {@code SCHEDULER_FUNCTION_ARN}, {@code SCHEDULER_ROLE_ARN} and
 *     {@code SCHEDULER_DEAD_LETTER_ARN}
 * @param deadLetterQueueUrl the function's own dead-letter queue, from {@code FUNCTION_DEAD_LETTER_QUEUE_URL}
 * @param timeout of the function, from {@code FUNCTION_TIMEOUT_SECONDS}: 1 to 54 seconds, because leases last five
 *     seconds longer and less than a minute
 */
public record SchedulerEnvironment(
        StageEnvironment stage,
        String scheduleGroup,
        EngineTarget target,
        String deadLetterQueueUrl,
        Duration timeout) {
    private static final int MAX_TIMEOUT_SECONDS = 54;

    private static final Pattern GROUP = Pattern.compile("[0-9a-zA-Z_.-]{1,64}");
    private static final Pattern FUNCTION = Pattern.compile(
            "arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[a-zA-Z0-9_-]{1,64}(:[a-zA-Z0-9$_-]{1,128})?");
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[!-~]{1,512}");
    private static final Pattern QUEUE = Pattern.compile("arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]{1,80}");
    private static final Pattern QUEUE_URL =
            Pattern.compile("https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?/([!-~]+/)?[0-9]{12}/[a-zA-Z0-9_-]{1,80}");

    /**
     * Reads the configuration.
     *
     * @throws InvalidEnvironmentException with every mistake
     */
    public static SchedulerEnvironment read(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        SchedulerEnvironment read = read(variables);
        variables.throwIfAnyMistake();
        return read;
    }

    /** Returns the names of all variables that {@link #read} reads. */
    public static Set<String> variables() {
        Variables none = new Variables(Map.of());
        read(none);
        return none.known();
    }

    private static SchedulerEnvironment read(Variables variables) {
        return new SchedulerEnvironment(
                StageEnvironment.read(variables),
                variables.text(
                        "SCHEDULE_GROUP",
                        GROUP,
                        "a schedule group's name, 1-64 of [0-9a-zA-Z-_.], like rez-agent-schedules-dev",
                        "missing"),
                new EngineTarget(
                        variables.text(
                                "SCHEDULER_FUNCTION_ARN",
                                FUNCTION,
                                "the ARN of a Lambda function, with an alias or without, like"
                                        + " arn:aws:lambda:us-east-1:123456789012:function:rez-agent-schedules-scheduler-dev:live",
                                "missing"),
                        variables.text(
                                "SCHEDULER_ROLE_ARN",
                                ROLE,
                                "the ARN of the role that EventBridge Scheduler assumes, like"
                                        + " arn:aws:iam::123456789012:role/rez-agent-schedules-eventbridge-dev",
                                "missing"),
                        variables.text(
                                "SCHEDULER_DEAD_LETTER_ARN",
                                QUEUE,
                                "the ARN of a standard SQS queue, like"
                                        + " arn:aws:sqs:us-east-1:123456789012:rez-agent-schedules-eventbridge-dead-letters-dev",
                                "missing")),
                variables.text(
                        "FUNCTION_DEAD_LETTER_QUEUE_URL",
                        QUEUE_URL,
                        "the URL of an SQS queue, like"
                                + " https://sqs.us-east-1.amazonaws.com/123456789012/rez-agent-schedules-function-dead-letters-dev",
                        "missing"),
                Duration.ofSeconds(variables.integer("FUNCTION_TIMEOUT_SECONDS", 1, MAX_TIMEOUT_SECONDS)));
    }
}
