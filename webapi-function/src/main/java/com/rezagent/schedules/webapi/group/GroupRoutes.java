package com.rezagent.schedules.webapi.group;

import static com.rezagent.schedules.webapi.http.Route.change;
import static com.rezagent.schedules.webapi.http.Route.read;

import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.change.ChangeLists;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.Reason;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.RangeParameters;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import java.time.Clock;
import java.util.List;

/** The routes of groups. */
public final class GroupRoutes {
    static final String ALL = "/api/groups";

    private static final String ONE = ALL + "/{group}";

    private GroupRoutes() {}

    public static List<Route<Handler>> of(Stores stores, ChangeHandler.Factory handlers, Clock clock) {
        VisibleGroups visible = new VisibleGroups(stores.groups());
        GroupDecider decider = new GroupDecider(GroupDecider.facts(stores.groups(), stores.schedules()));
        GroupResource resource = new GroupResource(stores.groups(), decider, clock);
        ChangeHandler<Group, GroupCommand> changes = handlers.of(resource);
        ReadGroups reads = new ReadGroups(
                visible, new MemberCounts(stores.schedules()), new ChangeLists(stores.changes(), clock), clock);
        PutGroup puts = new PutGroup(visible, changes, clock);
        ChangeGroup states = new ChangeGroup(visible, changes, clock);
        GroupActions actions = new GroupActions(visible, handlers.bulk(resource), clock);
        return List.of(
                read("GET", ALL, Role.VIEWER, ReadGroups.LIST_PARAMETERS, reads::list),
                change("POST", ALL + "/actions", Role.OPERATOR, actions::act),
                read("GET", ONE, Role.VIEWER, reads::read),
                read("GET", ONE + "/changes", Role.VIEWER, RangeParameters.NAMES, reads::changes),
                change("PUT", ONE, Role.OWNER, puts::put),
                change("DELETE", ONE, Role.OWNER, Reason.PARAMETERS, states::delete),
                change("POST", ONE + "/pause", Role.OPERATOR, states::pause),
                change("POST", ONE + "/resume", Role.OPERATOR, states::resume));
    }
}
