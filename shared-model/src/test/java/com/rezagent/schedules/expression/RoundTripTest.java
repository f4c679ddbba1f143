package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The canonical form has the same meaning, parses unchanged, and equals the one that the generator predicts. */
@Tag("slow")
class RoundTripTest {
    private static final int EXPRESSIONS = Integer.getInteger("expression.roundtrips", 20_000);
    private static final Instant AFTER = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void the_canonical_form_of_a_cron_parses_to_an_equal_expression_without_a_warning() {
        for (long seed = 0; seed < EXPRESSIONS; seed++) {
            RandomCron cron = RandomCron.of(seed);
            assertRoundTrip(seed, cron.text(), cron.canonical());
        }
    }

    @Test
    void the_canonical_form_of_a_rate_parses_to_an_equal_expression_without_a_warning() {
        String[] units = {"minute", "hour", "day"};
        for (long seed = 0; seed < EXPRESSIONS; seed++) {
            Random random = new Random(seed);
            int value = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(Integer.MAX_VALUE >>> random.nextInt(31));
            String unit = units[random.nextInt(units.length)];
            assertRoundTrip(
                    seed,
                    "rate(" + value + " ".repeat(1 + random.nextInt(2)) + unit + (random.nextBoolean() ? "s" : "")
                            + ")",
                    "rate(" + value + " " + unit + (value == 1 ? "" : "s") + ")");
        }
    }

    @Test
    void the_canonical_form_of_an_at_is_its_text() {
        for (long seed = 0; seed < EXPRESSIONS; seed++) {
            Random random = new Random(seed);
            String text = "at(%04d-%02d-%02dT%02d:%02d:%02d)"
                    .formatted(
                            random.nextInt(10_000),
                            1 + random.nextInt(12),
                            1 + random.nextInt(28),
                            random.nextInt(24),
                            random.nextInt(60),
                            random.nextInt(60));
            assertRoundTrip(seed, text, text);
        }
    }

    /** Expressions with an equal canonical form are equal, so their firings are compared too. */
    private static List<Instant> firings(ParsedExpression parsed) {
        Recurrence recurrence = new Recurrence(parsed.expression(), ZoneOffset.UTC, null, null, AFTER);
        return recurrence.after(AFTER).limit(3).toList();
    }

    private static void assertRoundTrip(long seed, String text, String canonical) {
        ParsedExpression parsed = Expression.parse(text);
        ParsedExpression again = Expression.parse(parsed.expression().canonical());
        if (!parsed.expression().canonical().equals(canonical)
                || !again.expression().equals(parsed.expression())
                || !again.warnings().isEmpty()
                || !firings(again).equals(firings(parsed))
                || parsed.warnings().isEmpty() != text.equals(canonical)) {
            assertThat(parsed.expression().canonical())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(canonical);
            assertThat(again.expression()).as("seed %d: %s", seed, text).isEqualTo(parsed.expression());
            assertThat(again.warnings()).as("seed %d: %s", seed, text).isEmpty();
            assertThat(firings(again)).as("seed %d: %s", seed, text).isEqualTo(firings(parsed));
            assertThat(parsed.warnings().isEmpty())
                    .as("seed %d: warned exactly if %s is not canonical", seed, text)
                    .isEqualTo(text.equals(canonical));
        }
    }
}
