package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.RateExpression.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateExpressionTest {
    private static final Instant ANCHOR = Instant.parse("2026-03-07T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "rate(1 minute), PT1M",
        "rate(5 minutes), PT5M",
        "rate(1 hour), PT1H",
        "rate(36 hours), PT36H",
        "rate(1 day), PT24H",
        "rate(7 days), PT168H",
        "rate(2147483647 minutes), PT2147483647M",
        "rate(2147483647 days), PT51539607528H",
    })
    void canonical_text_is_unchanged_and_has_no_warning(String text, Duration period) {
        ParsedExpression parsed = Expression.parse(text);
        assertThat(parsed.expression()).hasToString(text);
        assertThat(parsed.expression().canonical()).isEqualTo(text);
        assertThat(parsed.warnings()).isEmpty();
        assertThat(((RateExpression) parsed.expression()).period()).isEqualTo(period);
    }

    @ParameterizedTest
    @CsvSource({
        "rate(1 minutes), rate(1 minute), the unit is singular after 1 and plural after other numbers",
        "rate(5 minute), rate(5 minutes), the unit is singular after 1 and plural after other numbers",
        "rate(1 hours), rate(1 hour), the unit is singular after 1 and plural after other numbers",
        "rate(2 hour), rate(2 hours), the unit is singular after 1 and plural after other numbers",
        "rate(1 days), rate(1 day), the unit is singular after 1 and plural after other numbers",
        "rate(30 day), rate(30 days), the unit is singular after 1 and plural after other numbers",
        "rate(5   minutes), rate(5 minutes), its parts are separated by single spaces",
    })
    void singular_and_plural_units_are_accepted_and_corrected(String text, String canonical, String because) {
        ParsedExpression parsed = Expression.parse(text);
        assertThat(parsed.expression().canonical()).isEqualTo(canonical);
        assertThat(parsed.warnings())
                .containsExactly("The expression was written as " + canonical + " because " + because + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate(0 minutes)            | value: 0 is not in 1-2147483647
            rate(00 minutes)           | value: 00 is not in 1-2147483647
            rate(2147483648 minutes)   | value: 2147483648 is not in 1-2147483647
            rate(99999999999999999999 days) | value: 99999999999999999999 is not in 1-2147483647
            rate(05 minutes)           | value: write 5 instead of 05
            rate(-5 minutes)           | value: -5 is not a whole number of 1 or more
            rate(+5 minutes)           | value: +5 is not a whole number of 1 or more
            rate(1.5 hours)            | value: 1.5 is not a whole number of 1 or more
            rate(five minutes)         | value: five is not a whole number of 1 or more
            rate(5 Minutes)            | unit: write minutes in lower case instead of Minutes
            rate(1 DAY)                | unit: write day in lower case instead of DAY
            rate(1 Hours)              | unit: write hour in lower case instead of Hours
            rate(5 mins)               | unit: mins is not minutes, hours or days; write rate(5 minutes)
            rate(2147483648 DAY)       | value: 2147483648 is not in 1-2147483647; unit: write days in lower case instead of DAY
            rate(5 seconds)            | unit: seconds is not minutes, hours or days
            rate(2 weeks)              | unit: weeks is not minutes, hours or days; write rate(14 days)
            rate(PT15M)                | write a value, a space and a unit, for example rate(15 minutes)
            rate(36h)                  | write a value, a space and a unit, for example rate(36 hours)
            rate(5 minutes 3)          | unit: minutes 3 is not minutes, hours or days
            rate(5minutes)             | write a value, a space and a unit, for example rate(5 minutes)
            rate(5)                    | write a value, a space and a unit, for example rate(5 minutes)
            rate()                     | write a value, a space and a unit, for example rate(5 minutes)
            rate( 5 minutes)           | remove the white space just inside the parentheses
            rate(5 minutes) x          | remove x after the )
            rate(5 minutes             | end the expression with )
            RATE(5 minutes)            | write rate( in lower case
            rate(05 weeks)             | value: write 5 instead of 05; unit: weeks is not minutes, hours or days
            """)
    void an_invalid_rate_is_refused_with_all_its_errors(String text, String details) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Expression.parse(text));
        assertThat(refused).hasMessage("Rate expression is invalid");
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(refused.joinedDetails()).isEqualTo(details);
    }

    @Test
    void the_constructor_refuses_a_value_below_1() {
        assertThat(new RateExpression(5, Unit.HOUR).canonical()).isEqualTo("rate(5 hours)");
        assertThat(new RateExpression(1, Unit.HOUR).canonical()).isEqualTo("rate(1 hour)");
        assertThatThrownBy(() -> new RateExpression(0, Unit.HOUR)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-07T11:59:59.999999999Z, 2026-03-07T12:00:00Z",
        "2020-01-01T00:00:00Z, 2026-03-07T12:00:00Z",
        "2026-03-07T12:00:00Z, 2026-03-08T12:00:00Z",
        "2026-03-07T12:00:00.000000001Z, 2026-03-08T12:00:00Z",
        "2026-03-08T11:59:59Z, 2026-03-08T12:00:00Z",
        "2026-03-08T12:00:00Z, 2026-03-09T12:00:00Z",
        "2226-03-08T12:00:00Z, 2226-03-09T12:00:00Z",
    })
    void fires_at_the_anchor_and_each_period_after_it_with_no_last_year(Instant after, Instant next) {
        assertThat(rate("rate(1 day)", ANCHOR).next(after)).contains(next);
    }

    @Test
    void a_day_is_24_hours_across_a_change_of_clocks() {
        // Clocks in New York go forward between these two firings.
        assertThat(rate("rate(1 day)", ANCHOR).next(ANCHOR)).contains(ANCHOR.plus(Duration.ofHours(24)));
    }

    @Test
    void the_anchor_counts_in_whole_seconds() {
        Recurrence recurrence = rate("rate(1 hour)", Instant.parse("2026-03-07T12:00:00.9Z"));
        assertThat(recurrence.next(ANCHOR.minusSeconds(1))).contains(ANCHOR);
        assertThat(recurrence.after(ANCHOR).limit(2))
                .containsExactly(ANCHOR.plus(Duration.ofHours(1)), ANCHOR.plus(Duration.ofHours(2)));
    }

    @Test
    void a_start_after_the_anchor_keeps_the_phase() {
        Recurrence recurrence = new Recurrence(
                Expression.parse("rate(1 day)").expression(),
                ZoneId.of("UTC"),
                Instant.parse("2026-03-10T00:00:00Z"),
                Instant.parse("2026-03-11T12:00:00Z"),
                ANCHOR);
        assertThat(recurrence.after(Instant.MIN))
                .containsExactly(Instant.parse("2026-03-10T12:00:00Z"), Instant.parse("2026-03-11T12:00:00Z"));
    }

    @Test
    void the_largest_rate_does_not_overflow() {
        Recurrence recurrence = rate("rate(2147483647 days)", ANCHOR);
        Instant second = ANCHOR.plus(Duration.ofDays(2147483647L));
        assertThat(recurrence.next(ANCHOR)).contains(second);
        assertThat(recurrence.next(Instant.MAX)).isEmpty();
        assertThat(recurrence.after(Instant.MIN).limit(3))
                .containsExactly(ANCHOR, second, second.plus(Duration.ofDays(2147483647L)));
        assertThat(rate("rate(2147483647 days)", Instant.MIN).next(Instant.MAX)).isEmpty();
        assertThat(rate("rate(1 minute)", Instant.MIN).next(Instant.EPOCH)).isPresent();
        Instant last = Instant.ofEpochSecond(Instant.MAX.getEpochSecond());
        assertThat(rate("rate(1 minute)", last.minusSeconds(60)).next(last.minusSeconds(60)))
                .contains(last);
        assertThat(rate("rate(1 minute)", last.minusSeconds(59)).next(last.minusSeconds(59)))
                .isEmpty();
        assertThat(rate("rate(1 minute)", Instant.MAX).after(Instant.MIN)).containsExactly(last);
    }

    @Test
    void fires_at_its_instants_and_no_others() {
        Recurrence recurrence = rate("rate(1 hour)", ANCHOR);
        assertThat(recurrence.firesAt(ANCHOR)).isTrue();
        assertThat(recurrence.firesAt(ANCHOR.plus(Duration.ofHours(3)))).isTrue();
        assertThat(recurrence.firesAt(ANCHOR.plus(Duration.ofHours(3)).plusNanos(1)))
                .isFalse();
        assertThat(recurrence.firesAt(ANCHOR.plusSeconds(1))).isFalse();
        assertThat(recurrence.firesAt(ANCHOR.minus(Duration.ofHours(1)))).isFalse();
        assertThat(recurrence.firesAt(Instant.MIN)).isFalse();
        assertThat(recurrence.firesAt(Instant.MAX)).isFalse();
    }

    private static Recurrence rate(String text, Instant anchor) {
        return new Recurrence(Expression.parse(text).expression(), ZoneId.of("America/New_York"), null, null, anchor);
    }
}
