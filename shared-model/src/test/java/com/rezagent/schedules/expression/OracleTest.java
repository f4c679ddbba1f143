package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the search with two others that use no bit sets, no calendar arithmetic and no parser: one walks every
 * minute of real time around a change of clocks and remembers which local times have occurred; the other tries one
 * local date after the other. The expressions are random; the timezones are all that change their clocks between 2024
 * and 2037, and some with unusual changes before.
 *
 * <p>{@code -Dexpression.oracle=1000000} sets the number of expressions, 24,000 by default; {@code -Dexpression.seed=n}
 * sets the seed.
 */
@Tag("slow")
class OracleTest {
    private static final int EXPRESSIONS = Integer.getInteger("expression.oracle", 24_000);
    private static final long SEED = Long.getLong("expression.seed", 20_251_107);

    private static final int EXPRESSIONS_PER_WINDOW = 20;
    private static final int STEP = 30;
    private static final long DAY = Duration.ofDays(1).getSeconds();
    private static final long BEFORE = Duration.ofHours(40).getSeconds();
    private static final long AROUND = Duration.ofHours(30).getSeconds();
    private static final long CLOSE = Duration.ofHours(3).getSeconds();

    private static final Map<String, String> UNUSUAL_CHANGES = new LinkedHashMap<>();

    static {
        UNUSUAL_CHANGES.put("Pacific/Apia", "2011-12-30T10:00:00Z");
        UNUSUAL_CHANGES.put("Pacific/Fakaofo", "2011-12-30T11:00:00Z");
        UNUSUAL_CHANGES.put("Pacific/Kwajalein", "1993-08-21T12:00:00Z");
        UNUSUAL_CHANGES.put("Pacific/Kiritimati", "1994-12-31T10:00:00Z");
        UNUSUAL_CHANGES.put("Asia/Kathmandu", "1985-12-31T18:30:00Z");
        UNUSUAL_CHANGES.put("Africa/Monrovia", "1972-01-07T00:44:30Z");
        UNUSUAL_CHANGES.put("Asia/Pyongyang", "2018-05-04T15:00:00Z");
        UNUSUAL_CHANGES.put("America/Caracas", "2016-05-01T07:00:00Z");
        UNUSUAL_CHANGES.put("Antarctica/Casey", "2010-03-04T15:00:00Z");
    }

    @Test
    void a_walk_of_every_minute_around_changes_of_clocks_finds_the_same_firings() {
        List<String> zones = changingZones();
        assertThat(zones)
                .hasSizeGreaterThan(150)
                .contains(
                        "Australia/Lord_Howe",
                        "Antarctica/Troll",
                        "Africa/Casablanca",
                        "America/Havana",
                        "Africa/Cairo",
                        "Asia/Beirut");
        zones.addAll(UNUSUAL_CHANGES.keySet());
        long compared = 0;
        int windows = Math.max(EXPRESSIONS / EXPRESSIONS_PER_WINDOW, zones.size());
        for (int window = 0; window < windows; window++) {
            String zone = zones.get(window % zones.size());
            compared += compareWindow(zone, SEED + (long) window * 1_000);
        }
        assertThat(compared).isGreaterThan(10L * EXPRESSIONS);
        System.out.printf(
                Locale.ROOT,
                "%d expressions around changes of clocks in %d timezones: %d firings compared%n",
                windows * EXPRESSIONS_PER_WINDOW,
                zones.size(),
                compared);
    }

    private long compareWindow(String zone, long seed) {
        Random random = new Random(seed);
        ZoneId timezone = ZoneId.of(zone);
        long change = UNUSUAL_CHANGES.containsKey(zone)
                ? Instant.parse(UNUSUAL_CHANGES.get(zone)).getEpochSecond()
                : changeBetween2024And2037(timezone.getRules(), random);
        MinuteWalk walk = MinuteWalk.around(timezone.getRules(), change);
        long compared = 0;
        for (int i = 0; i < EXPRESSIONS_PER_WINDOW; i++) {
            RandomCron cron = RandomCron.of(seed + i);
            // Half of all searches start within three hours of the change: on the day of a gap or in a second pass.
            long reach = random.nextBoolean() ? AROUND : CLOSE;
            long from = change - reach + random.nextInt(2 * (int) reach);
            Instant after = Instant.ofEpochSecond(from, random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
            Instant start = chance(random) ? Instant.ofEpochSecond(from + random.nextInt(50_000), 1) : null;
            Instant end = chance(random) ? Instant.ofEpochSecond(from + random.nextInt(50_000), 1) : null;
            Recurrence recurrence =
                    new Recurrence(Expression.parse(cron.text()).expression(), timezone, start, end, Instant.EPOCH);
            List<Instant> expected = walk.firings(cron).stream()
                    .filter(it -> it.isAfter(after))
                    .filter(it -> start == null || !it.isBefore(start))
                    .filter(it -> end == null || !it.isAfter(end))
                    .toList();
            List<Instant> actual = recurrence
                    .after(after)
                    .takeWhile(it -> it.getEpochSecond() < walk.end)
                    .toList();
            // Compared first, because describing 24,000 assertions takes longer than the search.
            if (!actual.equals(expected)) {
                assertThat(actual)
                        .as("seed %d: %s in %s after %s, %s to %s", seed + i, cron.text(), zone, after, start, end)
                        .isEqualTo(expected);
            }
            compared += actual.size();
        }
        return compared;
    }

    private static boolean chance(Random random) {
        return random.nextInt(8) == 0;
    }

    /** Reference search: the first occurrence of each local minute around a change of clocks, found by a walk of real time. */
    private static final class MinuteWalk {
        private final List<LocalDate> dates = new ArrayList<>();
        private final long end;
        private final int[] dateIndex;
        private final int[] minuteOfDay;
        private final long[] seconds;

        static MinuteWalk around(ZoneRules rules, long change) {
            return new MinuteWalk(rules, change - AROUND, change + AROUND);
        }

        private MinuteWalk(ZoneRules rules, long start, long end) {
            this.end = end;
            int size = (int) ((end - start) / STEP) + 2;
            dateIndex = new int[size];
            minuteOfDay = new int[size];
            seconds = new long[size];
            Set<Long> shown = new HashSet<>();
            int count = 0;
            for (long second = Math.floorDiv(start - BEFORE, STEP) * STEP; second < end; second += STEP) {
                long local =
                        second + rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
                if (local % 60 != 0 || !shown.add(local) || second < start) {
                    continue;
                }
                LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, DAY));
                if (!dates.contains(date)) {
                    dates.add(date);
                }
                dateIndex[count] = dates.indexOf(date);
                minuteOfDay[count] = (int) (Math.floorMod(local, DAY) / 60);
                seconds[count] = second;
                count++;
            }
            seconds[count] = Long.MAX_VALUE;
        }

