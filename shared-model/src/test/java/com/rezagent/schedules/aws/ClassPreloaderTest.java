package com.rezagent.schedules.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassPreloaderTest {
    private static final Map<String, String> ON_DEMAND = Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");

    @Test
    void an_on_demand_start_runs_all_loads_in_parallel() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch both = new CountDownLatch(2);

        ClassPreloader.start(
                ON_DEMAND,
                () -> {
                    first.countDown();
                    await(second);
                    both.countDown();
                },
                () -> {
                    second.countDown();
                    await(first);
                    both.countDown();
                });

        assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_failed_load_is_ignored() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        AtomicBoolean isUncaught = new AtomicBoolean();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> isUncaught.set(true));
        try {
            ClassPreloader.start(
                            ON_DEMAND,
                            () -> {
                                throw new IllegalStateException("load failed");
                            },
                            other::countDown)
                    .forEach(ClassPreloaderTest::join);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }

        assertThat(other.getCount()).isZero();
        assertThat(isUncaught).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap-start", "provisioned-concurrency", ""})
    void other_initialization_types_start_no_load(String type) {
        assertThat(ClassPreloader.start(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", type), () -> {}))
                .isEmpty();
        assertThat(ClassPreloader.start(Map.of(), () -> {})).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
