package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.settings.ApiMode;
import com.rezagent.schedules.topic.TopicPublisher;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Takes sample requests through the real path before SnapStart takes its snapshot, so that a restored function has its
 * classes loaded and its connections' code warm. It reads for real and publishes nothing: a publish goes as far as the
 * moment of sending. What fails here keeps no version from being deployed; it only starts colder. Sample requests leave
 * one log line together, and no metric.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">SnapStart hooks</a>
 */
final class Priming implements Resource {
    private static final String ALL = "/api/schedules";
    private static final String ID = "sched_priming";
    private static final int SAMPLES = 3;
    private static final String PREVIEW =
            "{\"schedule_expression\":\"cron(0 6 ? * MON-FRI *)\",\"timezone\":\"America/New_York\"}";
    private static final String CREATE =
            "{\"name\":\"priming\",\"schedule_expression\":\"rate(1 day)\",\"target_type\":\"web_action\",\"payload\":{}}";

    private final WebApiPorts real;
    private final WebApiSettings settings;
    private final Supplier<TopicPublisher> warmUp;

    /** @param warmUp makes topics that send nothing */
    Priming(WebApiPorts ports, WebApiSettings settings, Supplier<TopicPublisher> warmUp) {
        real = ports;
        this.settings = settings;
        this.warmUp = warmUp;
    }

    private WebApi api() {
        return api(
                new WebApiPorts(
                        real.store(),
                        real.history(),
                        warmUp.get(),
                        real.clock(),
                        real.ids(),
                        real.sleeper(),
                        event -> {}),
                settings);
    }

    private static WebApi api(WebApiPorts ports, WebApiSettings settings) {
        return new WebApi(ports, new WebApiSettings(settings.stage(), ApiMode.ENABLED, Optional.of("priming")));
    }

    /**
     * Takes a sample create through a Web API to whose AWS nothing is sent. What takes a while to put together it asks for
     * once the request is read.
     */
    static void warmUp(Supplier<WebApiWiring> unsent) {
        HttpRequest create = HttpApiEvent.read(event("POST", ALL, "", CREATE));
        WebApiWiring composition = unsent.get();
        HttpApiEvent.write(api(composition.ports(), composition.settings()).handle(create));
    }

    /** Has the hook called before a snapshot; where there is no SnapStart, nothing calls it. Keep the result. */
    Priming registered() {
        Core.getGlobalContext().register(this);
        return this;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        prime();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Clients reconnect by themselves.
    }

    void prime() {
        WebApi api = api();
        String statuses = sample(api);
        // Where nothing outside answers, asking again only takes longer.
        for (int i = 1; i < SAMPLES && !statuses.contains("50"); i++) {
            statuses = sample(api);
        }
        new Log(real.log(), real.clock()).info("primed", Log.field("statuses", statuses));
    }

    private String sample(WebApi api) {
        StringJoiner statuses = new StringJoiner(",");
        statuses.add(hasResponse(api, "GET", ALL, "status=active&limit=1", null));
        statuses.add(hasResponse(api, "GET", ALL + "/" + ID, "", null));
        statuses.add(hasResponse(api, "POST", ALL + "/preview", "", PREVIEW));
        statuses.add(hasResponse(api, "POST", ALL, "", CREATE));
        readHistory();
        return statuses.toString();
    }

    private static String hasResponse(WebApi api, String method, String path, String query, @Nullable String body) {
        var response = api.handle(HttpApiEvent.read(event(method, path, query, body)));
        HttpApiEvent.write(response);
        return String.valueOf(response.status());
    }

    private static byte[] event(String method, String path, String query, @Nullable String body) {
        ObjectNode event = Json.object();
        event.put("version", "2.0").put("rawPath", path).put("rawQueryString", query);
        event.putObject("headers").put("content-type", "application/json").put("prefer", "wait=0");
        ObjectNode context =
                event.putObject("requestContext").put("requestId", "priming").put("stage", "$default");
        context.putObject("http").put("method", method);
        event.put("body", body);
        return Json.writeBytes(event);
    }

    /** Of a schedule that isn't there, and so by no route. */
    private void readHistory() {
        try {
            real.history().list(new ScheduleId(ID), 1, null);
        } catch (ScheduleException e) {
            // As every other read here, it may fail.
        }
    }
}
