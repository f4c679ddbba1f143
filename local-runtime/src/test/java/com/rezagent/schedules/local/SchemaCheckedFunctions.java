package com.rezagent.schedules.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.contract.SchemaCheckedTopics;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real functions, with each published message validated against docs/schemas. */
final class SchemaCheckedFunctions implements Functions {
    private final List<String> violations = new CopyOnWriteArrayList<>();

    @Override
    public RequestStreamHandler scheduler(SchedulerPorts ports, SchedulerSettings settings) {
        return Functions.super.scheduler(
                new SchedulerPorts(
                        ports.stores(),
                        ports.engine(),
                        new SchemaCheckedTopics(ports.publisher(), settings.stage(), violations::add),
                        ports.deadLetters(),
                        ports.clock(),
                        ports.log()),
                settings);
    }

    @Override
    public RequestStreamHandler webApi(WebApiPorts ports, WebApiSettings settings) {
        return Functions.super.webApi(
                new WebApiPorts(
                        ports.stores(),
                        new SchemaCheckedTopics(ports.publisher(), settings.stage(), violations::add),
                        ports.clock(),
                        ports.ids(),
                        ports.sleeper(),
                        ports.log()),
                settings);
    }

    /**
     * Checks the messages published so far. Throwing within the function would only cause an error response, retries or
     * a dead letter.
     *
     * @throws AssertionError if a message violated its schema
     */
    void check() {
        if (!violations.isEmpty()) {
            throw new AssertionError("Violates docs/schemas:\n  " + String.join("\n  ", violations));
        }
    }
}
