package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.deployment.AwsCall.Permission;
import com.rezagent.schedules.json.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.utils.Md5Utils;

/**
 * An HTTP server that simulates the operations of DynamoDB, EventBridge Scheduler, SNS and SQS that the functions call.
 * It records every call with the permissions that IAM would require. Condition expressions always hold; other tests
 * check them. Two functions of one stage use one server each with the same {@link AwsState}.
 */
final class RecordingAws implements AutoCloseable {
    private static final String REGION_AND_ACCOUNT = ":" + DeployedStage.REGION + ":" + DeployedStage.ACCOUNT + ":";

    private static final String PUBLISHED = "<%1$sResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            + "<%1$sResult>%2$s</%1$sResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></%1$sResponse>";

    private static final Map<String, String> OPERATIONS =
            Map.of("POST", "Create", "PUT", "Update", "GET", "Get", "DELETE", "Delete");

    private final HttpServer server;
    private final AwsState state;
    private final List<AwsCall> calls = new CopyOnWriteArrayList<>();

    RecordingAws(AwsState state) {
        this.state = state;
        // As in RuntimeApi, in whichever class the server is loaded first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<AwsCall> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Response response;
        try {
            response = respond(exchange, body);
        } catch (RuntimeException e) {
            response = new Response(599, "text/plain", "RecordingAws does not support this call: " + e);
        }
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", response.type());
        if (response.status() == 404) {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", "ResourceNotFoundException");
        }
        exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Response respond(HttpExchange exchange, String body) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null && target.startsWith("DynamoDB_")) {
            return dynamoDb(target.substring(target.indexOf('.') + 1), Json.parseObject(body));
        }
        if (target != null && target.equals("AmazonSQS.SendMessage")) {
            return sendMessage(Json.parseObject(body));
        }
        if (exchange.getRequestURI().getPath().startsWith("/schedules")) {
            return scheduler(exchange, body);
        }
        return publish(form(body));
    }

    private record Response(int status, String type, String body) {
        static Response json(JsonNode json) {
            return new Response(200, "application/x-amz-json-1.0", Json.write(json));
        }
    }

    private void record(String service, String operation, List<Permission> permissions) {
        calls.add(new AwsCall(service, operation, permissions));
    }

    // DynamoDB

    private Response dynamoDb(String operation, ObjectNode request) {
        List<Permission> permissions = new ArrayList<>();
        ObjectNode response = Json.object();
        switch (operation) {
            case "TransactWriteItems" ->
                request.path("TransactItems")
                        .forEach(item -> item.forEachEntry(
                                (kind, write) -> one(kind + "Item", (ObjectNode) write, Json.object(), permissions)));
            case "BatchGetItem" -> {
                ObjectNode found = response.putObject("Responses");
                request.path("RequestItems").forEachEntry((table, keys) -> {
                    ObjectNode one = Json.object().put("TableName", table);
                    permissions.add(onTable(operation, one));
                    ArrayNode items = found.putArray(table);
                    keys.path("Keys")
                            .forEach(key -> state.item(one.set("Key", key)).ifPresent(items::add));
                });
                response.putObject("UnprocessedKeys");
            }
            default -> one(operation, request, response, permissions);
        }
        record("dynamodb", operation, permissions);
        return Response.json(response);
    }

    private void one(String operation, ObjectNode request, ObjectNode response, List<Permission> permissions) {
        permissions.add(onTable(operation, request));
        switch (operation) {
            case "GetItem" -> state.item(request).ifPresent(it -> response.set("Item", it));
            case "PutItem" -> state.put(request);
            case "UpdateItem" -> response.set("Attributes", state.update(request));
            case "Query" -> {
                ArrayNode items = response.putArray("Items").addAll(state.query(request));
                response.put("Count", items.size());
            }
            default -> throw new IllegalArgumentException(operation);
        }
    }

    private static Permission onTable(String operation, JsonNode request) {
        String table = "arn:aws:dynamodb" + REGION_AND_ACCOUNT + "table/"
                + request.path("TableName").textValue();
        String index = request.path("IndexName").textValue();
        return new Permission("dynamodb:" + operation, index == null ? table : table + "/index/" + index);
    }

    // EventBridge Scheduler

    private Response scheduler(HttpExchange exchange, String body) {
        String name = exchange.getRequestURI().getPath().replaceFirst("^/schedules/?", "");
        Map<String, String> query = form(String.valueOf(exchange.getRequestURI().getRawQuery()));
        JsonNode request = body.isEmpty() ? Json.object() : Json.parse(body);
        String group = query.getOrDefault("groupName", request.path("GroupName").asText());
        String operation = name.isEmpty() ? "ListSchedules" : OPERATIONS.get(exchange.getRequestMethod()) + "Schedule";
        String arn =
                "arn:aws:scheduler" + REGION_AND_ACCOUNT + "schedule/" + (name.isEmpty() ? "*/*" : group + "/" + name);
        List<Permission> permissions = new ArrayList<>(List.of(new Permission("scheduler:" + operation, arn)));
        if (request.has("Target")) {
            permissions.add(
                    new Permission("iam:PassRole", request.at("/Target/RoleArn").textValue()));
        }
        record("scheduler", operation, permissions);
        ObjectNode stored = state.entries.get(name);
        return switch (operation) {
            case "ListSchedules" -> Response.json(state.listEntries(query.get("ScheduleGroup")));
            case "CreateSchedule", "UpdateSchedule" -> {
                state.entries.put(name, (ObjectNode) request);
                yield Response.json(Json.object().put("ScheduleArn", arn));
            }
            default -> {
                if (stored == null) {
                    yield new Response(404, "application/json", "{\"Message\":\"The schedule does not exist\"}");
                }
                if (operation.equals("DeleteSchedule")) {
                    state.entries.remove(name);
                }
                yield Response.json(stored.deepCopy().put("Arn", arn).put("Name", name));
            }
        };
    }

    // SNS and SQS

    /** Publishes a message or a batch, which needs the permission of a single message. */
    private Response publish(Map<String, String> form) {
        String operation = form.get("Action");
        String topic = form.get("TopicArn");
        record("sns", operation, List.of(new Permission("sns:Publish", topic)));
        StringBuilder result = new StringBuilder();
        switch (operation) {
            case "Publish" -> result.append(published(topic, form.get("Message")));
            case "PublishBatch" -> {
                result.append("<Failed/><Successful>");
                String entry = "PublishBatchRequestEntries.member.";
                for (int i = 1; form.containsKey(entry + i + ".Id"); i++) {
                    result.append("<member><Id>")
                            .append(form.get(entry + i + ".Id"))
                            .append("</Id>");
                    result.append(published(topic, form.get(entry + i + ".Message")))
                            .append("</member>");
                }
                result.append("</Successful>");
            }
            default -> throw new IllegalArgumentException(operation);
        }
        return new Response(200, "text/xml", PUBLISHED.formatted(operation, result));
    }

    private String published(String topic, String message) {
        state.published.add(new AwsState.Published(topic, message));
        return "<MessageId>m-" + state.published.size() + "</MessageId>";
    }

    private Response sendMessage(ObjectNode request) {
        String queue = request.path("QueueUrl").textValue().replaceFirst(".*/", "");
        record(
                "sqs",
                "SendMessage",
                List.of(new Permission("sqs:SendMessage", "arn:aws:sqs" + REGION_AND_ACCOUNT + queue)));
        return Response.json(Json.object()
                .put("MessageId", "q-1")
                .put(
                        "MD5OfMessageBody",
                        md5(request.path("MessageBody").textValue().getBytes(StandardCharsets.UTF_8)))
                .put("MD5OfMessageAttributes", md5(attributes(request.path("MessageAttributes")))));
    }

    /** Returns the bytes of which SQS computes the checksum of the attributes. */
    private static byte[] attributes(JsonNode attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        attributes.forEachEntry((name, attribute) -> {
            write(bytes, name);
            write(bytes, attribute.path("DataType").textValue());
            bytes.write(1);
            write(bytes, attribute.path("StringValue").textValue());
        });
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream to, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        to.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        to.writeBytes(utf8);
    }

    private static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(Md5Utils.computeMD5Hash(bytes));
    }

    private static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }
}
