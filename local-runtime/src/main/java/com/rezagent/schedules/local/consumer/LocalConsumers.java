package com.rezagent.schedules.local.consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Consumers that report by themselves, at most one for a topic. Like faults they are not stored: after a restart there
 * are none. Messages without an execution id, whose schedules expect no reports, are ignored. Thread-safe.
 */
public final class LocalConsumers {
    private final TopicPublisher publisher;
    private final TopicArn reports;
    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final Supplier<String> ids;
    private final Map<TopicArn, LocalConsumer> consumers = new LinkedHashMap<>();

    /**
     * @param reports topic that consumers report to
     * @param ids returns a new request id on each call
     */
    public LocalConsumers(
            TopicPublisher publisher,
            TopicArn reports,
            Clock clock,
            VirtualTimeScheduler virtualTime,
            Supplier<String> ids) {
        this.publisher = publisher;
        this.reports = reports;
        this.clock = clock;
        this.virtualTime = virtualTime;
        this.ids = ids;
    }

    /** A consumer and what it has done. Guarded by the lock of all consumers. */
    private static final class LocalConsumer {
        private final ConsumerSettings settings;
        private long received;
        private long reported;

        LocalConsumer(ConsumerSettings settings) {
            this.settings = settings;
        }

        /** Returns why the last message fails; null if it does not. */
        private @Nullable String error() {
            if (received <= settings.failuresFirst()) {
                return "Failure " + received + " of " + settings.failuresFirst() + " of the local consumer";
            }
            return settings.behavior() == ConsumerBehavior.FAIL ? "The local consumer fails" : null;
        }

        private boolean isSilent() {
            return received > settings.failuresFirst() && settings.behavior() == ConsumerBehavior.SILENT;
        }
    }

    /**
     * What a consumer has done.
     *
     * @param received number of messages that it could report about
     * @param reported number of reports
     */
    public record Status(ConsumerSettings settings, long received, long reported) {}

    /** Adds a consumer, which replaces the one of its topic. */
    public synchronized void add(ConsumerSettings settings) {
        consumers.put(settings.topic(), new LocalConsumer(settings));
    }

    /** Removes the consumer of a topic, with the reports that it has not sent yet. */
    public synchronized void remove(TopicArn topic) {
        consumers.remove(topic);
    }

    /** Removes all consumers. */
    public synchronized void clear() {
        consumers.clear();
    }

    /** Returns all consumers, in the order in which they were added. */
    public synchronized List<Status> all() {
        return consumers.values().stream()
                .map(it -> new Status(it.settings, it.received, it.reported))
                .toList();
    }

    /** Passes a message to the consumer of its topic, which reports later. */
    public void received(TopicArn topic, ReceivedMessage message) {
        if (!hasConsumer(topic)) {
            return;
        }
        Optional<ObjectNode> envelope = ConsumerReport.envelope(message);
        if (envelope.isPresent()) {
            consume(topic, message, envelope.get());
        }
    }

    private synchronized boolean hasConsumer(TopicArn topic) {
        return consumers.containsKey(topic);
    }

    private synchronized void consume(TopicArn topic, ReceivedMessage message, ObjectNode envelope) {
        LocalConsumer consumer = consumers.get(topic);
        if (consumer == null) {
            return;
        }
        consumer.received++;
        if (consumer.isSilent()) {
            return;
        }
        String error = consumer.error();
        virtualTime.at(
                clock.instant().plus(consumer.settings.after()), () -> report(consumer, message, envelope, error));
    }

    private void report(LocalConsumer consumer, ReceivedMessage message, ObjectNode envelope, @Nullable String error) {
        TopicArn topic = consumer.settings.topic();
        synchronized (this) {
            if (consumers.get(topic) != consumer) {
                return;
            }
            consumer.reported++;
        }
        String report = consumer.settings.style() == ReportStyle.REPORT
                ? ConsumerReport.report(envelope, error)
                : ConsumerReport.lambdaRecord(topic, message, error, ids.get(), clock.instant());
        publisher.publish(reports, new TopicMessage(report, Map.of()));
    }
}
