package com.rezagent.schedules.webapi.group;

import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds groups visible to callers: those that exist, and the default group, also before it has a record. */
final class VisibleGroups {
    private static final int LONGEST_PAGE = 100;

    private final GroupStore store;

    VisibleGroups(GroupStore store) {
        this.store = store;
    }

    /**
     * Returns the name in the path of the request.
     *
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_group} if it is not the name of a group
     */
    static ResourceName name(RequestContext call) {
        ResourceName name = ResourceName.parseGroup(call.pathVariable("group"));
        call.requestLog().subject(Log.field("group", name));
        return name;
    }

    /**
     * Returns the group that the path of the request names.
     *
     * @throws com.rezagent.schedules.error.RefusedException {@code group_not_found}, also for a deleted group; {@code
     *     invalid_group} if the path does not contain the name of a group
     */
    Group require(RequestContext call) {
        ResourceName name = name(call);
        return stored(name).filter(Group::exists).orElseThrow(() -> GroupDecider.notFound(name));
    }

    /** Returns the record, also of a deleted group; for the default group, one with version 0 if there is none. */
    Optional<Group> stored(ResourceName name) {
        return store.find(name)
                .or(() -> Optional.of(Group.DEFAULT).filter(it -> it.name().equals(name)));
    }

    /**
     * Returns a page of the groups in the order of their names. The store lists only groups with a record, so the default
     * group is inserted where it has none.
     *
     * @param limit 1-100
     */
    Page<Group> list(int limit, @Nullable String nextToken) {
        Page<Group> page = store.list(limit, nextToken);
        boolean isListed = page.items().stream().anyMatch(Group::isDefault);
        if (isListed
                || !isBefore(position(nextToken), true)
                || isBefore(position(page.nextToken()), false)
                || store.find(ResourceName.DEFAULT_GROUP).isPresent()) {
            return page;
        }
        List<Group> items = new ArrayList<>(page.items());
        items.add(Group.DEFAULT);
        items.sort(Comparator.comparing(Group::name));
        if (items.size() <= limit) {
            return new Page<>(items, page.nextToken());
        }
        List<Group> kept = items.subList(0, limit);
        return new Page<>(
                kept,
                PageToken.write(GroupStore.LIST, kept.get(limit - 1).name().value()));
    }

    private static Optional<ResourceName> position(@Nullable String token) {
        return PageToken.read(
                        GroupStore.LIST, token, it -> ResourceName.tryParse(it).isPresent())
                .map(ResourceName::new);
    }

    /** Returns whether a position is before the default group. */
    private static boolean isBefore(Optional<ResourceName> position, boolean defaultValue) {
        return position.map(it -> it.compareTo(ResourceName.DEFAULT_GROUP) < 0).orElse(defaultValue);
    }

    /** Returns all groups in the order of their names. */
    List<Group> all() {
        List<Group> all = new ArrayList<>();
        String nextToken = null;
        do {
            Page<Group> page = list(LONGEST_PAGE, nextToken);
            all.addAll(page.items());
            nextToken = page.nextToken();
        } while (nextToken != null);
        return all;
    }
}
