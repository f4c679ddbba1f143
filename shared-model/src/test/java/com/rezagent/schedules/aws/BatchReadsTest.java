package com.rezagent.schedules.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.json.Json;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

class BatchReadsTest {
    private final CannedAws aws = new CannedAws();
    private final AwsClients clients = aws.clients(client -> {});
    private final List<Duration> waits = new ArrayList<>();
    private final BatchReads reads = new BatchReads(clients.dynamoDb(), waits::add);

    /** How many of the requested keys each call reads, in turn; later calls read all. */
    private final Deque<Integer> read = new ArrayDeque<>();

    private final List<List<String>> requested = new ArrayList<>();

    BatchReadsTest() {
        aws.respondsTo("BatchGetItem", request -> {
            List<String> keys = new ArrayList<>();
            request.path("RequestItems").path("a").path("Keys").forEach(it -> keys.add(id(it)));
            requested.add(keys);
            int count = read.isEmpty() ? keys.size() : read.remove();
            ObjectNode response = Json.object();
            ArrayNode found = response.putObject("Responses").putArray("a");
            keys.subList(0, count).forEach(it -> found.add(item(it)));
            ObjectNode left = response.putObject("UnprocessedKeys");
            if (count < keys.size()) {
                ArrayNode leftKeys = left.putObject("a").putArray("Keys");
                keys.subList(count, keys.size()).forEach(it -> leftKeys.add(item(it)));
            }
            return response;
        });
    }

    @AfterEach
    void close() {
        clients.close();
    }

    private static String id(JsonNode key) {
        return key.path("id").path("S").textValue();
    }

    private static ObjectNode item(String id) {
        ObjectNode item = Json.object();
        item.putObject("id").put("S", id);
        return item;
    }

    private List<String> read(String... ids) {
        KeysAndAttributes keys = KeysAndAttributes.builder()
                .keys(List.of(ids).stream()
                        .map(it -> Map.of("id", AttributeValue.fromS(it)))
                        .toList())
                .build();
        return reads.read(Map.of("a", keys)).getOrDefault("a", List.of()).stream()
                .map(it -> it.get("id").s())
                .toList();
    }

    @Test
    void a_read_without_unprocessed_keys_is_one_call() {
        assertThat(read("1", "2", "3")).containsExactly("1", "2", "3");

        assertThat(requested).hasSize(1);
        assertThat(waits).isEmpty();
    }

    @Test
    void only_unprocessed_keys_are_requested_again_after_a_wait() {
        read.addAll(List.of(2, 0));

        assertThat(read("1", "2", "3")).containsExactly("1", "2", "3");

        assertThat(requested).containsExactly(List.of("1", "2", "3"), List.of("3"), List.of("3"));
        assertThat(waits).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    void keys_that_stay_unprocessed_are_transient_after_five_calls_with_growing_waits() {
        read.addAll(List.of(0, 0, 0, 0, 0));

        assertThatThrownBy(() -> read("1", "2"))
                .isInstanceOfSatisfying(
                        TransientException.class, it -> assertThat(it.reason()).isEqualTo(Reason.THROTTLED));

        assertThat(requested).hasSize(5);
        assertThat(waits).extracting(Duration::toMillis).containsExactly(50L, 100L, 200L, 400L);
    }

    /** The items of a call have at most 16 MB: a hundred large records take several calls. */
    @Test
    void calls_that_read_some_keys_go_on_until_all_are_read() {
        read.addAll(List.of(1, 1, 1, 1, 1, 1, 1));

        assertThat(read("1", "2", "3", "4", "5", "6", "7", "8"))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");

        assertThat(waits).hasSize(7).allMatch(Duration.ofMillis(50)::equals);
    }
}
