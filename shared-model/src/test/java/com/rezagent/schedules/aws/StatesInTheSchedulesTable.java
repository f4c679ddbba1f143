package com.rezagent.schedules.aws;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.fullSchedule;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.ParsedDefinition;
import com.rezagent.schedules.schedule.Running;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.store.FiringRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tests the states of schedules as items of the schedules table. */
abstract class StatesInTheSchedulesTable {
    private static final Duration LEASE = Duration.ofSeconds(35);

    abstract WireStage stage();

    private ScheduleStore store() {
        return stage().store();
    }

    private Schedule inserted() {
        Schedule schedule = schedule("executed");
        assertThat(store().insert(schedule)).isTrue();
        return found(schedule.id());
    }

    private Schedule found(ScheduleId id) {
        return store().find(id).orElseThrow();
    }

    private void published(Schedule schedule, Instant at) {
        ExecutionHistory history = stage().history();
        Claim claim = history.claim(ExecutionKey.firing(schedule.id(), at), schedule.incarnation(), at, LEASE);
        assertThat(history.recordPublished(
                        ((Claim.Granted) claim).execution().published("sns-1", at),
                        history.state(schedule.id()).of(schedule)))
                .isTrue();
    }

    private Optional<Map<String, AttributeValue>> item(String id) {
        return stage().scan(stage().schedulesTable(), null).stream()
                .filter(it -> it.get("id").s().equals(id))
                .findFirst();
    }

    private Map<String, AttributeValue> state(Schedule schedule) {
        return item(schedule.id() + "#state").orElseThrow();
    }

    private static AttributeValue seconds(Instant time) {
        return AttributeValue.fromN(Long.toString(time.getEpochSecond()));
    }

    @Test
    void a_state_is_in_no_index_and_no_record_is_written_by_an_execution() {
        Schedule schedule = inserted();
        Map<String, AttributeValue> record = item(schedule.id().value()).orElseThrow();

        published(schedule, NOW);

        assertThat(item(schedule.id().value())).contains(record);
        assertThat(state(schedule))
                .containsOnlyKeys(
                        "id",
                        "incarnation",
                        "since_version",
                        "execution_count",
                        "last_triggered",
                        "recent",
                        "last_success");
        for (String index : List.of(
                DynamoDbScheduleStore.BY_STATUS, DynamoDbScheduleStore.BY_CREATOR, DynamoDbScheduleStore.BY_GROUP)) {
            assertThat(stage().scan(stage().schedulesTable(), index))
                    .as(index)
                    .extracting(it -> it.get("id").s())
                    .doesNotContain(schedule.id() + "#state");
        }
    }

    /** DynamoDB counts the UTF-8 bytes of names and texts, a number's digits, and up to 3 bytes for each value. */
    @Test
    void a_state_with_thirty_outcomes_is_below_one_kilobyte() {
        Schedule schedule = inserted();
        for (int i = 0; i < 31; i++) {
            published(schedule, NOW.plusSeconds(3600L * i));
        }

        assertThat(state(schedule).get("recent").m()).hasSize(30);
        int size = 0;
        for (Map.Entry<String, AttributeValue> it : state(schedule).entrySet()) {
            size += it.getKey().length() + 3;
            AttributeValue value = it.getValue();
            size += value.s() != null
                    ? value.s().length()
                    : value.n() != null ? value.n().length() : 0;
            for (Map.Entry<String, AttributeValue> outcome : value.m().entrySet()) {
                size += outcome.getKey().length() + outcome.getValue().s().length() + 1;
            }
        }
        assertThat(size).isBetween(700, 1_000);
    }

    @Test
    void an_older_release_goes_on_counting_in_the_record_before_and_after_this_one() {
        Schedule schedule = inserted();
        olderReleaseCounts(schedule, NOW.plusSeconds(1));
        assertThat(counters(schedule)).isEqualTo(new Counters(1, NOW.plusSeconds(1)));

        published(schedule, NOW.plusSeconds(2));
        assertThat(counters(schedule)).isEqualTo(new Counters(2, NOW.plusSeconds(2)));

        olderReleaseCounts(schedule, NOW.plusSeconds(3));
        assertThat(counters(schedule)).isEqualTo(new Counters(3, NOW.plusSeconds(3)));

        published(schedule, NOW.plusSeconds(4));
        assertThat(counters(schedule)).isEqualTo(new Counters(4, NOW.plusSeconds(4)));
    }

