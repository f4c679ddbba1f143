package com.rezagent.schedules.local;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.topic.TopicArn;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a local system is told.
 *
 * @param data the directory that keeps everything; empty for memory
 * @param start what time it is at the start; empty for the wall's time or, with data and a clock that is not real, where
 *     the clock stood. Time never goes back: where the data is from later, it goes on from there
 * @param customTopics what custom targets may name
 * @param reconcileEvery how often store and engine are reconciled; empty for never
 * @param ids gives a new, unguessable id each time: request ids, message ids, client tokens
 */
public record LocalSettings(
        Optional<Path> data,
        ClockSpeed speed,
        Optional<Instant> start,
        Set<TopicArn> customTopics,
        Optional<Duration> reconcileEvery,
        Supplier<String> ids) {

    /** A topic that custom targets may name where nobody lists others. */
    public static final TopicArn SAMPLE_TOPIC = new TopicArn("arn:aws:sns:us-east-1:000000000000:my-topic-local");

    public LocalSettings {
        customTopics = Set.copyOf(customTopics);
    }

    /** In memory, in real time, with {@link #SAMPLE_TOPIC}, reconciled hourly. */
    public static LocalSettings inMemory() {
        return new LocalSettings(
                Optional.empty(),
                ClockSpeed.REAL,
                Optional.empty(),
                Set.of(SAMPLE_TOPIC),
                Optional.of(Duration.ofHours(1)),
                () -> UUID.randomUUID().toString());
    }

    /** Everything kept in a directory, which is made where there is none. */
    public LocalSettings keptIn(Path directory) {
        return new LocalSettings(Optional.of(directory), speed, start, customTopics, reconcileEvery, ids);
    }

    public LocalSettings startingAt(Instant instant) {
        return new LocalSettings(data, speed, Optional.of(instant), customTopics, reconcileEvery, ids);
    }

    public LocalSettings at(ClockSpeed newPace) {
        return new LocalSettings(data, newPace, start, customTopics, reconcileEvery, ids);
    }

    public LocalSettings allowing(Set<TopicArn> topics) {
        return new LocalSettings(data, speed, start, topics, reconcileEvery, ids);
    }

    public LocalSettings withoutReconciling() {
        return new LocalSettings(data, speed, start, customTopics, Optional.empty(), ids);
    }

    public LocalSettings withIds(Supplier<String> newIds) {
        return new LocalSettings(data, speed, start, customTopics, reconcileEvery, newIds);
    }
}
