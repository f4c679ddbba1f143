package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out which of the three forms a text has, and hands what stands between its parentheses to that form's parser. */
final class ExpressionParser {
    static final int MAX_LENGTH = 256;

    private static final String MESSAGE = "Schedule expression is invalid";

    private ExpressionParser() {}

    static ParsedExpression parse(String text) {
        ExpressionErrors errors = new ExpressionErrors();
        if (text.length() > MAX_LENGTH) {
            errors.add("Expression must have at most " + MAX_LENGTH + " characters, it has " + text.length());
            throw errors.refusal(MESSAGE);
        }
        ParsedExpression parsed;
        try {
            parsed = ours(text, errors);
        } catch (RefusedException refused) {
            throw DialectTranslator.refusal(text).orElse(refused);
        }
        if (parsed.expression() instanceof CronExpression cron && text.indexOf('?') < 0) {
            return withOtherReading(parsed, DialectTranslator.checkReading(text, cron));
        }
        return parsed;
    }

    private static ParsedExpression withOtherReading(ParsedExpression parsed, @Nullable String warning) {
        if (warning == null) {
            return parsed;
        }
        List<String> warnings = new ArrayList<>(parsed.warnings());
        warnings.add(warning);
        return new ParsedExpression(parsed.expression(), warnings);
    }

    private static ParsedExpression ours(String text, ExpressionErrors errors) {
        String stripped = stripBlanks(text);
        if (stripped.length() < text.length()) {
            errors.add("remove the blanks around the expression");
        }
        if (opens(stripped, "cron(", errors)) {
            return CronParser.parse(between(stripped, "cron(", errors), errors);
        }
        if (opens(stripped, "rate(", errors)) {
            return RateParser.parse(between(stripped, "rate(", errors), errors);
        }
        if (opens(stripped, "at(", errors)) {
            return AtParser.parse(between(stripped, "at(", errors), errors);
        }
        errors.add("write cron(…), rate(…) or at(…), for example cron(0 12 * * ? *), rate(5 minutes) or"
                + " at(2030-01-31T12:00:00)");
        throw errors.refusal(MESSAGE);
    }

    private static boolean opens(String text, String form, ExpressionErrors errors) {
        if (text.startsWith(form)) {
            return true;
        }
        if (AsciiText.upper(text).startsWith(AsciiText.upper(form))) {
            errors.add("write " + form + " in lower case");
            return true;
        }
        return false;
    }

    private static String between(String text, String form, ExpressionErrors errors) {
        int end = text.indexOf(')');
        if (end < 0) {
            end = text.length();
            errors.add("end the expression with )");
        } else if (end < text.length() - 1) {
            errors.add("remove " + errors.cite(stripBlanks(text.substring(end + 1))) + " after the )");
        }
        String inner = text.substring(form.length(), end);
        if (inner.contains("\t") || inner.contains("\n") || inner.contains("\r")) {
            errors.add("write single blanks instead of tabs and line breaks");
            inner = inner.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
        }
        String stripped = stripBlanks(inner);
        if (stripped.length() < inner.length()) {
            errors.add("remove the blanks just inside the parentheses");
        }
        return stripped;
    }

    private static String stripBlanks(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
