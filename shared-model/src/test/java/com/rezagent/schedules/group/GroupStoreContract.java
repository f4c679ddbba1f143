package com.rezagent.schedules.group;

import static com.rezagent.schedules.group.Groups.deleted;
import static com.rezagent.schedules.group.Groups.fullGroup;
import static com.rezagent.schedules.group.Groups.fullSettings;
import static com.rezagent.schedules.group.Groups.group;
import static com.rezagent.schedules.group.Groups.name;
import static com.rezagent.schedules.group.Groups.paused;
import static com.rezagent.schedules.group.Groups.put;
import static com.rezagent.schedules.group.Groups.resumed;
import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.testing.StoresContract;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract test of {@link GroupStore} for single records and gates; for lists see {@link GroupListContract}. */
public abstract class GroupStoreContract extends StoresContract {
    private static final Pause PAUSE = new Pause(NOW, NOW.plusSeconds(3_600), "Release", "ann");

    /** Returns the store under test: empty when a test starts, the same throughout a test. */
    protected GroupStore store() {
        return stores().groups();
    }

    // --- records ---

    @Test
    void find_returns_empty_for_an_unknown_group() {
        assertThat(store().find(name("never-written"))).isEmpty();
        assertThat(store().find(ResourceName.DEFAULT_GROUP)).isEmpty();
    }

    @Test
    void inserted_group_is_found_at_revision_1() {
        Group created = group("inserted");

        assertThat(store().insert(created)).isTrue();

        assertThat(store().find(created.name())).contains(created.nextRevision());
        assertThat(found(created.name()).revision()).isEqualTo(1);
    }

    @Test
    void every_field_is_read_back_as_written() {
        Group full = fullGroup("every-field");

        store().insert(full);

        assertThat(store().find(full.name())).contains(full.nextRevision());
    }

    @Test
    void default_group_can_be_written() {
        Group written = put(Group.defaultFor("ann", NOW), fullSettings(), NOW.plusSeconds(1));

        assertThat(store().insert(written)).isTrue();

        assertThat(store().find(ResourceName.DEFAULT_GROUP)).contains(written.nextRevision());
    }

    @Test
    void longest_texts_fit_with_100_refused_commands() {
        GroupSettings longest =
                new GroupSettings("🏌".repeat(200), "東".repeat(1_000), DefinitionDefaults.NONE, new NoticePolicy(100));
        Group group = paused(
                put(group("a".repeat(64)), longest, NOW.plusSeconds(1)),
                new Pause(NOW, NOW.plusSeconds(9), "東".repeat(200), "🏌".repeat(200)),
                NOW.plusSeconds(2));
        for (int i = 0; i < CommandOutcomes.MAX; i++) {
            group = group.withOutcome(Schedules.refused("command " + i));
        }

        store().insert(group);

        assertThat(store().find(group.name())).contains(group.nextRevision());
    }

    @Test
    void second_insert_of_a_name_writes_nothing() {
        Group first = inserted(group("twice"));

        assertThat(store().insert(put(fullGroup("twice"), GroupSettings.NONE, NOW)))
                .isFalse();

        assertThat(store().find(first.name())).contains(first);
        assertThat(store().gate(first.name())).isEqualTo(first.gate());
    }

    @Test
    void insert_over_a_deleted_group_writes_nothing() {
        Group seen = inserted(group("deleted-before"));
        Group deleted = replaced(seen, deleted(seen, NOW.plusSeconds(1)));

        assertThat(store().insert(group("deleted-before", NOW.plusSeconds(2)))).isFalse();

        assertThat(store().find(seen.name())).contains(deleted);
    }

    @Test
    void only_one_of_many_concurrent_inserts_succeeds() throws Exception {
        assertThat(concurrently(16, 16, i -> store().insert(group("raced", NOW.plusSeconds(i)))))
                .containsOnlyOnce(true);
    }

    @Test
    void replaced_group_is_found_at_the_next_revision() {
        Group seen = inserted(group("replaced"));
        Group next = paused(put(seen, fullSettings(), NOW.plusSeconds(1)), PAUSE, NOW.plusSeconds(2));

        assertThat(store().replace(seen, next)).isTrue();

        assertThat(store().find(seen.name())).contains(next.nextRevision());
        assertThat(found(seen.name()).revision()).isEqualTo(2);
    }

