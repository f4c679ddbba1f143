package com.rezagent.schedules.expression;

import java.util.Map;
import java.util.Optional;

/** Translates the macros of crontab, Spring and Go's cron for common expressions, such as {@code @daily}. */
final class CronMacro {
    private static final String EVERY = "@EVERY ";

    private static final Map<String, String> EXPRESSIONS = Map.of(
            "@HOURLY", "cron(0 * * * ? *)",
            "@DAILY", "cron(0 0 * * ? *)",
            "@MIDNIGHT", "cron(0 0 * * ? *)",
            "@WEEKLY", "cron(0 0 ? * SUN *)",
            "@MONTHLY", "cron(0 0 1 * ? *)",
            "@YEARLY", "cron(0 0 1 1 ? *)",
            "@ANNUALLY", "cron(0 0 1 1 ? *)",
            "@EVERY_MINUTE", "cron(* * * * ? *)");

    private CronMacro() {}

    /** Translates a macro in upper or lower case, also with a command after it; empty for any other text. */
    static Optional<Translation> translate(String text) {
        String upper = AsciiText.upper(text);
        if (upper.startsWith(EVERY)) {
            return Interval.parts(text.substring(EVERY.length()).strip());
        }
        String macro = word(upper);
        if (macro.equals("@REBOOT")) {
            return Optional.of(new Translation.Untranslatable(
                    "nothing reboots here; for a single run write a time, such as at(2030-01-31T12:00:00)"));
        }
        return Optional.ofNullable(EXPRESSIONS.get(macro))
                .map(it -> new Translation.Suggested(Expression.parse(it).expression()));
    }

    /** Returns the first word of a text: the macro without what follows it. */
    static String word(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }
}
