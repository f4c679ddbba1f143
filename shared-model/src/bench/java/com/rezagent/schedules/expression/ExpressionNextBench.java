package com.rezagent.schedules.expression;

import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the search for the next firing, compared with cron-utils. Each call starts at another instant. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExpressionNextBench {
    private static final long FROM = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    private static final int YEAR = 365 * 86_400;

    /** Expression and timezone. The worst cases are last: far ahead, rare, never, and never because of gaps. */
    @Param({
        "0 12 * * ? * | UTC",
        "0/15 9-17 ? * MON-FRI * | UTC",
        "0 12 * * ? * | America/New_York",
        "0/15 9-17 ? * MON-FRI * | America/New_York",
        "30 2 L * ? * | Europe/Berlin",
        "0 0 29 2 ? 2097-2199 | UTC",
        "0 0 29 2 ? 2097-2199 | Europe/Berlin",
        "0 0 ? 2 MON#5 * | UTC",
        "0 0 ? 2 MON#5 * | Europe/Berlin",
        "0 0 30 2 ? * | UTC",
        "0 0 30 2 ? * | Europe/Berlin",
        "30 2 ? 3 SUN#2 * | America/New_York"
    })
    public String schedule = "";

    private Recurrence recurrence;
    private ExecutionTime cronUtils;
    private ZoneId zone;
    private int offset;

    @Setup
    public void prepare() {
        String[] parts = schedule.split(" \\| ", 2);
        zone = ZoneId.of(parts[1]);
        recurrence = new Recurrence(
                Expression.parse("cron(" + parts[0] + ")").expression(), zone, null, null, Instant.EPOCH);
        cronUtils = ExecutionTime.forCron(
                new CronParser(CronUtilsDefinition.EVENTBRIDGE).parse(parts[0]));
    }

    private Instant after() {
        offset = (offset + 7_654_321) % YEAR;
        return Instant.ofEpochSecond(FROM + offset);
    }

    @Benchmark
    public Optional<Instant> ours() {
        return recurrence.next(after());
    }

    @Benchmark
    public Optional<Instant> cronUtils() {
        return cronUtils.nextExecution(after().atZone(zone)).map(ZonedDateTime::toInstant);
    }
}
