package com.rezagent.schedules.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error of one field of a request, with its place in the text of that field.
 *
 * @param field the field of the expression, such as {@code hour}, or of the request, such as {@code timezone}
 * @param from index of the first wrong UTF-16 unit in the text that the caller sent
 * @param to index after the last wrong unit; equal to {@code from} if the text is empty or missing
 * @param fix what to do; null if the message says so already
 */
public record ExpressionError(
        String field,
        int from,
        int to,
        String message,
        @Nullable String fix) {
    private static final String WHOLE = "schedule_expression";
    private static final Pattern LABELLED = Pattern.compile("([a-z-]+(?:, [a-z-]+)*): (.+)", Pattern.DOTALL);
    private static final Pattern WITH_FIX =
            Pattern.compile("(.+?)(?:; |: (?=write (?:cron|rate|at)\\())(.+)", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("(?:.* instead of |the step in )?(\\S+).*", Pattern.DOTALL);

    /** Returns the errors of an expression, each at its place in the text. */
    static List<ExpressionError> of(String text, List<String> details) {
        ExpressionSpans spans = ExpressionSpans.of(text);
        TextSpan whole = new TextSpan(WHOLE, 0, text.length());
        List<ExpressionError> errors = new ArrayList<>();
        for (String detail : details) {
            Matcher labelled = LABELLED.matcher(detail);
            if (!labelled.matches() || spans.find(firstOf(labelled.group(1))).isEmpty()) {
                errors.add(at(whole, detail));
                continue;
            }
            for (String name : labelled.group(1).split(", ", -1)) {
                TextSpan span = spans.find(name).orElse(whole);
                Matcher quoted = QUOTED.matcher(labelled.group(2));
                errors.add(at(quoted.matches() ? span.narrowedTo(quoted.group(1), text) : span, labelled.group(2)));
            }
        }
        return List.copyOf(errors);
    }

    /**
     * Returns an error of a field of the request.
     *
     * @param text the value of the field; empty if it is missing or not a text
     * @param detail what is wrong, with or without the field's name in front
     */
    public static ExpressionError ofField(String field, String text, String detail) {
        String prefix = field + ": ";
        String timezone = "timezone: ";
        String problem = detail.startsWith(prefix)
                ? detail.substring(prefix.length())
                : detail.startsWith(timezone) ? detail.substring(timezone.length()) : detail;
        // A value must not be written in another case to begin a sentence.
        boolean beginsWithValue =
                !text.isEmpty() && Character.isLowerCase(text.charAt(0)) && problem.startsWith(text + " ");
        return at(new TextSpan(field, 0, text.length()), beginsWithValue ? field + " " + problem : problem);
    }

    private static String firstOf(String names) {
        return names.split(", ", 2)[0];
    }

    private static ExpressionError at(TextSpan span, String problem) {
        Matcher withFix = WITH_FIX.matcher(problem);
        return withFix.matches()
                ? new ExpressionError(
                        span.name(), span.from(), span.to(), sentence(withFix.group(1)), sentence(withFix.group(2)))
                : new ExpressionError(span.name(), span.from(), span.to(), sentence(problem), null);
    }

    private static String sentence(String text) {
        return Character.isLowerCase(text.charAt(0))
                ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
                : text;
    }
}
