package com.rezagent.schedules.group;

import com.rezagent.schedules.command.KnownGroups;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.RecordStore;
import com.rezagent.schedules.record.ResourceName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores the records of groups. */
public interface GroupStore extends RecordStore<ResourceName, Group> {
    /** The maximum number of groups of a stage that exist. */
    int MAX_GROUPS = 1_000;

    /** What the tokens of {@link #list} are bound to; their position is the name of the page's last group. */
    String LIST = "groups";

    @Override
    Optional<Group> find(ResourceName name);

    @Override
    boolean insert(Group group, @Nullable Change change);

    @Override
    boolean replace(Group seen, Group next, @Nullable Change change);

    /**
     * Returns the gate of each group, by a strongly consistent read; {@link GroupGate#withoutRecord} for a group without a
     * record.
     *
     * @param groups at most 100
     */
    Map<ResourceName, GroupGate> gates(Collection<ResourceName> groups);

    /** Returns the gate of a group; see {@link #gates}. */
    default GroupGate gate(ResourceName group) {
        return gates(List.of(group)).getOrDefault(group, GroupGate.withoutRecord(group));
    }

    /**
     * Returns a page of the groups that exist and have a record, in the order of their names' UTF-8 bytes. It is eventually
     * consistent.
     *
     * @param limit 1-100
     * @param nextToken from the previous page; null for the first page
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_request} for a token that this store did not
     *     return
     */
    Page<Group> list(int limit, @Nullable String nextToken);

    /** Returns a group that exists; the default group always does. */
    default Optional<Group> findExisting(ResourceName name) {
        return find(name)
                .or(() -> Optional.of(Group.DEFAULT).filter(it -> it.name().equals(name)))
                .filter(Group::exists);
    }

    /** Returns the groups in which schedules can be placed, with what they provide. */
    default KnownGroups known() {
        return group -> findExisting(group).map(it -> it.settings().value().defaults());
    }

    /** Returns whether there are {@link #MAX_GROUPS} groups. It is eventually consistent. */
    boolean isFull();
}
