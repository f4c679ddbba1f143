package com.rezagent.schedules.change;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.fullDefinition;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.group.Groups;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.testing.StoresContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract test of {@link ChangeHistory}, and of the stores that write changes together with records. */
public abstract class ChangeHistoryContract extends StoresContract {
    protected static final ResourceName BILLING = new ResourceName("billing");
    private static final String KEY = "sched_a";

    /** Returns the history under test: empty when a test starts, the same throughout a test. */
    protected ChangeHistory history() {
        return stores().changes();
    }

    /** Returns the store that writes to it. */
    protected ScheduleStore schedules() {
        return stores().schedules();
    }

    /** Returns the store that writes to it. */
    protected GroupStore groups() {
        return stores().groups();
    }

    // --- samples ---

    /** Returns a change of a schedule in group billing. */
    protected static Change change(String key, long version, Instant at) {
        return change(key, version, at, BILLING);
    }

    private static Change change(String key, long version, Instant at, ResourceName group) {
        return new Change(
                new Change.Subject(key, key, "Daily " + key, group),
                version,
                at,
                new Change.Cause("pause", "ann", null, "cmd_" + version),
                List.of(new Change.Field(
                        "status", new Change.Values(Json.parse("\"active\""), Json.parse("\"paused\"")))),
                null);
    }

    private static Change replacing(Change change, String definition) {
        return withComponent(change, "replaced", JsonObject.parse(definition));
    }

    /** Writes changes, each with a record that is only there to be written. */
    protected final void write(Change... changes) {
        Schedule carrier = schedule("carrier");
        for (Change change : changes) {
            Schedule seen = schedules().find(carrier.id()).orElse(null);
            boolean isWritten = seen == null
                    ? schedules().insert(carrier, change)
                    : schedules().replace(seen, seen, change);
            assertThat(isWritten).isTrue();
        }
        awaitConsistency();
    }

    private static ChangeQuery ofRecord() {
        return ChangeQuery.ofRecord(KEY, NOW, 100);
    }

    private static ChangeQuery ofGroup() {
        return ChangeQuery.ofGroup(BILLING, NOW, 100);
    }

    private List<Long> versions(ChangeQuery query) {
        return history().list(query).items().stream().map(Change::version).toList();
    }

    // --- writes ---

    @Test
    void change_is_written_with_a_new_schedule_and_with_a_replaced_one() {
        Schedule created = schedule("written");
        Change first = change(created.id().value(), 1, NOW);
        Change second = change(created.id().value(), 2, NOW.plusSeconds(1));

        assertThat(schedules().insert(created, first)).isTrue();
        Schedule seen = schedules().find(created.id()).orElseThrow();
        assertThat(schedules().replace(seen, paused(seen), second)).isTrue();

        assertThat(schedules().find(created.id()).orElseThrow().version()).isEqualTo(2);
        assertThat(history()
                        .list(ChangeQuery.ofRecord(created.id().value(), NOW, 10))
                        .items())
                .containsExactly(second, first);
    }

    private static Schedule paused(Schedule schedule) {
        return schedule.paused(stamp(NOW.plusSeconds(1), "pause"), NOW.plusSeconds(1));
    }

    @Test
    void change_is_written_with_a_new_group_and_with_a_replaced_one() {
        Group created = Groups.group("billing");
        Change first = ofGroup(1);
        Change second = ofGroup(2);

        assertThat(groups().insert(created, first)).isTrue();
        Group seen = groups().find(created.name()).orElseThrow();
        assertThat(groups().replace(seen, Groups.put(seen, Groups.fullSettings(), NOW.plusSeconds(2)), second))
                .isTrue();

        assertThat(groups().find(created.name()).orElseThrow().version()).isEqualTo(2);
        assertThat(history()
                        .list(ChangeQuery.ofRecord("group#billing", NOW, 10))
                        .items())
                .containsExactly(second, first);
    }

    private static Change ofGroup(long version) {
        return new Change(
                Change.Subject.ofGroup(BILLING),
                version,
                NOW.plusSeconds(version),
                new Change.Cause("put_group", "ann", "because \"ß\" 🏌", "cmd_" + version),
                List.of(new Change.Field(
                        "title", new Change.Values(NullNode.getInstance(), Json.parse("\"Billing\"")))),
                null);
    }

