package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.local.consumer.ConsumerBehavior;
import com.rezagent.schedules.local.consumer.ConsumerSettings;
import com.rezagent.schedules.local.consumer.LocalConsumers;
import com.rezagent.schedules.local.consumer.ReportStyle;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.local.topic.LocalTopics;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /local/consumers}: adds and removes consumers of topics, which report by themselves. */
final class ConsumerEndpoints {
    private static final int MAX_FAILURES_FIRST = 1_000_000;
    private static final int MAX_AFTER_SECONDS = 604_800;
    private static final int DEFAULT_AFTER_SECONDS = 1;

    private final LocalConsumers consumers;
    private final LocalTopics topics;
    private final Stage stage;

    ConsumerEndpoints(LocalSystem system) {
        consumers = system.consumers();
        topics = system.topics();
        stage = system.stage();
    }

    /** Adds a consumer, which replaces the one of its topic, and returns all. */
    HttpResponse add(String parameter, byte[] body) {
        RequestBody.read(body, this::settings).ifPresent(consumers::add);
        return all();
    }

    /** Lists the consumers. */
    HttpResponse list(String parameter, byte[] body) {
        return all();
    }

    /** Removes the consumer of a topic or, without a body, all. */
    HttpResponse remove(String parameter, byte[] body) {
        if (body.length == 0) {
            consumers.clear();
        } else {
            RequestBody.read(body, (reader, errors) -> Optional.ofNullable(topic(reader, errors)))
                    .ifPresent(consumers::remove);
        }
        return all();
    }

    private HttpResponse all() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("consumers");
        for (LocalConsumers.Status status : consumers.all()) {
            ConsumerSettings settings = status.settings();
            ObjectNode one = list.addObject();
            one.put("topic", LocalStage.shortName(stage, settings.topic()));
            one.put("behavior", settings.behavior().text());
            one.put("failures_first", settings.failuresFirst());
            one.put("after_seconds", settings.after().toSeconds());
            one.put("style", settings.style().text());
            one.put("received", status.received());
            one.put("reported", status.reported());
        }
        return HttpResponse.json(200, json);
    }

    /** Reads a consumer; empty if the request is invalid, in which case an error is added. */
    private Optional<ConsumerSettings> settings(ObjectReader reader, ValidationErrors errors) {
        TopicArn topic = topic(reader, errors);
        ConsumerBehavior behavior = behavior(reader, errors);
        Integer failuresFirst = reader.integer("failures_first", 0, MAX_FAILURES_FIRST);
        Integer after = reader.integer("after_seconds", 0, MAX_AFTER_SECONDS);
        ReportStyle style = style(reader, errors);
        return topic == null || behavior == null || style == null || !errors.isEmpty()
                ? Optional.empty()
                : Optional.of(new ConsumerSettings(
                        topic,
                        behavior,
                        failuresFirst == null ? 0 : failuresFirst,
                        Duration.ofSeconds(after == null ? DEFAULT_AFTER_SECONDS : after),
                        style));
    }

    private @Nullable TopicArn topic(ObjectReader reader, ValidationErrors errors) {
        String name = reader.string("topic");
        // A consumer of reports would report about its own reports.
        Optional<TopicArn> topic =
                name == null ? Optional.empty() : LocalStage.topic(stage, name).filter(consumable()::contains);
        if (topic.isEmpty()) {
            errors.field(
                    "topic",
                    "is required and must be one of "
                            + consumable().stream()
                                    .map(it -> LocalStage.shortName(stage, it))
                                    .collect(Collectors.joining(", ")));
        }
        return topic.orElse(null);
    }

    /** Returns the topics that schedules publish to. */
    private List<TopicArn> consumable() {
        return topics.all().stream()
                .filter(it -> !it.equals(stage.scheduleCreation()) && !it.equals(stage.executionReports()))
                .toList();
    }

    private static @Nullable ConsumerBehavior behavior(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("behavior");
        Optional<ConsumerBehavior> behavior = text == null ? Optional.empty() : ConsumerBehavior.of(text);
        if (behavior.isEmpty()) {
            errors.field("behavior", "is required and must be " + oneOf(ConsumerBehavior.texts()));
        }
        return behavior.orElse(null);
    }

    private static @Nullable ReportStyle style(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("style");
        Optional<ReportStyle> style = text == null ? Optional.of(ReportStyle.REPORT) : ReportStyle.of(text);
        if (style.isEmpty()) {
            errors.field("style", "must be " + oneOf(ReportStyle.texts()));
        }
        return style.orElse(null);
    }

    private static String oneOf(List<String> texts) {
        int last = texts.size() - 1;
        return String.join(", ", texts.subList(0, last)) + " or " + texts.get(last);
    }
}
