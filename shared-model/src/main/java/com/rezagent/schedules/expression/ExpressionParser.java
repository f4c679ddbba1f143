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
        Faults faults = new Faults();
        if (text.length() > MAX_LENGTH) {
            faults.add("Expression must have at most " + MAX_LENGTH + " characters, it has " + text.length());
            throw faults.refusal(MESSAGE);
        }
        ParsedExpression parsed;
        try {
            parsed = ours(text, faults);
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

    private static ParsedExpression ours(String text, Faults faults) {
        String stripped = stripBlanks(text);
        if (stripped.length() < text.length()) {
            faults.add("remove the blanks around the expression");
        }
        if (opens(stripped, "cron(", faults)) {
            return CronParser.parse(between(stripped, "cron(", faults), faults);
        }
        if (opens(stripped, "rate(", faults)) {
            return RateParser.parse(between(stripped, "rate(", faults), faults);
        }
        if (opens(stripped, "at(", faults)) {
            return AtParser.parse(between(stripped, "at(", faults), faults);
        }
        faults.add("write cron(…), rate(…) or at(…), for example cron(0 12 * * ? *), rate(5 minutes) or"
                + " at(2030-01-31T12:00:00)");
        throw faults.refusal(MESSAGE);
    }

    private static boolean opens(String text, String form, Faults faults) {
        if (text.startsWith(form)) {
            return true;
        }
        if (Ascii.upper(text).startsWith(Ascii.upper(form))) {
            faults.add("write " + form + " in lower case");
            return true;
        }
        return false;
    }

    private static String between(String text, String form, Faults faults) {
        int end = text.indexOf(')');
        if (end < 0) {
            end = text.length();
            faults.add("end the expression with )");
        } else if (end < text.length() - 1) {
            faults.add("remove " + faults.cite(stripBlanks(text.substring(end + 1))) + " after the )");
        }
        String inner = text.substring(form.length(), end);
        if (inner.contains("\t") || inner.contains("\n") || inner.contains("\r")) {
            faults.add("write single blanks instead of tabs and line breaks");
            inner = inner.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
        }
        String stripped = stripBlanks(inner);
        if (stripped.length() < inner.length()) {
            faults.add("remove the blanks just inside the parentheses");
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
