package com.rezagent.schedules.expression;

import java.util.Map;
import java.util.Optional;

/** The words that crontab, Spring and Go's cron have for common expressions, such as {@code @daily}. */
final class CronMacro {
    private static final String EVERY = "@EVERY ";

    private static final Map<String, String> LINES = Map.of(
            "@HOURLY", "cron(0 * * * ? *)",
            "@DAILY", "cron(0 0 * * ? *)",
            "@MIDNIGHT", "cron(0 0 * * ? *)",
            "@WEEKLY", "cron(0 0 ? * SUN *)",
            "@MONTHLY", "cron(0 0 1 * ? *)",
            "@YEARLY", "cron(0 0 1 1 ? *)",
            "@ANNUALLY", "cron(0 0 1 1 ? *)",
            "@EVERY_MINUTE", "cron(* * * * ? *)");

    private CronMacro() {}

    /** Translates a macro, in any case and with anything behind it, such as a command; empty for any other text. */
    static Optional<Translation> translate(String text) {
        String upper = AsciiText.upper(text);
        if (upper.startsWith(EVERY)) {
            return Interval.parts(text.substring(EVERY.length()).strip());
        }
        String macro = word(upper);
        if (macro.equals("@REBOOT")) {
            return Optional.of(new Translation.Untranslatable("there is no such moment here, since nothing reboots; for"
                    + " a single run write a time, such as at(2030-01-31T12:00:00)"));
        }
        return Optional.ofNullable(LINES.get(macro))
                .map(line -> new Translation.Suggested(Expression.parse(line).expression()));
    }

    /** The macro alone. */
    static String word(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }
}
