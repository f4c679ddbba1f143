package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in gaps are skipped, and runs in overlaps happen once, in the first pass, for any size and time of day. */
class DaylightSavingTest {
    private static final int RANDOM_RULES = Integer.getInteger("expression.clocks", 2_000);
    private static final long START = Instant.parse("2030-01-10T00:00:00Z").getEpochSecond();
    private static final long END = START + Duration.ofDays(12).getSeconds();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # New York: forward 02:00 to 03:00 on 2026-03-08 (07:00Z), back 02:00 to 01:00 on 2026-11-01 (06:00Z)
            cron(30 2 * * ? *)     | America/New_York | 2026-03-07T00:00:00Z | 2026-03-07T07:30:00Z 2026-03-09T06:30:00Z
            cron(0 2 * * ? *)      | America/New_York | 2026-03-07T12:00:00Z | 2026-03-09T06:00:00Z
            cron(0 3 * * ? *)      | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z
            cron(59 1 * * ? *)     | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T06:59:00Z
            cron(30 * * * ? *)     | America/New_York | 2026-03-08T06:00:00Z | 2026-03-08T06:30:00Z 2026-03-08T07:30:00Z
            cron(30 2 8 3 ? *)     | America/New_York | 2026-01-01T00:00:00Z | 2027-03-08T07:30:00Z
            cron(30 2 8 3 ? 2026)  | America/New_York | 2026-01-01T00:00:00Z |
            cron(30 1 * * ? *)     | America/New_York | 2026-11-01T00:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
            cron(0 1 * * ? *)      | America/New_York | 2026-11-01T00:00:00Z | 2026-11-01T05:00:00Z 2026-11-02T06:00:00Z
            cron(0 2 * * ? *)      | America/New_York | 2026-11-01T00:00:00Z | 2026-11-01T07:00:00Z
            # a wildcard does not fire in the second pass
            cron(30 * * * ? *)     | America/New_York | 2026-11-01T05:00:00Z | 2026-11-01T05:30:00Z 2026-11-01T07:30:00Z
            cron(0/20 * * * ? *)   | America/New_York | 2026-11-01T05:20:00Z | 2026-11-01T05:40:00Z 2026-11-01T07:00:00Z
            # also if the search starts in the second pass
            cron(30 1 * * ? *)     | America/New_York | 2026-11-01T06:10:00Z | 2026-11-02T06:30:00Z
            cron(* * * * ? *)      | America/New_York | 2026-11-01T06:10:00Z | 2026-11-01T07:00:00Z 2026-11-01T07:01:00Z
            cron(* * * * ? *)      | America/New_York | 2026-11-01T05:58:00Z | 2026-11-01T05:59:00Z 2026-11-01T07:00:00Z
            cron(* 1 * * ? *)      | America/New_York | 2026-11-01T05:59:00Z | 2026-11-02T06:00:00Z
            # Lord Howe: half an hour, 02:00 to 02:30 on 2026-10-03T15:30Z and back 02:00 to 01:30 on 2026-04-04T15:00Z
            cron(15 2 * * ? *)     | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-04T15:15:00Z
            cron(30 2 * * ? *)     | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z
            cron(45 1 * * ? *)     | Australia/Lord_Howe | 2026-04-04T12:00:00Z | 2026-04-04T14:45:00Z 2026-04-05T15:15:00Z
            cron(0/15 * * * ? *)   | Australia/Lord_Howe | 2026-04-04T14:30:00Z | 2026-04-04T14:45:00Z 2026-04-04T15:30:00Z
            # Troll: two hours, 01:00 to 03:00 and back 03:00 to 01:00
            cron(30 2 * * ? *)     | Antarctica/Troll | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z
            cron(30 1,2 * * ? *)   | Antarctica/Troll | 2026-10-24T20:00:00Z | 2026-10-24T23:30:00Z 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
            # midnight gaps and overlaps
            cron(0 0 * * ? *)      | America/Havana   | 2026-03-07T12:00:00Z | 2026-03-09T04:00:00Z
            cron(30 0 * * ? *)     | America/Havana   | 2026-11-01T03:00:00Z | 2026-11-01T04:30:00Z 2026-11-02T05:30:00Z
            cron(30 0 * * ? *)     | Asia/Beirut      | 2026-03-28T12:00:00Z | 2026-03-29T21:30:00Z
            cron(30 23 * * ? *)    | Asia/Beirut      | 2026-10-24T12:00:00Z | 2026-10-24T20:30:00Z 2026-10-25T21:30:00Z
            cron(0 0 * * ? *)      | Africa/Cairo     | 2026-04-23T12:00:00Z | 2026-04-24T21:00:00Z
            # Casablanca goes back for Ramadan: 03:00 to 02:00 on 2026-02-15, forward 02:00 to 03:00 on 2026-03-22
            cron(30 2 * * ? *)     | Africa/Casablanca | 2026-02-14T12:00:00Z | 2026-02-15T01:30:00Z 2026-02-16T02:30:00Z
            cron(30 2 * * ? *)     | Africa/Casablanca | 2026-03-21T12:00:00Z | 2026-03-23T01:30:00Z
            # Kathmandu: a quarter of an hour, 00:00 to 00:15 on 1986-01-01
            cron(10 0 * * ? *)     | Asia/Kathmandu   | 1985-12-31T12:00:00Z | 1986-01-01T18:25:00Z
            # whole days that were skipped: Apia 2011-12-30, Kwajalein 1993-08-21, Kiritimati 1994-12-31
            cron(0 12 * * ? *)     | Pacific/Apia     | 2011-12-29T12:00:00Z | 2011-12-29T22:00:00Z 2011-12-30T22:00:00Z
            cron(0 12 30 12 ? *)   | Pacific/Apia     | 2011-06-01T00:00:00Z | 2012-12-29T22:00:00Z
            cron(0 0 ? * FRI *)    | Pacific/Apia     | 2011-12-29T00:00:00Z | 2012-01-05T10:00:00Z
            cron(0 12 * * ? *)     | Pacific/Kwajalein | 1993-08-20T00:30:00Z | 1993-08-21T00:00:00Z 1993-08-22T00:00:00Z
            cron(0 12 31 12 ? 1994) | Pacific/Kiritimati | 1994-01-01T00:00:00Z |
            # Monrovia: 44 minutes and 30 seconds behind until 1972-01-07
            cron(0 12 * * ? *)     | Africa/Monrovia  | 1972-01-05T13:00:00Z | 1972-01-06T12:44:30Z 1972-01-07T12:00:00Z
            """)
    void fires_next(String text, ZoneId zone, Instant after, String expected) {
        List<Instant> instants = Arrays.stream(expected == null ? new String[0] : expected.split(" "))
                .map(Instant::parse)
                .toList();
        Recurrence recurrence = new Recurrence(Expression.parse(text).expression(), zone, null, null, Instant.EPOCH);
        assertThat(recurrence.after(after).limit(Math.max(instants.size(), 1))).isEqualTo(instants);
        assertThat(instants).allMatch(recurrence::firesAt);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # the first pass of 2026-11-01T01:30 is at 05:30Z, the second at 06:30Z
            cron(30 1 * * ? *) | America/New_York | 2026-11-01T05:30:00Z | 2026-11-02T06:30:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
            cron(30 1 * * ? *) | America/New_York | 2026-11-01T05:30:01Z | 2026-11-02T06:30:00Z | 2026-11-02T06:30:00Z
            cron(30 1 * * ? *) | America/New_York | 2026-11-01T06:30:00Z | 2026-11-02T06:30:00Z | 2026-11-02T06:30:00Z
            cron(30 1 * * ? *) | America/New_York | 2026-11-01T04:00:00Z | 2026-11-01T05:30:00Z | 2026-11-01T05:30:00Z
            cron(30 1 * * ? *) | America/New_York | 2026-11-01T04:00:00Z | 2026-11-01T05:29:59Z | -
            cron(30 1 * * ? *) | America/New_York | 2026-11-01T05:31:00Z | 2026-11-01T06:30:00Z | -
            cron(* * * * ? *)  | America/New_York | 2026-11-01T06:10:00Z | 2026-11-01T07:01:00Z | 2026-11-01T07:00:00Z 2026-11-01T07:01:00Z
            cron(* * * * ? *)  | America/New_York | 2026-11-01T05:59:00Z | 2026-11-01T06:59:59Z | 2026-11-01T05:59:00Z
            # the gap from 02:00 to 03:00 is at 07:00Z
            cron(30 2 * * ? *) | America/New_York | 2026-03-08T07:00:00Z | 2026-03-09T06:30:00Z | 2026-03-09T06:30:00Z
            cron(30 2 * * ? *) | America/New_York | 2026-03-08T06:59:59Z | 2026-03-08T07:30:00Z | -
            cron(0 3 * * ? *)  | America/New_York | 2026-03-08T07:00:00Z | 2026-03-08T07:00:00Z | 2026-03-08T07:00:00Z
            cron(* * * * ? *)  | America/New_York | 2026-03-08T06:59:00Z | 2026-03-08T07:00:00Z | 2026-03-08T06:59:00Z 2026-03-08T07:00:00Z
            cron(45 1 * * ? *) | Australia/Lord_Howe | 2026-04-04T15:15:00Z | 2026-04-05T15:15:00Z | 2026-04-05T15:15:00Z
            cron(0 0 * * ? *)  | Pacific/Apia     | 2011-12-30T10:00:00Z | 2011-12-30T10:00:00Z | 2011-12-30T10:00:00Z
            cron(* * 30 12 ? 2011) | Pacific/Apia | 2011-12-29T00:00:00Z | 2012-01-31T10:00:00Z | -
            """)
    void bounds_may_be_in_gaps_and_overlaps(String text, ZoneId zone, Instant start, Instant end, String expected) {
        List<Instant> instants = Arrays.stream(expected == null ? new String[0] : expected.split(" "))
                .map(Instant::parse)
                .toList();
        Recurrence recurrence = new Recurrence(Expression.parse(text).expression(), zone, start, end, Instant.EPOCH);
        assertThat(recurrence.after(Instant.MIN)).isEqualTo(instants);
    }

    @ParameterizedTest
    @CsvSource({
        "cron(30 2 ? 3 SUN#2 *), America/New_York",
        "cron(0/15 2 ? 3 SUN#2 2027-2199), America/New_York",
        "cron(30 2 ? 3 SUNL *), Europe/Berlin",
        "cron(15 2 ? 10 SUN#1 *), Australia/Lord_Howe",
        "cron(* 1-2 ? 3 SUNL *), Antarctica/Troll",
    })
    void an_expression_with_all_runs_in_gaps_never_fires(String text, ZoneId zone) {
        Recurrence recurrence = new Recurrence(Expression.parse(text).expression(), zone, null, null, Instant.EPOCH);
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(recurrence.next(now)).isEmpty();
        assertThat(recurrence.warnings(now)).containsExactly("It never fires: no time that it selects is left.");
    }

    @Test
    void nothing_fires_in_the_second_pass() {
        Recurrence minutely = new Recurrence(
                Expression.parse("cron(* * * * ? *)").expression(),
                ZoneId.of("America/New_York"),
                null,
                null,
                Instant.EPOCH);
        Instant secondPass = Instant.parse("2026-11-01T06:00:00Z");
        for (int minute = 0; minute < 60; minute++) {
            assertThat(minutely.firesAt(secondPass.minus(Duration.ofMinutes(minute + 1))))
                    .isTrue();
            assertThat(minutely.firesAt(secondPass.plus(Duration.ofMinutes(minute))))
                    .isFalse();
        }
    }

    /** Random zone rules with changes of up to a day and a half, a few hours apart, compared with a walk of every minute. */
    @Test
    void changes_of_any_size_and_distance_match_a_walk_of_every_minute() {
        for (int seed = 0; seed < RANDOM_RULES; seed++) {
            Random random = new Random(seed);
            ZoneRules rules = closeChanges(random);
            int every = 60 * (1 + random.nextInt(300));
            WallClock.LocalTimes times = local -> Math.floorDiv(local + every - 1, every) * (long) every;
            WallClock clock = new WallClock(rules);
            long from = START - random.nextInt(100_000);
            List<Long> found = new ArrayList<>();
            for (long second = clock.next(times, from); second < END; second = clock.next(times, second + 1)) {
                found.add(second);
            }
            List<Long> walked = walked(rules, every, from);
            assertThat(found).as("seed %d, %s", seed, rules.getTransitions()).isEqualTo(walked);
            for (int i = 0; i < 20; i++) {
                long after = START + random.nextInt(500_000);
                long expected =
                        walked.stream().filter(it -> it >= after).findFirst().orElse(END);
                assertThat(Math.min(clock.next(times, after), END))
                        .as("seed %d, from %d, %s", seed, after, rules.getTransitions())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void a_single_local_time_is_found_at_its_first_occurrence_or_never() {
        for (int seed = 0; seed < RANDOM_RULES; seed++) {
            Random random = new Random(seed);
            ZoneRules rules = closeChanges(random);
            long only = START + 300L * random.nextInt(2_000);
            long expected = WallClock.NEVER;
            for (long second = END; second >= START - 200_000; second -= 300) {
                if (second + rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds() == only) {
                    expected = second;
                }
            }
            WallClock.LocalTimes time = local -> local <= only ? only : WallClock.NEVER;
            assertThat(new WallClock(rules).next(time, START - 200_000))
                    .as("seed %d, %s", seed, rules.getTransitions())
                    .isEqualTo(expected);
        }
    }

    private static ZoneRules closeChanges(Random random) {
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        ZoneOffset first = offset(random);
        ZoneOffset before = first;
        long at = START;
        for (int i = random.nextInt(6); i >= 0; i--) {
            at += 300L * (1 + random.nextInt(random.nextBoolean() ? 30 : 500));
            ZoneOffset after = offset(random);
            if (!after.equals(before)) {
                changes.add(ZoneOffsetTransition.of(LocalDateTime.ofEpochSecond(at, 0, before), before, after));
                before = after;
            }
        }
        return ZoneRules.of(first, first, List.of(), changes, List.of());
    }

    private static ZoneOffset offset(Random random) {
        return ZoneOffset.ofTotalSeconds(300 * (random.nextInt(2 * 216 + 1) - 216));
    }

    private static List<Long> walked(ZoneRules rules, int every, long from) {
        Set<Long> shown = new HashSet<>();
        List<Long> firings = new ArrayList<>();
        for (long second = Math.floorDiv(from - 200_000, 60) * 60L; second < END; second += 60) {
            long local = second + rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
            if (shown.add(local) && local % every == 0 && second >= from) {
                firings.add(second);
            }
        }
        return firings;
    }
}
