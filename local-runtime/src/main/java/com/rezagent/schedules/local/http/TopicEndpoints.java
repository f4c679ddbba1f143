package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalStage;
import com.rezagent.schedules.local.LocalSystem;
import com.rezagent.schedules.local.topic.LocalTopics;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.topic.StageTopics;
import com.rezagent.schedules.topic.TopicArn;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** {@code /local/topics/{topic}/messages}: what topics received, and a way to publish as any SNS publisher could. */
final class TopicEndpoints {
    private final LocalTopics topics;
    private final StageTopics stage;

    TopicEndpoints(LocalSystem system) {
        this.topics = system.topics();
        this.stage = system.stage();
    }

    /** Oldest first. */
    HttpResponse messages(String topic, byte[] body) {
        StringJoiner messages = new StringJoiner(",", "{\"messages\":[", "]}");
        topics.forEach(topic(topic), message -> messages.add(Json.write(json(message))));
        return HttpResponse.jsonText(200, messages.toString());
    }

    private static ObjectNode json(ReceivedMessage message) {
        ObjectNode json = Json.object();
        json.put("message_id", message.messageId());
        json.put("received_at", message.receivedAt().toString());
        json.put("message", message.body());
        ObjectNode attributes = json.putObject("attributes");
        message.attributes().forEach(attributes::put);
        return json;
    }

    HttpResponse publish(String topic, byte[] body) {
        TopicArn arn = topic(topic);
        String id = topics.publish(arn, new TopicMessage(RequestBody.text(body), Map.of()));
        return HttpResponse.json(200, Json.object().put("message_id", id));
    }

    private TopicArn topic(String name) {
        return LocalStage.topic(stage, name)
                .filter(topics.all()::contains)
                .orElseThrow(() -> new RefusedException(
                        ErrorCode.ROUTE_NOT_FOUND,
                        "There is no such topic",
                        "The topics are "
                                + topics.all().stream()
                                        .map(it -> LocalStage.shortName(stage, it))
                                        .collect(Collectors.joining(", "))));
    }
}
