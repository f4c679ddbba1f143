package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.fullSchedule;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract test of {@link ScheduleStore#list} for schedules of one group. */
public abstract class GroupedScheduleListContract extends ScheduleLists {
    private static final ResourceName BILLING = new ResourceName("billing");
    private static final ResourceName OTHER = new ResourceName("other");

    /** Names in the order of their UTF-8 bytes; Java's strings sort the last two the other way round. */
    private static final List<String> NAMES =
            List.of("!", "0", "10", "2", "A", "Z", "a", "a b", "a!", "ab", "b", "z", "ß", "é", "東京", "ﬁ", "🏌");

    @Test
    void group_without_schedules_is_an_empty_page() {
        inserted(schedule("elsewhere", OTHER));

        assertThat(list(in(BILLING, null, 50))).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void summary_has_every_field() {
        Schedule full = inserted(fullSchedule("listed in full"));

        assertThat(list(in(full.group(), null, 50)).items()).containsExactly(ScheduleSummary.of(full));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void members_are_in_the_order_of_their_names_bytes(int limit) {
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i * 5 % NAMES.size());
            inserted(schedule(name, BILLING));
            inserted(schedule(name + " elsewhere", OTHER));
        }

        assertThat(allPages(in(BILLING, null, limit)))
                .containsExactlyElementsOf(
                        NAMES.stream().map(it -> ScheduleName.parse(it).id()).toList());
    }

    @Test
    void schedules_that_name_no_group_are_in_the_default_group() {
        Schedule schedule = inserted(schedule("without a group"));
        inserted(schedule("in another", BILLING));

        assertThat(ids(list(in(ResourceName.DEFAULT_GROUP, null, 50)))).containsExactly(schedule.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void status_filters_members_and_deleted_ones_are_listed_only_if_asked_for(int limit) {
        List<Schedule> all = membersInEveryStatus();

        assertThat(allPages(in(BILLING, null, limit))).isEqualTo(ids(all, it -> !it.isDeleted()));
        for (Status status : Status.values()) {
            assertThat(allPages(in(BILLING, status, limit)))
                    .as(status.text())
                    .isNotEmpty()
                    .isEqualTo(ids(all, it -> it.status() == status));
        }
    }

    @Test
    void change_does_not_reorder_the_list() {
        Schedule first = inserted(schedule("first", BILLING));
        Schedule second = inserted(schedule("second", BILLING));
        replaced(second, second.paused(stamp(NOW.plusSeconds(1), "pause"), Instant.MAX));

        assertThat(ids(list(in(BILLING, null, 50)))).containsExactly(first.id(), second.id());
    }

    @Test
    void moved_schedule_is_listed_in_its_new_group_only() {
        Schedule seen = inserted(schedule("moved", BILLING));
        Schedule moved = replaced(seen, seen.moved(OTHER, stamp(NOW.plusSeconds(1), "move"), Instant.MAX));

        assertThat(list(in(BILLING, null, 50)).items()).isEmpty();
        assertThat(list(in(BILLING, Status.PENDING, 50)).items()).isEmpty();
        assertThat(list(in(OTHER, null, 50)).items()).containsExactly(ScheduleSummary.of(moved));

        Instant later = NOW.plusSeconds(2);
        replaced(moved, moved.moved(ResourceName.DEFAULT_GROUP, stamp(later, "move back"), Instant.MAX));

        assertThat(list(in(OTHER, null, 50)).items()).isEmpty();
        assertThat(ids(list(in(ResourceName.DEFAULT_GROUP, null, 50)))).containsExactly(moved.id());
    }

    @Test
    void schedule_created_again_is_listed_in_the_group_that_the_new_create_names() {
        Schedule seen = inserted(schedule("again", BILLING));
        Schedule deleted = replaced(seen, seen.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW.plusSeconds(1)));
        assertThat(ids(list(in(BILLING, Status.DELETED, 50)))).containsExactly(seen.id());
        Schedule again = replaced(
                deleted,
                deleted.withNewIncarnation(
                        new ParsedDefinition(
                                deleted.requireDefinition(), Running.RUNNING, OTHER, true, null, List.of()),
                        stamp(NOW.plusSeconds(2), "again"),
                        "bob",
                        Instant.MAX));

        assertThat(list(in(OTHER, null, 50)).items()).containsExactly(ScheduleSummary.of(again));
        assertThat(list(in(BILLING, null, 50)).items()).isEmpty();
        assertThat(list(in(BILLING, Status.DELETED, 50)).items()).isEmpty();
    }

    @Test
    void record_without_a_definition_is_never_listed() {
        store().insert(Schedule.tombstone(new ScheduleId("foreign"), NOW));

        assertThat(list(in(ResourceName.DEFAULT_GROUP, null, 50)).items()).isEmpty();
        assertThat(list(in(ResourceName.DEFAULT_GROUP, Status.DELETED, 50)).items())
                .isEmpty();
    }

    @Test
    void last_page_has_no_token_even_if_it_is_full() {
        inserted(schedule("one", BILLING));
        inserted(schedule("two", BILLING));
        inserted(schedule("zzz", OTHER));

        assertThat(list(in(BILLING, null, 2)).nextToken()).isNull();
        assertThat(list(in(BILLING, Status.PENDING, 2)).nextToken()).isNull();
        assertThat(list(in(BILLING, null, 1)).nextToken()).isNotNull();
    }

    @Test
    void later_page_follows_the_last_name_whatever_changes_meanwhile() {
        inserted(schedule("a", BILLING));
        Schedule last = inserted(schedule("b", BILLING));
        inserted(schedule("d", BILLING));
        String token = list(in(BILLING, null, 2)).nextToken();
        replaced(last, last.moved(OTHER, stamp(NOW.plusSeconds(1), "move"), Instant.MAX));
        inserted(schedule("aa", BILLING));
        Schedule c = inserted(schedule("c", BILLING));

        assertThat(ids(list(in(BILLING, null, 50).after(token))))
                .containsExactly(c.id(), ScheduleName.parse("d").id());
    }

    @Test
    void token_is_valid_for_another_page_size() {
        List<Schedule> all = membersInEveryStatus();
        String token = list(in(BILLING, null, 2)).nextToken();
        List<ScheduleId> live = ids(all, it -> !it.isDeleted());

        assertThat(ids(list(in(BILLING, null, 100).after(token)))).isEqualTo(live.subList(2, live.size()));
    }

    @Test
    void token_is_refused_for_another_query() {
        membersInEveryStatus();
        String token = list(in(BILLING, null, 1)).nextToken();
        String pending = list(in(BILLING, Status.PENDING, 1)).nextToken();
        String newest = list(new ScheduleQuery(null, null, 1, null)).nextToken();

        assertRefused(in(OTHER, null, 1).after(token));
        assertRefused(in(BILLING, Status.PENDING, 1).after(token));
        assertRefused(in(BILLING, null, 1).after(pending));
        assertRefused(in(BILLING, Status.ACTIVE, 1).after(pending));
        assertRefused(in(BILLING, null, 1).after(newest));
        assertRefused(new ScheduleQuery(null, null, 1, token));
        assertRefused(new ScheduleQuery(null, "tests", 1, token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "AAAA", "%%%", "bm90IGEgdG9rZW4", "{}", "ß🏌", "null", "undefined"})
    void invalid_token_is_refused(String token) {
        inserted(schedule("one", BILLING));

        assertRefused(in(BILLING, null, 1).after(token));
        assertRefused(in(BILLING, Status.PENDING, 1).after(token));
    }

    /** Inserts twelve members in name order, two of every status. */
    private List<Schedule> membersInEveryStatus() {
        List<Schedule> all = new ArrayList<>();
        for (int i : IntStream.range(0, 12).toArray()) {
            Schedule seen = inserted(schedule("member %02d".formatted(i), BILLING));
            all.add(i % 6 == 0 ? seen : replaced(seen, changed(seen, i % 6)));
            inserted(schedule("elsewhere " + i, OTHER));
        }
        return all;
    }

    private static List<ScheduleId> ids(List<Schedule> all, Predicate<Schedule> filter) {
        return all.stream().filter(filter).map(Schedule::id).toList();
    }

    private static ScheduleQuery in(ResourceName group, Status status, int limit) {
        return new ScheduleQuery(group, status, null, limit, null, null);
    }
}
