package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes expressions of other schedulers (crontab, Quartz, Spring, ISO 8601, plain words) and refuses them with the
 * expression to write instead. Does not guess: the refusal of a text with two possible meanings suggests both.
 *
 * <p>{@link Expression#parse} accepts every suggested expression.
 *
 * @see <a
 *     href="https://docs.spring.io/spring-framework/reference/integration/scheduling.html#scheduling-cron-expression">Cron expressions in Spring</a>
 * @see <a href="https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html">Cron
 *     expressions in Quartz</a>
 * @see <a href="https://man7.org/linux/man-pages/man5/crontab.5.html">crontab(5)</a>
 */
final class DialectTranslator {
    static final String SIX_FIELDS = "Expression must have 6 fields for EventBridge Scheduler";

    private static final int CRONTAB_FIELDS = 5;
    private static final int MIN_CRON_FIELDS = 3;
    private static final int SIX = 6;
    private static final int SEVEN = 7;

    private static final Pattern CRON_FIELD = Pattern.compile(
            "(?i:[\\d*?/,#LW-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP" + "|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+");

    private final PastedText pasted;
    private final List<String> sentences = new ArrayList<>();

    private DialectTranslator(String text) {
        this.pasted = PastedText.of(text);
    }

    /**
     * Returns the refusal that names the dialect of a text that EventBridge Scheduler doesn't accept; empty if no
     * dialect is recognized.
     */
    static Optional<RefusedException> refusal(String text) {
        DialectTranslator translator = new DialectTranslator(text);
        return translator.recognizes() ? Optional.of(translator.refused()) : Optional.empty();
    }

    /**
     * Checks whether an expression without {@code ?}, which EventBridge Scheduler would refuse, has another meaning in
     * dialects with seconds first.
     *
     * @return a warning that describes the other meaning; null if there is none
     * @throws RefusedException with both meanings, if there are two and the text is not two numbers and four {@code *}
     */
    static @Nullable String checkReading(String text, CronExpression parsed) {
        DialectTranslator translator = new DialectTranslator(text);
        List<String> fields = translator.pasted.fields();
        Translation other = CronTranslator.translate(Dialect.SPRING, fields);
        if (!other.isValid()) {
            return null;
        }
        if (isNumber(fields.get(0))
                && isNumber(fields.get(1))
                && fields.subList(2, SIX).stream().allMatch("*"::equals)) {
            return "It was read as " + Suggestion.described(parsed)
                    + ". If its first field was meant as seconds, as in Spring, Quartz and Azure: "
                    + withoutLabel(other) + ".";
        }
        translator.twoReadings("write " + Suggestion.described(parsed));
        throw translator.refused();
    }

    private RefusedException refused() {
        if (pasted.hasComment()) {
            sentences.add("the comment after # was ignored; it belongs in the description");
        }
        return new RefusedException(
                ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                (pasted.isWrapped() ? "Cron" : "Schedule") + " expression is invalid",
                sentences);
    }

    private boolean recognizes() {
        String core = pasted.core();
        if (core.startsWith("@")) {
            boolean isInterval = AsciiText.upper(core).startsWith("@EVERY ");
            return CronMacro.translate(core)
                    .map(it -> add(
                            isInterval
                                    ? "this is an interval of Go's cron"
                                    : QuotedInput.printable(CronMacro.word(core)) + " is a macro of crontab",
                            it))
                    .isPresent();
        }
        Optional<Translation> duration = Interval.iso(core);
        if (duration.isPresent()) {
            return add("this is an ISO 8601 duration", duration.get());
        }
        Optional<Translation> words = inWords(core);
        if (words.isPresent()) {
            return add("this is an interval in words", words.get());
        }
        return switch (pasted.fields().size()) {
            case CRONTAB_FIELDS -> fiveFields();
            case SIX -> sixFields() || withCommand() || sixInvalidFields();
            case SEVEN -> sevenFields() || withCommand() || sevenInvalidFields();
            default -> withCommand() || otherNumberOfFields();
        };
    }

    private static Optional<Translation> inWords(String core) {
        String upper = AsciiText.upper(core);
        if (upper.startsWith("EVERY ")) {
            return Interval.parts(core.substring("EVERY ".length()));
        }
        boolean startsWithNumber = !core.isEmpty() && isNumber(core.substring(0, 1));
        return startsWithNumber ? Interval.parts(core) : Optional.empty();
    }

    private boolean fiveFields() {
        List<String> fields = pasted.fields();
        if (fields.get(2).equals("?") || fields.get(4).equals("?")) {
            boolean isKnown = byNumbering("5 fields without a year", Dialect.EVENTBRIDGE_WITHOUT_YEAR, Dialect.CRONTAB);
            if (isKnown) {
                sentences.add(0, SIX_FIELDS);
            }
            return isKnown;
        }
        Translation translation = CronTranslator.translate(Dialect.CRONTAB, fields);
        if (translation instanceof Translation.Invalid invalid) {
            long cronFields = fields.stream()
                    .filter(it -> CRON_FIELD.matcher(it).matches())
                    .count();
            if (!pasted.isWrapped() && cronFields < MIN_CRON_FIELDS) {
                return false;
            }
            sentences.add(SIX_FIELDS);
            sentences.add("read as the 5 fields of crontab");
            sentences.addAll(invalid.errors());
            return true;
        }
        sentences.add(SIX_FIELDS);
        return add("these are the 5 fields of crontab", translation);
    }

    private boolean sixFields() {
        List<String> fields = pasted.fields();
        Translation eventBridge = asEventBridge(fields);
        if (eventBridge instanceof Translation.Suggested suggested) {
            if (isEitherReading(fields)) {
                return twoReadings(
                        "write " + Suggestion.described(suggested.expressions().get(0)));
            }
            boolean isForeign = !pasted.isWrapped()
                    || pasted.hasOtherSeparators()
                    || pasted.hasComment()
                    || pasted.timezone() != null;
            return isForeign && add("these are the 6 fields of EventBridge", eventBridge);
        }
        if (!isEitherReading(fields)) {
            return isQuartz(fields) && addErrors("read as 6 fields with seconds first, as in Quartz");
        }
        if (eventBridge instanceof Translation.Invalid invalid
                && invalid.errors().size() == 1
                && bothDays(invalid)) {
            return twoReadings(invalid.errors().get(0));
        }
        return byNumbering("6 fields with seconds first", Dialect.QUARTZ, Dialect.SPRING);
    }

    private static boolean isEitherReading(List<String> fields) {
        return CronTranslator.translate(Dialect.QUARTZ, fields).isValid()
                || CronTranslator.translate(Dialect.SPRING, fields).isValid();
    }

    private static boolean bothDays(Translation.Invalid invalid) {
        return invalid.errors().get(0).startsWith(CronParser.BOTH_DAYS);
    }

    private static Translation asEventBridge(List<String> fields) {
        try {
            return new Translation.Suggested(
                    CronParser.parse(String.join(" ", fields), ExpressionParser.newErrors(), new QuotedInput())
                            .expression());
        } catch (RefusedException refused) {
            return new Translation.Invalid(refused.details());
        }
    }

    private boolean sevenFields() {
        Translation translation = CronTranslator.translate(Dialect.QUARTZ, pasted.fields());
        if (!translation.isValid()) {
            return isQuartz(pasted.fields()) && addErrors("read as the 7 fields of Quartz");
        }
        sentences.add(SIX_FIELDS);
        return add("these are the 7 fields of Quartz, seconds first and the year last", translation);
    }

    /** Returns whether {@code ?} is in a day field of Quartz, and in no day field of EventBridge Scheduler. */
    private static boolean isQuartz(List<String> fields) {
        return (fields.get(3).equals("?") || fields.get(5).equals("?"))
                && !fields.get(2).equals("?")
                && !fields.get(4).equals("?");
    }

    private boolean addErrors(String what) {
        sentences.add(what);
        if (CronTranslator.translate(Dialect.QUARTZ, pasted.fields()) instanceof Translation.Invalid invalid) {
            sentences.addAll(invalid.errors());
        }
        return true;
    }

    /** Recognizes six fields that are valid in no dialect. The parser itself refuses those inside {@code cron( )}. */
    private boolean sixInvalidFields() {
        if (hasOnlyCronFields() && asEventBridge(pasted.fields()) instanceof Translation.Invalid invalid) {
            sentences.add("read as minutes hours day-of-month month day-of-week year");
            sentences.addAll(invalid.errors());
            return true;
        }
        return false;
    }

    private boolean sevenInvalidFields() {
        if (hasOnlyCronFields()) {
            sentences.add(SIX_FIELDS);
            return addErrors("read as the 7 fields of Quartz");
        }
        return false;
    }

    private boolean otherNumberOfFields() {
        int count = pasted.fields().size();
        if (count < MIN_CRON_FIELDS || !hasOnlyCronFields()) {
            return false;
        }
        sentences.add("this has " + count + " fields");
        sentences.add("cron has 6 (minutes hours day-of-month month day-of-week year), crontab 5");
        sentences.add(ExpressionParser.THREE_FORMS);
        return true;
    }

    /** Returns whether all fields consist of characters and names of cron, outside {@code cron( )}. */
    private boolean hasOnlyCronFields() {
        return !pasted.isWrapped()
                && pasted.fields().stream()
                        .allMatch(it -> CRON_FIELD.matcher(it).matches());
    }

    /** Recognizes a line of a crontab file: five fields and a command. The command is never quoted. */
    private boolean withCommand() {
        List<String> fields = pasted.fields();
        if (pasted.isWrapped()
                || fields.size() <= CRONTAB_FIELDS
                || CRON_FIELD.matcher(fields.get(CRONTAB_FIELDS)).matches()) {
            return false;
        }
        Translation translation = CronTranslator.translate(Dialect.CRONTAB, fields.subList(0, CRONTAB_FIELDS));
        return translation.isValid()
                && add("these are the 5 fields of crontab and a command, which belongs in the payload", translation);
    }

    /** Suggests both meanings of six fields: without seconds, and with seconds first. */
    private boolean twoReadings(String withoutSeconds) {
        sentences.add("these 6 fields can be read in two ways");
        sentences.add("as minutes hours day-of-month month day-of-week year: " + withoutSeconds);
        Translation quartz = CronTranslator.translate(Dialect.QUARTZ, pasted.fields());
        Translation spring = CronTranslator.translate(Dialect.SPRING, pasted.fields());
        if (!quartz.isValid() || !spring.isValid() || quartz.equals(spring)) {
            sentences.add("with seconds first, as in Spring, Quartz and Azure: "
                    + withoutLabel(spring.isValid() ? spring : quartz));
        } else {
            sentences.add("with seconds first, as in Quartz, where 1 is SUN: " + withoutLabel(quartz));
            sentences.add("with seconds first, as in Spring, where 1 is MON: " + withoutLabel(spring));
        }
        return true;
    }

    private static String withoutLabel(Translation translation) {
        if (translation instanceof Translation.Suggested suggested) {
            return "write " + Suggestion.described(suggested.expressions().get(0));
        }
        return ((Translation.Untranslatable) translation).reason();
    }

    /** Suggests one expression if both dialects give the fields the same meaning, else one for each dialect. */
    private boolean byNumbering(String what, Dialect first, Dialect second) {
        Translation one = CronTranslator.translate(first, pasted.fields());
        Translation other = CronTranslator.translate(second, pasted.fields());
        if (!one.isValid() && !other.isValid()) {
            return false;
        }
        String these = "these are " + what;
        if (!one.isValid() || !other.isValid() || one.equals(other)) {
            Dialect dialect = one.isValid() ? first : second;
            String dialects = one.equals(other) ? first.label() + " and " + second.label() : dialect.label();
            return add(these + ", as in " + dialects, one.isValid() ? one : other);
        }
        sentences.add(these);
        add("as in " + first.label() + ", " + first.numbering(), one);
        return add("as in " + second.label() + ", " + second.numbering(), other);
    }

    private boolean add(String what, Translation translation) {
        if (translation instanceof Translation.Untranslatable untranslatable) {
            sentences.add(what + ", but " + untranslatable.reason());
        } else if (translation instanceof Translation.Suggested suggested) {
            List<Expression> expressions = suggested.expressions();
            String first = Suggestion.of(expressions.get(0));
            sentences.add(
                    expressions.size() == 1
                            ? what + ": write " + first + timezone()
                            : what + ", which runs on days that match either day field: write two schedules, " + first
                                    + " and " + Suggestion.of(expressions.get(1)) + timezone()
                                    + "; on a day that matches both, both fire");
        }
        return true;
    }

    private String timezone() {
        String timezone = pasted.timezone();
        if (timezone == null || timezone.isEmpty()) {
            return "";
        }
        String id = Timezones.suggestion(timezone);
        return id == null
                ? ", with a valid timezone in place of " + QuotedInput.printable(timezone)
                : ", with timezone " + id;
    }

    private static boolean isNumber(String text) {
        return AsciiText.number(text) != AsciiText.NOT_A_NUMBER;
    }
}
