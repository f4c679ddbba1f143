package com.rezagent.schedules.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code -Drun.policy.seed=n} and {@code -Drun.policy.cases=n} repeat or extend the property tests. */
class RunPolicyTest {
    private static final long SEED = Long.getLong("run.policy.seed", System.nanoTime());
    private static final int CASES = Integer.getInteger("run.policy.cases", 2_000);
    private static final String EXECUTION = "exec_bdab65e2dab290db17aff0d9636dd21c_20251107T110000Z";

    private static ObjectNode body(JsonNode policy) {
        ObjectNode body = Json.parseObject("""
                {"name":"a","schedule_expression":"rate(1 hour)","target_type":"web_action","payload":{}}""");
        body.set("run_policy", policy);
        return body;
    }

    private static @Nullable RunPolicy read(String json) {
        return new DefinitionReader(Set.of())
                .read(body(Json.parse(json)))
                .definition()
                .runPolicy();
    }

    private static RunPolicy retrying(int attempts, int first, double multiplier, int maximum, double jitter) {
        Retry retry = new Retry(attempts, Duration.ofSeconds(first), multiplier, Duration.ofSeconds(maximum), jitter);
        return new RunPolicy(true, RunPolicy.DEFAULT_REPORT_WITHIN, retry, Overlap.ALLOW, null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1  | 60    | 2   | 3600  | -
            2  | 60    | 2   | 3600  | 60
            4  | 60    | 2   | 3600  | 60 120 240
            9  | 60    | 2   | 3600  | 60 120 240 480 960 1920 3600 3600
            4  | 61    | 1.5 | 86400 | 61 92 137
            4  | 60    | 1   | 60    | 60 60 60
            3  | 86400 | 10  | 86400 | 86400 86400
            5  | 60    | 10  | 86400 | 60 600 6000 60000
            """)
    void each_delay_is_a_multiple_of_the_one_before_up_to_the_maximum(
            int attempts, int first, double multiplier, int maximum, String delays) {
        List<Duration> expected = delays.equals("-")
                ? List.of()
                : Arrays.stream(delays.split(" "))
                        .map(it -> Duration.ofSeconds(Long.parseLong(it)))
                        .toList();
        RunPolicy policy = retrying(attempts, first, multiplier, maximum, 0);

        assertThat(policy.retryDelays()).isEqualTo(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(policy.delayBefore(i + 2, EXECUTION)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void a_delay_with_jitter_is_within_its_bounds_and_the_same_each_time() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < CASES; i++) {
            int first = random.nextInt(60, 86_401);
            int maximum = random.nextInt(first, 86_401);
            double multiplier = random.nextDouble(1, 10);
            double jitter = random.nextDouble(0, 0.5);
            int attempt = random.nextInt(4) == 0 ? random.nextInt(2, Integer.MAX_VALUE) : random.nextInt(2, 21);
            RunPolicy policy = retrying(20, first, multiplier, maximum, jitter);
            String execution = "exec_" + random.nextLong();
            String label = "seed " + SEED + ", case " + i + ": " + policy + ", attempt " + attempt + " of " + execution;

            Duration delay = policy.delayBefore(attempt, execution);

            double base = Math.min(maximum, first * Math.pow(multiplier, attempt - 2.0));
            assertThat((double) delay.toSeconds()).as(label).isCloseTo(base, within(base * jitter + 0.5001));
            assertThat(policy.delayBefore(attempt, execution)).as(label).isEqualTo(delay);
            assertThat(delay.getNano()).as(label).isZero();
        }
    }

    @Test
    void jitter_spreads_evenly_over_executions_and_attempts() {
        RunPolicy policy = retrying(20, 10_000, 1, 10_000, 0.5);
        long[] ofExecutions = new long[10];
        long[] ofAttempts = new long[10];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 5_000; i++) {
            long delay = policy.delayBefore(2, "exec_" + random.nextLong()).toSeconds();
            ofExecutions[(int) Math.min(9, (delay - 5_000) / 1_000)]++;
            delay = policy.delayBefore(i + 2, "exec_" + SEED).toSeconds();
            ofAttempts[(int) Math.min(9, (delay - 5_000) / 1_000)]++;
        }
        // 500 are expected; six standard deviations are about 130.
        for (long[] counts : List.of(ofExecutions, ofAttempts)) {
            assertThat(Arrays.stream(counts).boxed()).as("seed " + SEED).allMatch(it -> it > 370 && it < 630);
        }
    }

    /** A retry that is due in a minute stays due in that minute after an upgrade. */
    @Test
    void the_delays_of_an_execution_never_change() {
        RunPolicy policy = retrying(4, 600, 2, 3_600, 0.1);

        assertThat(Stream.of(2, 3, 4)
                        .map(it -> policy.delayBefore(it, EXECUTION).toSeconds()))
                .containsExactly(610L, 1230L, 2541L);
    }

    @Test
    void there_is_no_delay_before_the_first_attempt() {
        assertThatThrownBy(() -> RunPolicies.FULL.delayBefore(1, EXECUTION))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void only_a_policy_that_expects_a_report_has_a_time_for_it() {
        Instant published = Instant.parse("2025-11-07T11:00:01.204Z");

        assertThat(RunPolicies.FULL.reportBy(published)).contains(Instant.parse("2025-11-07T11:10:01.204Z"));
        assertThat(RunPolicy.DEFAULT.reportBy(published)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null                                                        | -
            {}                                                          | false null 1 60 2 3600 0.1 allow null
            {"expect_report":null,"retry":null,"overlap":null,"pause_after_failures":null,"report_within_seconds":null} | false null 1 60 2 3600 0.1 allow null
            {"expect_report":false,"overlap":"allow","retry":{}}        | false null 1 60 2 3600 0.1 allow null
            {"retry":{"maximum_attempts":1,"jitter":0,"multiplier":1}}  | false null 1 60 1 3600 0 allow null
            {"expect_report":true}                                      | true 900 1 60 2 3600 0.1 allow null
            {"expect_report":true,"report_within_seconds":60,"pause_after_failures":1} | true 60 1 60 2 3600 0.1 allow 1
            {"expect_report":true,"report_within_seconds":86400,"pause_after_failures":100,"overlap":"skip"} | true 86400 1 60 2 3600 0.1 skip 100
            {"expect_report":true,"retry":{"maximum_attempts":20,"first_delay_seconds":86400}} | true 900 20 86400 2 86400 0.1 allow null
            {"expect_report":true,"retry":{"first_delay_seconds":60,"maximum_delay_seconds":60,"multiplier":10.0,"jitter":0.50}} | true 900 1 60 10 60 0.5 allow null
            {"expect_report":true,"retry":{"multiplier":1e0,"jitter":1e-400}} | true 900 1 60 1 3600 0 allow null
            {"expect_report":true,"retry":{"multiplier":1.10,"jitter":-0.0}} | true 900 1 60 1.1 3600 0 allow null
            """)
    void fields_that_are_absent_or_null_have_their_defaults(String json, String expected) {
        RunPolicy policy = read(json);

        assertThat(policy == null ? "-" : values(RunPolicyJson.write(policy))).isEqualTo(expected);
        if (policy != null) {
            assertThat(read(Json.write(RunPolicyJson.write(policy)))).isEqualTo(policy);
        }
    }

    private static String values(ObjectNode json) {
        JsonNode retry = json.get("retry");
        return String.join(
                " ",
                Stream.of(
                                json.get("expect_report"),
                                json.get("report_within_seconds"),
                                retry.get("maximum_attempts"),
                                retry.get("first_delay_seconds"),
                                retry.get("multiplier"),
                                retry.get("maximum_delay_seconds"),
                                retry.get("jitter"),
                                json.get("overlap"),
                                json.get("pause_after_failures"))
                        .map(JsonNode::asText)
                        .toList());
    }

    @Test
    void a_policy_is_the_same_after_it_was_written_and_read_or_stored_and_read() {
        assertThat(Json.write(RunPolicyJson.write(RunPolicies.FULL))).isEqualTo(RunPolicies.FULL_JSON);
        assertThat(read(RunPolicies.FULL_JSON)).isEqualTo(RunPolicies.FULL);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < CASES; i++) {
            double jitter = random.nextBoolean() ? random.nextDouble(0, 0.5) : Double.MIN_VALUE * random.nextInt(9);
            RunPolicy policy =
                    retrying(random.nextInt(1, 21), random.nextInt(60, 3_601), random.nextDouble(1, 10), 3_600, jitter);
            String json = Json.write(RunPolicyJson.write(policy));
            assertThat(read(json)).as("seed " + SEED + ": " + json).isEqualTo(policy);
            assertThat(RunPolicyJson.stored(Json.parse(json)))
                    .as("seed " + SEED)
                    .isEqualTo(policy);
        }
        assertThat(RunPolicyJson.stored(RunPolicyJson.write(RunPolicy.DEFAULT))).isEqualTo(RunPolicy.DEFAULT);
    }

    @TestFactory
    Stream<DynamicTest> bad_policies_are_refused_with_the_path_of_the_field() {
        return RunPolicies.refused().stream()
                .map(it -> DynamicTest.dynamicTest(it.json(), () -> {
                    RefusedException refused = assertThrows(RefusedException.class, () -> read(it.json()));
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_RUN_POLICY);
                    assertThat(refused.getMessage()).isEqualTo("The run policy is invalid");
                    assertThat(refused.joinedDetails()).startsWith(it.detail());
                    assertThat(refused.details()).hasSize(1);
                }));
    }

    @Test
    void all_errors_are_reported_together() {
        String json = "{\"report_within_seconds\":1,\"retry\":{\"maximum_attempts\":2,\"jitter\":1,\"x\":1},"
                + "\"overlap\":\"skip\",\"y\":{}}";

        RefusedException refused = assertThrows(RefusedException.class, () -> read(json));

        assertThat(refused.details())
                .extracting(it -> it.substring(0, it.indexOf(':')))
                .containsExactly(
                        "run_policy.report_within_seconds",
                        "run_policy.retry.jitter",
                        "run_policy.retry.x",
                        "run_policy.retry.maximum_attempts",
                        "run_policy.overlap",
                        "run_policy.y");
    }
}
