package com.rezagent.schedules.local;

import com.rezagent.schedules.local.console.Terminal;
import java.net.URI;

/**
 * A local runtime whose functions are held to what is documented of them: the answers by {@link Http}, against
 * openapi.json, and what they publish, against docs/schemas, when it is closed.
 */
final class HeldRuntime implements AutoCloseable {
    private final HeldFunctions functions = new HeldFunctions();
    private final LocalRuntime runtime;
    private final Http http;

    private HeldRuntime(LocalSettings settings) {
        runtime = LocalRuntime.start(settings, functions, 0, Terminal.silent());
        http = new Http(runtime.uri());
    }

    /** Starts one on any free port. */
    static HeldRuntime start(LocalSettings settings) {
        return new HeldRuntime(settings);
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
