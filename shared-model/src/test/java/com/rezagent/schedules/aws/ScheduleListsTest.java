package com.rezagent.schedules.aws;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Labels;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleFilter;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tests lists whose index and records differ, as they may for a moment. */
class ScheduleListsTest {
    private static final ScheduleQuery ACTIVE = new ScheduleQuery(Status.ACTIVE, null, 3, null);

    private final CannedAws aws = new CannedAws();
    private final AwsClients clients = aws.clients(client -> {});
    private final DynamoDbScheduleStore store =
            new DynamoDbScheduleStore(clients.dynamoDb(), "schedules", "resources", "changes");

    /** The rows of each partition of an index. */
    private final Map<String, List<Schedule>> indexed = new HashMap<>();

    private final Map<String, Schedule> records = new HashMap<>();
    private final List<Integer> batches = new ArrayList<>();

    ScheduleListsTest() {
        aws.respondsTo("Query", this::query);
        aws.respondsTo("BatchGetItem", this::batch);
    }

    @AfterEach
    void close() {
        clients.close();
    }

    /** Responds with all rows of the partition that follow the position, newest first. */
    private ObjectNode query(JsonNode request) {
        List<String> values = new ArrayList<>();
        request.path("ExpressionAttributeValues")
                .forEach(it -> values.add(it.path("S").textValue()));
        ObjectNode response = Json.object();
        ArrayNode rows = response.putArray("Items");
        String partition =
                values.stream().filter(indexed::containsKey).findFirst().orElse("");
        values.remove(partition);
        indexed.getOrDefault(partition, List.of()).stream()
                .map(StoredItems::item)
                .filter(it -> values.isEmpty() || it.get("created_date").s().compareTo(values.get(0)) < 0)
                .sorted(Comparator.comparing(it -> it.get("created_date").s(), Comparator.reverseOrder()))
                .map(HashMap::new)
                .peek(it -> it.keySet().retainAll(Set.of("id", "name", "created_date")))
                .forEach(it -> rows.add(StoredItems.json(it)));
        return response;
    }

    private ObjectNode batch(JsonNode request) {
        JsonNode read = request.path("RequestItems").path("schedules");
        JsonNode keys = read.path("Keys");
        Set<String> projected = new HashSet<>();
        read.path("ExpressionAttributeNames").forEach(it -> projected.add(it.textValue()));
        batches.add(keys.size());
        ObjectNode response = Json.object();
        ArrayNode found = response.putObject("Responses").putArray("schedules");
        // DynamoDB returns items in no particular order.
        for (int i = keys.size() - 1; i >= 0; i--) {
            Schedule record = records.get(keys.path(i).path("id").path("S").textValue());
            if (record != null) {
                Map<String, AttributeValue> item = new HashMap<>(StoredItems.item(record));
                item.keySet().retainAll(projected);
                found.add(StoredItems.json(item));
            }
        }
        return response;
    }

    private static Schedule active(String name, int second) {
        Schedule created = schedule(name, NOW.plusSeconds(second), "tests");
        return created.converged("arn:" + name);
    }

    private Schedule stored(String name, int second) {
        Schedule schedule = active(name, second);
        records.put(schedule.id().value(), schedule);
        indexed.computeIfAbsent(schedule.status().text(), it -> new ArrayList<>())
                .add(schedule);
        return schedule;
    }

    private static List<String> names(Page<ScheduleSummary> page) {
        return page.items().stream().map(it -> it.name().value()).toList();
    }

    @Test
    void row_whose_record_has_vanished_is_left_out_and_the_page_goes_on() {
        for (int i = 0; i < 6; i++) {
            stored("s" + i, i);
        }
        records.remove(active("s4", 4).id().value());

        Page<ScheduleSummary> page = store.list(ACTIVE);

        assertThat(names(page)).containsExactly("s5", "s3", "s2");
        assertThat(names(store.list(ACTIVE.after(page.nextToken())))).containsExactly("s1", "s0");
    }

    @Test
    void row_whose_record_no_longer_matches_is_left_out() {
        for (int i = 0; i < 4; i++) {
            stored("s" + i, i);
        }
        Schedule paused = records.get(active("s2", 2).id().value()).paused(stamp(NOW.plusSeconds(9), "pause"), NOW);
        records.put(paused.id().value(), paused);

        assertThat(names(store.list(ACTIVE))).containsExactly("s3", "s1", "s0");
        assertThat(names(store.list(new ScheduleQuery(null, "somebody else", 50, null))))
                .isEmpty();
    }

