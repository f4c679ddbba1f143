package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.rezagent.schedules.error.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random crontab, Quartz and Spring expressions fire, by cron-utils' definition of the dialect, at the same times as
 * the expressions that their refusal suggests. Compares the first firings in each of eight windows of two years, from
 * each of three starts.
 *
 * <p>{@code -Dexpression.dialects.firings=2200} compares every firing of a text that fires at most once an hour;
 * {@code -Dexpression.seed=n} sets the seed.
 */
@Tag("slow")
class DialectFiringTest {
    private static final long SEED = Long.getLong("expression.seed", 20_251_107);
    private static final int TEXTS = 500;
    private static final int FIRINGS = Integer.getInteger("expression.dialects.firings", 3);
    private static final int WINDOWS = 8;
    private static final Duration YEARS = Duration.ofDays(730);
    private static final List<Instant> STARTS = List.of(
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-02-27T23:59:30Z"),
            Instant.parse("2028-06-15T12:34:56Z"));

    private static final Pattern REVERSED = Pattern.compile("(\\w+)-(\\w+)");
    private static final Pattern EDGE_OF_MONTH = Pattern.compile("\\b(?:1|2|27|28|29|30|31)W");
    private static final Pattern STAR_STEP = Pattern.compile("\\*/\\d+");

    enum CronUtilsDialect {
        CRONTAB(CronType.UNIX, "crontab"),
        QUARTZ(CronType.QUARTZ, "Quartz"),
        SPRING(CronType.SPRING53, "Spring");

        private final CronParser parser;
        private final String label;

        CronUtilsDialect(CronType type, String label) {
            this.parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
            this.label = label;
        }
    }

    @ParameterizedTest
    @EnumSource
    void suggested_expressions_fire_when_the_original_text_fires(CronUtilsDialect dialect) {
        int compared = 0;
        int readDifferently = 0;
        int untranslatable = 0;
        long firings = 0;
        for (long seed = SEED; compared < TEXTS; seed++) {
            String text = new RandomText(new Random(seed), dialect).text();
            List<Recurrence> suggested = suggested(text, dialect);
            if (suggested.isEmpty()) {
                untranslatable++;
                continue;
            }
            if (isReadDifferentlyByCronUtils(text, dialect)) {
                readDifferently++;
                continue;
            }
            firings +=
                    compare("seed " + seed + ": " + text, ExecutionTime.forCron(dialect.parser.parse(text)), suggested);
            compared++;
        }
        System.out.printf(
                Locale.ROOT,
                "%d texts of %s, %d firings equal; %d texts skipped because cron-utils differs, %d without a suggestion%n",
                compared,
                dialect.label,
                firings,
                readDifferently,
                untranslatable);
        assertThat(readDifferently).isLessThanOrEqualTo((compared + readDifferently) / 20);
        assertThat(untranslatable).isLessThan(TEXTS / 2);
        assertThat(firings).isGreaterThan(20L * TEXTS);
    }

    private static long compare(String what, ExecutionTime theirs, List<Recurrence> ours) {
        long compared = 0;
        for (Instant start : STARTS) {
            Instant end = start.plus(YEARS);
            for (int window = 0; window < WINDOWS; window++) {
                Instant at = start.plus(YEARS.multipliedBy(window).dividedBy(WINDOWS));
                Instant next = start.plus(YEARS.multipliedBy(window + 1L).dividedBy(WINDOWS));
                for (int i = 0; i < FIRINGS && at.isBefore(next); i++) {
                    Optional<Instant> expected = theirs.nextExecution(at.atZone(ZoneOffset.UTC))
                            .map(ZonedDateTime::toInstant)
                            .filter(it -> it.isBefore(end));
                    Optional<Instant> actual = next(ours, at).filter(it -> it.isBefore(end));
                    if (!actual.equals(expected)) {
                        assertThat(actual).as("%s after %s, %s", what, at, ours).isEqualTo(expected);
                    }
                    compared++;
                    at = actual.orElse(end);
                }
            }
        }
        return compared;
    }

