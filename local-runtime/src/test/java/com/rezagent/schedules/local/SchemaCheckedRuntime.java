package com.rezagent.schedules.local;

import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import java.net.URI;

/**
 * A local runtime whose functions are validated against their documentation: {@link Http} checks the responses against
 * openapi.json, and {@link #close} checks the published messages against docs/schemas.
 */
final class SchemaCheckedRuntime implements AutoCloseable {
    private final SchemaCheckedFunctions functions = new SchemaCheckedFunctions();
    private final LocalRuntime runtime;
    private final Http http;

    private SchemaCheckedRuntime(LocalSettings settings) {
        runtime = LocalRuntime.start(settings, functions, 0, Console.silent());
        http = new Http(runtime.uri());
    }

    /** Starts a runtime on any free port. */
    static SchemaCheckedRuntime start(LocalSettings settings) {
        return new SchemaCheckedRuntime(settings);
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

    @Override
    public void close() {
        runtime.close();
        functions.check();
    }
}
