package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import java.util.List;
import java.util.Map;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * What runs before SnapStart takes its snapshot: sample requests through the real path, so that a restored copy has
 * loaded its classes and made its connections. It only reads; publishing is rehearsed and sent nowhere. What fails here
 * is logged and keeps no version from being published.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
final class Priming implements Resource {
    private static final String ID = "sched_priming";

    private final WebApi api;
    private final WebApiComposition composition;
    private final Log log;

    Priming(WebApi api, WebApiComposition composition) {
        this.api = api;
        this.composition = composition;
        this.log = new Log(composition.ports().log(), composition.ports().clock());
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        List<Runnable> steps = List.of(
                () -> request("GET", "/api/schedules", "limit=1", null),
                () -> request("GET", "/api/schedules/" + ID, "", null),
                () -> request(
                        "POST",
                        "/api/schedules/preview",
                        "",
                        "{\"schedule_expression\":\"cron(0 6 * * ? *)\",\"timezone\":\"America/New_York\"}"),
                // Refused, for its name and its payload, once all of it is read.
                () -> request(
                        "POST",
                        "/api/schedules",
                        "",
                        "{\"name\":\"\",\"schedule_expression\":\"rate(1 day)\",\"target_type\":\"web_action\"}"),
                () -> composition.ports().history().list(new ScheduleId(ID), 1, null),
                this::rehearsePublishing);
        steps.forEach(this::attempt);
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Clients reconnect by themselves.
    }

    private void request(String method, String path, String query, @Nullable String body) {
        HttpApiEvent.write(api.answer(HttpApiEvent.read(event(method, path, query, body))));
    }

    private static byte[] event(String method, String path, String query, @Nullable String body) {
        ObjectNode event = Json.object();
        event.put("version", "2.0").put("rawPath", path).put("rawQueryString", query);
        event.putObject("headers").put("content-type", "application/json");
        ObjectNode context =
                event.putObject("requestContext").put("requestId", "priming").put("stage", "$default");
        context.putObject("http").put("method", method);
        context.putObject("authorizer").putObject("iam").put("userArn", "priming");
        event.put("body", body);
        return Json.writeBytes(event);
    }

    private void rehearsePublishing() {
        composition
                .rehearsal()
                .publish(
                        composition.settings().topics().scheduleCreation(),
                        new TopicMessage("{}", Map.of("origin", "priming")));
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.debug("priming_step_ended", Log.field("exception", e.getClass().getName()));
        }
    }
}
