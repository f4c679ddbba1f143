package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.fullSchedule;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract test of {@link ScheduleStore#list} for schedules of all groups; for lists by group see {@link
 * GroupedScheduleListContract}.
 */
public abstract class ScheduleListContract extends ScheduleLists {
    @Test
    void empty_store_returns_an_empty_page() {
        assertThat(list(query(null, null, 50, null))).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void summary_has_every_field() {
        Schedule full = inserted(fullSchedule("listed in full"));

        assertThat(list(query(null, null, 50, null)).items()).containsExactly(ScheduleSummary.of(full));
    }

    @Test
    void failed_schedule_is_listed_with_its_reason() {
        Schedule seen = inserted(schedule("failed"));
        Schedule failed =
                replaced(seen, seen.withEngineRefusal("ValidationException", "Invalid Schedule Expression.", NOW));

        assertThat(list(query(Status.FAILED, null, 50, null)).items()).containsExactly(ScheduleSummary.of(failed));
        assertThat(ScheduleSummary.of(failed).statusReason()).isNotNull();
    }

    @Test
    void newest_schedule_comes_first() {
        Schedule old = inserted(schedule("old", NOW.minusSeconds(1), "tests"));
        Schedule newest = inserted(schedule("newest", NOW.plusSeconds(100), "tests"));
        Schedule middle = inserted(schedule("middle", NOW, "tests"));

        assertThat(ids(list(query(null, null, 50, null)))).containsExactly(newest.id(), middle.id(), old.id());
    }

    @Test
    void greatest_id_comes_first_among_schedules_created_at_the_same_time() {
        List<Schedule> all = IntStream.range(0, 12)
                .mapToObj(i -> inserted(schedule("same moment " + i)))
                .sorted(NEWEST_FIRST)
                .toList();

        assertThat(ids(list(query(null, null, 50, null))))
                .containsExactlyElementsOf(all.stream().map(Schedule::id).toList());
    }

    @Test
    void change_does_not_reorder_the_list() {
        Schedule first = inserted(schedule("first", NOW, "tests"));
        Schedule second = inserted(schedule("second", NOW.plusSeconds(1), "tests"));
        replaced(first, first.paused(stamp(NOW.plusSeconds(50), "pause"), Instant.MAX));

        assertThat(ids(list(query(null, null, 50, null)))).containsExactly(second.id(), first.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void pages_of_any_size_have_each_schedule_once_in_order(int limit) {
        List<Schedule> all = insertedInEveryStatus();

        List<ScheduleId> listed = allPages(null, null, limit);

        assertThat(listed)
                .containsExactlyElementsOf(all.stream()
                        .filter(it -> !it.isDeleted())
                        .map(Schedule::id)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void status_filters_by_status(int limit) {
        List<Schedule> all = insertedInEveryStatus();

        for (Status status : Status.values()) {
            assertThat(allPages(status, null, limit))
                    .as(status.text())
                    .containsExactlyElementsOf(all.stream()
                            .filter(it -> it.status() == status)
                            .map(Schedule::id)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void creator_filters_schedules_that_are_not_deleted(int limit) {
        List<Schedule> all = insertedInEveryStatus();

        for (String creator : List.of("ann", "bob")) {
            assertThat(allPages(null, creator, limit))
                    .as(creator)
                    .containsExactlyElementsOf(all.stream()
                            .filter(it -> it.createdBy().equals(creator) && !it.isDeleted())
                            .map(Schedule::id)
                            .toList());
        }
        assertThat(allPages(null, "nobody", limit)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void status_and_creator_can_be_combined(int limit) {
        List<Schedule> all = insertedInEveryStatus();

        for (Status status : Status.values()) {
            assertThat(allPages(status, "ann", limit))
                    .as(status.text())
                    .containsExactlyElementsOf(all.stream()
                            .filter(it ->
                                    it.status() == status && it.createdBy().equals("ann"))
                            .map(Schedule::id)
                            .toList());
        }
    }

    @Test
    void last_page_has_no_token_even_if_it_is_full() {
        inserted(schedule("one"));
        inserted(schedule("two"));

        assertThat(list(query(null, null, 2, null)).nextToken()).isNull();
        assertThat(list(query(Status.PENDING, null, 2, null)).nextToken()).isNull();
        assertThat(list(query(null, "tests", 2, null)).nextToken()).isNull();
        assertThat(list(query(null, null, 1, null)).nextToken()).isNotNull();
    }

    @Test
    void later_page_is_not_affected_by_schedules_created_meanwhile() {
        Schedule older = inserted(schedule("older", NOW, "tests"));
        inserted(schedule("newer", NOW.plusSeconds(1), "tests"));
        String token = list(query(null, null, 1, null)).nextToken();
        inserted(schedule("newest", NOW.plusSeconds(2), "tests"));

        assertThat(ids(list(query(null, null, 1, token)))).containsExactly(older.id());
    }

    @Test
    void token_is_valid_for_another_page_size() {
        List<ScheduleId> all = insertedInEveryStatus().stream()
                .filter(it -> !it.isDeleted())
                .map(Schedule::id)
                .toList();
        String token = list(query(null, null, 2, null)).nextToken();

        assertThat(ids(list(query(null, null, 100, token)))).containsExactlyElementsOf(all.subList(2, all.size()));
    }

    @Test
    void record_without_a_definition_is_never_listed() {
        store().insert(Schedule.tombstone(new ScheduleId("foreign"), NOW));

        assertThat(list(query(null, null, 50, null)).items()).isEmpty();
        assertThat(list(query(Status.DELETED, null, 50, null)).items()).isEmpty();
        assertThat(list(query(null, "reconcile", 50, null)).items()).isEmpty();
        assertThat(list(query(Status.DELETED, "reconcile", 50, null)).items()).isEmpty();
    }

    @Test
    void reused_name_is_listed_once_and_for_its_new_creator() {
        Schedule seen = inserted(schedule("used again", NOW, "ann"));
        Schedule deleted = replaced(seen, seen.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));
        Instant later = NOW.plusSeconds(2);
        Schedule again = replaced(
                deleted,
                deleted.withNewIncarnation(
                        new ParsedDefinition(deleted.requireDefinition(), Running.RUNNING, List.of()),
                        stamp(later, "again"),
                        "bob",
                        Instant.MAX));

        assertThat(list(query(null, null, 50, null)).items()).containsExactly(ScheduleSummary.of(again));
        assertThat(list(query(null, "bob", 50, null)).items()).hasSize(1);
        assertThat(list(query(null, "ann", 50, null)).items()).isEmpty();
        assertThat(list(query(Status.DELETED, null, 50, null)).items()).isEmpty();
    }

    @Test
    void token_is_refused_for_another_query() {
        insertedInEveryStatus();
        String token = list(query(null, null, 2, null)).nextToken();
        String pending = list(query(Status.PENDING, null, 1, null)).nextToken();
        String ann = list(query(null, "ann", 1, null)).nextToken();

        assertRefused(query(Status.PENDING, null, 2, token));
        assertRefused(query(null, "ann", 2, token));
        assertRefused(query(null, null, 2, pending));
        assertRefused(query(Status.ACTIVE, null, 1, pending));
        assertRefused(query(Status.PENDING, "ann", 1, pending));
        assertRefused(query(null, "bob", 1, ann));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "AAAA", "%%%", "bm90IGEgdG9rZW4", "{}", "ß🏌", "null", "undefined"})
    void invalid_token_is_refused(String token) {
        inserted(schedule("one"));

        assertRefused(query(null, null, 1, token));
        assertRefused(query(Status.PENDING, null, 1, token));
        assertRefused(query(null, "tests", 1, token));
    }

    @Test
    void token_with_a_changed_or_missing_character_is_refused() {
        insertedInEveryStatus();
        String token = Optional.ofNullable(list(query(null, null, 2, null)).nextToken())
                .orElseThrow();

        assertThat(token).matches("[A-Za-z0-9_-]+");
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(query(null, null, 2, token.substring(0, i) + other + token.substring(i + 1)));
            assertRefused(query(null, null, 2, token.substring(0, i)));
        }
        assertRefused(query(null, null, 2, token + "A"));
    }

    /** Inserts eleven schedules, newest first: every status, two creators, pairs created in the same second. */
    private List<Schedule> insertedInEveryStatus() {
        List<Schedule> all = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            Schedule seen = inserted(schedule("listed " + i, NOW.plusSeconds(i / 2), i % 3 == 0 ? "bob" : "ann"));
            all.add(i % 6 == 0 ? seen : replaced(seen, changed(seen, i % 6)));
        }
        all.sort(NEWEST_FIRST);
        return all;
    }

    private List<ScheduleId> allPages(Status status, String createdBy, int limit) {
        return allPages(query(status, createdBy, limit, null));
    }

    private static ScheduleQuery query(Status status, String createdBy, int limit, String token) {
        return new ScheduleQuery(status, createdBy, limit, token);
    }
}
