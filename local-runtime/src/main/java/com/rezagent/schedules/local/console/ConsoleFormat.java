package com.rezagent.schedules.local.console;

import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.plan.SkipCode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Formats log events as lines for the console. */
final class ConsoleFormat {
    /** Fields that are redundant on the console. */
    private static final Set<String> OMITTED = Set.of("stage", "request_id", "sns_message_id");

    private static final String PAUSED = SkipCode.PAUSED.text();
    private static final String GROUP_PAUSED = SkipCode.GROUP_PAUSED.text() + ": ";

    private static final String SKIP_REQUESTED = SkipCode.SKIP_REQUESTED.text() + ": ";

    /** States of an attempt that another one follows. */
    private static final Set<String> ENDED = Set.of("failed", "timed_out", "cancelled");

    private ConsoleFormat() {}

    /** Returns the event's line; empty for an event that the console does not show. */
    static Optional<String> of(LogEvent event) {
        return switch (event.name()) {
            case "command_decided" -> Optional.of("command   " + command(event));
            case "command_redelivered" ->
                Optional.of("command   redelivered; already " + event.text("result") + scheduleId(event));
            case "execution_published" ->
                Optional.of("firing    published for " + event.text("scheduled_time") + " to "
                        + event.text("target_type") + scheduleId(event));
            case "execution_skipped" ->
                Optional.of(
                        "firing    " + skipped(event.text("reason"), event.text("scheduled_time")) + scheduleId(event));
            case "execution_redelivered" -> Optional.of("firing    redelivered; already executed" + scheduleId(event));
            case "report_applied" -> Optional.of("report    " + report(event) + scheduleId(event));
            case "report_ignored" ->
                Optional.of("report    " + report(event) + ": ignored, "
                        + event.text("result").replace('_', ' ') + scheduleId(event));
            case "attempt_published" ->
                Optional.of("retry     attempt " + event.text("attempt") + " published" + ofTime(event)
                        + scheduleId(event));
            case "execution_updated" ->
                isRetryDue(event) ? Optional.of("retry     " + retryDue(event) + scheduleId(event)) : Optional.empty();
            case "execution_ended" ->
                event.text("outcome").equals("succeeded")
                        ? Optional.empty()
                        : Optional.of("ended     " + event.text("outcome").replace('_', ' ') + ofTime(event)
                                + ", attempt " + event.text("attempt") + prefixed(": ", event.text("reason"))
                                + scheduleId(event));
            case "schedule_completed" -> Optional.of("completed" + scheduleId(event));
            default ->
                event.level().compareTo(LogEvent.Level.WARN) >= 0
                        ? Optional.of(event.level().name().toLowerCase(Locale.ROOT) + "  " + event.name() + "  "
                                + fields(event.fields()))
                        : Optional.empty();
        };
    }

    /** Returns e.g. {@code held back for 2025-11-06T21:00:00Z: group billing is paused until 2025-11-07T06:00:00Z; release}. */
    private static String skipped(String reason, String scheduledTime) {
        if (reason.startsWith(GROUP_PAUSED)) {
            return "held back for " + scheduledTime + ": " + reason.substring(GROUP_PAUSED.length());
        }
        if (reason.equals(PAUSED) || reason.startsWith(PAUSED + ": ")) {
            String detail = reason.substring(PAUSED.length()).replaceFirst("^: until ", " until ");
            return "held back for " + scheduledTime + ": the schedule is paused" + detail;
        }
        if (reason.startsWith(SKIP_REQUESTED)) {
            return "skipped for " + scheduledTime + ": " + reason.substring(SKIP_REQUESTED.length());
        }
        return "skipped for " + scheduledTime + ": " + reason;
    }

    private static String report(LogEvent event) {
        return event.text("report") + ofTime(event) + prefixed(", attempt ", event.text("attempt"));
    }

    private static String ofTime(LogEvent event) {
        String time = event.text("scheduled_time");
        return " for " + (time.isEmpty() ? event.text("execution_id") : time);
    }

    private static boolean isRetryDue(LogEvent event) {
        return event.text("outcome").equals("retrying")
                && ENDED.contains(event.text("attempt_state"))
                && !event.text("due").isEmpty();
    }

    private static String retryDue(LogEvent event) {
        int attempt = Integer.parseInt(event.text("attempt"));
        return "attempt " + (attempt + 1) + ofTime(event) + " is due at " + event.text("due") + ", because attempt "
                + attempt + " " + event.text("attempt_state").replace('_', ' ');
    }

    private static String command(LogEvent event) {
        String name = event.text("name");
        String expression = event.text("schedule_expression");
        String code = event.text("code");
        String group = event.text("group");
        boolean isOfSchedule = !event.text("schedule_id").isEmpty();
        return event.text("action")
                + prefixed(isOfSchedule ? " to group " : " ", group)
                + (name.isEmpty() ? "" : " \"" + name + "\"")
                + (expression.isEmpty() ? "" : " " + expression + " " + event.text("timezone"))
                + prefixed(" for ", event.text("scheduled_time"))
                + prefixed(" from ", event.text("from"))
                + prefixed(" until ", event.text("until"))
                + " by " + event.text("requested_by")
                + ": " + event.text("result")
                + (code.isEmpty() ? prefixed(", version ", event.text("version_after")) : ", " + code)
                + prefixed("; ", event.text("reason"))
                + scheduleId(event);
    }

    private static String prefixed(String prefix, String text) {
        return text.isEmpty() ? "" : prefix + text;
    }

    private static String scheduleId(LogEvent event) {
        String id = event.text("schedule_id");
        return id.isEmpty() ? "" : "  (" + id + ")";
    }

    private static String fields(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .filter(it -> !OMITTED.contains(it.getKey()))
                .map(it -> it.getKey() + "=" + quoted(it.getValue().toString()))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String text) {
        return text.indexOf(' ') < 0 ? text : "\"" + text + "\"";
    }
}
