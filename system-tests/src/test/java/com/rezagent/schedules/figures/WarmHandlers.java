package com.rezagent.schedules.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rezagent.schedules.figures.CannedStage.Operation;
import com.rezagent.schedules.figures.Sampler.Action;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * Measures the CPU time of a warm handler from the event's bytes to the response's, including log line and AWS SDK,
 * without the network. The baselines are the same calls with the SDK alone, and parsing and writing the event with
 * Jackson alone.
 */
record WarmHandlers(Sampler sampler) implements Measurement {

    @Override
    public Table run() throws Exception {
        CannedStage stage = new CannedStage();
        Table table = new Table(
                "Warm handlers, without the network",
                "operation | handler, µs of CPU | its AWS calls with the SDK alone, µs"
                        + " | its event with Jackson alone, µs | handler ÷ calls | calls");
        for (Operation operation : stage.operations()) {
            List<SdkRequest> requests = stage.requestsOf(operation);
            List<Double> took = sampler.microseconds(
                    List.of(() -> stage.run(operation), sdkCalls(requests, stage), json(operation.event())));
            String calls = requests.stream().map(WarmHandlers::name).collect(Collectors.joining(", "));
            table.row(operation.name(), took.get(0), took.get(1), took.get(2), took.get(0) / took.get(1), calls);
        }
        return table;
    }

    private static Action json(byte[] event) {
        ObjectMapper mapper = new ObjectMapper();
        return () -> mapper.writeValueAsBytes(mapper.readTree(event));
    }

    private static Action sdkCalls(List<SdkRequest> requests, CannedStage stage) throws NoSuchMethodException {
        List<Action> calls = new ArrayList<>();
        for (SdkRequest request : requests) {
            boolean isPublish = request instanceof PublishRequest;
            Object client = isPublish ? stage.clients().sns() : stage.clients().dynamoDb();
            Method call = (isPublish ? SnsClient.class : DynamoDbClient.class)
                    .getMethod(Introspector.decapitalize(name(request)), request.getClass());
            calls.add(() -> call.invoke(client, request));
        }
        return () -> {
            for (Action call : calls) {
                call.run();
            }
        };
    }

    /** Returns the operation of a request, such as {@code GetItem}. */
    private static String name(SdkRequest request) {
        return request.getClass().getSimpleName().replace("Request", "");
    }
}
