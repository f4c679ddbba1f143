package com.rezagent.schedules.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rezagent.schedules.figures.CannedStage.Operation;
import com.rezagent.schedules.figures.Sampler.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * Measures the CPU time of a warm handler from the event's bytes to the response's, including log line and AWS SDK,
 * without the network. The baselines are the same calls with the SDK alone, and parsing and writing the event with
 * Jackson alone.
 */
final class WarmHandlers implements Measurement {
    private final Sampler sampler;

    WarmHandlers(Sampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public Table run() throws Exception {
        CannedStage stage = new CannedStage();
        Table table = new Table(
                "Warm handlers, without the network",
                "operation",
                "handler, µs of CPU",
                "its AWS calls with the SDK alone, µs",
                "its event with Jackson alone, µs",
                "handler ÷ calls",
                "calls");
        for (Operation operation : stage.operations()) {
            List<SdkRequest> requests = stage.requestsOf(operation);
            List<Double> took =
                    sampler.microseconds(List.of(operation::run, sdkCalls(requests, stage), json(operation.event())));
            table.row(
                    operation.name(),
                    Table.number(took.get(0)),
                    Table.number(took.get(1)),
                    Table.number(took.get(2)),
                    Table.number(took.get(0) / took.get(1)),
                    requests.stream()
                            .map(it -> it.getClass().getSimpleName().replace("Request", ""))
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static Action json(byte[] event) {
        ObjectMapper mapper = new ObjectMapper();
        return () -> mapper.writeValueAsBytes(mapper.readTree(event));
    }

    private static Action sdkCalls(List<SdkRequest> requests, CannedStage stage) {
        DynamoDbClient dynamoDb = stage.clients().dynamoDb();
        SnsClient sns = stage.clients().sns();
        List<Action> calls = new ArrayList<>();
        for (SdkRequest request : requests) {
            calls.add(call(request, dynamoDb, sns));
        }
        return () -> {
            for (Action call : calls) {
                call.run();
            }
        };
    }

    private static Action call(SdkRequest request, DynamoDbClient dynamoDb, SnsClient sns) {
        if (request instanceof GetItemRequest get) {
            return () -> dynamoDb.getItem(get);
        }
        if (request instanceof BatchGetItemRequest batch) {
            return () -> dynamoDb.batchGetItem(batch);
        }
        if (request instanceof QueryRequest query) {
            return () -> dynamoDb.query(query);
        }
        if (request instanceof UpdateItemRequest update) {
            return () -> dynamoDb.updateItem(update);
        }
        if (request instanceof TransactWriteItemsRequest transact) {
            return () -> dynamoDb.transactWriteItems(transact);
        }
        if (request instanceof PublishRequest publish) {
            return () -> sns.publish(publish);
        }
        throw new IllegalStateException("Unsupported request: " + request);
    }
}
