package com.rezagent.schedules.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares skips with a naive model: the last of all skips and unskips of a firing, by the time of issue, decides, in
 * whichever order they arrive; a time means the firing that it equals or, for a rate, the one less than half a minute away.
 * Random expressions in zones around their clock changes, with and without flexible windows. {@code -Dskips.seed=n} and
 * {@code -Dskips.cases=n} repeat or extend it.
 */
class SkipsPropertyTest {
    private static final long SEED = Long.getLong("skips.seed", 20_261_126);
    private static final int CASES = Integer.getInteger("skips.cases", 400);
    private static final int FIRINGS = 30;
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final List<String> ZONES = List.of(
            "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia");
    private static final List<String> CRONS =
            List.of("cron(%d * * * ? *)", "cron(0/%d * * * ? *)", "cron(%d 2 * * ? *)", "cron(%d 1,2,3 ? * SUN,MON *)");
    private static final List<String> RATES = List.of("rate(1 minute)", "rate(7 minutes)", "rate(1 hour)");

    /** A request about a time, issued at a second after the creation. */
    private record Request(boolean isSkip, Instant time, int issued) {}

    private static final class Case {
        private final SplittableRandom random;
        private final Instant created;
        private final String expression;
        private final Schedule schedule;
        private final List<Instant> nominal;
        private final List<Request> requests = new ArrayList<>();
        private final List<String> found = new ArrayList<>();
        private final String description;

        Case(long seed) {
            random = new SplittableRandom(seed);
            ZoneId zone = ZoneId.of(pick(ZONES));
            created = aroundClockChange(zone);
            expression = expression(zone);
            String window = random.nextInt(3) == 0 ? ",\"flexible_time_window_minutes\":15" : "";
            String body = "{\"name\":\"random\",\"schedule_expression\":\"" + expression + "\",\"timezone\":\"" + zone
                    + "\",\"target_type\":\"web_action\",\"payload\":{}" + window + "}";
            Decider decider = new Decider(new DefinitionReader(Set.of()));
            ScheduleName name = ScheduleName.parse("random");
            Schedule record = after(
                    decider,
                    Optional.empty(),
                    new ScheduleCommand.Create(context(0, "create"), name.id(), JsonObject.of(Json.parseObject(body))));
            nominal = record.recurrence()
                    .after(created.plusSeconds(60))
                    .limit(FIRINGS)
                    .toList();
            List<Request> inOrder = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                inOrder.add(new Request(random.nextInt(3) > 0, nearFiring(), i + 1));
            }
            requests.addAll(inOrder);
            for (Request request : shuffled(inOrder)) {
                Command.Context context = context(request.issued, "request " + request.issued);
                ScheduleCommand command = request.isSkip
                        ? new ScheduleCommand.Skip(context, name.id(), request.time)
                        : new ScheduleCommand.Unskip(context, name.id(), request.time);
                record = after(decider, Optional.of(record), command);
                boolean isRefused =
                        record.outcomes().get(record.outcomes().size() - 1).result() == Result.REFUSED;
                compare(isRefused, firing(request.time).isEmpty(), "refusal of " + request);
            }
            schedule = ScheduleDocument.read(ScheduleDocument.write(record));
            description = "seed " + seed + ": " + body + " created " + created + ", " + requests;
        }

        private Schedule after(Decider decider, Optional<Schedule> record, ScheduleCommand command) {
            Decision<Schedule> decision = decider.decide(record, command, created.plusSeconds(60));
            return decision instanceof Decision.Insert<Schedule> insert
                    ? insert.next()
                    : ((Decision.Replace<Schedule>) decision).next();
        }

        private Command.Context context(int second, String id) {
            return new Command.Context(id, "tests", created.plusSeconds(second), Command.Origin.WEB_API);
        }

