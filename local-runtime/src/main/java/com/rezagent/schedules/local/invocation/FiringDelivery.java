package com.rezagent.schedules.local.invocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.local.fault.SimulatedCrash;
import com.rezagent.schedules.schedule.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Delivers firings to the function, as EventBridge Scheduler does. An invocation that Lambda does not accept is retried
 * every minute within the entry's retry policy, and then becomes a dead letter: the Invoke request, with the error in
 * the message attributes. Pending retries are lost when the process ends. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html">A schedule's
 *     dead-letter queue</a>
 */
public final class FiringDelivery implements Firing.Receiver {
    private static final Duration RETRY_EVERY = Duration.ofMinutes(1);

    private final Function function;
    private final LocalDeadLetterQueue deadLetters;
    private final String arnPrefix;
    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;

    /** Lambda's Invoke for asynchronous events. */
    @FunctionalInterface
    public interface Function {
        /**
         * Accepts an event, to be handled at an instant.
         *
         * @throws TransientException if the event is not accepted
         */
        void invoke(String event, Instant due);
    }

    /** @param arnPrefix the part of a schedule's ARN before the schedule's name */
    public FiringDelivery(
            Function function,
            LocalDeadLetterQueue deadLetters,
            String arnPrefix,
            Clock clock,
            VirtualTimeScheduler virtualTime) {
        this.function = function;
        this.deadLetters = deadLetters;
        this.arnPrefix = arnPrefix;
        this.clock = clock;
        this.virtualTime = virtualTime;
    }

    @Override
    public void receive(Firing firing, Instant deliverAt) {
        attempt(firing, deliverAt, 0);
    }

    private void attempt(Firing firing, Instant due, int retries) {
        try {
            function.invoke(firing.event(), due);
        } catch (TransientException e) {
            String code = e.reason() == TransientException.Reason.THROTTLED
                    ? "Lambda.TooManyRequestsException"
                    : "Lambda.ServiceException";
            retryOrDeadLetter(firing, retries, code, String.valueOf(e.getMessage()));
        } catch (SimulatedCrash e) {
            retryOrDeadLetter(firing, retries, "Lambda.ServiceException", String.valueOf(e.getMessage()));
        }
    }

    private void retryOrDeadLetter(Firing firing, int retries, String code, String message) {
        RetryPolicy policy = firing.entry().retryPolicy();
        Instant next = clock.instant().plus(RETRY_EVERY);
        if (retries >= policy.maximumRetryAttempts()) {
            addDeadLetter(firing, retries, code, message, "MaximumRetryAttempts");
        } else if (next.isAfter(firing.scheduledTime().plus(policy.maximumEventAge()))) {
            addDeadLetter(firing, retries, code, message, "MaximumEventAgeInSeconds");
        } else {
            virtualTime.at(next, () -> attempt(firing, next, retries + 1));
        }
    }

    private void addDeadLetter(Firing firing, int retries, String code, String message, String exhausted) {
        EngineEntry entry = firing.entry();
        ObjectNode request = Json.object();
        request.put(DeadLetter.FUNCTION_NAME, entry.target().functionArn());
        request.put("InvocationType", "Event");
        request.put(DeadLetter.PAYLOAD, firing.event());
        ObjectNode attributes = Json.object();
        attributes.put("ERROR_CODE", code);
        attributes.put("ERROR_MESSAGE", message);
        attributes.put("EXECUTION_ID", executionId(firing));
        attributes.put("EXHAUSTED_RETRY_CONDITION", exhausted);
        attributes.put("IS_PAYLOAD_TRUNCATED", "false");
        attributes.put("RETRY_ATTEMPTS", Integer.toString(retries));
        attributes.put("SCHEDULED_TIME", firing.scheduledTime().toString());
        attributes.put("SCHEDULE_ARN", arnPrefix + entry.id().value());
        attributes.put("TARGET_ARN", entry.target().functionArn());
        deadLetters.addDeadLetter(Json.write(request), code + ": " + message, attributes);
    }

    private static String executionId(Firing firing) {
        return DeadLetter.object(firing.event())
                .map(it -> it.path("execution_id").asText())
                .orElse("");
    }
}
