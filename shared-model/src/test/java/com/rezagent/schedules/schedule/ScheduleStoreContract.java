package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.definition;
import static com.rezagent.schedules.schedule.Schedules.fullDefinition;
import static com.rezagent.schedules.schedule.Schedules.fullSchedule;
import static com.rezagent.schedules.schedule.Schedules.refused;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link ScheduleStore} promises of single records; {@link ScheduleListContract} has the rest. */
public abstract class ScheduleStoreContract {
    /** The store under test; empty when a test begins, the same one throughout a test. */
    protected abstract ScheduleStore store();

    @Test
    void finds_nothing_under_an_id_that_was_never_written() {
        assertThat(store().find(ScheduleId.of(ScheduleName.parse("never written"))))
                .isEmpty();
    }

    @Test
    void an_inserted_record_is_found_at_revision_1() {
        Schedule created = schedule("inserted");

        assertThat(store().insert(created)).isTrue();

        assertThat(store().find(created.id())).contains(created.nextRevision());
        assertThat(found(created.id()).revision()).isEqualTo(1);
    }

    @Test
    void every_field_comes_back_as_it_was_written() {
        Schedule full = fullSchedule("every field: \"ß\" 東京 🏌");

        store().insert(full);

        assertThat(store().find(full.id())).contains(full.nextRevision());
    }

    @Test
    void a_payload_comes_back_byte_for_byte() {
        Schedule full = fullSchedule("byte for byte");

        store().insert(full);

        Definition read = found(full.id()).requireDefinition();
        assertThat(read.payload().text())
                .isEqualTo(fullDefinition("byte for byte").payload().text());
    }

    @Test
    void the_largest_payload_fits_beside_a_hundred_refused_commands() {
        JsonObject large = JsonObject.parse("{\"text\":\"" + "x".repeat(260_000) + "\"}");
        Schedule schedule = Schedule.create(withPayload("largest", large), List.of(), stamp(NOW, "c"), "tests");
        for (int i = 0; i < Schedule.MAX_OUTCOMES; i++) {
            schedule = schedule.with(refused("command " + i));
        }

        store().insert(schedule);

        assertThat(store().find(schedule.id())).contains(schedule.nextRevision());
    }

    @Test
    void a_stamp_keeps_its_nanoseconds_and_any_command_id() {
        Stamp stamp =
                new Stamp(Instant.parse("2025-11-06T20:00:00.000000001Z"), 40, "id with  blanks | and #, 'ß' 🏌 ");
        Schedule schedule = Schedule.create(definition("stamped"), List.of(), stamp, "tests");

        store().insert(schedule);

        assertThat(found(schedule.id()).definitionStamp()).isEqualTo(stamp);
        assertThat(found(schedule.id()).lifecycle().created()).isEqualTo(stamp);
    }

    @Test
    void a_second_insert_of_an_id_writes_nothing() {
        Schedule first = inserted(schedule("twice"));

        assertThat(store().insert(schedule("twice", NOW.plusSeconds(9), "somebody else")))
                .isFalse();

        assertThat(store().find(first.id())).contains(first);
    }

    @Test
    void an_insert_over_a_deleted_record_writes_nothing() {
        Schedule first = inserted(schedule("deleted before"));
        store().replace(first, first.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));