        private <T> T pick(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        private List<Request> shuffled(List<Request> all) {
            List<Request> left = new ArrayList<>(all);
            List<Request> shuffled = new ArrayList<>();
            while (!left.isEmpty()) {
                shuffled.add(left.remove(random.nextInt(left.size())));
            }
            return shuffled;
        }

        private Instant aroundClockChange(ZoneId zone) {
            Instant any = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(random.nextLong(10 * 366 * 86_400L));
            ZoneOffsetTransition change = zone.getRules().nextTransition(any);
            return change == null || random.nextInt(4) == 0
                    ? any
                    : change.getInstant().minusSeconds(random.nextInt(random.nextBoolean() ? 7_200 : 200_000));
        }

        private String expression(ZoneId zone) {
            return switch (random.nextInt(6)) {
                case 0 ->
                    "at("
                            + AT.format(
                                    LocalDateTime.ofInstant(created.plusSeconds(120 + random.nextInt(20_000)), zone))
                            + ")";
                case 1, 2 -> pick(RATES);
                default -> String.format(pick(CRONS), 1 + random.nextInt(59));
            };
        }

        /** Returns a time at or near a firing to come; sometimes one in a gap or the second pass of an overlap. */
        private Instant nearFiring() {
            Instant firing = nominal.isEmpty()
                    ? created.plusSeconds(600)
                    : pick(nominal.subList(0, Math.min(8, nominal.size())));
            int[] offsets = {0, 0, 0, 0, 1, -1, 28, 29, -29, 30, -30, 3_600, -1_800};
            Instant near = firing.plusSeconds(offsets[random.nextInt(offsets.length)]);
            // The model knows the first firings only, and none that has passed.
            boolean isKnown = near.isAfter(created.plusSeconds(90))
                    && !nominal.isEmpty()
                    && near.isBefore(nominal.get(nominal.size() - 1));
            return isKnown ? near : firing;
        }

        // --- the model ---

        private long tolerance() {
            return expression.startsWith("rate") ? 29 : 0;
        }

        private Optional<Instant> firing(Instant time) {
            return nominal.stream()
                    .filter(it -> Math.abs(it.getEpochSecond() - time.getEpochSecond()) <= tolerance())
                    .findFirst();
        }

        private boolean isSkipped(Instant firing) {
            boolean isSkipped = false;
            for (Request request : requests) {
                if (firing(request.time).equals(Optional.of(firing))) {
                    isSkipped = request.isSkip;
                }
            }
            return isSkipped;
        }

        // --- the comparison ---

        private void compare(Object actual, Object expected, String what) {
            if (!actual.equals(expected)) {
                found.add(what + " is " + actual + ", not " + expected);
            }
        }

        List<String> differences() {
            FiringPlan plan = FiringPlan.of(schedule, Surroundings.NONE);
            AuditWindow window = new AuditWindow(
                    schedule.incarnation(), schedule.recurrence(), Duration.ofHours(1), Instant.MIN, Instant.MAX);
            for (Instant firing : nominal) {
                String expected = isSkipped(firing) ? "skip_requested" : "";
                for (long delivered = -tolerance(); delivered <= tolerance(); delivered += 29) {
                    Instant time = firing.plusSeconds(delivered);
                    for (Duration late : List.of(Duration.ZERO, Duration.ofMinutes(14), Duration.ofDays(1))) {
                        compare(
                                code(plan.verdict(time, time.plus(late), EntryMatch.CURRENT)),
                                expected,
                                "verdict of " + time + " arriving after " + late);
                    }
                    compare(
                            plan.verdictOfTakeover(time, time, EntryMatch.CURRENT)
                                    .runs(),
                            true,
                            "takeover of " + time);
                }
                compare(code(plan.verdictOfMissing(window, firing)), expected, "verdict of missing " + firing);
            }
            compareLists();
            return found;
        }

        private void compareLists() {
            List<Instant> skipped = nominal.stream().filter(this::isSkipped).toList();
            List<Instant> running =
                    nominal.stream().filter(it -> !isSkipped(it)).toList();
            Instant now = created.plusSeconds(60);
            compare(schedule.pendingSkips(now), skipped, "skipped times");
            compare(ScheduleSummary.of(schedule).pendingSkips(now), skipped, "skipped times of the summary");
            Instant last = nominal.isEmpty() ? now : nominal.get(nominal.size() - 1);
            for (UpcomingFirings upcoming : List.of(
                    UpcomingFirings.of(schedule, Surroundings.NONE),
                    UpcomingFirings.of(ScheduleSummary.of(schedule), Surroundings.NONE))) {
                compare(upcoming.after(now).takeWhile(it -> !it.isAfter(last)).toList(), running, "firings that run");
                Stream<FiringRow> rows = upcoming.rows(now, now)
                        .takeWhile(it -> !it.firing().at().isAfter(last));
                compare(
                        rows.filter(it -> it.code().isPresent())
                                .map(it -> it.firing().at())
                                .toList(),
                        skipped,
                        "skipped rows");
            }
        }

        private static String code(Verdict verdict) {
            return verdict instanceof Verdict.Skipped skipped ? skipped.code().text() : "";
        }
    }

    @Test
    void skips_hold_back_exactly_the_firings_that_were_skipped_last() {
        List<String> differences = new ArrayList<>();
        long skipped = 0;
        long firings = 0;
        for (int i = 0; i < CASES; i++) {
            Case one = new Case(SEED + i);
            List<String> found = one.differences();
            if (!found.isEmpty()) {
                differences.add(one.description + "\n  " + String.join("\n  ", found));
            }
            firings += one.nominal.size();
            skipped += one.nominal.stream().filter(one::isSkipped).count();
        }
        System.out.println("skips: " + CASES + " schedules from seed " + SEED + " with " + skipped + " of " + firings
                + " firings skipped");
        assertThat(differences).isEmpty();
        assertThat(skipped).isGreaterThan(CASES);
    }
}
