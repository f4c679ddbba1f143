package com.rezagent.schedules.webapi.command;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommandTimestampsTest {
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00.123456789Z");
    private static final String ID = "sched_one";
    private static final String OTHER = "sched_other";

    @Test
    void times_are_in_microseconds() {
        assertThat(new CommandTimestamps(Clock.fixed(NOW, ZoneOffset.UTC)).next(ID, null))
                .isEqualTo("2025-11-06T20:00:00.123456Z");
    }

    @Test
    void a_stopped_clock_gives_increasing_times() {
        CommandTimestamps times = new CommandTimestamps(Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(times.next(ID, null)).isBefore(times.next(ID, null));
    }

    @Test
    void a_clock_that_goes_back_gives_increasing_times() {
        FakeStage stage = new FakeStage();
        CommandTimestamps times = new CommandTimestamps(stage.clock);
        Instant first = times.next(ID, null);
        stage.clock.set(FakeStage.NOW.minusSeconds(3_600));

        assertThat(times.next(ID, null)).isAfter(first);
    }

    @Test
    void no_two_threads_get_the_same_time() {
        CommandTimestamps times = new CommandTimestamps(Clock.fixed(NOW, ZoneOffset.UTC));
        Set<Instant> given = new ConcurrentSkipListSet<>();

        IntStream.range(0, 10_000).parallel().forEach(i -> given.add(times.next(ID, null)));

        assertThat(given).hasSize(10_000);
    }

    @Test
    void a_command_is_later_than_every_stamp_on_its_record() {
        FakeStage stage = new FakeStage();
        ScheduleId id = stage.create(teeTime());
        // A publisher whose clock is four minutes ahead has paused it.
        stage.scheduler.process(
                "foreign",
                new TopicMessage(
                        "{\"action\":\"pause\",\"schedule_id\":\"" + id
                                + "\",\"requested_at\":\"2025-11-06T20:04:00.000000999Z\"}",
                        Map.of()));

        assertThat(stage.post(path(id) + "/resume").text("status")).isEqualTo("active");
        var command = Json.parseObject(stage.topics.published().get(1).message().body());
        assertThat(Instant.parse(command.get("requested_at").textValue()))
                .isAfter(Instant.parse("2025-11-06T20:04:00.000000999Z"));
    }

    @Test
    void a_fast_clock_on_one_record_shifts_no_other_record() {
        CommandTimestamps times = new CommandTimestamps(Clock.fixed(NOW, ZoneOffset.UTC));
        Stamp ahead = new Stamp(NOW.plusSeconds(240), 70, "foreign");

        Instant first = times.next(ID, ahead);
        Instant second = times.next(ID, null);

        assertThat(first).isAfter(ahead.issuedAt());
        assertThat(second).isAfter(first);
        assertThat(times.next(OTHER, null)).isBefore(NOW.plusMillis(1));
    }
}
