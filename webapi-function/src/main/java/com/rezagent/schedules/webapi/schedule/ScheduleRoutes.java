package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.http.Route.change;
import static com.rezagent.schedules.webapi.http.Route.read;

import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.change.ChangeLists;
import com.rezagent.schedules.webapi.command.BulkChanges;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.Reason;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import java.time.Clock;
import java.util.List;

/** The routes of schedules. */
public final class ScheduleRoutes {
    static final String ALL = "/api/schedules";

    private static final String ONE = ALL + "/{id}";

    private ScheduleRoutes() {}

    public static List<Route<Handler>> of(
            Stores stores, DefinitionReader reader, ChangeHandler.Factory handlers, Clock clock) {
        VisibleSchedules visible = new VisibleSchedules(stores.schedules(), stores.firings(), clock);
        Decider decider = new Decider(reader, stores.groups().known());
        ChangeHandler<Schedule, ScheduleCommand> changes =
                handlers.of(new ScheduleResource(stores, visible, decider, clock));
        CreateSchedule creates = new CreateSchedule(decider, changes, clock);
        ReplaceSchedule replacements = new ReplaceSchedule(visible, changes, clock);
        ChangeScheduleState states = new ChangeScheduleState(visible, changes);
        SkipFiring skips = new SkipFiring(visible, changes, clock);
        TriggerSchedule triggers = new TriggerSchedule(visible, stores.executions(), changes, clock);
        ScheduleActions actions = new ScheduleActions(() -> bulk(stores, visible, reader, handlers, clock), clock);
        ListSchedules lists = new ListSchedules(stores, visible, clock);
        ReadSchedules reads = new ReadSchedules(stores.executions(), visible, clock);
        ScheduleChanges history = new ScheduleChanges(visible, new ChangeLists(stores.changes(), clock), changes);
        ListFirings firings = new ListFirings(visible, clock);
        Preview previews = new Preview(stores.groups(), clock);
        return List.of(
                change("POST", ALL, Role.EDITOR, creates::create),
                read("GET", ALL, Role.VIEWER, ListSchedules.PARAMETERS, lists::list),
                // The least role that an action needs; see BulkAction for the role of each.
                change("POST", ALL + "/actions", Role.OPERATOR, actions::act),
                read("POST", ALL + "/preview", Role.ANY_CALLER, previews::preview),
                read("GET", ONE, Role.VIEWER, ReadSchedules.READ_PARAMETERS, reads::read),
                change("PUT", ONE, Role.EDITOR, replacements::replace),
                change("PATCH", ONE, Role.EDITOR, Reason.PARAMETERS, replacements::patch),
                change("DELETE", ONE, Role.EDITOR, Reason.PARAMETERS, states::delete),
                change("POST", ONE + "/restore", Role.EDITOR, states::restore),
                change("POST", ONE + "/pause", Role.OPERATOR, states::pause),
                change("POST", ONE + "/resume", Role.OPERATOR, states::resume),
                change("POST", ONE + "/skip", Role.OPERATOR, skips::skip),
                change("POST", ONE + "/unskip", Role.OPERATOR, skips::unskip),
                change("POST", ONE + "/move", Role.EDITOR, states::move),
                change("POST", ONE + "/trigger", Role.OPERATOR, triggers::trigger),
                change("POST", ONE + "/revert", Role.EDITOR, history::revert),
                read("GET", ONE + "/changes", Role.VIEWER, ScheduleChanges.PARAMETERS, history::list),
                read("GET", ONE + "/firings", Role.VIEWER, ListFirings.PARAMETERS, firings::list),
                read("GET", ONE + "/executions", Role.VIEWER, ReadSchedules.EXECUTIONS_PARAMETERS, reads::executions));
    }

    /** Returns the handler of one request for several schedules, which reads each group once. */
    private static BulkChanges<Schedule, ScheduleCommand> bulk(
            Stores stores,
            VisibleSchedules visible,
            DefinitionReader reader,
            ChangeHandler.Factory handlers,
            Clock clock) {
        Decider decider = new Decider(reader, stores.groups().known().askedOnce());
        return handlers.bulk(new ScheduleResource(stores, visible, decider, clock));
    }
}