    @Test
    void nothing_is_written_where_the_schedule_has_changed() {
        Schedule created = schedule("lost race");
        schedules().insert(created);
        Schedule seen = schedules().find(created.id()).orElseThrow();
        schedules().replace(seen, seen);
        Change change = change(created.id().value(), 2, NOW);

        assertThat(schedules().insert(created, change)).isFalse();
        assertThat(schedules().replace(seen, paused(seen), change)).isFalse();
        assertThat(schedules().replace(schedule("unknown"), schedule("unknown"), change))
                .isFalse();

        assertThat(schedules().find(created.id()).orElseThrow().version()).isEqualTo(1);
        assertThat(versions(ChangeQuery.ofRecord(created.id().value(), NOW, 10)))
                .isEmpty();
    }

    @Test
    void nothing_is_written_where_the_group_has_changed() {
        Group created = Groups.group("billing");
        groups().insert(created);
        Group seen = groups().find(created.name()).orElseThrow();
        groups().replace(seen, seen);

        assertThat(groups().insert(created, ofGroup(1))).isFalse();
        assertThat(groups().replace(seen, seen, ofGroup(2))).isFalse();

        assertThat(versions(ChangeQuery.ofRecord("group#billing", NOW, 10))).isEmpty();
    }

    @Test
    void a_write_without_a_change_writes_none() {
        Schedule created = schedule("converged");
        schedules().insert(created);
        Schedule seen = schedules().find(created.id()).orElseThrow();
        schedules().replace(seen, seen.converged("arn"));

        assertThat(versions(ChangeQuery.ofRecord(created.id().value(), NOW, 10)))
                .isEmpty();
    }

    @Test
    void every_field_is_read_back_as_written() {
        Change change = new Change(
                new Change.Subject("sched_full", "sched_full", "Name \"ß\" 🏌", BILLING),
                7,
                Instant.parse("2025-11-06T20:00:00.123456789Z"),
                new Change.Cause("update", "user/ß@example.com", "Why: \"ß\" \u0000 東京 🏌", "cmd_1"),
                List.of(
                        new Change.Field(
                                "description", new Change.Values(NullNode.getInstance(), Json.parse("\"ß 🏌\""))),
                        new Change.Field(
                                "retry_policy",
                                new Change.Values(
                                        Json.parse("{\"maximum_retry_attempts\":3}"),
                                        Json.parse("{\"maximum_retry_attempts\":5000000000}"))),
                        new Change.Field("payload", null)),
                JsonObject.parse(Json.write(ScheduleJson.definition(fullDefinition("full")))));

        write(change);

        ChangeQuery query = ChangeQuery.ofRecord("sched_full", NOW, 10);
        assertThat(history().list(query.withReplaced()).items()).containsExactly(change);
        assertThat(history().untilReplaced("sched_full", 1, Change.oldest(NOW))).containsExactly(change);
        assertThat(history().list(query).items()).singleElement().satisfies(it -> {
            assertThat(it.replaced()).as("not asked for").isNull();
            assertThat(it.fields()).isEqualTo(change.fields());
        });
        assertThat(history().list(ofGroup()).items())
                .singleElement()
                .satisfies(it -> assertThat(it.cause()).isEqualTo(change.cause()));
    }

    // --- the list of a record ---

    @Test
    void changes_of_a_record_are_listed_by_version_newest_first() {
        write(LongStream.rangeClosed(8, 12)
                .mapToObj(version -> change(KEY, version, NOW.plusSeconds(version)))
                .toArray(Change[]::new));
        write(change("sched_b", 99, NOW), change("sched_", 98, NOW));

        assertThat(versions(ofRecord())).containsExactly(12L, 11L, 10L, 9L, 8L);
        assertThat(versions(ChangeQuery.ofRecord("sched_none", NOW, 10))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "6"})
    void pages_of_a_record_are_complete_and_without_repetition(int limit) {
        write(LongStream.rangeClosed(8, 12)
                .mapToObj(version -> change(KEY, version, NOW))
                .toArray(Change[]::new));

        assertThat(allPages(ofRecord().page(limit, null))).containsExactly(12L, 11L, 10L, 9L, 8L);
        assertThat(allPages(ofRecord().between(NOW, NOW.plusSeconds(1)).page(limit, null)))
                .containsExactly(12L, 11L, 10L, 9L, 8L);
    }

