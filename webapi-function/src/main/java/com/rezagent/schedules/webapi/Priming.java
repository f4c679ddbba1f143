package com.rezagent.schedules.webapi;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Sends sample requests through the real code path before SnapStart takes its snapshot, so that a restored function has
 * its classes loaded and its connection code warm. Reads are real; a publish stops just before sending. A failure here
 * does not stop the version from being deployed; the function only starts colder. All sample requests together write
 * one log line, and no metric.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">SnapStart hooks</a>
 */
final class Priming implements Resource {
    /** Enough for the JVM to compile much of what a request runs; more gained nothing measurable. */
    private static final int SAMPLES = 30;

    private static final String ID = "sched_priming";
    private static final String PATH = "/api/schedules";
    private static final String PREVIEW =
            "{\"schedule_expression\":\"cron(0 6 ? * MON-FRI *)\",\"timezone\":\"America/New_York\"}";
    private static final String CREATE =
            "{\"name\":\"priming\",\"schedule_expression\":\"rate(1 day)\",\"target_type\":\"web_action\",\"payload\":{}}";

    private final WebApiPorts ports;
    private final WebApiSettings settings;
    private final Supplier<TopicPublisher> stubbed;

    /** @param stubbed creates a publisher that sends nothing */
    Priming(WebApiPorts ports, WebApiSettings settings, Supplier<TopicPublisher> stubbed) {
        this.ports = ports;
        this.settings = settings;
        this.stubbed = stubbed;
    }

    /**
     * Handles a sample create with clients that send nothing. The wiring, which takes a while to create, is requested
     * only once the request has been read.
     */
    static void warmUp(Supplier<WebApiWiring> stubbed) {
        HttpRequest create = request("POST", PATH, "", CREATE);
        WebApiWiring wiring = stubbed.get();
        send(api(wiring.ports(), wiring.settings()), create);
    }

    /**
     * Registers the hook that is called before a snapshot; without SnapStart it is never called. The caller must keep a
     * reference to the result, because the registry holds it weakly.
     */
    Priming registered() {
        Core.getGlobalContext().register(this);
        return this;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        // With metrics, as a real request writes them, but to nowhere.
        WebApi api = api(ports.with(stubbed.get(), new EmfLogWriter("priming", line -> {})), settings);
        String statuses = sample(api);
        // If the services are unreachable, further samples only take longer.
        for (int i = 1; i < SAMPLES && !statuses.contains("50"); i++) {
            statuses = sample(api);
        }
        new Log(ports.log(), ports.clock()).info("primed", Log.field("statuses", statuses));
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Clients reconnect by themselves.
    }

    private String sample(WebApi api) {
        String statuses = Stream.of(
                        request("GET", PATH, "status=active&limit=1", ""),
                        request("GET", PATH + "/" + ID, "", ""),
                        request("POST", PATH + "/preview", "", PREVIEW),
                        request("POST", PATH, "", CREATE))
                .map(it -> send(api, it))
                .collect(joining(","));
        try {
            // Directly, because the route would not read the history of a schedule that does not exist.
            ports.stores().executions().list(new ScheduleId(ID), 1, null);
        } catch (ScheduleException e) {
            // As every other sample here, it may fail.
        }
        return statuses;
    }

    /** Returns an API that accepts every request, whatever the stage allows. */
    private static WebApi api(WebApiPorts ports, WebApiSettings settings) {
        return Routes.api(ports, new WebApiSettings(settings.stage(), ApiMode.ENABLED, Optional.of("priming")));
    }

    /** Returns the status of the response. */
    private static String send(WebApi api, HttpRequest request) {
        HttpResponse response = api.handle(request);
        HttpApiEvent.write(response);
        return String.valueOf(response.status());
    }

    private static HttpRequest request(String method, String path, String query, String body) {
        ObjectNode event = Json.object();
        event.put("version", "2.0")
                .put("rawPath", path)
                .put("rawQueryString", query)
                .put("body", body);
        event.putObject("headers").put("content-type", "application/json").put("prefer", "wait=0");
        ObjectNode context =
                event.putObject("requestContext").put("requestId", "priming").put("stage", "$default");
        context.putObject("http").put("method", method);
        context.putObject("authorizer").putObject("iam").put("userArn", "priming");
        return HttpApiEvent.read(Json.writeBytes(event));
    }
}
