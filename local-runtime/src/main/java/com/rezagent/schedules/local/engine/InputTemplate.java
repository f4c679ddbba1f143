package com.rezagent.schedules.local.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry's input, parsed into text and context attributes. The attributes are replaced at each firing.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html">Context
 *     attributes</a>
 */
final class InputTemplate {
    static final String SCHEDULED_TIME = "scheduled-time";
    static final String SCHEDULE_ARN = "schedule-arn";
    static final String ATTEMPT_NUMBER = "attempt-number";
    static final String EXECUTION_ID = "execution-id";

    private static final Pattern ATTRIBUTE =
            Pattern.compile("<aws\\.scheduler\\.(scheduled-time|schedule-arn|attempt-number|execution-id)>");

    /** Text at even indexes, attribute names at odd ones. */
    private final List<String> parts = new ArrayList<>();

    InputTemplate(String input) {
        Matcher matcher = ATTRIBUTE.matcher(input);
        int end = 0;
        while (matcher.find()) {
            parts.add(input.substring(end, matcher.start()));
            parts.add(matcher.group(1));
            end = matcher.end();
        }
        parts.add(input.substring(end));
    }

    String fill(Map<String, String> attributes) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            filled.append(i % 2 == 0 ? part : attributes.getOrDefault(part, ""));
        }
        return filled.toString();
    }
}