    @Test
    void replace_removes_fields_that_are_now_absent() {
        Group seen = inserted(fullGroup("emptied"));
        Group next = resumed(put(seen, GroupSettings.NONE, NOW.plusSeconds(40)), NOW.plusSeconds(50));

        assertThat(store().replace(seen, next)).isTrue();

        assertThat(store().find(seen.name())).contains(next.nextRevision());
        assertThat(store().gate(seen.name())).isEqualTo(new GroupGate(seen.name(), true, null));
    }

    @Test
    void replace_with_the_same_record_increases_the_revision() {
        Group seen = inserted(group("unchanged"));

        assertThat(store().replace(seen, seen)).isTrue();

        assertThat(store().find(seen.name())).contains(seen.nextRevision());
    }

    @Test
    void replace_on_an_old_revision_writes_nothing() {
        Group seen = inserted(group("stale"));
        Group paused = replaced(seen, paused(seen, PAUSE, NOW.plusSeconds(1)));

        assertThat(store().replace(seen, deleted(seen, NOW.plusSeconds(2)))).isFalse();

        assertThat(store().find(seen.name())).contains(paused);
        assertThat(store().gate(seen.name())).isEqualTo(paused.gate());
    }

    @Test
    void replace_of_a_missing_group_writes_nothing() {
        Group never = group("never-there").nextRevision();

        assertThat(store().replace(never, paused(never, PAUSE, NOW))).isFalse();

        assertThat(store().find(never.name())).isEmpty();
        assertThat(store().gate(never.name())).isEqualTo(GroupGate.withoutRecord(never.name()));
    }

    @Test
    void only_one_of_many_concurrent_replaces_of_a_revision_succeeds() throws Exception {
        Group seen = inserted(group("contended"));

        assertThat(concurrently(16, 16, i -> store().replace(seen, paused(seen, PAUSE, NOW.plusSeconds(i)))))
                .containsOnlyOnce(true);
        assertThat(found(seen.name()).revision()).isEqualTo(seen.revision() + 1);
    }

    @Test
    void deleted_group_is_found_with_its_expiry() {
        Group seen = inserted(group("deleted"));
        Group deleted = replaced(seen, deleted(seen, NOW.plusSeconds(1)));

        assertThat(store().find(seen.name())).contains(deleted);
        assertThat(deleted.expiresAt()).isEqualTo(NOW.plusSeconds(1).plus(Group.TIME_TO_LIVE));
    }

    @Test
    void expired_group_is_found_until_it_is_removed() {
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        Group seen = inserted(group("expired", longAgo));
        Group deleted = replaced(seen, deleted(seen, longAgo.plusSeconds(1)));

        assertThat(store().find(seen.name())).contains(deleted);
    }

    @Test
    void reused_name_is_a_new_incarnation_without_expiry() {
        Group seen = inserted(group("used-again"));
        Group deleted = replaced(seen, deleted(seen, NOW.plusSeconds(1)));
        Group again = replaced(deleted, put(deleted, fullSettings(), NOW.plusSeconds(2)));

        assertThat(store().find(seen.name())).contains(again);
        assertThat(again.incarnation()).isNotEqualTo(seen.incarnation());
        assertThat(again.expiresAt()).isNull();
    }

    // --- gates ---

    @Test
    void gates_of_no_groups_are_empty() {
        assertThat(store().gates(List.of())).isEmpty();
    }

    @Test
    void gate_of_a_missing_group_holds_nothing_back() {
        assertThat(store().gate(name("missing"))).isEqualTo(new GroupGate(name("missing"), false, null));
    }

    @Test
    void default_group_exists_without_a_record() {
        assertThat(store().gate(ResourceName.DEFAULT_GROUP)).isEqualTo(GroupGate.DEFAULT);
        assertThat(GroupGate.DEFAULT.exists()).isTrue();
    }

    @Test
    void gate_follows_each_write_at_once() {
        Group seen = inserted(group("followed"));
        assertThat(store().gate(seen.name())).isEqualTo(new GroupGate(seen.name(), true, null));

        Pause untilResumed = new Pause(NOW, null, "Release", "ann");
        Group paused = replaced(seen, paused(seen, untilResumed, NOW));
        assertThat(store().gate(seen.name())).isEqualTo(new GroupGate(seen.name(), true, untilResumed));

        replaced(paused, resumed(paused, NOW.plusSeconds(1)));
        assertThat(store().gate(seen.name())).isEqualTo(new GroupGate(seen.name(), true, null));
    }

