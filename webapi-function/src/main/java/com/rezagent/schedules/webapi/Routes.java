package com.rezagent.schedules.webapi;

import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.webapi.change.ChangeRoutes;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.CommandPublisher;
import com.rezagent.schedules.webapi.execution.ExecutionRoutes;
import com.rezagent.schedules.webapi.execution.ReportPublisher;
import com.rezagent.schedules.webapi.expression.ExpressionRoutes;
import com.rezagent.schedules.webapi.group.GroupRoutes;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Router;
import com.rezagent.schedules.webapi.schedule.ScheduleRoutes;
import com.rezagent.schedules.webapi.service.ServiceRoutes;
import com.rezagent.schedules.webapi.timeline.TimelineRoutes;
import java.util.ArrayList;
import java.util.List;

/** Creates the API with the routes of every resource. */
final class Routes {
    /** What this release can do. Clients show only what is listed. */
    static final List<String> FEATURES =
            List.of("attention", "executions", "explain", "groups", "preview", "reports", "schedules", "timeline");

    private Routes() {}

    static WebApi api(WebApiPorts ports, WebApiSettings settings) {
        Log log = new Log(ports.log(), ports.clock());
        return new WebApi(settings, ports.sleeper(), log, new Router<>(of(ports, settings, log)));
    }

    static List<Route<Handler>> of(WebApiPorts ports, WebApiSettings settings, Log log) {
        DefinitionReader reader = new DefinitionReader(settings.stage().custom());
        ChangeHandler.Factory changes = new ChangeHandler.Factory(
                new CommandPublisher(
                        ports.publisher(), settings.stage().scheduleCreation(), ports.ids(), ports.clock(), log),
                ports.sleeper(),
                log);
        List<Route<Handler>> routes = new ArrayList<>();
        routes.addAll(ScheduleRoutes.of(ports.stores(), reader, changes, ports.clock()));
        routes.addAll(GroupRoutes.of(ports.stores(), changes, ports.clock()));
        routes.addAll(ChangeRoutes.of(ports.stores(), ports.clock()));
        routes.addAll(ExecutionRoutes.of(
                ports.stores(),
                changes,
                new ReportPublisher(ports.publisher(), settings.stage().executionReports(), log),
                ports.clock()));
        routes.addAll(TimelineRoutes.of(ports.stores(), ports.clock()));
        routes.addAll(ExpressionRoutes.of(ports.stores().groups(), ports.clock()));
        routes.addAll(ServiceRoutes.of(settings.stage().stage(), settings.apiMode(), FEATURES));
        return routes;
    }
}
