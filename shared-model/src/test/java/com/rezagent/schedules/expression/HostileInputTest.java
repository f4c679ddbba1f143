package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rezagent.schedules.error.RefusedException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For any input the parser returns or throws its own exception, takes at most 50 ms and is deterministic.
 *
 * <p>{@code -Dexpression.mutations=1000000} sets the number of mutations, 50,000 by default;
 * {@code -Dexpression.seed=n} sets the seed. The test prints the slowest input.
 */
@Tag("slow")
class HostileInputTest {
    private static final int MUTATIONS = Integer.getInteger("expression.mutations", 50_000);
    private static final long SEED = Long.getLong("expression.seed", 20_251_107);

    private static final long MAX_NANOS = 50_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final List<String> VALID = List.of(
            "cron(0 12 * * ? *)",
            "cron(0/15 8-17 ? NOV-FEB MON-FRI 2027-2199)",
            "cron(1,5-9,20/10 22-4/3 LW */3 ? */4)",
            "cron(0 0 L-3 * ? *)",
            "cron(0 0 15W * ? *)",
            "cron(0 0 ? * FRIL *)",
            "cron(0 0 ? * 6#2 *)",
            "rate(5 minutes)",
            "rate(2147483647 days)",
            "at(2026-11-07T11:00:00)",
            "15 12 13 * 0",
            "CRON_TZ=Eastern Standard Time 0,30 9 * * 1-5",
            "cron(0 0 9 * * *)",
            "0 0 9 ? * 2-6",
            "0; 15; 10; ?; *; 6L; 2027",
            "@every 1h30m",
            "every 15 minutes",
            "PT15M",
            "0 9 * * 1-5 # daily",
            "1 2 3 4",
            "rate (5 minutes)");

    /** An expression that a message suggests, as opposed to one that it quotes. */
    private static final Pattern SUGGESTION =
            Pattern.compile("(?:write|it is|two schedules,) ((?:cron|rate|at)\\([^);…]+\\))");

    private static final int MAX_QUOTED = 100;

    private static final String ALPHABET =
            "0123456789 ,-*/?LW#()JANFEBSUNMONcronratedayshours:T\t\n\u0000ıİſK٣０𝟘😀\uD800é";

