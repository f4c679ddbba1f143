package com.rezagent.schedules.local.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.testing.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualTimeSchedulerTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    private final VirtualClock clock = VirtualClock.manual(START);
    private final List<Throwable> failures = new ArrayList<>();
    private final VirtualTimeScheduler virtualTime = new VirtualTimeScheduler(clock, failures::add);
    private final List<String> ran = new ArrayList<>();

    private VirtualTimeScheduler.ScheduledTask at(int second, String name) {
        return virtualTime.at(START.plusSeconds(second), recorder(name));
    }

    private Runnable recorder(String name) {
        return () ->
                ran.add(name + "@" + Duration.between(START, clock.instant()).toSeconds());
    }

    @Test
    void tasks_run_at_their_own_times_in_order_of_time_then_of_arrival() {
        at(20, "c");
        at(10, "a");
        at(10, "b");

        assertThat(virtualTime.advance(Duration.ofSeconds(30))).isEqualTo(START.plusSeconds(30));

        assertThat(ran).containsExactly("a@10", "b@10", "c@20");
    }

    @Test
    void tasks_due_exactly_at_the_end_run_and_later_ones_wait() {
        at(30, "end");
        at(31, "later");

        virtualTime.advance(Duration.ofSeconds(30));

        assertThat(ran).containsExactly("end@30");
        assertThat(virtualTime.size()).isEqualTo(1);
    }

    @Test
    void tasks_added_by_a_task_run_during_the_same_advance() {
        virtualTime.at(START.plusSeconds(10), () -> {
            virtualTime.at(clock.instant().plusSeconds(5), recorder("child"));
            virtualTime.now(recorder("at once"));
            virtualTime.at(START, recorder("long due"));
        });

        virtualTime.advance(Duration.ofSeconds(15));

        assertThat(ran).containsExactly("long due@10", "at once@10", "child@15");
    }

    @Test
    void due_tasks_run_without_advancing_the_clock() {
        at(0, "now");
        at(-100, "past");
        at(1, "future");

        virtualTime.runDue();

        assertThat(ran).containsExactly("past@0", "now@0");
    }

    @Test
    void a_cancelled_task_never_runs() {
        VirtualTimeScheduler.ScheduledTask scheduled = at(10, "cancelled");
        at(11, "kept");
        scheduled.cancel();

        virtualTime.advance(Duration.ofMinutes(1));

        assertThat(ran).containsExactly("kept@11");
    }

    @Test
    void a_task_that_throws_does_not_stop_later_tasks() {
        virtualTime.at(START.plusSeconds(1), () -> {
            throw new IllegalStateException("on purpose");
        });
        at(2, "next");

        virtualTime.advance(Duration.ofSeconds(5));

        assertThat(ran).containsExactly("next@2");
        assertThat(failures).hasSize(1);
    }

    @Test
    void a_task_must_not_advance_the_clock_that_runs_it() {
        virtualTime.at(START, () -> virtualTime.advance(Duration.ofSeconds(1)));

        virtualTime.runDue();

        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> virtualTime.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ran_until_is_before_every_task_that_has_not_run() {
        assertThat(virtualTime.ranUntil()).isEqualTo(START);
        at(60, "future");
        assertThat(virtualTime.ranUntil()).isEqualTo(START);

        at(0, "due but not run");
        assertThat(virtualTime.ranUntil()).isBefore(START);

        List<Instant> timesInsideTask = new ArrayList<>();
        virtualTime.at(START.plusSeconds(5), () -> timesInsideTask.add(virtualTime.ranUntil()));
        virtualTime.advance(Duration.ofSeconds(10));
        assertThat(timesInsideTask)
                .singleElement()
                .satisfies(it -> assertThat(it).isBefore(START.plusSeconds(5)));
        assertThat(virtualTime.ranUntil()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void the_worker_runs_due_tasks_and_other_threads_may_advance_the_clock() throws Exception {
        CountDownLatch now = new CountDownLatch(1);
        CountDownLatch later = new CountDownLatch(1);
        virtualTime.start();

        virtualTime.now(now::countDown);
        assertThat(now.await(10, TimeUnit.SECONDS)).isTrue();
        virtualTime.at(START.plusSeconds(100), later::countDown);
        virtualTime.advance(Duration.ofSeconds(100));
        assertThat(later.await(0, TimeUnit.SECONDS)).isTrue();

        virtualTime.close();
    }

    @Test
    void a_fast_clock_runs_at_its_speed_and_continues_from_an_advance() {
        SettableClock wall = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
        VirtualClock fast = new VirtualClock(new ClockSpeed(60), wall, START);
        VirtualTimeScheduler scheduler = new VirtualTimeScheduler(fast, failures::add);

        wall.advance(Duration.ofSeconds(2));
        assertThat(fast.instant()).isEqualTo(START.plusSeconds(120));
        assertThat(fast.wallTimeUntil(START.plusSeconds(180))).contains(Duration.ofSeconds(1));

        scheduler.advance(Duration.ofHours(1));
        wall.advance(Duration.ofSeconds(1));
        assertThat(fast.instant()).isEqualTo(START.plusSeconds(120 + 3600 + 60));
    }

    @Test
    void the_worker_of_a_fast_clock_waits_in_real_time() throws Exception {
        VirtualClock fast = new VirtualClock(new ClockSpeed(100_000), Clock.systemUTC(), START);
        VirtualTimeScheduler scheduler = new VirtualTimeScheduler(fast, failures::add);
        CountDownLatch done = new CountDownLatch(1);
        scheduler.start();
        scheduler.at(START.plus(Duration.ofHours(1)), done::countDown);

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(fast.instant()).isAfterOrEqualTo(START.plus(Duration.ofHours(1)));
        scheduler.close();
    }
}