    private List<Long> allPages(ChangeQuery query) {
        return allPages(query.limit(), token -> history().list(query.page(query.limit(), token))).stream()
                .map(Change::version)
                .toList();
    }

    /** Seconds after the first change, which has version 1; each version is a second later. */
    @ParameterizedTest
    @CsvSource(
            value = {
                ". | . | 5 4 3 2 1",
                "2 | . | 5 4 3",
                ". | 2 | 2 1",
                "1 | 3 | 3 2",
                "5 | . | .",
                ". | 0 | .",
                "-9 | 99 | 5 4 3 2 1"
            },
            delimiter = '|',
            nullValues = ".")
    void a_range_includes_its_start_and_excludes_its_end(Integer from, Integer to, String expected) {
        write(LongStream.rangeClosed(1, 5)
                .mapToObj(version -> change(KEY, version, NOW.plusSeconds(version - 1)))
                .toArray(Change[]::new));
        UnaryOperator<ChangeQuery> range =
                it -> it.between(from == null ? null : NOW.plusSeconds(from), to == null ? null : NOW.plusSeconds(to));
        List<Long> versions = expected == null
                ? List.of()
                : List.of(expected.split(" ")).stream().map(Long::valueOf).toList();

        assertThat(versions(range.apply(ofRecord()))).isEqualTo(versions);
        assertThat(versions(range.apply(ofGroup()))).isEqualTo(versions);
        assertThat(allPages(range.apply(ofGroup()).page(1, null))).isEqualTo(versions);
    }

    @Test
    void a_later_version_with_an_earlier_time_is_in_its_range() {
        write(change(KEY, 1, NOW.plusSeconds(5)), change(KEY, 2, NOW), change(KEY, 3, NOW.plusSeconds(6)));

        assertThat(versions(ofRecord().between(NOW.plusSeconds(1), null))).containsExactly(3L, 1L);
        assertThat(versions(ofRecord().between(null, NOW.plusSeconds(1)))).containsExactly(2L);
    }

    @Test
    void changes_older_than_90_days_count_as_gone() {
        Instant last = NOW.plus(Change.TIME_TO_LIVE);
        write(change(KEY, 1, NOW.minusNanos(1)), change(KEY, 2, NOW), change(KEY, 3, NOW.plusSeconds(1)));

        for (ChangeQuery query : List.of(ofRecord(), ofGroup())) {
            assertThat(versions(at(query, last.minusNanos(1)))).containsExactly(3L, 2L);
            assertThat(versions(at(query, last))).containsExactly(3L);
            assertThat(versions(at(query, last.plusSeconds(1)))).isEmpty();
            assertThat(versions(at(query, last).between(NOW.minusSeconds(9), null)))
                    .containsExactly(3L);
            assertThat(versions(at(query, last).between(null, NOW))).isEmpty();
        }
        assertThat(history().untilReplaced(KEY, 1, Change.oldest(last)))
                .extracting(Change::version)
                .containsExactly(3L);
    }

    private static ChangeQuery at(ChangeQuery query, Instant now) {
        return query.key() != null ? ChangeQuery.ofRecord(query.key(), now, 10) : ChangeQuery.ofGroup(BILLING, now, 10);
    }

    @Test
    void a_record_that_began_again_at_version_1_hides_no_change_behind_expired_ones() {
        Instant later = NOW.plus(Change.TIME_TO_LIVE).plus(Duration.ofDays(1));
        write(change(KEY, 2, NOW), change(KEY, 3, NOW), change(KEY, 1, later));

        assertThat(versions(ChangeQuery.ofRecord(KEY, later, 10))).containsExactly(1L);
        assertThat(versions(ChangeQuery.ofRecord(KEY, later, 10).between(later.minusSeconds(60), null)))
                .containsExactly(1L);
        assertThat(history().untilReplaced(KEY, 2, Change.oldest(later))).isEmpty();
    }

    @Test
    void changes_after_a_version_are_left_out_on_every_page() {
        write(change(KEY, 1, NOW), change(KEY, 2, NOW), change(KEY, 3, NOW), change(KEY, 4, NOW));
        ChangeQuery query = ofRecord().upTo(3);

        assertThat(versions(query)).containsExactly(3L, 2L, 1L);
        assertThat(versions(query.page(1, query.tokenAfter(change(KEY, 3, NOW)))))
                .containsExactly(2L);
        assertThat(versions(query.between(NOW, NOW.plusSeconds(1)))).containsExactly(3L, 2L, 1L);
    }