    @Test
    void row_in_two_partitions_is_listed_once() {
        Schedule both = stored("both", 1);
        indexed.put("pending", List.of(both));
        stored("other", 0);

        Page<ScheduleSummary> page = store.list(new ScheduleQuery(null, null, 2, null));

        assertThat(names(page)).containsExactly("both", "other");
        assertThat(page.nextToken()).isNull();
    }

    @Test
    void summary_is_the_one_of_the_record_even_if_the_index_has_an_earlier_one() {
        Schedule row = stored("changed", 0);
        Schedule record = row.converged("arn:later");
        records.put(record.id().value(), record);

        assertThat(store.list(ACTIVE).items()).containsExactly(ScheduleSummary.of(record));
    }

    @Test
    void records_are_read_a_hundred_at_a_time_and_no_more_than_the_page_needs() {
        IntStream.range(0, 250).forEach(i -> stored("s" + i, i));

        assertThat(store.list(new ScheduleQuery(Status.ACTIVE, null, 100, null)).items())
                .hasSize(100);
        assertThat(batches).containsExactly(100);

        records.values().removeIf(it -> it.createdAt().isAfter(NOW.plusSeconds(30)));
        batches.clear();
        assertThat(names(store.list(ACTIVE))).containsExactly("s30", "s29", "s28");
        assertThat(batches).containsExactly(3, 100, 100, 47);
    }

    @Test
    void long_page_is_read_a_hundred_records_at_a_time() {
        IntStream.range(0, 250).forEach(i -> stored("s" + i, i));

        assertThat(store.list(new ScheduleQuery(Status.ACTIVE, null, 230, null)).items())
                .hasSize(230);
        assertThat(batches).containsExactly(100, 100, 30);
    }

    @Test
    void records_with_content_are_read_twenty_at_a_time() {
        IntStream.range(0, 50).forEach(i -> stored("s" + i, i));
        ScheduleQuery query = new ScheduleQuery(
                ScheduleFilter.newestFirst(Status.ACTIVE, null), 45, null, null, ScheduleQuery.Content.INCLUDED);

        assertThat(store.list(query).items())
                .hasSize(45)
                .allSatisfy(it -> assertThat(it.content()).isNotNull());
        assertThat(batches).containsExactly(20, 20, 5);
    }

    @Test
    void page_ends_after_5_000_records_of_which_few_match() {
        ObjectNode rows = Json.object();
        ArrayNode items = rows.putArray("Items");
        for (int i = 0; i < 5_100; i++) {
            ObjectNode row = items.addObject();
            row.putObject("id").put("S", "s" + i);
            row.putObject("name").put("S", "s%04d".formatted(i));
        }
        ObjectNode none = Json.object();
        none.putArray("Items");
        aws.respondsTo("Query", request -> request.toString().contains("billing#0") ? rows : none);
        ScheduleFilter filter =
                ScheduleFilter.inGroup(new ResourceName("billing"), null, null, new Labels(Map.of("team", "x")));

        Page<ScheduleSummary> page =
                store.list(new ScheduleQuery(filter, 50, null, null, ScheduleQuery.Content.OMITTED));

        assertThat(page.items()).isEmpty();
        assertThat(page.nextToken()).isNotNull();
        assertThat(batches.stream().mapToInt(it -> it).sum()).isEqualTo(5_050);
    }

    @Test
    void schedule_that_was_moved_away_is_left_out_of_its_former_group() {
        Schedule row = schedule("moved", new ResourceName("billing"));
        for (int shard = 0; shard < 4; shard++) {
            indexed.put("billing#" + shard, List.of(row));
        }
        records.put(row.id().value(), row);
        assertThat(names(store.list(ScheduleQuery.ofGroup(new ResourceName("billing"), 50))))
                .containsExactly("moved");

        records.put(
                row.id().value(),
                row.moved(new ResourceName("ops"), stamp(NOW.plusSeconds(1), "move"), NOW.plusSeconds(1)));
        assertThat(names(store.list(ScheduleQuery.ofGroup(new ResourceName("billing"), 50))))
                .isEmpty();
    }
}
