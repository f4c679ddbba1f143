package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.CronExpression;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
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

    /**
     * Returns the ID of the entry with a name.
     *
     * @throws SimulatedSchedulerException {@code ValidationException} if EventBridge Scheduler would refuse the name
     */
    static ScheduleId idOf(String name) throws SimulatedSchedulerException {
        return ScheduleId.tryParse(name)
                .orElseThrow(() -> invalid("Value at 'name' failed to satisfy constraint: 1-64 of [0-9a-zA-Z-_.]"));
    }

    /**
     * Validates the entry of a call, and returns when it fires.
     *
     * @throws SimulatedSchedulerException {@code ValidationException} if EventBridge Scheduler would refuse the call
     */
    static Recurrence check(EngineEntry entry, Instant now) throws SimulatedSchedulerException {
        Expression expression = expression(entry.expression());
        ZoneId zone = zone(entry.timezone());
        checkDates(entry, now);
        checkSizes(entry);
        Instant start = entry.start();
        Instant anchor = start == null ? now.truncatedTo(ChronoUnit.SECONDS) : start;
        return recurrence(expression, zone, start, entry.end(), anchor);
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

    private static void checkDates(EngineEntry entry, Instant now) throws SimulatedSchedulerException {
        Instant start = entry.start();
        Instant end = entry.end();
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

    private static void checkSizes(EngineEntry entry) throws SimulatedSchedulerException {
        String description = entry.description();
        if (description != null && description.codePointCount(0, description.length()) > MAX_DESCRIPTION) {
            throw invalid("Value at 'description' failed to satisfy constraint: at most 512 characters");
        }
        Integer window = entry.windowMinutes();
        if (window != null && (window < 1 || window > MAX_WINDOW_MINUTES)) {
            throw invalid("Value at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint: 1-1440");
        }
        if (entry.input().isEmpty()) {
            throw invalid("Value at 'target.input' failed to satisfy constraint: at least 1 character");
        }
    }

    private static SimulatedSchedulerException invalid(String message) {
        return new SimulatedSchedulerException(Kind.VALIDATION, message);
    }
}
