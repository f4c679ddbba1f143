package com.rezagent.schedules.schedule;

import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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

    /**
     * Policies that are refused: what the JSON is of, the JSON, and how the details go on after {@code run_policy}.
     */
    private static final String REFUSED = """
            whole | 7 | : must be a JSON object, not a number
            whole | [] | : must be a JSON object, not an array
            whole | "skip" | : must be a JSON object, not a string
            whole | true | : must be a JSON object, not true or false
            whole | {"expect_report":"true"} | .expect_report: must be true or false, not a string
            whole | {"expect_report":1} | .expect_report: must be true or false, not a number
            field | "report_within_seconds":59 | .report_within_seconds: must be from 60 to 86400
            field | "report_within_seconds":86401 | .report_within_seconds: must be from 60 to 86400
            field | "report_within_seconds":-900 | .report_within_seconds: must be from 60 to 86400
            field | "report_within_seconds":1e400 | .report_within_seconds: must be a whole number, not a fraction
            field | "report_within_seconds":900.0 | .report_within_seconds: must be a whole number, not a fraction
            field | "report_within_seconds":"900" | .report_within_seconds: must be a whole number, not a string
            field | "report_within_seconds":99999999999999999999 | .report_within_seconds: must be from 60
            field | "overlap":"SKIP" | .overlap: use allow or skip
            field | "overlap":"" | .overlap: use allow or skip
            field | "overlap":false | .overlap: must be a string, not true or false
            field | "pause_after_failures":0 | .pause_after_failures: must be from 1 to 100
            field | "pause_after_failures":101 | .pause_after_failures: must be from 1 to 100
            field | "pause_after_failures":"5" | .pause_after_failures: must be a whole number, not a string
            field | "retries":{} | .retries: unknown field; allowed fields are expect_report, overlap, pause_after_
            field | "retry":4 | .retry: must be a JSON object, not a number
            field | "retry":[] | .retry: must be a JSON object, not an array
            retry | "maximum_attempts":0 | .retry.maximum_attempts: must be from 1 to 20
            retry | "maximum_attempts":21 | .retry.maximum_attempts: must be from 1 to 20
            retry | "maximum_attempts":2.5 | .retry.maximum_attempts: must be a whole number, not a fraction
            retry | "maximum_attempts":{} | .retry.maximum_attempts: must be a whole number, not an object
            retry | "first_delay_seconds":59 | .retry.first_delay_seconds: must be from 60 to 86400
            retry | "first_delay_seconds":86401 | .retry.first_delay_seconds: must be from 60 to 86400
            retry | "first_delay_seconds":true | .retry.first_delay_seconds: must be a whole number, not true or false
            retry | "multiplier":0.999999999999999999999 | .retry.multiplier: must be from 1 to 10
            retry | "multiplier":10.00000000000000000001 | .retry.multiplier: must be from 1 to 10
            retry | "multiplier":1e400 | .retry.multiplier: must be from 1 to 10
            retry | "multiplier":-1e400 | .retry.multiplier: must be from 1 to 10
            retry | "multiplier":1e-400 | .retry.multiplier: must be from 1 to 10
            retry | "multiplier":1e999999999 | .retry.multiplier: must be from 1 to 10
            retry | "multiplier":"2" | .retry.multiplier: must be a number, not a string
            retry | "multiplier":[2] | .retry.multiplier: must be a number, not an array
            retry | "maximum_delay_seconds":59 | .retry.maximum_delay_seconds: must be from 60 to 86400
            retry | "maximum_delay_seconds":86401 | .retry.maximum_delay_seconds: must be from 60 to 86400
            retry | "first_delay_seconds":120,"maximum_delay_seconds":119 | .retry.maximum_delay_seconds: must be at least first_delay_seconds, 120; raise it, or leave it out
            retry | "jitter":-0.1 | .retry.jitter: must be from 0 to 0.5
            retry | "jitter":0.5000000000000000000001 | .retry.jitter: must be from 0 to 0.5
            retry | "jitter":1e400 | .retry.jitter: must be from 0 to 0.5
            retry | "jitter":true | .retry.jitter: must be a number, not true or false
            retry | "delays":[60] | .retry.delays: unknown field; allowed fields are first_delay_seconds, jitter, maximum_
            whole | {"retry":{"maximum_attempts":2}} | .retry.maximum_attempts: needs reports; set run_policy.expect_report to true, or leave it out
            whole | {"expect_report":false,"retry":{"maximum_attempts":20}} | .retry.maximum_attempts: needs reports; set run_policy.expect_report to true, or leave it out
            whole | {"expect_report":null,"report_within_seconds":900} | .report_within_seconds: needs reports; set run_policy.expect_report to true, or leave it out
            whole | {"overlap":"skip"} | .overlap: needs reports; set run_policy.expect_report to true, or leave it out
            whole | {"pause_after_failures":1} | .pause_after_failures: needs reports; set run_policy.expect_report to true, or leave it out
            """;

    private static final Map<String, String> TEMPLATES = Map.of(
            "whole", "%s",
            "field", "{\"expect_report\":true,%s}",
            "retry", "{\"expect_report\":true,\"retry\":{%s}}");

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

    /**
     * A policy that is refused with {@code invalid_run_policy}.
     *
     * @param detail how the details begin
     */
    public record Refused(String json, String detail) {}

    /** Returns policies with one error each: each bound, each type, unknown fields, and what needs reports. */
    public static List<Refused> refused() {
        return REFUSED.lines()
                .map(it -> it.split(" \\| "))
                .map(it -> new Refused(TEMPLATES.get(it[0]).formatted(it[1]), "run_policy" + it[2]))
                .toList();
    }
}
