package com.rezagent.schedules.schedule;

import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import java.time.Duration;
import java.util.List;

/** Sample run policies for tests, and the bad input that each way into the system must refuse. */
public final class RunPolicies {
    /** A policy in which no field has its default. */
    public static final RunPolicy FULL = new RunPolicy(
            true,
            Duration.ofMinutes(10),
            new Retry(4, Duration.ofSeconds(90), 1.5, Duration.ofHours(2), 0.25),
            Overlap.SKIP,
            5);

    /** {@link #FULL} as requests and responses have it. */
    public static final String FULL_JSON = """
            {"expect_report":true,"report_within_seconds":600,"retry":{"maximum_attempts":4,"first_delay_seconds":90,\
            "multiplier":1.5,"maximum_delay_seconds":7200,"jitter":0.25},"overlap":"skip","pause_after_failures":5}""";

    private static final String REPORTS = "needs reports; set run_policy.expect_report to true, or leave it out";

    private RunPolicies() {}

    /** Returns a policy that awaits reports for 15 minutes and retries after 1, 2, 4… minutes, without jitter. */
    public static RunPolicy ofAttempts(int maximumAttempts) {
        return new RunPolicy(
                true,
                RunPolicy.DEFAULT_REPORT_WITHIN,
                new Retry(maximumAttempts, Duration.ofMinutes(1), 2, Duration.ofHours(1), 0),
                Overlap.ALLOW,
                null);
    }

    /** Returns a policy that expects no reports. */
    public static RunPolicy withoutReports() {
        return RunPolicy.DEFAULT;
    }

    /**
     * A policy that is refused with {@code invalid_run_policy}.
     *
     * @param detail how the details begin
     */
    public record Refused(String json, String detail) {}

    /** Returns policies with one error each: each bound, each type, unknown fields, and what needs reports. */
    public static List<Refused> refused() {
        return List.of(
                new Refused("7", "run_policy: must be a JSON object, not a number"),
                new Refused("[]", "run_policy: must be a JSON object, not an array"),
                new Refused("\"skip\"", "run_policy: must be a JSON object, not a string"),
                new Refused("true", "run_policy: must be a JSON object, not true or false"),
                new Refused(
                        "{\"expect_report\":\"true\"}",
                        "run_policy.expect_report: must be true or false, not a string"),
                new Refused("{\"expect_report\":1}", "run_policy.expect_report: must be true or false, not a number"),
                reporting("\"report_within_seconds\":59", "report_within_seconds: must be from 60 to 86400"),
                reporting("\"report_within_seconds\":86401", "report_within_seconds: must be from 60 to 86400"),
                reporting("\"report_within_seconds\":-900", "report_within_seconds: must be from 60 to 86400"),
                reporting(
                        "\"report_within_seconds\":1e400",
                        "report_within_seconds: must be a whole number, not a fraction"),
                reporting(
                        "\"report_within_seconds\":900.0",
                        "report_within_seconds: must be a whole number, not a fraction"),
                reporting(
                        "\"report_within_seconds\":\"900\"",
                        "report_within_seconds: must be a whole number, not a string"),
                reporting("\"report_within_seconds\":99999999999999999999", "report_within_seconds: must be from 60"),
                reporting("\"overlap\":\"SKIP\"", "overlap: use allow or skip"),
                reporting("\"overlap\":\"\"", "overlap: use allow or skip"),
                reporting("\"overlap\":false", "overlap: must be a string, not true or false"),
                reporting("\"pause_after_failures\":0", "pause_after_failures: must be from 1 to 100"),
                reporting("\"pause_after_failures\":101", "pause_after_failures: must be from 1 to 100"),
                reporting(
                        "\"pause_after_failures\":\"5\"", "pause_after_failures: must be a whole number, not a string"),
                reporting(
                        "\"retries\":{}",
                        "retries: unknown field; allowed fields are expect_report, overlap, pause_after_"),
                reporting("\"retry\":4", "retry: must be a JSON object, not a number"),
                reporting("\"retry\":[]", "retry: must be a JSON object, not an array"),
                retrying("\"maximum_attempts\":0", "maximum_attempts: must be from 1 to 20"),
                retrying("\"maximum_attempts\":21", "maximum_attempts: must be from 1 to 20"),
                retrying("\"maximum_attempts\":2.5", "maximum_attempts: must be a whole number, not a fraction"),
                retrying("\"maximum_attempts\":{}", "maximum_attempts: must be a whole number, not an object"),
                retrying("\"first_delay_seconds\":59", "first_delay_seconds: must be from 60 to 86400"),
                retrying("\"first_delay_seconds\":86401", "first_delay_seconds: must be from 60 to 86400"),
                retrying(
                        "\"first_delay_seconds\":true",
                        "first_delay_seconds: must be a whole number, not true or false"),
                retrying("\"multiplier\":0.999999999999999999999", "multiplier: must be from 1 to 10"),
                retrying("\"multiplier\":10.00000000000000000001", "multiplier: must be from 1 to 10"),
                retrying("\"multiplier\":1e400", "multiplier: must be from 1 to 10"),
                retrying("\"multiplier\":-1e400", "multiplier: must be from 1 to 10"),
                retrying("\"multiplier\":1e-400", "multiplier: must be from 1 to 10"),
                retrying("\"multiplier\":1e999999999", "multiplier: must be from 1 to 10"),
                retrying("\"multiplier\":\"2\"", "multiplier: must be a number, not a string"),
                retrying("\"multiplier\":[2]", "multiplier: must be a number, not an array"),
                retrying("\"maximum_delay_seconds\":59", "maximum_delay_seconds: must be from 60 to 86400"),
                retrying("\"maximum_delay_seconds\":86401", "maximum_delay_seconds: must be from 60 to 86400"),
                retrying(
                        "\"first_delay_seconds\":120,\"maximum_delay_seconds\":119",
                        "maximum_delay_seconds: must be at least first_delay_seconds, 120; raise it, or leave it out"),
                retrying("\"jitter\":-0.1", "jitter: must be from 0 to 0.5"),
                retrying("\"jitter\":0.5000000000000000000001", "jitter: must be from 0 to 0.5"),
                retrying("\"jitter\":1e400", "jitter: must be from 0 to 0.5"),
                retrying("\"jitter\":true", "jitter: must be a number, not true or false"),
                retrying(
                        "\"delays\":[60]",
                        "delays: unknown field; allowed fields are first_delay_seconds, jitter, maximum_"),
                new Refused("{\"retry\":{\"maximum_attempts\":2}}", "run_policy.retry.maximum_attempts: " + REPORTS),
                new Refused(
                        "{\"expect_report\":false,\"retry\":{\"maximum_attempts\":20}}",
                        "run_policy.retry.maximum_attempts: " + REPORTS),
                new Refused(
                        "{\"expect_report\":null,\"report_within_seconds\":900}",
                        "run_policy.report_within_seconds: " + REPORTS),
                new Refused("{\"overlap\":\"skip\"}", "run_policy.overlap: " + REPORTS),
                new Refused("{\"pause_after_failures\":1}", "run_policy.pause_after_failures: " + REPORTS));
    }

    private static Refused reporting(String field, String detail) {
        return new Refused("{\"expect_report\":true," + field + "}", "run_policy." + detail);
    }

    private static Refused retrying(String fields, String detail) {
        return new Refused("{\"expect_report\":true,\"retry\":{" + fields + "}}", "run_policy.retry." + detail);
    }
}
