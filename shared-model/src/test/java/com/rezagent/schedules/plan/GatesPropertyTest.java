package com.rezagent.schedules.plan;

import static com.rezagent.schedules.schedule.Schedules.stamp;
import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.schedule.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares the firing plan with a naive evaluation of the rule for pauses, for random expressions in zones around their
 * clock changes, and pauses that start and end at, just before and just after firings: "It holds back firings scheduled
 * from the start of the pause (included) to its end (excluded), however late they arrive, and earlier ones whose gates are
 * read during it; one at or after the end runs." {@code -Dgates.seed=n} and {@code -Dgates.cases=n} repeat or extend it.
 */
class GatesPropertyTest {
    private static final long SEED = Long.getLong("gates.seed", 20_261_126);
    private static final int CASES = Integer.getInteger("gates.cases", 1_000);
    private static final int FIRINGS = 80;
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/St_Johns",
            "Africa/Casablanca",
            "Asia/Kathmandu",
            "Pacific/Apia");
    private static final List<String> CRONS = List.of(
            "cron(%d * * * ? *)",
            "cron(0/%d * * * ? *)",
            "cron(%d 0-4 * * ? *)",
            "cron(%d 2 * * ? *)",
            "cron(%d 1,2,3 ? * SUN,MON *)",
            "cron(%d 2/3 L * ? *)",
            "cron(%d 23 ? * 1#1 *)");

    /** The pause in one register, as the rule describes it. */
    private record NaivePause(Instant since, @Nullable Instant until) {
        boolean covers(Instant time) {
            return !time.isBefore(since) && (until == null || time.isBefore(until));
        }

        boolean holdsBack(Instant scheduled, Instant arrival) {
            return covers(scheduled) || scheduled.isBefore(since) && covers(arrival);
        }
    }

    private static final class Case {
        private final SplittableRandom random;
        private final Schedule schedule;
        private final List<Instant> nominal;
        private final Optional<NaivePause> own;

        /** A pause that was over when {@link #own} was requested, at most 15 days before. */
        private final Optional<NaivePause> ended;

        private final Optional<NaivePause> group;
        private final Surroundings surroundings;
        private final String description;

        Case(long seed) {
            random = new SplittableRandom(seed);
            ZoneId zone = ZoneId.of(pick(ZONES));
            Instant created = aroundClockChange(zone).plusMillis(random.nextInt(3) == 0 ? random.nextInt(1_000) : 0);
            Timing timing = timing(zone, created);
            Schedule unpaused = Schedule.create(definition(timing), List.of(), stamp(created, "create"), "tests");
            nominal = unpaused.recurrence()
                    .after(created.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1))
                    .limit(FIRINGS)
                    .toList();
            List<NaivePause> paused = new ArrayList<>();
            schedule = withOwnPause(unpaused, created, paused);
            own = paused.stream().reduce((a, b) -> b);
            ended = endedBefore(paused);
            group = random.nextInt(3) == 0 ? Optional.empty() : Optional.of(groupPause(created));
            Pause groupPause =
                    group.map(it -> new Pause(it.since, it.until, null, null)).orElse(null);
            surroundings = new Surroundings(new GroupGate(new ResourceName("g"), true, groupPause));
            description =
                    "seed " + seed + ": " + timing + " created " + created + ", paused " + own + ", group " + group;
        }

        private <T> T pick(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        /** Returns a whole second, often less than a few days before a clock change. */
        private Instant aroundClockChange(ZoneId zone) {
            Instant any = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(random.nextLong(10 * 366 * 86_400L));
            ZoneOffsetTransition change = zone.getRules().nextTransition(any);
            return change == null || random.nextInt(4) == 0
                    ? any
                    : change.getInstant()
                            .minusSeconds(random.nextInt(2) == 0 ? random.nextInt(7_200) : random.nextInt(300_000));
        }

        private Timing timing(ZoneId zone, Instant created) {
            Instant second = created.truncatedTo(ChronoUnit.SECONDS);
            Instant end = random.nextInt(4) == 0 ? second.plusSeconds(1 + random.nextInt(900_000)) : null;
            switch (random.nextInt(5)) {
                case 0 -> {
                    // A time that clocks skip is refused, so it is taken from an instant.
                    LocalDateTime at = LocalDateTime.ofInstant(second.plusSeconds(60 + random.nextInt(20_000)), zone);
                    return new Timing(Schedules.expression("at(" + AT.format(at) + ")"), zone, null, null, null);
                }
                case 1 -> {
                    List<String> rates = List.of(
                            "rate(1 minute)", "rate(7 minutes)", "rate(90 minutes)", "rate(1 hour)", "rate(1 day)");
                    return new Timing(Schedules.expression(pick(rates)), zone, null, end, null);
                }
                default -> {
                    String cron = String.format(pick(CRONS), 1 + random.nextInt(59));
                    return new Timing(Schedules.expression(cron), zone, null, end, null);
                }
            }
        }

        private static Definition definition(Timing timing) {
            return withComponent(Schedules.definition("random"), "timing", timing);
        }

        /** Returns a time at, a moment before or a moment after a firing; after {@code after}, in whole seconds. */
        private Instant nearFiring(Instant after) {
            List<Instant> later =
                    nominal.stream().filter(it -> it.isAfter(after)).limit(12).toList();
            Instant near = (later.isEmpty() ? after.plusSeconds(60 + random.nextInt(5_000)) : pick(later))
                    .plusSeconds(random.nextInt(3) - 1L)
                    .truncatedTo(ChronoUnit.SECONDS);
            return near.isAfter(after) ? near : near.plusSeconds(2);
        }

        private static Optional<NaivePause> endedBefore(List<NaivePause> paused) {
            if (paused.size() < 2) {
                return Optional.empty();
            }
            NaivePause first = paused.get(0);
            Instant again = paused.get(1).since;
            return Optional.of(first)
                    .filter(it -> again.isAfter(it.since) && !again.isBefore(it.until))
                    .filter(it -> it.until.isAfter(again.minus(Duration.ofDays(15))));
        }

        /** Adds what the register holds after each command. */
        private Schedule withOwnPause(Schedule unpaused, Instant created, List<NaivePause> paused) {
            int kind = random.nextInt(6);
            if (kind == 0) {
                return unpaused;
            }
            Instant at = nearFiring(created).plusMillis(random.nextInt(2) * 400L);
            Instant until = kind == 1 ? null : nearFiring(at);
            Schedule first = unpaused.paused(until, null, "tests", stamp(at, "pause"), at);
            paused.add(new NaivePause(at, until));
            if (kind == 3) {
                Instant resumed = nearFiring(at).plusMillis(300);
                boolean isEarly = resumed.isBefore(until);
                paused.add(isEarly ? new NaivePause(at, resumed) : paused.get(0));
                return first.resumed(stamp(resumed, "resume"), resumed);
            }
            if (kind == 4) {
                Instant again = nearFiring(at);
                Instant newEnd = nearFiring(again);
                boolean goesOn = again.isBefore(until);
                paused.add(new NaivePause(goesOn ? at : again, newEnd));
                return first.paused(newEnd, null, "tests", stamp(again, "pause again"), again);
            }
            return first;
        }

        private NaivePause groupPause(Instant created) {
            Instant since = nearFiring(created).plusMillis(random.nextInt(2) * 700L);
            return new NaivePause(since, random.nextInt(4) == 0 ? null : nearFiring(since));
        }

        // --- the rule ---

        /** Returns the code of the first gate that says no; empty if the firing runs. */
        private String rule(Instant scheduled, Instant arrival) {
            Recurrence recurrence = schedule.recurrence();
            Instant created = schedule.createdAt().truncatedTo(ChronoUnit.SECONDS);
            boolean isAnchor =
                    schedule.requireDefinition().expression().countsFromAnchor() && scheduled.equals(schedule.anchor());
            if (scheduled.isBefore(created) && !isAnchor) {
                return "before_creation";
            }
            if (recurrence.end() != null && scheduled.isAfter(recurrence.end())) {
                return "outdated";
            }
            boolean isPlain = own.filter(it -> it.until == null).isPresent();
            if (isPlain
                    || Stream.of(own, ended)
                            .flatMap(Optional::stream)
                            .anyMatch(it -> it.holdsBack(scheduled, arrival))) {
                return "paused";
            }
            return group.filter(it -> it.holdsBack(scheduled, arrival)).isPresent() ? "group_paused" : "";
        }

        /** Returns the code for a firing that was never delivered: only a pause that it was scheduled in holds it back. */
        private String ruleOfMissing(Instant scheduled) {
            if (Stream.of(own, ended)
                    .flatMap(Optional::stream)
                    .anyMatch(it -> it.until != null && it.covers(scheduled))) {
                return "paused";
            }
            return group.filter(it -> it.covers(scheduled)).isPresent() ? "group_paused" : "";
        }

        // --- the comparison ---

        List<String> differences() {
            List<String> found = new ArrayList<>();
            FiringPlan plan = FiringPlan.of(schedule, surroundings);
            AuditWindow window = new AuditWindow(
                    schedule.incarnation(), schedule.recurrence(), Duration.ofHours(1), Instant.MIN, Instant.MAX);
            List<Instant> times = new ArrayList<>(nominal);
            times.add(schedule.createdAt().minusSeconds(1));
            Stream.of(own, group)
                    .flatMap(Optional::stream)
                    .flatMap(it ->
                            Stream.of(it.since, Optional.ofNullable(it.until).orElse(it.since)))
                    .forEach(times::add);
            Optional.ofNullable(schedule.recurrence().end()).ifPresent(it -> times.add(it.plusSeconds(1)));
            for (Instant time : times) {
                for (Instant arrival : arrivals(time)) {
                    String expected = rule(time, arrival);
                    String actual = code(plan.verdict(time, arrival, EntryMatch.CURRENT));
                    add(found, actual, expected, "verdict of " + time + " arriving at " + arrival);
                }
                add(found, code(plan.verdict(time)), rule(time, time), "planned verdict of " + time);
                add(
                        found,
                        code(plan.verdictOfMissing(window, time)),
                        ruleOfMissing(time),
                        "verdict of missing " + time);
            }
            compareUpcoming(found);
            return found;
        }

        /** Returns when a firing may arrive: at once, at and around the ends of the pauses, and weeks later. */
        private List<Instant> arrivals(Instant time) {
            List<Instant> arrivals = new ArrayList<>(List.of(time, time.plusMillis(1), time.plus(Duration.ofDays(21))));
            Stream.of(own, group)
                    .flatMap(Optional::stream)
                    .flatMap(it ->
                            Stream.of(it.since, Optional.ofNullable(it.until).orElse(it.since)))
                    .flatMap(it -> Stream.of(it.minusNanos(1), it, it.plusNanos(1)))
                    .filter(it -> !it.isBefore(time))
                    .forEach(arrivals::add);
            return arrivals;
        }

        private void compareUpcoming(List<String> found) {
            UpcomingFirings upcoming = UpcomingFirings.of(schedule, surroundings);
            boolean isPlain = own.filter(it -> it.until == null).isPresent();
            Instant from = random.nextBoolean() || nominal.isEmpty()
                    ? schedule.createdAt().minusSeconds(1)
                    : pick(nominal).minusNanos(random.nextInt(2));
            List<Instant> running = nominal.stream()
                    .filter(it -> it.isAfter(from))
                    .filter(it -> rule(it, it).isEmpty())
                    .toList();
            List<Instant> actual = isPlain || nominal.isEmpty()
                    ? upcoming.after(from).limit(1).toList()
                    : upcoming.after(from)
                            .takeWhile(it -> !it.isAfter(nominal.get(nominal.size() - 1)))
                            .toList();
            add(found, actual.toString(), running.toString(), "firings after " + from);
            if (!running.isEmpty()) {
                add(
                        found,
                        String.valueOf(upcoming.next(from).orElse(null)),
                        running.get(0).toString(),
                        "next after " + from);
            }
        }

        private void add(List<String> found, String actual, String expected, String what) {
            if (!actual.equals(expected)) {
                found.add(description + ": the " + what + " is <" + actual + "> instead of <" + expected + ">");
            }
        }

        private static String code(Verdict verdict) {
            return verdict instanceof Verdict.Skipped skipped ? skipped.code().text() : "";
        }
    }

    @Test
    void verdicts_and_upcoming_firings_equal_a_naive_evaluation_of_the_rule() {
        List<String> differences = new ArrayList<>();
        long compared = 0;
        for (int i = 0; i < CASES && differences.isEmpty(); i++) {
            Case random = new Case(SEED + i);
            compared += random.nominal.size();
            differences.addAll(random.differences());
        }
        System.out.println("gates: " + CASES + " schedules from seed " + SEED + " with " + compared + " firings");
        assertThat(differences).isEmpty();
    }
}
