package com.rezagent.schedules.local;

import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.http.LocalServer;
import com.rezagent.schedules.log.Log;
import java.io.IOException;
import java.net.URI;

/** A local system that runs by itself and answers over HTTP. */
public final class LocalRuntime implements AutoCloseable {
    private final LocalSystem system;
    private final LocalServer server;

    private LocalRuntime(LocalSystem system, LocalServer server) {
        this.system = system;
        this.server = server;
    }

    /** The port can't be had, in a sentence for the person who named it. */
    public static final class PortException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PortException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Starts a runtime that shows nothing.
     *
     * @param port 0 for any that is free
     */
    public static LocalRuntime start(LocalSettings settings, int port) {
        return start(settings, Functions.REAL, port, Console.silent());
    }

    /**
     * Starts a runtime.
     *
     * @param port 0 for any that is free
     * @throws PortException when the port can't be had
     * @throws com.rezagent.schedules.local.store.Database.UnusableException when the data directory can't be used
     */
    public static LocalRuntime start(LocalSettings settings, Functions functions, int port, Console console) {
        LocalSystem system = LocalSystem.open(settings, functions, console);
        try {
            LocalServer server = new LocalServer(system, port, new Log(console, system.clock()));
            system.start();
            return new LocalRuntime(system, server);
        } catch (IOException e) {
            system.close();
            throw new PortException(problem(port, e), e);
        } catch (RuntimeException | Error e) {
            system.close();
            throw e;
        }
    }

    private static String problem(int port, IOException e) {
        return LocalServer.isInUse(e)
                ? "Port " + port + " is taken; stop what uses it, or choose another with --port"
                : "Port " + port + " can't be used here; choose another with --port";
    }

    /** Where the API is, e.g. {@code http://localhost:3000}. */
    public URI uri() {
        return server.uri();
    }

    /** What runs behind the API. */
    public LocalSystem system() {
        return system;
    }

    /** Answers the requests at work, lets what is running come to its end, and keeps what waits. */
    @Override
    public void close() {
        server.close();
        system.close();
    }
}
