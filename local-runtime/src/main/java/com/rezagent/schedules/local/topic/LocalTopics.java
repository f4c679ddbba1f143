package com.rezagent.schedules.local.topic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.invocation.AsyncInvoker;
import com.rezagent.schedules.local.invocation.Invocation;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.RowLimit;
import com.rezagent.schedules.local.store.Session;
import com.rezagent.schedules.messaging.PublishResult;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Simulated SNS topics, which store the messages they receive. A message of the schedule-creation topic or of the topic
 * of reports is delivered to the scheduler function, and is flushed to the data directory, if there is one, before
 * {@code publish} returns. Thread-safe.
 *
 * <p>Each topic stores its newest messages: at most {@value #MAX_MESSAGES}, and at most a number of bytes.
 */
public final class LocalTopics implements TopicPublisher {
    /** Maximum number of messages that a topic stores. */
    public static final int MAX_MESSAGES = 100_000;

    /** Maximum size of a topic's messages in bytes of UTF-8, if the heap is large enough. */
    public static final long MAX_TOPIC_BYTES = 64L << 20;

    private static final int KEY_BITS = 40;

    /** Messages per read. Messages of the maximum size make a page of 16 MB. */
    private static final int PAGE = 64;

    private final Database database;
    private final Clock clock;
    private final Supplier<String> ids;
    private final AsyncInvoker invoker;
    private final TopicArn commands;
    private final TopicArn reports;
    private final BiConsumer<TopicArn, ReceivedMessage> onReceived;
    private final Map<TopicArn, Channel> channels;
    private volatile DeliveryPlan plan = DeliveryPlan.IMMEDIATE;
    private Instant lastCommand;

    /**
     * Creates the stage's topics in the database, or opens those that exist.
     *
     * @param ids returns a new message id on each call
     * @param invoker invokes the function that is subscribed to the topics of commands and of reports
     * @param maxBytes maximum size of a topic's messages in bytes of UTF-8; beyond it the oldest are deleted
     * @param onReceived called for each message after it is stored
     */
    public LocalTopics(
            Stage stage,
            Database database,
            Clock clock,
            Supplier<String> ids,
            AsyncInvoker invoker,
            long maxBytes,
            BiConsumer<TopicArn, ReceivedMessage> onReceived) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.invoker = invoker;
        this.commands = stage.scheduleCreation();
        this.reports = stage.executionReports();
        this.onReceived = onReceived;
        List<TopicArn> all = new ArrayList<>(List.of(commands, stage.webActions(), stage.notifications(), reports));
        all.addAll(stage.custom());
        this.channels = database.transaction(session -> channels(session, all, maxBytes));
        this.lastCommand = database.read(session -> lastReceived(session, channel(commands)))
                .orElse(Instant.EPOCH);
    }

    /** One topic's range of keys in the message table. */
    private static final class Channel {
        private final long first;
        private final AtomicLong next;
        private final RowLimit limit;

        Channel(Session session, int number, long maxBytes) throws SQLException {
            first = (long) number << KEY_BITS;
            next = new AtomicLong(session.queryOne(
                            "SELECT COALESCE(MAX(place) + 1, ?) FROM topic_messages WHERE place >= ? AND place < ?",
                            row -> row.getLong(1),
                            first,
                            first,
                            end())
                    .orElseThrow());
            limit = new RowLimit(
                    session,
                    new RowLimit.Range("topic_messages", "place", List.of("body", "attributes"), first, end()),
                    MAX_MESSAGES,
                    maxBytes);
        }

        private long end() {
            return first + (1L << KEY_BITS);
        }
    }

    private static Map<TopicArn, Channel> channels(Session session, List<TopicArn> topics, long maxBytes)
            throws SQLException {
        Map<TopicArn, Channel> channels = new LinkedHashMap<>();
        for (TopicArn topic : topics) {
            Optional<Integer> known =
                    session.queryOne("SELECT number FROM topics WHERE arn = ?", row -> row.getInt(1), topic.value());
            if (known.isEmpty()) {
                session.update(
                        "INSERT INTO topics (number, arn) SELECT COALESCE(MAX(number), 0) + 1, ? FROM topics",
                        topic.value());
            }
            int number = session.queryOne(
                            "SELECT number FROM topics WHERE arn = ?", row -> row.getInt(1), topic.value())
                    .orElseThrow();
            channels.put(topic, new Channel(session, number, maxBytes));
        }
        return channels;
    }

    private static Optional<Instant> lastReceived(Session session, Channel channel) throws SQLException {
        return session.queryOne(
                "SELECT received_at FROM topic_messages WHERE place = ?",
                row -> row.getObject(1, Instant.class),
                channel.next.get() - 1);
    }

    @Override
    public String publish(TopicArn topic, TopicMessage message) {
        return publishAll(topic, List.of(message)).get(0).orThrow();
    }

    /** Stores the messages that the topic accepts in one transaction. */
    @Override
    public List<PublishResult> publishAll(TopicArn topic, List<TopicMessage> messages) {
        List<PublishResult> results = new ArrayList<>();
        List<ReceivedMessage> accepted = new ArrayList<>();
        for (TopicMessage message : messages) {
            try {
                ReceivedMessage received = received(topic, message);
                accepted.add(received);
                results.add(PublishResult.published(received.messageId()));
            } catch (RefusedException e) {
                results.add(PublishResult.failed(e));
            }
        }
        if (!accepted.isEmpty()) {
            Channel channel = channel(topic);
            if (topic.equals(commands) || topic.equals(reports)) {
                deliver(topic, channel, accepted);
            } else {
                database.transaction(session -> store(session, channel, accepted));
            }
            accepted.forEach(it -> onReceived.accept(topic, it));
        }
        return results;
    }

    private ReceivedMessage received(TopicArn topic, TopicMessage message) {
        channel(topic);
        check(message);
        return new ReceivedMessage(
                ids.get(),
                topic.equals(commands) ? commandTime() : clock.instant(),
                message.body(),
                message.attributes());
    }

    /**
     * Returns a strictly increasing time for a command, in milliseconds. Commands without a time of their own are
     * ordered by SNS's timestamp, so commands published one after the other on a stopped clock need distinct times.
     */
    private synchronized Instant commandTime() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant next = lastCommand.plusMillis(1);
        lastCommand = now.isBefore(next) ? next : now;
        return lastCommand;
    }

    private Channel channel(TopicArn topic) {
        Channel channel = channels.get(topic);
        if (channel == null) {
            throw new RefusedException(
                    ErrorCode.INVALID_TARGET, "The topic does not exist", "There is no topic " + topic);
        }
        return channel;
    }

    private static void check(TopicMessage message) {
        if (message.body().isEmpty()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The message is empty",
                    "SNS does not accept empty messages; send some text");
        }
        if (message.isTooLarge()) {
            throw new RefusedException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The message is too large",
                    "It has " + message.bytes() + " bytes of UTF-8, and SNS accepts at most " + TopicMessage.MAX_BYTES
                            + "; send a shorter message");
        }
    }

    private void deliver(TopicArn topic, Channel channel, List<ReceivedMessage> messages) {
        List<Invocation> accepted = database.transaction(session -> {
            store(session, channel, messages);
            List<Invocation> deliveries = new ArrayList<>();
            for (ReceivedMessage received : messages) {
                String event = SnsEvent.of(topic, received);
                for (Duration delay : plan.delaysFor(received)) {
                    deliveries.add(
                            invoker.accept(session, event, clock.instant().plus(delay)));
                }
            }
            return deliveries;
        });
        database.flush();
        accepted.forEach(invoker::submit);
    }

    /** Stores messages, as part of a transaction. Transactions run one at a time, so the next key needs no lock. */
    private static int store(Session session, Channel channel, List<ReceivedMessage> messages) throws SQLException {
        for (ReceivedMessage received : messages) {
            store(session, channel, received);
        }
        return messages.size();
    }

    private static void store(Session session, Channel channel, ReceivedMessage received) throws SQLException {
        ObjectNode attributes = Json.object();
        received.attributes().forEach(attributes::put);
        long position = channel.next.getAndIncrement();
        String written = Json.write(attributes);
        session.update(
                "INSERT INTO topic_messages (place, message_id, received_at, body, attributes) VALUES (?, ?, ?, ?, ?)",
                position,
                received.messageId(),
                received.receivedAt(),
                received.body(),
                written);
        channel.limit.added(session, position, received.body(), written);
    }

    /** Sets how the topics of commands and of reports deliver later messages. */
    public void setDeliveryPlan(DeliveryPlan newPlan) {
        plan = newPlan;
    }

    /** Returns all topics. */
    public Set<TopicArn> all() {
        return channels.keySet();
    }

    /**
     * Passes a topic's stored messages to a reader, oldest first. Reads a page at a time, so that a slow reader does
     * not block the database.
     *
     * @throws RefusedException {@code invalid_target} if there is no such topic
     */
    public void forEach(TopicArn topic, Consumer<ReceivedMessage> reader) {
        Channel channel = channel(topic);
        long from = channel.first;
        long end = Math.min(channel.next.get(), channel.end());
        while (from < end) {
            long start = from;
            List<StoredMessage> page = database.read(session -> session.query(
                    "SELECT place, message_id, received_at, body, attributes FROM topic_messages"
                            + " WHERE place >= ? AND place < ? ORDER BY place LIMIT ?",
                    LocalTopics::stored,
                    start,
                    end,
                    PAGE));
            for (StoredMessage stored : page) {
                reader.accept(stored.message);
            }
            from = page.isEmpty() ? end : page.get(page.size() - 1).position + 1;
        }
    }

    /**
     * Returns a topic's stored messages, oldest first.
     *
     * @throws RefusedException {@code invalid_target} if there is no such topic
     */
    public List<ReceivedMessage> messages(TopicArn topic) {
        List<ReceivedMessage> messages = new ArrayList<>();
        forEach(topic, messages::add);
        return messages;
    }

    private record StoredMessage(long position, ReceivedMessage message) {}

    private static StoredMessage stored(ResultSet row) throws SQLException {
        Map<String, String> attributes = new TreeMap<>();
        Json.parse(row.getString(5))
                .properties()
                .forEach(it -> attributes.put(it.getKey(), it.getValue().asText()));
        Instant receivedAt = row.getObject(3, Instant.class);
        return new StoredMessage(
                row.getLong(1), new ReceivedMessage(row.getString(2), receivedAt, row.getString(4), attributes));
    }
}
