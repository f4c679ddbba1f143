package com.rezagent.schedules.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.contract.SchemaCheckedTopics;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A local runtime whose functions are validated against their documentation: {@link Http} checks the responses against
 * openapi.json, and {@link #close} checks the published messages against docs/schemas. Throwing within a function would
 * only cause an error response, retries or a dead letter.
 */
final class SchemaCheckedRuntime implements AutoCloseable {
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final LocalRuntime runtime;
    private final Http http;

    private SchemaCheckedRuntime(LocalSettings settings) {
        runtime = LocalRuntime.start(settings, new CheckedFunctions(), 0, Console.silent());
        http = new Http(runtime.uri());
    }

    /** Starts a runtime on any free port. */
    static SchemaCheckedRuntime start(LocalSettings settings) {
        return new SchemaCheckedRuntime(settings);
    }

    /** Starts a runtime on any free port whose clock stands at a time until a test advances it. */
    static SchemaCheckedRuntime manual(String time) {
        return start(LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse(time)));
    }

    Http http() {
        return http;
    }

    URI uri() {
        return runtime.uri();
    }

    LocalSystem system() {
        return runtime.system();
    }

    /** @throws AssertionError if a message violated its schema */
    @Override
    public void close() {
        runtime.close();
        if (!violations.isEmpty()) {
            throw new AssertionError("Violates docs/schemas:\n  " + String.join("\n  ", violations));
        }
    }

    /** The real functions, with each published message validated. */
    private final class CheckedFunctions implements Functions {
        @Override
        public RequestStreamHandler scheduler(SchedulerPorts it, SchedulerSettings settings) {
            TopicPublisher topics = checked(it.publisher(), settings.stage());
            return Functions.super.scheduler(
                    new SchedulerPorts(it.stores(), it.engine(), topics, it.deadLetters(), it.clock(), it.log()),
                    settings);
        }

        @Override
        public RequestStreamHandler webApi(WebApiPorts it, WebApiSettings settings) {
            TopicPublisher topics = checked(it.publisher(), settings.stage());
            return Functions.super.webApi(
                    new WebApiPorts(it.stores(), topics, it.clock(), it.ids(), it.sleeper(), it.log()), settings);
        }

        private TopicPublisher checked(TopicPublisher publisher, Stage stage) {
            return new SchemaCheckedTopics(publisher, stage, violations::add);
        }
    }
}
