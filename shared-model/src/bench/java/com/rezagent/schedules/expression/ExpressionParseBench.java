package com.rezagent.schedules.expression;

import com.cronutils.model.Cron;
import com.cronutils.parser.CronParser;
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

/** Measures parsing, compared with cron-utils. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExpressionParseBench {
    @Param({"0 12 * * ? *", "0/15 9-17 ? * MON-FRI *", "1,5-9,20,30 8-18/2 LW JAN-MAR,6,SEP-NOV ? 2027-2199"})
    public String fields = "";

    private String expression = "";
    private String sixFields = "";
    private CronParser cronUtils = new CronParser(CronUtilsDefinition.EVENTBRIDGE);

    @Setup
    public void prepare() {
        expression = "cron(" + fields + ")";
        sixFields = fields;
    }

    @Benchmark
    public ParsedExpression ours() {
        return Expression.parse(expression);
    }

    @Benchmark
    public Cron cronUtils() {
        return cronUtils.parse(sixFields);
    }
}
