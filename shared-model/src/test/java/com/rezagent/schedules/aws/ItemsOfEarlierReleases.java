package com.rezagent.schedules.aws;

import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static com.rezagent.schedules.stored.StoredRecords.STORED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.stored.StoredRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Upgrades a table whose items lack what groups need. */
abstract class ItemsOfEarlierReleases {
    private static final ResourceName BILLING = new ResourceName("billing");

    private final List<Map<String, AttributeValue>> items = new ArrayList<>();

    abstract WireStage stage();

    @BeforeEach
    void storeItems() {
        items.addAll(StoredItems.read(StoredRecords.items()).schedules());
        for (String name : List.of("previous release", "Ünïcode ß")) {
            Map<String, AttributeValue> item = new HashMap<>(StoredItems.item(schedule(name)));
            item.keySet().removeAll(List.of("placement", "pause", "group_shard", "create_sha256"));
            items.add(item);
        }
        stage().putSchedules(items);
        stage().awaitConsistency();
    }

    private List<String> expected(@Nullable Status status) {
        return items.stream()
                .map(StoredItems::schedule)
                .filter(it -> it.definition() != null)
                .filter(it -> status == null ? it.status() != Status.DELETED : it.status() == status)
                .map(it -> it.requireDefinition().name().value())
                .sorted()
                .toList();
    }

    private static ScheduleQuery ofDefault(@Nullable Status status, int limit) {
        return new ScheduleQuery(ResourceName.DEFAULT_GROUP, status, null, limit, null, null);
    }

    private static List<String> names(DynamoDbScheduleStore store, ScheduleQuery query) {
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            var page = store.list(query.after(token));
            page.items().stream()
                    .map(ScheduleSummary::name)
                    .map(ScheduleName::value)
                    .forEach(names::add);
            token = page.nextToken();
        } while (token != null);
        return names;
    }

    private void relist(DynamoDbScheduleStore store) {
        for (Map<String, AttributeValue> item : items) {
            Schedule seen = store.find(new ScheduleId(item.get("id").s())).orElseThrow();
            assertThat(store.replace(seen, seen.relisted(STORED_AT))).isTrue();
        }
        store.markUpgraded();
        stage().awaitConsistency();
    }

    @Test
    void every_schedule_is_in_the_default_group_before_and_after_the_upgrade() {
        assertThat(items).noneMatch(it -> it.containsKey("group_shard"));
        DynamoDbScheduleStore store = stage().store();
        for (Status status : Status.values()) {
            assertThat(names(store, ofDefault(status, 2))).as("%s", status).isEqualTo(expected(status));
        }
        assertThat(names(store, ofDefault(null, 3))).isEqualTo(expected(null));
        assertThat(names(store, ofDefault(null, 100))).isEqualTo(expected(null));

        relist(store);

        for (DynamoDbScheduleStore after : List.of(store, stage().store())) {
            assertThat(names(after, ofDefault(null, 3))).isEqualTo(expected(null));
            assertThat(names(after, ofDefault(Status.DELETED, 3))).isEqualTo(expected(Status.DELETED));
        }
        assertThat(stage().scan(stage().schedulesTable(), DynamoDbScheduleStore.BY_GROUP))
                .hasSize((int)
                        items.stream().filter(it -> it.containsKey("status")).count());
    }

    @Test
    void new_and_moved_schedules_are_listed_in_their_groups_before_the_upgrade() {
        DynamoDbScheduleStore store = stage().store();
        store.insert(schedule("new", BILLING));
        Schedule seen = store.find(StoredRecords.id("active-cron")).orElseThrow();
        store.replace(seen, seen.moved(BILLING, stamp(STORED_AT, "move"), STORED_AT));
        store.insert(schedule("new in default"));
        stage().awaitConsistency();

        assertThat(names(store, ScheduleQuery.ofGroup(BILLING, 1))).containsExactly("active-cron", "new");
        assertThat(names(store, ofDefault(null, 2)))
                .contains("new in default", "paused")
                .doesNotContain("active-cron", "new");
    }

    @Test
    void any_write_adds_what_lists_by_group_need() {
        DynamoDbScheduleStore store = stage().store();
        Schedule seen = store.find(StoredRecords.id("active-cron")).orElseThrow();

        assertThat(store.replace(seen, seen)).isTrue();

        Optional<Map<String, AttributeValue>> written = stage().scan(stage().schedulesTable(), null).stream()
                .filter(it -> it.get("id").s().equals(seen.id().value()))
                .findFirst();
        assertThat(written.orElseThrow()).containsKeys("placement", "group_shard");
    }
}
