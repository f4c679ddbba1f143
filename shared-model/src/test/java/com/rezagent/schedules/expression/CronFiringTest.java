package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The times that each form of a cron field selects, in UTC, where every local time occurs once. */
class CronFiringTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # minutes and hours
            cron(0 12 * * ? *)      | 2026-01-01T00:00 | 2026-01-01T12:00 2026-01-02T12:00
            cron(30 * * * ? *)      | 2026-01-01T22:45 | 2026-01-01T23:30 2026-01-02T00:30
            cron(* * * * ? *)       | 2026-01-01T23:58 | 2026-01-01T23:59 2026-01-02T00:00 2026-01-02T00:01
            cron(0,59 0,23 * * ? *) | 2026-01-01T00:00 | 2026-01-01T00:59 2026-01-01T23:00 2026-01-01T23:59 2026-01-02T00:00
            # steps: a/n to the end of the field, */n from its start, a-b/n within the range
            cron(10/20 0 * * ? *)   | 2026-01-01T00:00 | 2026-01-01T00:10 2026-01-01T00:30 2026-01-01T00:50 2026-01-02T00:10
            cron(*/25 0 * * ? *)    | 2026-01-01T00:00 | 2026-01-01T00:25 2026-01-01T00:50 2026-01-02T00:00
            cron(5-20/10 0 * * ? *) | 2026-01-01T00:00 | 2026-01-01T00:05 2026-01-01T00:15 2026-01-02T00:05
            cron(7/100 0 * * ? *)   | 2026-01-01T00:00 | 2026-01-01T00:07 2026-01-02T00:07
            cron(*/60 0 * * ? *)    | 2026-01-01T00:00 | 2026-01-02T00:00 2026-01-03T00:00
            cron(*/2147483647 0 * * ? *) | 2026-01-01T00:00 | 2026-01-02T00:00 2026-01-03T00:00
            cron(0 0 */10 * ? *)    | 2026-01-01T00:00 | 2026-01-11T00:00 2026-01-21T00:00 2026-01-31T00:00 2026-02-01T00:00
            cron(0 0 1 */5 ? *)     | 2026-01-01T00:00 | 2026-06-01T00:00 2026-11-01T00:00 2027-01-01T00:00
            cron(0 0 1 1 ? */7)     | 2026-01-01T00:00 | 2033-01-01T00:00 2040-01-01T00:00
            cron(0 0 1 1 ? 2030/7)  | 2026-01-01T00:00 | 2030-01-01T00:00 2037-01-01T00:00
            # lists of values, ranges and steps
            cron(0 1,4-6,20/2 * * ? *) | 2026-01-01T00:00 | 2026-01-01T01:00 2026-01-01T04:00 2026-01-01T05:00 2026-01-01T06:00 2026-01-01T20:00 2026-01-01T22:00 2026-01-02T01:00
            # reversed ranges wrap, as a plain set
            cron(0 22-1 * * ? *)    | 2026-01-01T12:00 | 2026-01-01T22:00 2026-01-01T23:00 2026-01-02T00:00 2026-01-02T01:00 2026-01-02T22:00
            cron(0 22-1 ? * MON-FRI *) | 2026-01-02T12:00 | 2026-01-02T22:00 2026-01-02T23:00 2026-01-05T00:00 2026-01-05T01:00
            cron(58-1 0 * * ? *)    | 2026-01-01T00:01 | 2026-01-01T00:58 2026-01-01T00:59 2026-01-02T00:00
            cron(0 0 30-2 * ? *)    | 2026-02-01T12:00 | 2026-02-02T00:00 2026-03-01T00:00 2026-03-02T00:00 2026-03-30T00:00
            cron(0 0 1 NOV-FEB ? *) | 2026-02-01T00:00 | 2026-11-01T00:00 2026-12-01T00:00 2027-01-01T00:00 2027-02-01T00:00 2027-11-01T00:00
            cron(0 0 ? * FRI-MON *) | 2026-01-01T00:00 | 2026-01-02T00:00 2026-01-03T00:00 2026-01-04T00:00 2026-01-05T00:00 2026-01-09T00:00
            # a stepped wrap counts from its start: 22, 1, 4
            cron(0 22-4/3 * * ? *)  | 2026-01-01T00:00 | 2026-01-01T01:00 2026-01-01T04:00 2026-01-01T22:00 2026-01-02T01:00
            cron(0 0 28-4/2 * ? *)  | 2026-01-04T00:00 | 2026-01-28T00:00 2026-01-30T00:00 2026-02-01T00:00 2026-02-03T00:00 2026-02-28T00:00
            cron(0 0 1 11-2/2 ? *)  | 2026-02-01T00:00 | 2026-11-01T00:00 2027-01-01T00:00 2027-11-01T00:00
            # day of the month: L, L-n, LW, nW
            cron(0 0 31 * ? *)      | 2026-01-31T00:00 | 2026-03-31T00:00 2026-05-31T00:00
            cron(0 0 29 2 ? *)      | 2026-01-31T00:00 | 2028-02-29T00:00 2032-02-29T00:00
            cron(0 0 L * ? *)       | 2026-01-01T00:00 | 2026-01-31T00:00 2026-02-28T00:00 2026-03-31T00:00
            cron(0 0 L 2 ? *)       | 2027-01-01T00:00 | 2027-02-28T00:00 2028-02-29T00:00
            cron(0 0 L-1 * ? *)     | 2026-01-01T00:00 | 2026-01-30T00:00 2026-02-27T00:00
            cron(0 0 L-27 2 ? *)    | 2026-01-01T00:00 | 2026-02-01T00:00 2027-02-01T00:00 2028-02-02T00:00
            cron(0 0 L-28 * ? *)    | 2026-01-10T00:00 | 2026-03-03T00:00 2026-04-02T00:00
            cron(0 0 L-28 2 ? *)    | 2026-01-10T00:00 | 2028-02-01T00:00 2032-02-01T00:00
            cron(0 0 L-30 * ? *)    | 2026-01-10T00:00 | 2026-03-01T00:00 2026-05-01T00:00 2026-07-01T00:00
            cron(0 0 LW * ? *)      | 2026-01-01T00:00 | 2026-01-30T00:00 2026-02-27T00:00 2026-03-31T00:00
            cron(0 0 LW 5 ? *)      | 2026-01-01T00:00 | 2026-05-29T00:00 2027-05-31T00:00
            cron(0 0 15W * ? *)     | 2026-01-01T00:00 | 2026-01-15T00:00 2026-02-16T00:00 2026-03-16T00:00
            cron(0 0 15W 8 ? *)     | 2026-01-01T00:00 | 2026-08-14T00:00 2027-08-16T00:00
            cron(0 0 1W * ? *)      | 2026-07-10T00:00 | 2026-08-03T00:00 2026-09-01T00:00
            cron(0 0 1W 11 ? *)     | 2026-07-10T00:00 | 2026-11-02T00:00 2027-11-01T00:00
            cron(0 0 31W * ? *)     | 2026-01-01T00:00 | 2026-01-30T00:00 2026-03-31T00:00 2026-05-29T00:00 2026-07-31T00:00
            cron(0 0 28W 2 ? *)     | 2026-01-01T00:00 | 2026-02-27T00:00 2027-02-26T00:00 2028-02-28T00:00
            cron(0 0 30W 2 ? *)     | 2026-01-01T00:00 |
            # day of the week: 1 = SUN, L, dL, d#k
            cron(0 0 ? * 1 *)       | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
            cron(0 0 ? * SUN *)     | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
            cron(0 0 ? * 7 *)       | 2026-01-01T00:00 | 2026-01-03T00:00 2026-01-10T00:00
            cron(0 0 ? * 2-4 *)     | 2026-01-01T00:00 | 2026-01-05T00:00 2026-01-06T00:00 2026-01-07T00:00 2026-01-12T00:00
            cron(0 0 ? * L *)       | 2026-01-01T00:00 | 2026-01-03T00:00 2026-01-10T00:00
            cron(0 0 ? * 6L *)      | 2026-01-01T00:00 | 2026-01-30T00:00 2026-02-27T00:00
            cron(0 0 ? * SATL *)    | 2026-01-01T00:00 | 2026-01-31T00:00 2026-02-28T00:00
            cron(0 0 ? * SUNL *)    | 2026-01-01T00:00 | 2026-01-25T00:00 2026-02-22T00:00
            cron(0 0 ? * 5#1 *)     | 2026-01-01T00:00 | 2026-02-05T00:00 2026-03-05T00:00
            cron(0 0 ? * FRI#2 *)   | 2026-01-01T00:00 | 2026-01-09T00:00 2026-02-13T00:00
            cron(0 0 ? * FRI#5 *)   | 2026-01-01T00:00 | 2026-01-30T00:00 2026-05-29T00:00
            cron(0 0 ? 2 MON#5 *)   | 2026-01-01T00:00 | 2044-02-29T00:00 2072-02-29T00:00
            # years
            cron(0 0 1 1 ? 2027,2030-2031) | 2026-01-01T00:00 | 2027-01-01T00:00 2030-01-01T00:00 2031-01-01T00:00
            cron(59 23 31 12 ? 2199) | 2026-01-01T00:00 | 2199-12-31T23:59
            cron(0 0 1 1 ? 1970)    | 1969-12-31T23:59 | 1970-01-01T00:00
            # never
            cron(0 0 30 2 ? *)      | 2026-01-01T00:00 |
            cron(0 0 31 APR,JUN,SEP,NOV ? *) | 2026-01-01T00:00 |
            cron(0 0 1 1 ? 2002)    | 2026-01-01T00:00 |
            cron(0 0 L-30 4 ? *)    | 2026-01-01T00:00 |
            # across years that are leap years or not
            cron(0 0 29 2 ? 2097-2199) | 2026-01-01T00:00 | 2104-02-29T00:00 2108-02-29T00:00
            """)
    void fires_next(String text, LocalDateTime after, String expected) {
        List<Instant> instants = Arrays.stream(expected == null ? new String[0] : expected.split(" "))
                .map(it -> LocalDateTime.parse(it).toInstant(ZoneOffset.UTC))
                .toList();
        Recurrence recurrence = utc(text);
        // With a limit of 2, a row with no or one instant also asserts that no further firing follows.
        assertThat(recurrence.after(after.toInstant(ZoneOffset.UTC)).limit(Math.max(instants.size(), 2)))
                .isEqualTo(instants);
    }

    @Test
    void next_is_strictly_after() {
        Recurrence noon = utc("cron(0 12 * * ? *)");
        Instant at = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(noon.next(at.minusNanos(1))).contains(at);
        assertThat(noon.next(at.minusSeconds(1))).contains(at);
        assertThat(noon.next(at)).contains(at.plus(Duration.ofDays(1)));
        assertThat(noon.next(at.plusNanos(1))).contains(at.plus(Duration.ofDays(1)));
        assertThat(noon.next(at.plusSeconds(1))).contains(at.plus(Duration.ofDays(1)));
    }

    @Test
    void fires_at_its_minutes_and_at_no_other_instant() {
        Recurrence noon = utc("cron(0 12 * * ? *)");
        Instant at = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(noon.firesAt(at)).isTrue();
        assertThat(noon.firesAt(at.plusNanos(1))).isFalse();
        assertThat(noon.firesAt(at.plusSeconds(1))).isFalse();
        assertThat(noon.firesAt(at.minusSeconds(1))).isFalse();
        assertThat(noon.firesAt(at.plusSeconds(60))).isFalse();
        assertThat(noon.firesAt(Instant.MIN)).isFalse();
        assertThat(noon.firesAt(Instant.MAX)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UTC", "America/New_York", "Pacific/Apia", "Pacific/Kiritimati", "Africa/Monrovia", "Etc/GMT+12"
            })
    void extreme_instants_are_supported(String zone) {
        ZoneId timezone = ZoneId.of(zone);
        Recurrence minutely =
                new Recurrence(Expression.parse("cron(* * * * ? *)").expression(), timezone, null, null, Instant.EPOCH);
        Instant first = LocalDateTime.of(1970, 1, 1, 0, 0).atZone(timezone).toInstant();
        Instant last = LocalDateTime.of(2199, 12, 31, 23, 59).atZone(timezone).toInstant();
        assertThat(minutely.next(Instant.MIN)).contains(first);
        assertThat(minutely.next(first.minusSeconds(1))).contains(first);
        assertThat(minutely.next(last.minusSeconds(1))).contains(last);
        assertThat(minutely.next(last)).isEmpty();
        assertThat(minutely.next(Instant.parse("+10001-01-01T00:00:00Z"))).isEmpty();
        assertThat(minutely.next(Instant.MAX)).isEmpty();
        assertThat(minutely.warnings(Instant.MIN)).isEmpty();
        assertThat(minutely.warnings(Instant.MAX)).containsExactly("It never fires: no time that it selects is left.");
    }

    @ParameterizedTest
    @CsvSource({
        // start, end, first firing, number of firings; the schedule fires daily at 12:00
        "2026-01-10T12:00:00Z, 2026-01-12T12:00:00Z, 2026-01-10T12:00:00Z, 3",
        "2026-01-10T12:00:00.000000001Z, 2026-01-12T11:59:59.999999999Z, 2026-01-11T12:00:00Z, 1",
        "2026-01-10T12:00:00.999999999Z, 2026-01-12T12:00:00.5Z, 2026-01-11T12:00:00Z, 2",
        "2026-01-10T12:00:01Z, 2026-01-12T12:00:01Z, 2026-01-11T12:00:00Z, 2",
        "2026-01-12T12:00:00Z, 2026-01-10T12:00:00Z, , 0",
    })
    void bounds_are_inclusive(Instant start, Instant end, Instant first, int count) {
        Recurrence noon = new Recurrence(
                Expression.parse("cron(0 12 * * ? *)").expression(), ZoneId.of("UTC"), start, end, Instant.EPOCH);
        assertThat(noon.after(Instant.MIN)).hasSize(count);
        assertThat(noon.next(Instant.MIN).orElse(null)).isEqualTo(first);
        assertThat(noon.next(end)).isEmpty();
    }

    @Test
    void a_start_in_the_past_does_not_change_later_firings() {
        Recurrence noon = new Recurrence(
                Expression.parse("cron(0 12 * * ? *)").expression(),
                ZoneId.of("UTC"),
                Instant.parse("2026-01-10T00:00:00Z"),
                null,
                Instant.EPOCH);
        assertThat(noon.next(Instant.parse("2026-01-15T00:00:00Z"))).contains(Instant.parse("2026-01-15T12:00:00Z"));
        assertThat(noon.firesAt(Instant.parse("2026-01-09T12:00:00Z"))).isFalse();
        assertThat(noon.firesAt(Instant.parse("2026-01-10T12:00:00Z"))).isTrue();
    }

    @Test
    void the_stream_is_lazy_and_ends_with_the_year_2199() {
        assertThat(utc("cron(* * * * ? *)").after(Instant.MIN).limit(3)).hasSize(3);
        List<Instant> firings = utc("cron(0 0 1 1 ? *)").after(Instant.MIN).toList();
        assertThat(firings).hasSize(230).isSorted().doesNotHaveDuplicates();
        assertThat(firings.get(229)).isEqualTo(Instant.parse("2199-01-01T00:00:00Z"));
    }

    private static Recurrence utc(String text) {
        return new Recurrence(Expression.parse(text).expression(), ZoneId.of("UTC"), null, null, Instant.EPOCH);
    }
}
