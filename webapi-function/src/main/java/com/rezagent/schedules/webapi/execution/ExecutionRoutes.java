package com.rezagent.schedules.webapi.execution;

import static com.rezagent.schedules.webapi.http.Route.change;
import static com.rezagent.schedules.webapi.http.Route.read;

import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import java.time.Clock;
import java.util.List;

/** The routes of executions, and of those that need attention. */
public final class ExecutionRoutes {
    static final String ALL = "/api/executions";

    private static final String ONE = ALL + "/{execution_id}";

    private ExecutionRoutes() {}

    public static List<Route<Handler>> of(
            Stores stores, ChangeHandler.Factory handlers, ReportPublisher reports, Clock clock) {
        VisibleExecutions visible = new VisibleExecutions(stores.executions(), clock);
        ExecutionResource resource = new ExecutionResource(stores.executions(), visible, clock);
        ChangeExecution changes = new ChangeExecution(visible, handlers.of(resource));
        ReportExecution reported = new ReportExecution(visible, reports, handlers.sleeper(), clock, handlers.log());
        return List.of(
                read(
                        "GET",
                        "/api/attention",
                        Role.VIEWER,
                        ReadAttention.PARAMETERS,
                        new ReadAttention(stores, clock)::read),
                change("POST", ALL + "/actions", Role.OPERATOR, new ExecutionActions(handlers.bulk(resource))::act),
                read("GET", ONE, Role.VIEWER, new ReadExecution(visible)::read),
                change("POST", ONE + "/report", Role.OPERATOR, reported::report),
                change("POST", ONE + "/retry", Role.OPERATOR, changes::retry),
                change("POST", ONE + "/acknowledge", Role.OPERATOR, changes::acknowledge));
    }
}