    // --- the list of a group ---

    @Test
    void changes_of_a_group_and_its_members_are_listed_newest_first() {
        write(
                change(KEY, 1, NOW),
                change("sched_b", 7, NOW.plusSeconds(1)),
                ofGroup(2),
                change(KEY, 2, NOW.plusSeconds(3)),
                change("sched_c", 1, NOW.plusSeconds(4), new ResourceName("billing-2")));

        assertThat(history().list(ofGroup()).items())
                .extracting(it -> it.subject().key() + " " + it.version())
                .containsExactly("sched_a 2", "group#billing 2", "sched_b 7", "sched_a 1");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7"})
    void changes_of_one_moment_are_listed_in_pages_without_loss(int limit) {
        write(LongStream.rangeClosed(8, 11)
                .mapToObj(version -> change(KEY, version, NOW))
                .toArray(Change[]::new));
        write(change("sched_b", 1, NOW), change("sched_b", 2, NOW));

        assertThat(allPages(ofGroup().page(limit, null))).containsExactly(2L, 1L, 11L, 10L, 9L, 8L);
    }

    // --- tokens ---

    @Test
    void tokens_belong_to_their_list_and_its_filters() {
        write(change(KEY, 1, NOW), change(KEY, 2, NOW.plusSeconds(1)), change("sched_b", 1, NOW.plusSeconds(2)));
        String ofRecord = history().list(ofRecord().page(1, null)).nextToken();
        String ofGroup = history().list(ofGroup().page(1, null)).nextToken();

        assertThat(ofRecord).isNotNull();
        assertThat(ofGroup).isNotNull();
        List<ChangeQuery> others = List.of(
                ofRecord().page(1, ofGroup),
                ofGroup().page(1, ofRecord),
                ChangeQuery.ofRecord("sched_b", NOW, 1).page(1, ofRecord),
                ChangeQuery.ofGroup(new ResourceName("other"), NOW, 1).page(1, ofGroup),
                ofRecord().between(NOW, null).page(1, ofRecord),
                ofRecord().between(null, NOW.plusSeconds(9)).page(1, ofRecord),
                ofGroup().between(NOW, null).page(1, ofGroup),
                ofRecord().withReplaced().page(1, ofRecord),
                ofRecord().page(1, ofRecord + "x"),
                ofRecord().page(1, "x"),
                ofGroup().page(1, "x"));
        for (ChangeQuery other : others) {
            assertRefusesToken(() -> history().list(other), other);
        }
    }

    @Test
    void a_token_stays_valid_while_time_passes_and_changes_arrive() {
        write(change(KEY, 1, NOW), change(KEY, 2, NOW), change(KEY, 3, NOW));
        String token = history().list(ofRecord().page(1, null)).nextToken();
        write(change(KEY, 4, NOW.plusSeconds(1)));

        assertThat(versions(ChangeQuery.ofRecord(KEY, NOW.plusSeconds(60), 10).page(10, token)))
                .containsExactly(2L, 1L);
    }

    // --- what was replaced ---

    @Test
    void following_changes_end_at_the_first_that_replaced_a_definition() {
        write(LongStream.rangeClosed(1, 25)
                .mapToObj(version -> version % 23 == 0
                        ? replacing(change(KEY, version, NOW), "{\"of\":" + version + "}")
                        : change(KEY, version, NOW))
                .toArray(Change[]::new));

        assertThat(history().untilReplaced(KEY, 2, Change.oldest(NOW)))
                .extracting(Change::version)
                .containsExactlyElementsOf(LongStream.rangeClosed(2, 23).boxed().toList());
        assertThat(history().untilReplaced(KEY, 24, Change.oldest(NOW)))
                .extracting(Change::version)
                .containsExactly(24L, 25L);
        assertThat(history().untilReplaced(KEY, 26, Change.oldest(NOW))).isEmpty();
    }

    @Test
    void lists_continue_after_changes_that_replaced_large_definitions() {
        String large = "{\"text\":\"" + "x".repeat(250_000) + "\"}";
        write(LongStream.rangeClosed(1, 7)
                .mapToObj(version -> replacing(change(KEY, version, NOW), large))
                .toArray(Change[]::new));

        assertThat(versions(ofRecord())).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(allPages(ofRecord().withReplaced().page(6, null))).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }
}