    private static Optional<Instant> next(List<Recurrence> recurrences, Instant after) {
        return recurrences.stream()
                .map(it -> it.next(after))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** Returns the expressions that the refusal suggests for this dialect; empty if it gives a reason instead. */
    private static List<Recurrence> suggested(String text, CronUtilsDialect dialect) {
        try {
            Expression.parse(text);
        } catch (RefusedException refused) {
            String details = refused.details().stream()
                    .filter(it -> it.contains(dialect.label))
                    .findFirst()
                    .orElse("");
            int write = details.indexOf("write ");
            return write < 0
                    ? List.of()
                    : DialectTranslatorTest.SUGGESTION
                            .matcher(details.substring(write))
                            .results()
                            .map(MatchResult::group)
                            .map(it -> new Recurrence(
                                    Expression.parse(it).expression(), ZoneOffset.UTC, null, null, Instant.EPOCH))
                            .toList();
        }
        throw new AssertionError(text + " is accepted");
    }

    /** Returns whether cron-utils 9.2.1 differs from the dialect, see docs/evidence/expression-proof.md. */
    private static boolean isReadDifferentlyByCronUtils(String text, CronUtilsDialect dialect) {
        if (EDGE_OF_MONTH.matcher(text).find()) {
            return true;
        }
        String[] fields = text.split(" ", -1);
        // Spring 5.3 counts * from Monday, cron-utils from Sunday.
        if (dialect == CronUtilsDialect.SPRING && STAR_STEP.matcher(fields[5]).find()) {
            return true;
        }
        Matcher range = REVERSED.matcher(text);
        while (range.find()) {
            long from = number(range.group(1));
            long to = number(range.group(2));
            if (from > to) {
                return true;
            }
        }
        return false;
    }

    private static long number(String text) {
        long number = AsciiText.number(text);
        if (number >= 0) {
            return number;
        }
        int month = CronField.MONTH.valueOf(text, -1);
        return month > 0 ? month : CronField.DAY_OF_WEEK.valueOf(text, -1);
    }

    /** Generates an expression as users of the dialect write it. */
    private record RandomText(Random random, CronUtilsDialect dialect) {
        private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

        String text() {
            List<String> fields = new ArrayList<>();
            if (dialect != CronUtilsDialect.CRONTAB) {
                fields.add("0");
            }
            fields.add(field(0, 59, 10));
            fields.add(field(0, 23, 20));
            String dayOfMonth = chance(55) ? "*" : dayOfMonth();
            String month =
                    chance(60) ? "*" : chance(30) ? CronField.MONTH.name(1 + random.nextInt(12)) : field(1, 12, 0);
            String dayOfWeek = chance(45) ? "*" : dayOfWeek();
            if (dialect == CronUtilsDialect.QUARTZ) {
                if (dayOfWeek.equals("*") || (!dayOfMonth.equals("*") && chance(50))) {
                    dayOfWeek = "?";
                } else {
                    dayOfMonth = "?";
                }
            } else if (dialect == CronUtilsDialect.SPRING) {
                if (!dayOfMonth.equals("*") && !dayOfWeek.equals("*") && !isNthIdiom(dayOfMonth, dayOfWeek)) {
                    dayOfWeek = "*";
                }
                if (dayOfWeek.equals("*") && chance(40)) {
                    dayOfWeek = "?";
                }
            }
            fields.addAll(List.of(dayOfMonth, month, dayOfWeek));
            if (dialect == CronUtilsDialect.QUARTZ && chance(20)) {
                fields.add(chance(50) ? "*" : "2026-" + (2027 + random.nextInt(6)));
            }
            return String.join(" ", fields);
        }

        private static boolean isNthIdiom(String dayOfMonth, String dayOfWeek) {
            return List.of("1-7", "8-14", "15-21", "22-28").contains(dayOfMonth) && DAYS.contains(dayOfWeek);
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        private String field(int min, int max, int percentAny) {
            if (chance(percentAny)) {
                return "*";
            }
            if (chance(70)) {
                return element(min, max);
            }
            return element(min, max) + "," + element(min, max);
        }

        private String element(int min, int max) {
            int a = min + random.nextInt(max - min + 1);
            int b = min + random.nextInt(max - min + 1);
            String range = chance(2) ? a + "-" + b : Math.min(a, b) + "-" + Math.max(a, b);
            int step = 1 + random.nextInt(max / 2);
            return switch (random.nextInt(8)) {
                case 0 -> range;
                case 1 -> range + "/" + step;
                case 2 -> "*/" + step;
                case 3 -> a + "/" + step;
                default -> Integer.toString(a);
            };
        }

        private String dayOfMonth() {
            if (dialect != CronUtilsDialect.CRONTAB && chance(30)) {
                return switch (random.nextInt(4)) {
                    case 0 -> "L";
                    case 1 -> "L-" + (1 + random.nextInt(9));
                    case 2 -> "LW";
                    default -> (chance(5) ? 31 : 3 + random.nextInt(24)) + "W";
                };
            }
            if (dialect == CronUtilsDialect.SPRING && chance(10)) {
                int last = 7 * (1 + random.nextInt(4));
                return last - 6 + "-" + last;
            }
            return field(1, 31, 0);
        }

        private String dayOfWeek() {
            String day = day();
            if (dialect != CronUtilsDialect.CRONTAB && chance(25)) {
                return chance(50) ? day + "L" : day + "#" + (1 + random.nextInt(5));
            }
            int lowest = dialect == CronUtilsDialect.QUARTZ ? 1 : 0;
            int a = lowest + random.nextInt(8 - lowest);
            int b = lowest + random.nextInt(8 - lowest);
            String range = chance(3) ? a + "-" + b : Math.min(a, b) + "-" + Math.max(a, b);
            return switch (random.nextInt(8)) {
                case 0, 1 -> range;
                case 2 -> range + "/" + (1 + random.nextInt(3));
                case 3 -> day + "," + day();
                case 4 -> "MON-FRI";
                case 5 -> chance(dialect == CronUtilsDialect.SPRING ? 20 : 100) ? "*/" + (2 + random.nextInt(3)) : day;
                default -> day;
            };
        }

        private String day() {
            int lowest = dialect == CronUtilsDialect.QUARTZ ? 1 : 0;
            return chance(40) ? DAYS.get(random.nextInt(7)) : Integer.toString(lowest + random.nextInt(8 - lowest));
        }
    }
}