    @Test
    void gate_has_every_field_of_a_pause_that_has_not_started_and_the_notices() {
        Group full = inserted(fullGroup("later"));

        assertThat(store().gate(full.name()))
                .isEqualTo(new GroupGate(full.name(), true, full.pause(), new NoticePolicy(3)));
    }

    @Test
    void gate_has_a_pause_without_an_end_or_a_reason() {
        Group group = inserted(paused(group("held"), new Pause(NOW, null, null, "ann"), NOW));

        assertThat(store().gate(group.name()).pause()).isEqualTo(new Pause(NOW, null, null, "ann"));
    }

    @Test
    void gate_has_what_a_resume_left_of_a_pause_with_an_end() {
        Group paused = inserted(paused(group("resumed-early"), PAUSE, NOW));
        Group resumed = replaced(paused, resumed(paused, NOW.plusSeconds(9)));

        assertThat(store().gate(resumed.name()).pause())
                .isEqualTo(new Pause(NOW, NOW.plusSeconds(9), "Release", "ann"));
    }

    @Test
    void deleted_group_keeps_the_pause_that_it_had() {
        Group paused = inserted(paused(group("deleted-in-a-pause"), PAUSE, NOW));
        Group deleted = replaced(paused, deleted(paused, NOW.plusSeconds(1)));

        assertThat(store().gate(paused.name())).isEqualTo(new GroupGate(paused.name(), false, PAUSE));

        replaced(deleted, put(deleted, GroupSettings.NONE, NOW.plusSeconds(2)));
        assertThat(store().gate(paused.name())).isEqualTo(new GroupGate(paused.name(), true, null));
    }

    @Test
    void default_group_can_be_paused() {
        inserted(paused(Group.defaultFor("ann", NOW), PAUSE, NOW));

        assertThat(store().gate(ResourceName.DEFAULT_GROUP))
                .isEqualTo(new GroupGate(ResourceName.DEFAULT_GROUP, true, PAUSE));
    }

    @Test
    void gates_of_100_groups_are_returned_at_once() {
        Map<ResourceName, GroupGate> expected = new HashMap<>();
        for (int i = 0; i < 99; i++) {
            Group group = i % 2 == 0 ? group("many-" + i) : paused(group("many-" + i), PAUSE, NOW);
            if (i % 3 == 0) {
                expected.put(group.name(), GroupGate.withoutRecord(group.name()));
            } else {
                expected.put(group.name(), inserted(group).gate());
            }
        }
        expected.put(ResourceName.DEFAULT_GROUP, GroupGate.DEFAULT);

        assertThat(store().gates(List.copyOf(expected.keySet()))).isEqualTo(expected);
    }

    // --- known groups ---

    @Test
    void existing_group_is_known_with_its_defaults() {
        Group full = inserted(fullGroup("known"));

        assertThat(store().known().defaultsOf(full.name()))
                .contains(fullSettings().defaults());
    }

    @Test
    void default_group_is_known_with_or_without_a_record() {
        assertThat(store().known().defaultsOf(ResourceName.DEFAULT_GROUP)).contains(DefinitionDefaults.NONE);

        inserted(put(Group.defaultFor("ann", NOW), fullSettings(), NOW.plusSeconds(1)));

        assertThat(store().known().defaultsOf(ResourceName.DEFAULT_GROUP))
                .contains(fullSettings().defaults());
    }

    @Test
    void missing_and_deleted_groups_are_unknown() {
        Group seen = inserted(group("gone"));
        replaced(seen, deleted(seen, NOW.plusSeconds(1)));

        assertThat(store().known().defaultsOf(seen.name())).isEmpty();
        assertThat(store().known().defaultsOf(name("missing"))).isEmpty();
    }

    private Group inserted(Group group) {
        assertThat(store().insert(group)).isTrue();
        return found(group.name());
    }

    private Group replaced(Group seen, Group next) {
        assertThat(store().replace(seen, next)).isTrue();
        return next.nextRevision();
    }

    private Group found(ResourceName name) {
        return store().find(name).orElseThrow();
    }
}
