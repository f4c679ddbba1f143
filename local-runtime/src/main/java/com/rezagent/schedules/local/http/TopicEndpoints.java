package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.http.GatewayEvent.Response;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.local.topic.LocalTopics;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /local/topics/{topic}/messages}: lists the messages of a topic, and publishes as any SNS publisher could. */
final class TopicEndpoints {
    private static final Map<String, String> JSON =
            HttpResponse.json(200, Json.object()).headers();
    private static final int BUFFER = 1 << 16;

    private final LocalTopics topics;
    private final Stage stage;

    TopicEndpoints(LocalSystem system) {
        this.topics = system.topics();
        this.stage = system.stage();
    }

    /** Lists the topics, each by the name that the other routes take. */
    HttpResponse list(String parameter, byte[] body) {
        ObjectNode json = Json.object();
        ArrayNode names = json.putArray("topics");
        topics.all().stream()
                .map(it -> LocalStage.shortName(stage, it))
                .sorted()
                .forEach(names::add);
        return HttpResponse.json(200, json);
    }

    /**
     * Lists a topic's messages, oldest first. The body is streamed, since a topic may hold more than fits into memory
     * twice.
     */
    Response messages(String name, byte[] body) {
        TopicArn topic = topic(name);
        return new Response(200, JSON, List.of(), -1, output -> write(topic, output));
    }

    private void write(TopicArn topic, OutputStream output) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(output, BUFFER);
        try {
            buffered.write("{\"messages\":[".getBytes(StandardCharsets.UTF_8));
            boolean[] isNext = new boolean[1];
            topics.forEach(topic, message -> write(message, isNext, buffered));
            buffered.write("]}".getBytes(StandardCharsets.UTF_8));
            buffered.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(ReceivedMessage message, boolean[] isNext, OutputStream output) {
        try {
            if (isNext[0]) {
                output.write(',');
            }
            isNext[0] = true;
            output.write(Json.writeBytes(json(message)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
