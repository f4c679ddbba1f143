package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.rezagent.schedules.expression.RandomCron.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares with cron-utils, for the part of the grammar where it agrees with EventBridge Scheduler: no wrapped ranges,
 * no {@code L-n}, no {@code nW} near the ends of a month, and no changes of clocks, because it runs twice in overlaps.
 */
@Tag("slow")
class SecondOpinionTest {
    private static final int EXPRESSIONS = 3_000;
    private static final Duration MARGIN = Duration.ofDays(2);
    private static final List<String> ZONES =
            List.of("UTC", "Asia/Kathmandu", "Pacific/Apia", "America/New_York", "Australia/Lord_Howe");

    private static final CronParser PARSER =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));

    @Test
    void cron_utils_finds_the_same_next_firing() {
        int agreed = 0;
        for (long seed = 0; seed < EXPRESSIONS; seed++) {
            RandomCron cron = RandomCron.of(seed, Dialect.SHARED_WITH_CRON_UTILS);
            ZoneId zone = ZoneId.of(ZONES.get((int) (seed % ZONES.size())));
            Instant after = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(new Random(seed).nextInt(400_000_000));
            Optional<Instant> ours = new Recurrence(
                            Expression.parse(cron.text()).expression(), zone, null, null, Instant.EPOCH)
                    .next(after);
            ZoneOffsetTransition change = zone.getRules().nextTransition(after.minus(MARGIN));
            if (change != null
                    && change.getInstant().isBefore(ours.orElse(after).plus(MARGIN))) {
                continue;
            }
            String quartz = cron.canonical().replace("cron(", "0 ").replace(")", "");
            Optional<Instant> theirs = ExecutionTime.forCron(PARSER.parse(quartz))
                    .nextExecution(after.atZone(zone))
                    .map(ZonedDateTime::toInstant);
            assertThat(theirs)
                    .as("seed %d: %s in %s after %s", seed, quartz, zone, after)
                    .isEqualTo(ours);
            agreed++;
        }
        assertThat(agreed).isGreaterThan(2 * EXPRESSIONS / 3);
    }
}
