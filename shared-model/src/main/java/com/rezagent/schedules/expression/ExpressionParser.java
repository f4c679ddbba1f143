package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Determines which of the three forms a text has, and calls the parser of that form. */
final class ExpressionParser {
    static final int MAX_LENGTH = 256;

    static final String THREE_FORMS =
            "write cron(…), rate(…) or at(…), for example cron(0 12 * * ? *), rate(5 minutes) or"
                    + " at(2030-01-31T12:00:00)";

    private static final String MESSAGE = "Schedule expression is invalid";

    private static final Pattern BEFORE_PARENTHESIS = Pattern.compile("^(?i)(cron|rate|at)[ \\t\\n\\r]+\\(");

    private ExpressionParser() {}

    static ParsedExpression parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw newErrors()
                    .refusal("Expression must have at most " + MAX_LENGTH + " characters, it has " + text.length());
        }
        ParsedExpression parsed;
        try {
            parsed = parseEventBridge(text);
        } catch (RefusedException refused) {
            throw DialectTranslator.refusal(text).orElse(refused);
        }
        if (parsed.expression() instanceof CronExpression cron && text.indexOf('?') < 0) {
            return withWarning(parsed, DialectTranslator.checkReading(text, cron));
        }
        return parsed;
    }

    /** Returns a collector for the errors of one expression. */
    static ValidationErrors newErrors() {
        return new ValidationErrors(ErrorCode.INVALID_SCHEDULE_EXPRESSION, MESSAGE);
    }

    private static ParsedExpression withWarning(ParsedExpression parsed, @Nullable String warning) {
        if (warning == null) {
            return parsed;
        }
        List<String> warnings = new ArrayList<>(parsed.warnings());
        warnings.add(warning);
        return new ParsedExpression(parsed.expression(), warnings);
    }

    private static ParsedExpression parseEventBridge(String text) {
        ValidationErrors errors = newErrors();
        QuotedInput input = new QuotedInput();
        String stripped = stripWhiteSpace(text);
        if (stripped.length() < text.length()) {
            errors.add("remove the white space around the expression");
        }
        String joined = BEFORE_PARENTHESIS.matcher(stripped).replaceFirst("$1(");
        if (joined.length() < stripped.length()) {
            errors.add("remove the white space before the (" + suggestion(joined));
        }
        if (opens(joined, "cron(", errors)) {
            return CronParser.parse(inside(joined, "cron(", errors, input), errors, input);
        }
        if (opens(joined, "rate(", errors)) {
            return RateParser.parse(inside(joined, "rate(", errors, input), errors, input);
        }
        if (opens(joined, "at(", errors)) {
            return AtParser.parse(inside(joined, "at(", errors, input), errors, input);
        }
        throw errors.refusal(THREE_FORMS);
    }

    /** Returns a suggestion to write this text; an empty text if it is not valid. */
    private static String suggestion(String text) {
        try {
            return ": write " + Suggestion.of(parse(text).expression());
        } catch (RefusedException e) {
            return "";
        }
    }

    private static boolean opens(String text, String form, ValidationErrors errors) {
        if (text.startsWith(form)) {
            return true;
        }
        if (AsciiText.upper(text).startsWith(AsciiText.upper(form))) {
            errors.add("write " + form + " in lower case");
            return true;
        }
        return false;
    }

    /** Returns the text inside the parentheses, without white space around it. */
    private static String inside(String text, String form, ValidationErrors errors, QuotedInput input) {
        int end = text.indexOf(')');
        if (end < 0) {
            end = text.length();
            errors.add("end the expression with )");
        } else if (end < text.length() - 1) {
            errors.add("remove " + input.quote(stripWhiteSpace(text.substring(end + 1))) + " after the )");
        }
        String inner = text.substring(form.length(), end);
        if (inner.contains("\t") || inner.contains("\n") || inner.contains("\r")) {
            errors.add("write single spaces instead of tabs and line breaks");
            inner = inner.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
        }
        String stripped = stripWhiteSpace(inner);
        if (stripped.length() < inner.length()) {
            errors.add("remove the white space just inside the parentheses");
        }
        return stripped;
    }

    private static String stripWhiteSpace(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isWhiteSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isWhiteSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
