package com.rezagent.schedules.webapi.change;

import static com.rezagent.schedules.webapi.http.Route.read;

import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RangeParameters;
import com.rezagent.schedules.webapi.http.RequestContext;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** The route of changes of several resources. Those of one resource are routes of that resource. */
public final class ChangeRoutes {
    private static final String GROUP = "group";

    private final GroupStore groups;
    private final ChangeLists lists;

    private ChangeRoutes(GroupStore groups, ChangeLists lists) {
        this.groups = groups;
        this.lists = lists;
    }

    public static List<Route<Handler>> of(Stores stores, Clock clock) {
        ChangeRoutes routes = new ChangeRoutes(stores.groups(), new ChangeLists(stores.changes(), clock));
        return List.of(read("GET", "/api/changes", Role.VIEWER, RangeParameters.and(GROUP), routes::list));
    }

    private HttpResponse list(RequestContext call) {
        Query query = call.query();
        RangeParameters parameters = RangeParameters.read(query);
        String name = query.text(GROUP);
        if (!query.has(GROUP)) {
            query.addError(GROUP, "is required; GET /api/groups lists the groups");
        }
        query.throwIfAny();
        ResourceName group = ResourceName.parseGroup(Objects.requireNonNull(name));
        requireKnown(group);
        return lists.ofGroup(group, parameters);
    }

    /** A deleted group has changes, too. */
    private void requireKnown(ResourceName group) {
        if (!group.equals(ResourceName.DEFAULT_GROUP) && groups.find(group).isEmpty()) {
            throw GroupDecider.notFoundForList(group);
        }
    }
}
