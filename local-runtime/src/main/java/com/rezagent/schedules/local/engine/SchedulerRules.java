package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.CronExpression;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * EventBridge Scheduler's validation of CreateSchedule and UpdateSchedule calls.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html">CreateSchedule</a>
 */
final class SchedulerRules {
    private static final Duration START_TOLERANCE = Duration.ofMinutes(5);
    private static final int MAX_DESCRIPTION = 512;
    private static final int MAX_WINDOW_MINUTES = 1_440;

    private SchedulerRules() {}

    /** The result of a valid call: the entry, and when it fires. */
    record Valid(EngineEntry entry, Recurrence recurrence) {}

    /**
     * Validates a call.
     *
     * @throws SimulatedSchedulerException {@code ValidationException} if EventBridge Scheduler would refuse the call
     */
    static Valid check(SchedulerCall call, Instant now) throws SimulatedSchedulerException {
        ScheduleId id = ScheduleId.tryParse(call.name())
                .orElseThrow(() -> invalid("Value at 'name' failed to satisfy constraint: 1-64 of [0-9a-zA-Z-_.]"));
        String timezone = call.timezone() == null ? "UTC" : call.timezone();
        Expression expression = expression(call.expression());
        ZoneId zone = zone(timezone);
        checkDates(call, now);
        checkSizes(call);
        EngineEntry entry = new EngineEntry(
                id,
                call.description(),
                call.expression(),
                timezone,
                call.start(),
                call.end(),
                call.windowMinutes(),
                call.state() == null ? EntryState.ENABLED : call.state(),
                call.retryPolicy() == null ? RetryPolicy.DEFAULT : call.retryPolicy(),
                call.target(),
                call.input());
        Instant anchor = call.start() == null ? now.truncatedTo(ChronoUnit.SECONDS) : call.start();
        return new Valid(entry, recurrence(expression, zone, call.start(), call.end(), anchor));
    }

    private static Expression expression(String text) throws SimulatedSchedulerException {
        try {
            Expression expression = Expression.parse(text).expression();
            if (expression instanceof CronExpression && !text.contains("?")) {
                // This project's parser adds the missing "?"; EventBridge does not.
                throw invalid("Invalid Schedule Expression " + text + ".");
            }
            return expression;
        } catch (RefusedException e) {
            throw invalid("Invalid Schedule Expression " + text + ".");
        }
    }

    private static ZoneId zone(String timezone) throws SimulatedSchedulerException {
        try {
            return Timezones.parse(timezone);
        } catch (RefusedException e) {
            throw invalid("Provided ScheduleExpressionTimezone is invalid.");
        }
    }

    private static Recurrence recurrence(
            Expression expression, ZoneId zone, @Nullable Instant start, @Nullable Instant end, Instant anchor)
            throws SimulatedSchedulerException {
        try {
            return new Recurrence(expression, zone, start, end, anchor);
        } catch (RefusedException e) {
            throw invalid("Invalid Schedule Expression " + expression.canonical() + ".");
        }
    }

    private static void checkDates(SchedulerCall call, Instant now) throws SimulatedSchedulerException {
        Instant start = call.start();
        Instant end = call.end();
        if (start != null && start.isBefore(now.minus(START_TOLERANCE))) {
            throw invalid("The StartDate you specify cannot be earlier than 5 minutes ago.");
        }
        if (end != null && !end.isAfter(now)) {
            throw invalid("The EndDate you specify cannot be in the past.");
        }
        if (start != null && end != null && !start.isBefore(end)) {
            throw invalid("The EndDate you specify must come after the StartDate.");
        }
    }

    private static void checkSizes(SchedulerCall call) throws SimulatedSchedulerException {
        String description = call.description();
        if (description != null && description.codePointCount(0, description.length()) > MAX_DESCRIPTION) {
            throw invalid("Value at 'description' failed to satisfy constraint: at most 512 characters");
        }
        Integer window = call.windowMinutes();
        if (window != null && (window < 1 || window > MAX_WINDOW_MINUTES)) {
            throw invalid("Value at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint: 1-1440");
        }
        if (call.input().isEmpty()) {
            throw invalid("Value at 'target.input' failed to satisfy constraint: at least 1 character");
        }
    }

    private static SimulatedSchedulerException invalid(String message) {
        return new SimulatedSchedulerException(Kind.VALIDATION, message);
    }
}