    private Counters counters(Schedule schedule) {
        FiringRecords.Found found = new DynamoDbFiringRecords(
                        stage().clients().dynamoDb(), stage().schedulesTable(), stage().resourcesTable())
                .find(schedule.id(), ResourceName.DEFAULT_GROUP)
                .orElseThrow();
        Surroundings surroundings = found.surroundings();
        return surroundings.state().counters(found.schedule());
    }

    /** Writes what a release without states writes for an execution. */
    private void olderReleaseCounts(Schedule schedule, Instant at) {
        Map<String, AttributeValue> record =
                new HashMap<>(item(schedule.id().value()).orElseThrow());
        long count = Long.parseLong(record.get("execution_count").n());
        record.put("execution_count", AttributeValue.fromN(Long.toString(count + 1)));
        record.put("last_triggered", AttributeValue.fromS(at.toString()));
        stage().putSchedules(List.of(record));
    }

    @Test
    void a_state_expires_with_its_tombstone_and_not_once_the_schedule_exists_again() {
        Schedule schedule = inserted();
        published(schedule, NOW);
        assertThat(state(schedule)).doesNotContainKey("expires_at");

        store().replace(schedule, schedule.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));
        Schedule tombstone = found(schedule.id());
        assertThat(state(schedule)).containsEntry("expires_at", seconds(tombstone.expiresAt()));

        store().replace(
                        tombstone,
                        tombstone.withRepeatedDelete(stamp(NOW.plusSeconds(2), "again"), NOW.plusSeconds(60)));
        Schedule repeated = found(schedule.id());
        assertThat(repeated.expiresAt()).isAfter(tombstone.expiresAt());
        assertThat(state(schedule)).containsEntry("expires_at", seconds(repeated.expiresAt()));

        store().replace(
                        repeated,
                        repeated.withNewIncarnation(
                                new ParsedDefinition(schedule.requireDefinition(), Running.RUNNING, List.of()),
                                stamp(NOW.plusSeconds(90), "create"),
                                "tests",
                                NOW.plusSeconds(90)));
        Schedule next = found(schedule.id());
        assertThat(counters(next)).isEqualTo(Counters.NONE);
        published(next, NOW.plusSeconds(3600));

        assertThat(state(next)).doesNotContainKey("expires_at");
        assertThat(counters(next)).isEqualTo(new Counters(1, NOW.plusSeconds(3600)));
    }

    @Test
    void a_schedule_that_never_fired_can_be_deleted_and_fire_after_a_re_creation() {
        Schedule schedule = inserted();

        store().replace(schedule, schedule.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));

        assertThat(state(schedule)).containsOnlyKeys("id", "expires_at");
        assertThat(counters(schedule)).isEqualTo(Counters.NONE);
        published(schedule, NOW.plusSeconds(2));
        assertThat(counters(schedule)).isEqualTo(new Counters(1, NOW.plusSeconds(2)));
    }

    @Test
    void the_state_of_a_completed_schedule_expires_until_an_edit_revives_it() {
        Schedule schedule = inserted();
        published(schedule, NOW);

        store().replace(schedule, schedule.completed(NOW));
        Schedule completed = found(schedule.id());
        assertThat(state(schedule)).containsEntry("expires_at", seconds(completed.expiresAt()));

        Schedule revived = completed.withDefinition(
                fullSchedule("executed").requireDefinition(),
                List.of(),
                stamp(NOW.plusSeconds(9), "update"),
                NOW.plusSeconds(9));
        assertThat(revived.expiresAt()).isNull();
        store().replace(completed, revived);

        assertThat(state(schedule)).doesNotContainKey("expires_at").containsKey("execution_count");
    }
}
