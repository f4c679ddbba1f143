package com.rezagent.schedules.local.system;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.messaging.TopicArn;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Configuration of a {@link LocalSystem}.
 *
 * @param data the directory that stores all data; empty to store it in memory
 * @param start the clock's initial time. Empty for the system clock's time or, with a data directory and a clock that
 *     does not run in real time, for the time at which the clock stopped. The clock never runs backwards: if the stored
 *     time is later than {@code start}, the clock continues from the stored time
 * @param customTopics topics that custom targets may publish to
 * @param reconcileEvery interval of reconcile runs; empty for none
 * @param ids returns a new, unguessable id on each call: request ids, message ids, client tokens
 */
public record LocalSettings(
        Optional<Path> data,
        ClockSpeed speed,
        Optional<Instant> start,
        Set<TopicArn> customTopics,
        Optional<Duration> reconcileEvery,
        Supplier<String> ids) {

    /** The topic that custom targets may publish to by default. */
    public static final TopicArn SAMPLE_TOPIC = new TopicArn("arn:aws:sns:us-east-1:000000000000:my-topic-local");

    public LocalSettings {
        customTopics = Set.copyOf(customTopics);
    }

    /** Returns the defaults: data in memory, real time, {@link #SAMPLE_TOPIC}, an hourly reconcile run. */
    public static LocalSettings inMemory() {
        return new LocalSettings(
                Optional.empty(),
                ClockSpeed.REAL,
                Optional.empty(),
                Set.of(SAMPLE_TOPIC),
                Optional.of(Duration.ofHours(1)),
                () -> UUID.randomUUID().toString());
    }

    /** Returns a copy that stores all data in a directory, which is created if it does not exist. */
    public LocalSettings withDataDirectory(Path directory) {
        return new LocalSettings(Optional.of(directory), speed, start, customTopics, reconcileEvery, ids);
    }

    public LocalSettings withStart(Instant instant) {
        return new LocalSettings(data, speed, Optional.of(instant), customTopics, reconcileEvery, ids);
    }

    public LocalSettings withSpeed(ClockSpeed newSpeed) {
        return new LocalSettings(data, newSpeed, start, customTopics, reconcileEvery, ids);
    }

    public LocalSettings withCustomTopics(Set<TopicArn> topics) {
        return new LocalSettings(data, speed, start, topics, reconcileEvery, ids);
    }

    public LocalSettings withoutReconciling() {
        return new LocalSettings(data, speed, start, customTopics, Optional.empty(), ids);
    }

    public LocalSettings withIds(Supplier<String> newIds) {
        return new LocalSettings(data, speed, start, customTopics, reconcileEvery, newIds);
    }
}