        assertThat(store().insert(schedule("deleted before"))).isFalse();
    }

    @Test
    void of_many_inserts_at_once_one_wins() throws Exception {
        List<Callable<Boolean>> inserts = IntStream.range(0, 16)
                .<Callable<Boolean>>mapToObj(i -> () -> store().insert(schedule("raced", NOW, "racer " + i)))
                .toList();

        assertThat(together(inserts)).containsOnlyOnce(true);
    }

    @Test
    void a_replaced_record_is_found_at_the_next_revision() {
        Schedule seen = inserted(schedule("replaced"));
        Schedule next = seen.redefined(
                fullDefinition("replaced"), List.of("a warning"), stamp(NOW.plusSeconds(1), "update"), Instant.MAX);

        assertThat(store().replace(seen, next)).isTrue();

        assertThat(store().find(seen.id())).contains(next.nextRevision());
        assertThat(found(seen.id()).revision()).isEqualTo(2);
    }

    @Test
    void a_replace_takes_away_what_is_no_longer_there() {
        Schedule seen = inserted(fullSchedule("emptied"));
        Schedule next =
                seen.redefined(definition("emptied"), List.of(), stamp(NOW.plusSeconds(1), "update"), Instant.MAX);

        assertThat(store().replace(seen, next)).isTrue();

        assertThat(store().find(seen.id())).contains(next.nextRevision());
    }

    @Test
    void what_a_change_left_to_be_audited_is_kept_until_it_is() {
        Schedule seen = inserted(schedule("unaudited"));
        Instant paused = NOW.plus(Duration.ofDays(3));
        Instant deleted = NOW.plus(Duration.ofDays(9));
        Schedule moved = seen.paused(stamp(paused, "pause"), Instant.MAX)
                .resumed(stamp(NOW.plus(Duration.ofDays(6)), "resume"), Instant.MAX)
                .deleted(stamp(deleted, "delete"), deleted);
        assertThat(moved.unaudited()).hasSize(2);

        assertThat(store().replace(seen, moved)).isTrue();
        Schedule found = found(seen.id());
        assertThat(found).isEqualTo(moved.nextRevision());

        Schedule audited = found.audited(found.unaudited().get(1), deleted)
                .audited(found.unaudited().get(0), paused);
        assertThat(audited.unaudited()).isEmpty();
        assertThat(store().replace(found, audited)).isTrue();
        assertThat(store().find(seen.id())).contains(audited.nextRevision());
    }

    @Test
    void a_replace_may_change_nothing_but_the_revision() {
        Schedule seen = inserted(schedule("unchanged"));

        assertThat(store().replace(seen, seen)).isTrue();

        assertThat(store().find(seen.id())).contains(seen.nextRevision());
    }

    @Test
    void a_replace_on_an_old_revision_writes_nothing() {
        Schedule seen = inserted(schedule("stale"));
        store().replace(seen, seen.paused(stamp(NOW.plusSeconds(1), "pause"), Instant.MAX));
        Schedule paused = found(seen.id());

        assertThat(store().replace(seen, seen.deleted(stamp(NOW.plusSeconds(2), "delete"), NOW)))
                .isFalse();

        assertThat(store().find(seen.id())).contains(paused);
    }

    @Test
    void a_replace_of_what_is_not_there_writes_nothing() {
        Schedule never = schedule("never there").nextRevision();

        assertThat(store().replace(never, never.paused(stamp(NOW, "pause"), Instant.MAX)))
                .isFalse();

        assertThat(store().find(never.id())).isEmpty();
    }

    @Test
    void of_many_replaces_of_one_revision_one_wins() throws Exception {
        Schedule seen = inserted(schedule("contended"));
        List<Callable<Boolean>> replaces = IntStream.range(0, 16)
                .<Callable<Boolean>>mapToObj(i ->
                        () -> store().replace(seen, seen.paused(stamp(NOW.plusSeconds(i), "pause " + i), Instant.MAX)))
                .toList();

        assertThat(together(replaces)).containsOnlyOnce(true);
        assertThat(found(seen.id()).revision()).isEqualTo(seen.revision() + 1);
    }

    @Test
    void a_deleted_record_stays_and_says_when_it_expires() {
        Schedule seen = inserted(schedule("deleted"));
        Schedule deleted = seen.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW.plusSeconds(1));

        store().replace(seen, deleted);

        assertThat(store().find(seen.id())).contains(deleted.nextRevision());
        assertThat(found(seen.id()).expiresAt()).isEqualTo(NOW.plusSeconds(1).plus(Schedule.TIME_TO_LIVE));
    }

    @Test
    void a_record_that_has_expired_is_found_until_it_is_taken_away() {
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        Schedule seen = inserted(schedule("expired", longAgo, "tests"));
        Schedule deleted = seen.deleted(stamp(longAgo, "delete"), longAgo);

        store().replace(seen, deleted);

        assertThat(store().find(seen.id())).contains(deleted.nextRevision());
    }

    @Test
    void a_name_used_again_is_another_incarnation_that_expires_no_more() {
        Schedule seen = inserted(schedule("used again"));
        store().replace(seen, seen.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));
        Schedule deleted = found(seen.id());
        Schedule recreated = deleted.recreated(
                new ParsedDefinition(fullDefinition("used again"), Running.RUNNING, List.of()),
                stamp(NOW.plusSeconds(2), "again"),
                "other",
                Instant.MAX);

        assertThat(store().replace(deleted, recreated)).isTrue();

        assertThat(store().find(seen.id())).contains(recreated.nextRevision());
        assertThat(found(seen.id()).incarnation()).isNotEqualTo(seen.incarnation());
    }

    @Test
    void a_tombstone_without_a_definition_is_kept_like_any_record() {
        Schedule tombstone = Schedule.tombstone(new ScheduleId("some.Foreign-entry_1"), NOW);

        assertThat(store().insert(tombstone)).isTrue();
        assertThat(store().insert(tombstone)).isFalse();

        assertThat(store().find(tombstone.id())).contains(tombstone.nextRevision());
    }

    @Test
    void a_tombstone_can_become_a_schedule() {
        ScheduleId id = ScheduleId.of(ScheduleName.parse("from a tombstone"));
        Schedule tombstone = inserted(Schedule.tombstone(id, NOW));
        Schedule created = tombstone.recreated(
                new ParsedDefinition(definition("from a tombstone"), Running.RUNNING, List.of()),
                stamp(NOW.plusSeconds(1), "create"),
                "tests",
                Instant.MAX);

        assertThat(store().replace(tombstone, created)).isTrue();

        assertThat(store().find(id)).contains(created.nextRevision());
    }

    /** Writes it; answers it as found. */
    private Schedule inserted(Schedule schedule) {
        assertThat(store().insert(schedule)).isTrue();
        return found(schedule.id());
    }

    private Schedule found(ScheduleId id) {
        return store().find(id).orElseThrow();
    }

    private static Definition withPayload(String name, JsonObject payload) {
        Definition it = definition(name);
        return new Definition(
                it.name(),
                it.expression(),
                it.timezone(),
                it.start(),
                it.end(),
                it.flexibleWindowMinutes(),
                it.target(),
                payload,
                it.arguments(),
                it.description(),
                it.retryPolicy());
    }

    private static List<Boolean> together(List<Callable<Boolean>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Boolean> answers = new java.util.ArrayList<>();
            for (Future<Boolean> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
