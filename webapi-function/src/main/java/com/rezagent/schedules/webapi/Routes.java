package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.route.Route.change;
import static com.rezagent.schedules.webapi.route.Route.read;

import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.webapi.route.Router;
import java.util.List;
import java.util.Set;

/** Creates the router of the API, and the objects that handle its routes. */
final class Routes {
    private Routes() {}

    static Router of(WebApiPorts ports, WebApiSettings settings, Log log) {
        DefinitionReader reader = new DefinitionReader(settings.stage().custom());
        VisibleSchedules visibleSchedules = new VisibleSchedules(ports.store(), ports.clock());
        CommandPublisher publisher = new CommandPublisher(
                ports.publisher(),
                settings.stage().scheduleCreation(),
                ports.ids(),
                new CommandTimestamps(ports.clock()),
                log);
        ChangeResponses responses = new ChangeResponses(
                new CommandAwaiter(ports.store(), ports.sleeper(), log), ports.sleeper(), ports.clock());
        ReadSchedules reads = new ReadSchedules(ports.store(), ports.history(), visibleSchedules, ports.clock());
        ChangeScheduleState states = new ChangeScheduleState(visibleSchedules, publisher, responses, ports.clock());

        String all = "/api/schedules";
        String one = "/api/schedules/{id}";
        return new Router(List.of(
                change(
                        "POST",
                        all,
                        new CreateSchedule(reader, visibleSchedules, publisher, responses, ports.clock())::create),
                read("GET", all, ReadSchedules.LIST_PARAMETERS, reads::list),
                read("POST", all + "/preview", Set.of(), new Preview(ports.clock())::preview),
                read("POST", "/api/expressions/explain", Set.of(), new ExplainExpression(ports.clock())::explain),
                read("GET", one, ReadSchedules.READ_PARAMETERS, reads::read),
                change(
                        "PUT",
                        one,
                        new ReplaceSchedule(reader, visibleSchedules, publisher, responses, ports.clock())::replace),
                change("DELETE", one, states::delete),
                change("POST", one + "/pause", states::pause),
                change("POST", one + "/resume", states::resume),
                change(
                        "POST",
                        one + "/trigger",
                        new TriggerSchedule(visibleSchedules, ports.history(), publisher, ports.clock())::trigger),
                read("GET", one + "/executions", ReadSchedules.EXECUTIONS_PARAMETERS, reads::executions),
                read("GET", "/api/openapi.json", Set.of(), OpenApiDocument::read),
                read("GET", "/health", Set.of(), new Health(settings)::read)));
    }
}
