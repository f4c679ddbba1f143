package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.deployment.AwsCall.Permission;
import com.rezagent.schedules.json.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP server that simulates the operations of DynamoDB, EventBridge Scheduler, SNS and SQS that the functions call.
 * It records every call with the permissions that IAM would require. Condition expressions always hold; other tests
 * check them. Two functions of one stage use one server each with the same {@link AwsState}.
 */
final class RecordingAws implements AutoCloseable {
    private static final String REGION_AND_ACCOUNT = ":" + DeployedStage.REGION + ":" + DeployedStage.ACCOUNT + ":";

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

    private void record(String service, String operation, Permission... permissions) {
        calls.add(new AwsCall(service, operation, List.of(permissions)));
    }

    // DynamoDB

    private Response dynamoDb(String operation, ObjectNode request) {
        ObjectNode response = Json.object();
        if (operation.equals("TransactWriteItems")) {
            List<Permission> permissions = new ArrayList<>();
            for (JsonNode item : request.path("TransactItems")) {
                String kind = item.fieldNames().next();
                permissions.add(
                        onTable(kind.equals("ConditionCheck") ? "ConditionCheckItem" : kind + "Item", item.path(kind)));
                switch (kind) {
                    case "Update" -> state.update((ObjectNode) item.path(kind));
                    case "Put" -> state.put(item.path(kind));
                    default -> throw new IllegalArgumentException(kind);
                }
            }
            record("dynamodb", operation, permissions.toArray(Permission[]::new));
            return Response.json(response);
        }
        if (operation.equals("BatchGetItem")) {
            return batch(request);
        }
        record("dynamodb", operation, onTable(operation, request));
        switch (operation) {
            case "GetItem" -> state.item(request).ifPresent(it -> response.set("Item", it));
            case "PutItem" -> state.put(request);
            case "UpdateItem" -> response.set("Attributes", state.update(request));
            case "Query" -> {
                ArrayNode items = response.putArray("Items");
                state.query(request).forEach(items::add);
                response.put("Count", items.size());
            }
            default -> throw new IllegalArgumentException(operation);
        }
        return Response.json(response);
    }

    private Response batch(ObjectNode request) {
        List<Permission> permissions = new ArrayList<>();
        ObjectNode response = Json.object();
        ObjectNode found = response.putObject("Responses");
        request.path("RequestItems").properties().forEach(table -> {
            ObjectNode one = Json.object().put("TableName", table.getKey());
            permissions.add(onTable("BatchGetItem", one));
            ArrayNode items = found.putArray(table.getKey());
            table.getValue()
                    .path("Keys")
                    .forEach(key -> state.item(one.deepCopy().set("Key", key)).ifPresent(items::add));
        });
        response.putObject("UnprocessedKeys");
        record("dynamodb", "BatchGetItem", permissions.toArray(Permission[]::new));
        return Response.json(response);
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
        if (name.isEmpty()) {
            record("scheduler", "ListSchedules", onSchedule("ListSchedules", "*", "*"));
            return Response.json(state.listEntries(query.get("ScheduleGroup")));
        }
        JsonNode request = body.isEmpty() ? Json.object() : Json.parse(body);
        String group = query.getOrDefault("groupName", request.path("GroupName").asText());
        String arn = "arn:aws:scheduler" + REGION_AND_ACCOUNT + "schedule/" + group + "/" + name;
        switch (exchange.getRequestMethod()) {
            case "POST", "PUT" -> {
                String operation = exchange.getRequestMethod().equals("POST") ? "CreateSchedule" : "UpdateSchedule";
                record(
                        "scheduler",
                        operation,
                        onSchedule(operation, group, name),
                        new Permission(
                                "iam:PassRole",
                                request.path("Target").path("RoleArn").textValue()));
                state.entries.put(name, (ObjectNode) request);
                return Response.json(Json.object().put("ScheduleArn", arn));
            }
            case "GET" -> {
                record("scheduler", "GetSchedule", onSchedule("GetSchedule", group, name));
                ObjectNode entry = state.entries.get(name);
                return entry == null
                        ? notFound()
                        : Response.json(entry.deepCopy().put("Arn", arn).put("Name", name));
            }
            default -> {
                record("scheduler", "DeleteSchedule", onSchedule("DeleteSchedule", group, name));
                return state.entries.remove(name) == null ? notFound() : Response.json(Json.object());
            }
        }
    }

    private static Response notFound() {
        return new Response(404, "application/json", "{\"Message\":\"The schedule does not exist\"}");
    }

    private static Permission onSchedule(String operation, String group, String name) {
        return new Permission(
                "scheduler:" + operation, "arn:aws:scheduler" + REGION_AND_ACCOUNT + "schedule/" + group + "/" + name);
    }

    // SNS and SQS

    private Response publish(Map<String, String> form) {
        if ("PublishBatch".equals(form.get("Action"))) {
            return publishBatch(form);
        }
        if (!"Publish".equals(form.get("Action"))) {
            throw new IllegalArgumentException(String.valueOf(form.get("Action")));
        }
        String topic = form.get("TopicArn");
        record("sns", "Publish", new Permission("sns:Publish", topic));
        state.published.add(new AwsState.Published(topic, form.get("Message")));
        return new Response(
                200,
                "text/xml",
                "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>"
                        + "m-" + state.published.size()
                        + "</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
                        + "</PublishResponse>");
    }

    /** A batch needs the permission of a single message. */
    private Response publishBatch(Map<String, String> form) {
        String topic = form.get("TopicArn");
        record("sns", "PublishBatch", new Permission("sns:Publish", topic));
        StringBuilder members = new StringBuilder();
        for (int i = 1; form.containsKey("PublishBatchRequestEntries.member." + i + ".Id"); i++) {
            String entry = "PublishBatchRequestEntries.member." + i;
            state.published.add(new AwsState.Published(topic, form.get(entry + ".Message")));
            members.append("<member><Id>").append(form.get(entry + ".Id")).append("</Id><MessageId>m-");
            members.append(state.published.size()).append("</MessageId></member>");
        }
        return new Response(
                200,
                "text/xml",
                "<PublishBatchResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishBatchResult><Successful>"
                        + members + "</Successful><Failed/></PublishBatchResult><ResponseMetadata>"
                        + "<RequestId>r</RequestId></ResponseMetadata></PublishBatchResponse>");
    }

    private Response sendMessage(ObjectNode request) {
        String[] path = request.path("QueueUrl").textValue().split("/");
        record(
                "sqs",
                "SendMessage",
                new Permission("sqs:SendMessage", "arn:aws:sqs" + REGION_AND_ACCOUNT + path[path.length - 1]));
        ObjectNode response = Json.object().put("MessageId", "q-1");
        response.put(
                "MD5OfMessageBody", md5(request.path("MessageBody").textValue().getBytes(StandardCharsets.UTF_8)));
        response.put("MD5OfMessageAttributes", md5(attributes(request.path("MessageAttributes"))));
        return Response.json(response);
    }

    /** Returns the bytes of which SQS computes the checksum of the attributes. */
    private static byte[] attributes(JsonNode attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
                for (String text : List.of(
                        attribute.getKey(),
                        attribute.getValue().path("DataType").textValue())) {
                    out.writeInt(text.getBytes(StandardCharsets.UTF_8).length);
                    out.write(text.getBytes(StandardCharsets.UTF_8));
                }
                byte[] value =
                        attribute.getValue().path("StringValue").textValue().getBytes(StandardCharsets.UTF_8);
                out.writeByte(1);
                out.writeInt(value.length);
                out.write(value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
