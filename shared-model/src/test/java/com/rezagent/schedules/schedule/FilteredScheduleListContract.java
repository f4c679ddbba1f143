package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleQuery.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract test of {@link ScheduleStore#list} by name prefix, labels and ids, and with the content of schedules. */
public abstract class FilteredScheduleListContract extends ScheduleLists {
    private static final ResourceName BILLING = new ResourceName("billing");
    private static final ResourceName OTHER = new ResourceName("other");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void name_prefix_returns_the_names_that_begin_like_it(int limit) {
        List<String> names = List.of("A", "a", "a ", "ab", "ab\uFFFD", "ab 🏌", "abc", "abd", "ac", "b", "ß", "ßa");
        List<String> stored = names.stream().map(String::strip).distinct().toList();
        stored.forEach(it -> inserted(schedule(it, BILLING)));
        inserted(schedule("ab elsewhere", OTHER));

        for (String prefix : List.of("a", "ab", "ab ", "abc", "ß", "z", "A")) {
            assertThat(allPages(in(BILLING, null, prefix, Map.of(), limit)))
                    .as(prefix)
                    .isEqualTo(allPages(in(BILLING, null, null, Map.of(), 100)).stream()
                            .filter(id -> stored.stream()
                                    .anyMatch(it -> it.startsWith(prefix)
                                            && ScheduleName.parse(it).id().equals(id)))
                            .toList());
        }
        assertThat(allPages(in(BILLING, null, "ab", Map.of(), limit))).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void labels_return_the_schedules_that_have_all_of_them(int limit) {
        for (int i = 0; i < 24; i++) {
            Map<String, String> labels = i % 6 == 5 ? Map.of() : Map.of("team", "t" + i % 2, "tier", "" + i % 3);
            inserted(labelled("%02d".formatted(i), BILLING, labels, 1));
            inserted(labelled("elsewhere %02d".formatted(i), OTHER, labels, 1));
        }

        assertThat(allPages(in(BILLING, null, null, Map.of("team", "t0"), limit)))
                .isEqualTo(ids(i -> i % 6 != 5 && i % 2 == 0));
        assertThat(allPages(in(BILLING, null, null, Map.of("team", "t0", "tier", "1"), limit)))
                .isEqualTo(ids(i -> i % 6 != 5 && i % 2 == 0 && i % 3 == 1));
        assertThat(allPages(in(BILLING, null, null, Map.of("team", "t"), limit)))
                .isEmpty();
        assertThat(allPages(in(BILLING, null, null, Map.of("Team", "t0"), limit)))
                .isEmpty();
    }

    @Test
    void prefix_labels_and_status_can_be_combined() {
        Schedule one = inserted(labelled("a one", BILLING, Map.of("team", "x"), 1));
        Schedule two = inserted(labelled("a two", BILLING, Map.of("team", "x"), 1));
        inserted(labelled("a three", BILLING, Map.of("team", "y"), 1));
        inserted(labelled("b one", BILLING, Map.of("team", "x"), 1));
        replaced(two, two.paused(stamp(NOW.plusSeconds(1), "pause"), Instant.MAX));

        assertThat(allPages(in(BILLING, null, "a", Map.of("team", "x"), 1))).containsExactly(one.id(), two.id());
        assertThat(allPages(in(BILLING, Status.PAUSED, "a", Map.of("team", "x"), 1)))
                .containsExactly(two.id());
        assertThat(allPages(in(BILLING, Status.PENDING, "a", Map.of("team", "x"), 1)))
                .containsExactly(one.id());
    }

    @Test
    void prefix_and_labels_work_in_the_default_group() {
        Schedule one = inserted(labelled("a one", ResourceName.DEFAULT_GROUP, Map.of("team", "x"), 1));
        Schedule two = inserted(labelled("a two", ResourceName.DEFAULT_GROUP, Map.of("team", "x"), 1));
        inserted(labelled("b", ResourceName.DEFAULT_GROUP, Map.of("team", "x"), 1));
        inserted(labelled("a elsewhere", OTHER, Map.of("team", "x"), 1));

        assertThat(allPages(in(ResourceName.DEFAULT_GROUP, null, "a", Map.of("team", "x"), 1)))
                .containsExactly(one.id(), two.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void ids_return_those_that_exist_in_the_order_of_the_ids(int limit) {
        Schedule one = inserted(schedule("one", BILLING));
        Schedule two = inserted(schedule("two", OTHER));
        Schedule three = inserted(schedule("three"));
        replaced(three, three.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));
        store().insert(Schedule.tombstone(new ScheduleId("foreign"), NOW));
        ScheduleId unknown = ScheduleName.parse("unknown").id();

        List<ScheduleId> ids = List.of(three.id(), unknown, one.id(), new ScheduleId("foreign"), two.id());

        assertThat(allPages(withIds(ids, limit))).containsExactly(three.id(), one.id(), two.id());
        assertThat(list(withIds(List.of(unknown), limit))).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void summaries_have_the_content_that_a_query_asks_for() {
        Schedule full = inserted(Schedules.fullSchedule("full"));
        Schedule plain = inserted(schedule("plain", full.group()));

        assertThat(list(with(in(full.group(), null, null, Map.of(), 9))).items())
                .containsExactly(ScheduleSummary.withContent(full), ScheduleSummary.withContent(plain));
        assertThat(list(with(withIds(List.of(plain.id(), full.id()), 9))).items())
                .containsExactly(ScheduleSummary.withContent(plain), ScheduleSummary.withContent(full));
        assertThat(list(with(new ScheduleQuery(null, full.createdBy(), 9, null)))
                        .items())
                .containsExactly(ScheduleSummary.withContent(full));
        assertThat(list(in(full.group(), null, null, Map.of(), 9)).items())
                .containsExactly(ScheduleSummary.of(full), ScheduleSummary.of(plain));
    }

    @Test
    void page_with_content_ends_at_5_mb_and_the_next_one_continues() {
        List<ScheduleId> all = IntStream.range(0, 45)
                .mapToObj(i -> inserted(labelled("%02d".formatted(i), BILLING, Map.of(), 240_000)))
                .map(Schedule::id)
                .toList();

        for (ScheduleQuery query : List.of(with(in(BILLING, null, null, Map.of(), 1_000)), with(withIds(all, 100)))) {
            Page<ScheduleSummary> first = list(query);
            assertThat(first.items()).hasSizeBetween(20, 22);
            assertThat(first.nextToken()).isNotNull();
            assertThat(allPages(query)).isEqualTo(all);
        }
        assertThat(list(in(BILLING, null, null, Map.of(), 1_000)).items()).hasSize(45);
    }

    @Test
    void page_has_up_to_a_thousand_schedules() {
        IntStream.range(0, 130).forEach(i -> inserted(schedule("%03d".formatted(i), BILLING)));

        Page<ScheduleSummary> all = list(in(BILLING, null, null, Map.of(), 1_000));
        Page<ScheduleSummary> most = list(in(BILLING, null, null, Map.of(), 129));

        assertThat(all.items()).hasSize(130);
        assertThat(all.nextToken()).isNull();
        assertThat(most.items()).hasSize(129);
        assertThat(list(in(BILLING, null, null, Map.of(), 129).after(most.nextToken()))
                        .items())
                .hasSize(1);
    }

    @Test
    void token_of_one_list_is_refused_by_every_other_list() {
        List<ScheduleId> ids = Stream.of("a 1", "a 2", "a 3")
                .map(it -> inserted(labelled(it, BILLING, Map.of("team", "x", "tier", "1"), 1))
                        .id())
                .toList();
        List<ScheduleQuery> queries = new ArrayList<>(List.of(
                new ScheduleQuery(null, null, 1, null),
                new ScheduleQuery(Status.PENDING, null, 1, null),
                new ScheduleQuery(null, "tests", 1, null),
                // Reads like the start of a list by group.
                new ScheduleQuery(null, "null in billing", 1, null),
                in(BILLING, null, null, Map.of(), 1),
                in(OTHER, null, null, Map.of(), 1),
                in(BILLING, Status.PENDING, null, Map.of(), 1),
                in(BILLING, null, "a", Map.of(), 1),
                in(BILLING, null, "a ", Map.of(), 1),
                in(BILLING, null, null, Map.of("team", "x"), 1),
                in(BILLING, null, null, Map.of("tier", "1"), 1),
                in(BILLING, null, null, Map.of("team", "x", "tier", "1"), 1),
                in(BILLING, null, "a", Map.of("team", "x"), 1),
                withIds(ids, 1),
                withIds(ids.subList(0, 2), 1)));
        for (ScheduleQuery issuing : queries) {
            String token = list(issuing).nextToken();
            if (token == null) {
                continue;
            }
            for (ScheduleQuery other : queries) {
                if (other == issuing) {
                    assertThat(list(other.after(token)).items()).hasSize(1);
                    // Content is not a filter.
                    assertThat(list(with(other.after(token))).items()).hasSize(1);
                } else {
                    assertRefused(other.after(token));
                }
            }
        }
    }

    private static Schedule labelled(String name, ResourceName group, Map<String, String> labels, int payload) {
        Definition definition = withComponent(
                withComponent(Schedules.definition(name), "labels", new Labels(labels)),
                "payload",
                JsonObject.parse("{\"x\":\"" + "x".repeat(payload) + "\"}"));
        return Schedule.create(
                new ParsedDefinition(definition, Running.RUNNING, group, true, null, List.of()),
                stamp(NOW, "create " + name),
                NOW,
                "tests");
    }

    private static List<ScheduleId> ids(IntPredicate filter) {
        return IntStream.range(0, 24)
                .filter(filter)
                .mapToObj(i -> ScheduleName.parse("%02d".formatted(i)).id())
                .toList();
    }

    private static ScheduleQuery in(
            ResourceName group, Status status, String prefix, Map<String, String> labels, int limit) {
        return new ScheduleQuery(
                ScheduleFilter.inGroup(group, status, prefix, new Labels(labels)), limit, null, null, Content.OMITTED);
    }

    private static ScheduleQuery withIds(List<ScheduleId> ids, int limit) {
        return new ScheduleQuery(ScheduleFilter.withIds(ids), limit, null, null, Content.OMITTED);
    }

    private static ScheduleQuery with(ScheduleQuery query) {
        return new ScheduleQuery(query.filter(), query.limit(), query.nextToken(), query.statusAt(), Content.INCLUDED);
    }
}