    @Test
    void mutated_expressions_are_either_parsed_or_refused() {
        long slowest = 0;
        String slowestText = "";
        for (int i = 0; i < MUTATIONS; i++) {
            String text = mutated(new Random(SEED + i));
            Object result = assertIsDeterministic("seed " + (SEED + i), text);
            long taken = assertIsQuick("seed " + (SEED + i), text);
            if (taken > slowest) {
                slowest = taken;
                slowestText = text;
            }
            if (result instanceof ParsedExpression parsed) {
                String canonical = parsed.expression().canonical();
                if (canonical.length() > text.length() + 1
                        || !Expression.parse(canonical).equals(new ParsedExpression(parsed.expression(), List.of()))) {
                    throw new AssertionError(
                            "seed " + (SEED + i) + ": " + QuotedInput.printable(text) + " gave " + canonical);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d mutations, slowest %.3f ms: %s%n",
                MUTATIONS,
                slowest / 1e6,
                QuotedInput.printable(slowestText));
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(
                random.nextInt(3) == 0
                        ? RandomCron.of(random.nextLong()).text()
                        : VALID.get(random.nextInt(VALID.size())));
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(4));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, character(random));
                case 2 -> text.replace(at, to, character(random));
                case 3 -> text.insert(at, text.substring(at, to).repeat(1 + random.nextInt(20)));
                case 4 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, to));
                default -> text.replace(at, to, Long.toString(random.nextLong() >> random.nextInt(64)));
            }
        }
        return text.toString();
    }

    private static String character(Random random) {
        return random.nextInt(20) == 0
                ? Character.toString(random.nextInt(Character.MAX_CODE_POINT + 1))
                : Character.toString(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }

    /** Measures CPU time of this thread, so that load on the machine has no effect, and fails only if all attempts are slow. */
    private static long assertIsQuick(String seed, String text) {
        return assertIsQuick(seed, text, Expression::parse);
    }

    private static long assertIsQuick(String seed, String text, Function<String, Object> parser) {
        long fastest = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && fastest > MAX_NANOS; attempt++) {
            long start = THREADS.getCurrentThreadCpuTime();
            result(seed, text, parser);
            fastest = Math.min(fastest, THREADS.getCurrentThreadCpuTime() - start);
        }
        if (fastest > MAX_NANOS) {
            throw new AssertionError(seed + ": " + fastest + " ns for " + QuotedInput.printable(text));
        }
        return fastest;
    }

    /** Returns the parsed expression, or the message and the details of the refusal. */
    private static Object assertIsDeterministic(String seed, String text) {
        Object first = result(seed, text, Expression::parse);
        if (!first.equals(result(seed, text, Expression::parse))) {
            throw new AssertionError(seed + ": two different results for " + QuotedInput.printable(text));
        }
        return first;
    }

    private static Object result(String seed, String text, Function<String, Object> parser) {
        try {
            return parser.apply(text);
        } catch (RefusedException refused) {
            assertIsReadable(seed, text, refused);
            return List.of(refused.getMessage(), refused.details());
        } catch (RuntimeException | Error unexpected) {
            throw new AssertionError(seed + ": " + QuotedInput.printable(text), unexpected);
        }
    }

    private static void assertIsReadable(String seed, String text, RefusedException refused) {
        String details = refused.joinedDetails();
        if (refused.details().isEmpty()
                || details.length() > 8_000
                || !details.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '…')) {
            throw new AssertionError(seed + ": " + QuotedInput.printable(text) + " is refused with " + details);
        }
        for (int i = 0; text.length() <= ExpressionParser.MAX_LENGTH && i < text.length() - MAX_QUOTED; i++) {
            if (details.contains(text.substring(i, i + MAX_QUOTED + 1))) {
                throw new AssertionError(
                        seed + ": " + QuotedInput.printable(text) + " is quoted at length in " + details);
            }
        }
        SUGGESTION.matcher(details).results().map(it -> it.group(1)).forEach(it -> {
            try {
                Expression.parse(it);
            } catch (RefusedException invalid) {
                throw new AssertionError(
                        seed + ": " + QuotedInput.printable(text) + " has the invalid suggestion " + it, invalid);
            }
        });
    }

    @Test
    void random_unicode_is_refused() {
        for (int i = 0; i < 20_000; i++) {
            Random random = new Random(SEED + i);
            StringBuilder text = new StringBuilder();
            int[] shape = random.nextInt(2) == 0 ? new int[0] : "cron()".chars().toArray();
            random.ints(random.nextInt(80), 0, Character.MAX_CODE_POINT + 1).forEach(text::appendCodePoint);
            if (shape.length > 0) {
                text.insert(0, "cron(").append(')');
            }
            assertThat(assertIsDeterministic("seed " + (SEED + i), text.toString()))
                    .isInstanceOf(List.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,", "*/1,", " ", "(", ")", "-", "cron(", "0 0 * * ? *", "\u0000", "😀", "L", "#", "/"})
    void ten_megabytes_are_refused_without_parsing(String piece) {
        String text = "cron(" + piece.repeat(10_000_000 / piece.length());
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Expression.parse(text));
        assertThat(refused.details())
                .containsExactly("Expression must have at most 256 characters, it has " + text.length());
        assertIsQuick("ten megabytes", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,", "*/1,", " ", "(", ")", "-", ",", "L", "#", "/", "99,", "a,", "1-2-3,", "\t"})
    void repetitive_texts_of_maximum_length_are_parsed_or_refused(String piece) {
        for (String around : List.of(
                "%s",
                "cron(%s",
                "cron(%s)",
                "cron(%s 0 * * ? *)",
                "cron(0 0 ? * %s *)",
                "rate(%s)",
                "at(%s)",
                "rate(1 %s)")) {
            String text = around.formatted(piece.repeat(250 / piece.length()));
            String longest = text.substring(0, Math.min(text.length(), 256));
            assertIsDeterministic(around, longest);
            assertIsQuick(around, longest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,", " ", "/", "America/", "😀", "\u0000", "+1", "İ"})
    void hostile_timezones_are_refused(String piece) {
        for (int length : new int[] {1, 10, 25, 50, 5_000_000}) {
            String text = piece.repeat(length);
            assertThat(catchThrowableOfType(RefusedException.class, () -> Timezones.parse(text)))
                    .isNotNull();
            assertIsQuick("timezone", text, Timezones::parse);
        }
    }
}
