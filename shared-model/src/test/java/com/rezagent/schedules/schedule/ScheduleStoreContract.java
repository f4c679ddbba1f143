package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.definition;
import static com.rezagent.schedules.schedule.Schedules.fullDefinition;
import static com.rezagent.schedules.schedule.Schedules.fullSchedule;
import static com.rezagent.schedules.schedule.Schedules.refused;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.testing.StoresContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract test of {@link ScheduleStore} for single records; for lists see {@link ScheduleListContract}. */
public abstract class ScheduleStoreContract extends StoresContract {
    /** Returns the store under test: empty when a test starts, the same throughout a test. */
    protected ScheduleStore store() {
        return stores().schedules();
    }

    @Test
    void find_returns_empty_for_an_unknown_id() {
        assertThat(store().find(ScheduleId.of(ScheduleName.parse("never written"))))
                .isEmpty();
    }

    @Test
    void several_records_are_found_at_once_and_those_that_do_not_exist_are_absent() {
        List<Schedule> created =
                IntStream.range(0, 99).mapToObj(i -> schedule("several " + i)).toList();
        created.forEach(it -> assertThat(store().insert(it)).isTrue());
        List<ScheduleId> ids =
                new ArrayList<>(created.stream().map(Schedule::id).toList());
        ids.add(ScheduleId.of(ScheduleName.parse("never written")));

        assertThat(store().findAll(ids))
                .hasSize(99)
                .allSatisfy((id, found) -> assertThat(found.id()).isEqualTo(id))
                .containsValues(created.stream().map(Schedule::nextRevision).toArray(Schedule[]::new));
        assertThat(store().findAll(List.of())).isEmpty();
    }

    @Test
    void inserted_record_is_found_at_revision_1() {
        Schedule created = schedule("inserted");

        assertThat(store().insert(created)).isTrue();

        assertThat(store().find(created.id())).contains(created.nextRevision());
        assertThat(found(created.id()).revision()).isEqualTo(1);
    }

    @Test
    void every_field_is_read_back_as_written() {
        Schedule full = fullSchedule("every field: \"ß\" 東京 🏌");

        store().insert(full);

        assertThat(store().find(full.id())).contains(full.nextRevision());
    }

    @Test
    void payload_is_read_back_byte_for_byte() {
        Schedule full = fullSchedule("byte for byte");

        store().insert(full);

        Definition read = found(full.id()).requireDefinition();
        assertThat(read.payload().text())
                .isEqualTo(fullDefinition("byte for byte").payload().text());
    }

    @Test
    void skips_are_stored_and_listed_and_removed_with_the_last_one() {
        Schedule inserted = inserted(schedule("skipped"));
        Instant firing = inserted.recurrence().next(NOW).orElseThrow();
        Schedule skipped = inserted.skipped(firing, "why", "tests", stamp(NOW.plusSeconds(1), "skip"), NOW);

        assertThat(store().replace(inserted, skipped)).isTrue();

        assertThat(found(inserted.id()).skips()).isEqualTo(skipped.skips());
        assertThat(store().list(new ScheduleQuery(Status.PENDING, null, 10, null))
                        .items())
                .anySatisfy(it -> assertThat(it.pendingSkips(NOW)).containsExactly(firing));
        Instant later = firing.plus(Duration.ofDays(16));
        Schedule read = found(inserted.id());
        store().replace(read, read.moved(ResourceName.parseGroup("other"), stamp(later, "move"), later));
        assertThat(found(inserted.id()).skips()).isEqualTo(Skips.NONE);
    }

    @Test
    void largest_payload_fits_with_100_refused_commands_and_100_skips() {
        JsonObject large = JsonObject.parse("{\"text\":\"" + "x".repeat(260_000) + "\"}");
        Schedule schedule = Schedule.create(withPayload("largest", large), List.of(), stamp(NOW, "c"), "tests");
        for (int i = 0; i < 120; i++) {
            Instant time = NOW.plusSeconds(60L * i);
            schedule =
                    schedule.skipped(time, "東".repeat(200), "b".repeat(1_024), stamp(NOW, "%0128d".formatted(i)), NOW);
        }
        for (int i = 0; i < CommandOutcomes.MAX; i++) {
            schedule = schedule.withOutcome(refused("c%0127d".formatted(i)));
        }

        store().insert(schedule);

        assertThat(store().find(schedule.id())).contains(schedule.nextRevision());
    }

    @Test
    void stamp_keeps_nanoseconds_and_any_command_id() {
        Stamp stamp =
                new Stamp(Instant.parse("2025-11-06T20:00:00.000000001Z"), 40, "id with  blanks | and #, 'ß' 🏌 ");
        Schedule schedule = Schedule.create(definition("stamped"), List.of(), stamp, "tests");

        store().insert(schedule);

        assertThat(found(schedule.id()).definitionStamp()).isEqualTo(stamp);
        assertThat(found(schedule.id()).lifecycle().created()).isEqualTo(stamp);
    }

