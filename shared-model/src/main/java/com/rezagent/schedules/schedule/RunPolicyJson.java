package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.json.StoredJson.number;
import static com.rezagent.schedules.json.StoredJson.numberOrNull;
import static com.rezagent.schedules.json.StoredJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes run policies: of requests, strictly and with defaults, and in their stored form. */
public final class RunPolicyJson {
    static final String FIELD = "run_policy";

    private static final String NEEDS_REPORTS = "needs reports; set run_policy.expect_report to true, or leave it out";

    private RunPolicyJson() {}

    /** Reads the field {@code run_policy}; null if it is absent or there are errors. */
    public static @Nullable RunPolicy read(ObjectReader parent, ValidationErrors errors) {
        ObjectReader reader = parent.nested(FIELD, ErrorCode.INVALID_RUN_POLICY, "The run policy is invalid");
        if (reader == null) {
            return null;
        }
        boolean expectReport = reader.bool("expect_report");
        Duration within = seconds(reader, "report_within_seconds");
        Retry retry = retry(reader.nested("retry"));
        Overlap overlap = overlap(reader);
        Integer failures = reader.integer("pause_after_failures", 1, RunPolicy.MAX_PAUSE_AFTER_FAILURES);
        if (!expectReport) {
            needsReports(reader, "report_within_seconds", within != null);
            needsReports(reader, "retry.maximum_attempts", retry.maximumAttempts() > 1);
            needsReports(reader, "overlap", overlap == Overlap.SKIP);
            needsReports(reader, "pause_after_failures", failures != null);
        }
        reader.refuseUnknown();
        return errors.isEmpty()
                ? new RunPolicy(expectReport, orElse(within, RunPolicy.DEFAULT_REPORT_WITHIN), retry, overlap, failures)
                : null;
    }

    private static void needsReports(ObjectReader reader, String field, boolean isUsed) {
        if (isUsed) {
            reader.error(field, NEEDS_REPORTS);
        }
    }

    private static Retry retry(@Nullable ObjectReader reader) {
        if (reader == null) {
            return Retry.DEFAULT;
        }
        Integer attempts = reader.integer("maximum_attempts", 1, Retry.MAX_ATTEMPTS);
        Duration first = orElse(seconds(reader, "first_delay_seconds"), Retry.DEFAULT.firstDelay());
        Double multiplier = reader.decimal("multiplier", BigDecimal.ONE, BigDecimal.valueOf(Retry.MAX_MULTIPLIER));
        Duration maximum = orElse(seconds(reader, "maximum_delay_seconds"), later(first, Retry.DEFAULT.maximumDelay()));
        Double jitter = reader.decimal("jitter", BigDecimal.ZERO, BigDecimal.valueOf(Retry.MAX_JITTER));
        if (maximum.compareTo(first) < 0) {
            reader.error(
                    "maximum_delay_seconds",
                    "must be at least first_delay_seconds, " + first.toSeconds() + "; raise it, or leave it out");
        }
        reader.refuseUnknown();
        return new Retry(
                orElse(attempts, Retry.DEFAULT.maximumAttempts()),
                first,
                orElse(multiplier, Retry.DEFAULT.multiplier()),
                later(first, maximum),
                orElse(jitter, Retry.DEFAULT.jitter()));
    }

    private static Overlap overlap(ObjectReader reader) {
        String text = reader.string("overlap");
        Overlap overlap = text == null ? Overlap.ALLOW : Overlap.of(text).orElse(null);
        if (overlap == null) {
            reader.error("overlap", "use allow or skip");
        }
        return orElse(overlap, Overlap.ALLOW);
    }

    private static @Nullable Duration seconds(ObjectReader reader, String field) {
        Integer seconds = reader.integer(field, RunPolicy.MIN_SECONDS, RunPolicy.MAX_SECONDS);
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    private static <T> T orElse(@Nullable T value, T byDefault) {
        return Objects.requireNonNullElse(value, byDefault);
    }

    private static Duration later(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    /**
     * Returns the policy with every field, as responses have it. {@code report_within_seconds} is null where no report is
     * expected, so that what was read can be sent back.
     */
    public static ObjectNode write(RunPolicy policy) {
        ObjectNode json = Json.object();
        json.put("expect_report", policy.expectReport());
        json.put(
                "report_within_seconds",
                policy.expectReport() ? (Long) policy.reportWithin().toSeconds() : null);
        json.putObject("retry")
                .put("maximum_attempts", policy.retry().maximumAttempts())
                .put("first_delay_seconds", policy.retry().firstDelay().toSeconds())
                .put("multiplier", decimal(policy.retry().multiplier()))
                .put("maximum_delay_seconds", policy.retry().maximumDelay().toSeconds())
                .put("jitter", decimal(policy.retry().jitter()));
        json.put("overlap", policy.overlap().text());
        json.put("pause_after_failures", policy.pauseAfterFailures());
        return json;
    }

    /** Returns the shortest decimal number that reads as this one: 2 rather than 2.0. */
    private static BigDecimal decimal(double value) {
        BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
        return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
    }

    /**
     * Returns the policy in its stored form, which {@link #write} returns; null if there is none.
     *
     * @throws IllegalArgumentException if no release can have written it
     */
    static @Nullable RunPolicy stored(JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        JsonNode retry = json.required("retry");
        Long within = numberOrNull(json, "report_within_seconds");
        Long failures = numberOrNull(json, "pause_after_failures");
        return new RunPolicy(
                json.required("expect_report").booleanValue(),
                within == null ? RunPolicy.DEFAULT_REPORT_WITHIN : Duration.ofSeconds(within),
                new Retry(
                        Math.toIntExact(number(retry, "maximum_attempts")),
                        Duration.ofSeconds(number(retry, "first_delay_seconds")),
                        retry.required("multiplier").doubleValue(),
                        Duration.ofSeconds(number(retry, "maximum_delay_seconds")),
                        retry.required("jitter").doubleValue()),
                Overlap.of(text(json, "overlap")).orElseThrow(IllegalArgumentException::new),
                failures == null ? null : (Integer) Math.toIntExact(failures));
    }
}
