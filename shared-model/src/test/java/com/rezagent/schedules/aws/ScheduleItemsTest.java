package com.rezagent.schedules.aws;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Schedules;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ScheduleItemsTest {
    @Test
    void the_attributes_that_lists_read_are_sufficient_for_a_summary() {
        Schedule full = Schedules.fullSchedule("read by a list").withCounters(7, NOW);
        Map<String, AttributeValue> entry = new HashMap<>(row(full));
        entry.keySet().retainAll(ScheduleLists.SUMMARY_ATTRIBUTES);

        assertThat(DynamoDbScheduleStore.summary(entry)).isEqualTo(ScheduleSummary.of(full));
    }

    @Test
    void attributes_are_stored_under_their_agreed_names() {
        Schedule full = Schedules.fullSchedule("stored").withCounters(7, NOW);
        Schedule expiring = full.deleted(Schedules.stamp(NOW, "delete"), NOW);

        assertThat(row(expiring))
                .containsKeys(
                        "id",
                        "name",
                        "schedule_expression",
                        "timezone",
                        "target_type",
                        "target_topic_arn",
                        "payload",
                        "arguments",
                        "description",
                        "start_date",
                        "end_date",
                        "flexible_time_window_minutes",
                        "retry_policy",
                        "status",
                        "eventbridge_arn",
                        "created_by",
                        "created_date",
                        "updated_date",
                        "last_triggered",
                        "execution_count",
                        "version",
                        "warnings")
                .containsEntry(
                        "expires_at",
                        AttributeValue.fromN(
                                Long.toString(NOW.plus(Schedule.TIME_TO_LIVE).getEpochSecond())));
    }

    @Test
    void a_row_of_an_older_release_without_audit_windows_is_readable() {
        Schedule full = Schedules.fullSchedule("older").withCounters(7, NOW);
        Map<String, AttributeValue> older = new HashMap<>(row(full));
        assertThat(older.remove("unaudited")).isNotNull();

        assertThat(DynamoDbScheduleStore.schedule(older).auditWindows()).isEmpty();
        assertThat(row(Schedules.schedule("none"))).doesNotContainKey("unaudited");
    }

    /** An earlier release that creates a schedule again leaves the placement of the incarnation before. */
    @Test
    void a_placement_of_another_incarnation_is_ignored_and_written_again() {
        Schedule full = Schedules.fullSchedule("created again");
        Map<String, AttributeValue> item = new HashMap<>(row(full));
        item.put("placement", AttributeValue.fromS(item.get("placement").s().replace(full.incarnation(), "another")));
        Map<String, AttributeValue> withoutMove = new HashMap<>(item);
        withoutMove.put(
                "placement",
                AttributeValue.fromS("{\"incarnation\":\"another\",\"initial\":\"billing\",\"moved\":\"default\","
                        + "\"moved_stamp\":\"1970-01-01T00:00:00Z 0 \"}"));

        assertThat(DynamoDbScheduleStore.summary(item).hasStoredGroup()).isFalse();
        assertThat(DynamoDbScheduleStore.summary(withoutMove).hasStoredGroup()).isFalse();
        assertThat(DynamoDbScheduleStore.summary(withoutMove).group()).isEqualTo(ResourceName.DEFAULT_GROUP);
        assertThat(DynamoDbScheduleStore.schedule(withoutMove)
                        .relisted(NOW)
                        .lifecycle()
                        .placement()
                        .isStored())
                .isTrue();
    }

    private static Map<String, AttributeValue> row(Schedule schedule) {
        return DynamoDbScheduleStore.item(schedule, 1);
    }
}
