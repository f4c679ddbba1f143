package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.route.Route.change;
import static com.rezagent.schedules.webapi.route.Route.read;

import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.webapi.route.RouteTable;
import java.util.List;
import java.util.Set;

/** The API's routes, and the objects that answer them. */
final class Routes {
    private Routes() {}

    static RouteTable of(WebApiPorts ports, WebApiSettings settings, Log log) {
        DefinitionReader reader = new DefinitionReader(settings.topics().custom());
        Lookup lookup = new Lookup(ports.store(), ports.clock());
        CommandDesk desk = new CommandDesk(
                ports.topics(), settings.topics().scheduleCreation(), ports.ids(), new IssueTimes(ports.clock()), log);
        ChangeAnswers answers = new ChangeAnswers(
                new CommandWatch(ports.store(), ports.wallTime(), log), ports.wallTime(), ports.clock());
        ScheduleReads reads = new ScheduleReads(ports.store(), ports.history(), lookup, ports.clock());
        StateChanges states = new StateChanges(lookup, desk, answers, ports.clock());

        String all = "/api/schedules";
        String one = "/api/schedules/{id}";
        return new RouteTable(List.of(
                change("POST", all, new Creation(reader, lookup, desk, answers, ports.clock())::create),
                read("GET", all, ScheduleReads.LIST_PARAMETERS, reads::list),
                read("POST", all + "/preview", Set.of(), new Preview(ports.clock())::preview),
                read("GET", one, ScheduleReads.READ_PARAMETERS, reads::read),
                change("PUT", one, new Replacement(reader, lookup, desk, answers, ports.clock())::replace),
                change("DELETE", one, states::delete),
                change("POST", one + "/pause", states::pause),
                change("POST", one + "/resume", states::resume),
                change(
                        "POST",
                        one + "/trigger",
                        new ManualExecution(lookup, ports.history(), desk, ports.clock())::trigger),
                read("GET", one + "/executions", ScheduleReads.EXECUTIONS_PARAMETERS, reads::executions),
                read("GET", "/api/openapi.json", Set.of(), OpenApiDocument::read),
                read("GET", "/health", Set.of(), new Health(settings)::read)));
    }
}