    @Test
    void second_insert_of_an_id_writes_nothing() {
        Schedule first = inserted(schedule("twice"));

        assertThat(store().insert(schedule("twice", NOW.plusSeconds(9), "somebody else")))
                .isFalse();

        assertThat(store().find(first.id())).contains(first);
    }

    @Test
    void insert_over_a_deleted_record_writes_nothing() {
        Schedule first = inserted(schedule("deleted before"));
        store().replace(first, first.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));

        assertThat(store().insert(schedule("deleted before"))).isFalse();
    }

    @Test
    void only_one_of_many_concurrent_inserts_succeeds() throws Exception {
        assertThat(concurrently(16, 16, i -> store().insert(schedule("raced", NOW, "racer " + i))))
                .containsOnlyOnce(true);
    }

    @Test
    void replaced_record_is_found_at_the_next_revision() {
        Schedule seen = inserted(schedule("replaced"));
        Schedule next = seen.withDefinition(
                fullDefinition("replaced"), List.of("a warning"), stamp(NOW.plusSeconds(1), "update"), Instant.MAX);

        assertThat(store().replace(seen, next)).isTrue();

        assertThat(store().find(seen.id())).contains(next.nextRevision());
        assertThat(found(seen.id()).revision()).isEqualTo(2);
    }

    @Test
    void replace_removes_fields_that_are_now_absent() {
        Schedule seen = inserted(fullSchedule("emptied"));
        Schedule next =
                seen.withDefinition(definition("emptied"), List.of(), stamp(NOW.plusSeconds(1), "update"), Instant.MAX);

        assertThat(store().replace(seen, next)).isTrue();

        assertThat(store().find(seen.id())).contains(next.nextRevision());
    }

    @Test
    void audit_windows_are_stored_until_they_are_audited() {
        Schedule seen = inserted(schedule("unaudited"));
        Instant paused = NOW.plus(Duration.ofDays(3));
        Instant deleted = NOW.plus(Duration.ofDays(9));
        Schedule changed = seen.paused(stamp(paused, "pause"), Instant.MAX)
                .resumed(stamp(NOW.plus(Duration.ofDays(6)), "resume"), Instant.MAX)
                .deleted(stamp(deleted, "delete"), deleted);
        assertThat(changed.auditWindows()).hasSize(2);

        assertThat(store().replace(seen, changed)).isTrue();
        Schedule found = found(seen.id());
        assertThat(found).isEqualTo(changed.nextRevision());

        Schedule audited = found.audited(found.auditWindows().get(1), deleted)
                .audited(found.auditWindows().get(0), paused);
        assertThat(audited.auditWindows()).isEmpty();
        assertThat(store().replace(found, audited)).isTrue();
        assertThat(store().find(seen.id())).contains(audited.nextRevision());
    }

    @Test
    void pause_with_an_end_is_read_back_until_it_is_found_over() {
        Schedule seen = inserted(schedule("paused until"));
        Instant until = NOW.plus(Duration.ofHours(1));
        Schedule paused = replaced(
                seen, seen.paused(until, "Release \"ß\" 🏌", "ann", stamp(NOW.plusNanos(1), "pause"), Instant.MAX));
        assertThat(paused.pause()).isEqualTo(new Pause(NOW.plusNanos(1), until, "Release \"ß\" 🏌", "ann"));
        assertThat(paused.state()).isEqualTo(State.ACTIVE);

        Schedule relisted = replaced(paused, paused.relisted(until));
        assertThat(relisted.pause()).isEqualTo(paused.pause());
        assertThat(relisted.lifecycle().isListedAsPaused()).isFalse();

        Schedule resumed = replaced(relisted, relisted.resumed(stamp(until, "resume"), Instant.MAX));
        assertThat(resumed.lifecycle().runningStamp()).isEqualTo(stamp(until, "resume"));
    }

    @Test
    void pause_without_an_end_is_read_back_with_its_reason() {
        Schedule seen = inserted(schedule("paused"));
        Schedule paused =
                replaced(seen, seen.paused(null, "Broken", "ann", stamp(NOW.plusSeconds(1), "pause"), Instant.MAX));
        assertThat(paused.pause()).isEqualTo(new Pause(NOW.plusSeconds(1), null, "Broken", "ann"));

        Schedule resumed = replaced(paused, paused.resumed(stamp(NOW.plusSeconds(2), "resume"), Instant.MAX));
        assertThat(resumed.pause()).isNull();
    }

    @Test
    void group_is_read_back_as_created_and_as_moved() {
        ResourceName billing = new ResourceName("billing");
        Schedule seen = inserted(schedule("placed", billing));
        assertThat(seen.group()).isEqualTo(billing);
        assertThat(seen.origin().requestDigest()).isEqualTo("digest of placed");

        ResourceName other = new ResourceName("other");
        Schedule moved = replaced(seen, seen.moved(other, stamp(NOW.plusNanos(1), "move"), Instant.MAX));
        assertThat(moved.group()).isEqualTo(other);
        assertThat(moved.lifecycle().placement().initial()).isEqualTo(billing);

        Schedule deleted = replaced(moved, moved.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW.plusSeconds(1)));
        Schedule again = replaced(
                deleted,
                deleted.withNewIncarnation(
                        new ParsedDefinition(definition("placed"), Running.RUNNING, List.of()),
                        stamp(NOW.plusSeconds(2), "again"),
                        "tests",
                        Instant.MAX));
        assertThat(again.group()).isEqualTo(ResourceName.DEFAULT_GROUP);
        assertThat(again.origin().requestDigest()).isNull();
    }

    @Test
    void replace_with_the_same_record_increases_the_revision() {
        Schedule seen = inserted(schedule("unchanged"));

        assertThat(store().replace(seen, seen)).isTrue();

        assertThat(store().find(seen.id())).contains(seen.nextRevision());
    }

    @Test
    void replace_on_an_old_revision_writes_nothing() {
        Schedule seen = inserted(schedule("stale"));
        store().replace(seen, seen.paused(stamp(NOW.plusSeconds(1), "pause"), Instant.MAX));
        Schedule paused = found(seen.id());

        assertThat(store().replace(seen, seen.deleted(stamp(NOW.plusSeconds(2), "delete"), NOW)))
                .isFalse();

        assertThat(store().find(seen.id())).contains(paused);
    }

    @Test
    void replace_of_a_missing_record_writes_nothing() {
        Schedule never = schedule("never there").nextRevision();

        assertThat(store().replace(never, never.paused(stamp(NOW, "pause"), Instant.MAX)))
                .isFalse();

        assertThat(store().find(never.id())).isEmpty();
    }

    @Test
    void only_one_of_many_concurrent_replaces_of_a_revision_succeeds() throws Exception {
        Schedule seen = inserted(schedule("contended"));

        assertThat(concurrently(
                        16,
                        16,
                        i -> store().replace(seen, seen.paused(stamp(NOW.plusSeconds(i), "pause " + i), Instant.MAX))))
                .containsOnlyOnce(true);
        assertThat(found(seen.id()).revision()).isEqualTo(seen.revision() + 1);
    }

    @Test
    void deleted_record_is_found_with_its_expiry() {
        Schedule seen = inserted(schedule("deleted"));
        Schedule deleted = seen.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW.plusSeconds(1));

        store().replace(seen, deleted);

        assertThat(store().find(seen.id())).contains(deleted.nextRevision());
        assertThat(found(seen.id()).expiresAt()).isEqualTo(NOW.plusSeconds(1).plus(Schedule.TIME_TO_LIVE));
    }

    @Test
    void expired_record_is_found_until_it_is_removed() {
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        Schedule seen = inserted(schedule("expired", longAgo, "tests"));
        Schedule deleted = seen.deleted(stamp(longAgo, "delete"), longAgo);

        store().replace(seen, deleted);

        assertThat(store().find(seen.id())).contains(deleted.nextRevision());
    }

    @Test
    void reused_name_is_a_new_incarnation_without_expiry() {
        Schedule seen = inserted(schedule("used again"));
        store().replace(seen, seen.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));
        Schedule deleted = found(seen.id());
        Schedule recreated = deleted.withNewIncarnation(
                new ParsedDefinition(fullDefinition("used again"), Running.RUNNING, List.of()),
                stamp(NOW.plusSeconds(2), "again"),
                "other",
                Instant.MAX);

        assertThat(store().replace(deleted, recreated)).isTrue();

        assertThat(store().find(seen.id())).contains(recreated.nextRevision());
        assertThat(found(seen.id()).incarnation()).isNotEqualTo(seen.incarnation());
    }

    @Test
    void tombstone_without_a_definition_is_stored_like_any_record() {
        Schedule tombstone = Schedule.tombstone(new ScheduleId("some.Foreign-entry_1"), NOW);

        assertThat(store().insert(tombstone)).isTrue();
        assertThat(store().insert(tombstone)).isFalse();

        assertThat(store().find(tombstone.id())).contains(tombstone.nextRevision());
    }

    @Test
    void tombstone_can_become_a_schedule() {
        ScheduleId id = ScheduleId.of(ScheduleName.parse("from a tombstone"));
        Schedule tombstone = inserted(Schedule.tombstone(id, NOW));
        Schedule created = tombstone.withNewIncarnation(
                new ParsedDefinition(definition("from a tombstone"), Running.RUNNING, List.of()),
                stamp(NOW.plusSeconds(1), "create"),
                "tests",
                Instant.MAX);

        assertThat(store().replace(tombstone, created)).isTrue();

        assertThat(store().find(id)).contains(created.nextRevision());
    }

    /** Inserts a record and returns it as found. */
    private Schedule inserted(Schedule schedule) {
        assertThat(store().insert(schedule)).isTrue();
        return found(schedule.id());
    }

    /** Replaces a record, and returns it as found. */
    private Schedule replaced(Schedule seen, Schedule next) {
        assertThat(store().replace(seen, next)).isTrue();
        assertThat(store().find(seen.id())).contains(next.nextRevision());
        return found(seen.id());
    }

    private Schedule found(ScheduleId id) {
        return store().find(id).orElseThrow();
    }

    private static Definition withPayload(String name, JsonObject payload) {
        return withComponent(definition(name), "payload", payload);
    }
}