        List<Instant> firings(RandomCron cron) {
            boolean[] selected = new boolean[dates.size()];
            for (int i = 0; i < selected.length; i++) {
                selected[i] = cron.selects(dates.get(i));
            }
            boolean[] times = times(cron);
            List<Instant> firings = new ArrayList<>();
            for (int i = 0; seconds[i] != Long.MAX_VALUE; i++) {
                if (selected[dateIndex[i]] && times[minuteOfDay[i]]) {
                    firings.add(Instant.ofEpochSecond(seconds[i]));
                }
            }
            return firings;
        }
    }

    private static boolean[] times(RandomCron cron) {
        boolean[] times = new boolean[24 * 60];
        int[] minutes = IntStream.range(0, 60).filter(cron::selectsMinute).toArray();
        IntStream.range(0, 24).filter(cron::selectsHour).forEach(hour -> {
            for (int minute : minutes) {
                times[hour * 60 + minute] = true;
            }
        });
        return times;
    }

    @Test
    void a_search_date_by_date_finds_the_same_next_firing() {
        List<String> zones = changingZones();
        zones.addAll(UNUSUAL_CHANGES.keySet());
        int horizonDays = 4_000;
        int found = 0;
        for (int i = 0; i < EXPRESSIONS; i++) {
            long seed = SEED + 7_000_000L + i;
            Random random = new Random(seed);
            RandomCron cron = RandomCron.of(seed);
            ZoneId timezone = ZoneId.of(zones.get(i % zones.size()));
            Instant after = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(random.nextInt(400_000_000));
            Optional<Instant> expected = firstByDate(cron, timezone, after, horizonDays);
            Instant horizon = after.plus(Duration.ofDays(horizonDays - 2));
            Recurrence recurrence =
                    new Recurrence(Expression.parse(cron.text()).expression(), timezone, null, null, Instant.EPOCH);
            Optional<Instant> actual = recurrence.next(after);
            if (expected.isEmpty() && actual.isPresent() && actual.get().isAfter(horizon)) {
                continue;
            }
            if (!actual.equals(expected)) {
                assertThat(actual)
                        .as("seed %d: %s in %s after %s", seed, cron.text(), timezone, after)
                        .isEqualTo(expected);
            }
            found += actual.isPresent() ? 1 : 0;
        }
        assertThat(found).isGreaterThan(EXPRESSIONS / 2);
        System.out.printf(
                Locale.ROOT,
                "%d expressions date by date in %d timezones: %d next firings compared%n",
                EXPRESSIONS,
                zones.size(),
                found);
    }

    private static Optional<Instant> firstByDate(RandomCron cron, ZoneId timezone, Instant after, int horizonDays) {
        ZoneRules rules = timezone.getRules();
        boolean[] times = times(cron);
        LocalDate date = LocalDate.ofInstant(after, timezone).minusDays(1);
        for (int day = 0; day < horizonDays; day++, date = date.plusDays(1)) {
            if (!cron.selects(date)) {
                continue;
            }
            for (int minute = 0; minute < times.length; minute++) {
                if (times[minute]) {
                    LocalDateTime local = date.atTime(minute / 60, minute % 60);
                    List<ZoneOffset> offsets = rules.getValidOffsets(local);
                    Instant instant = offsets.isEmpty() ? Instant.MIN : local.toInstant(offsets.get(0));
                    if (instant.isAfter(after)) {
                        return Optional.of(instant);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> changingZones() {
        Instant from = Instant.parse("2024-01-01T00:00:00Z");
        Instant to = Instant.parse("2038-01-01T00:00:00Z");
        List<String> zones = new ArrayList<>();
        for (String id : new TreeSet<>(Timezones.ids())) {
            ZoneOffsetTransition next = ZoneId.of(id).getRules().nextTransition(from);
            if (next != null && next.getInstant().isBefore(to)) {
                zones.add(id);
            }
        }
        return zones;
    }

    private static long changeBetween2024And2037(ZoneRules rules, Random random) {
        List<Long> changes = new ArrayList<>();
        Instant at = Instant.parse("2024-01-01T00:00:00Z");
        while (true) {
            ZoneOffsetTransition change = rules.nextTransition(at);
            if (change == null || !change.getInstant().isBefore(Instant.parse("2038-01-01T00:00:00Z"))) {
                return changes.get(random.nextInt(changes.size()));
            }
            changes.add(change.toEpochSecond());
            at = change.getInstant();
        }
    }
}
