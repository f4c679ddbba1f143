package com.rezagent.schedules.local;

import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.http.LocalServer;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.log.Log;
import java.io.IOException;
import java.net.URI;

/** A {@link LocalSystem} that runs in the background and serves its API over HTTP. */
public final class LocalRuntime implements AutoCloseable {
    private final LocalSystem system;
    private final LocalServer server;

    private LocalRuntime(LocalSystem system, LocalServer server) {
        this.system = system;
        this.server = server;
    }

    /** The port cannot be bound. The message is a sentence for the user, without its full stop. */
    public static final class PortException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PortException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Starts a runtime without console output.
     *
     * @param port the port of the API; 0 for any free port
     * @throws PortException if the port cannot be bound
     * @throws com.rezagent.schedules.local.store.Database.UnusableException if the data directory cannot be used
     */
    public static LocalRuntime start(LocalSettings settings, int port) {
        return start(settings, Functions.REAL, port, Console.silent());
    }

    /**
     * Starts a runtime.
     *
     * @param port the port of the API; 0 for any free port
     * @throws PortException if the port cannot be bound
     * @throws com.rezagent.schedules.local.store.Database.UnusableException if the data directory cannot be used
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
                ? "Port " + port
                        + " is already in use; stop the process that uses it, or choose another port with --port"
                : "Port " + port + " cannot be bound on this machine; choose another port with --port";
    }

    /** Returns the base URL of the API, e.g. {@code http://localhost:3000}. */
    public URI uri() {
        return server.uri();
    }

    /** Returns the system behind the API. */
    public LocalSystem system() {
        return system;
    }

    /** Completes requests in flight and the running task, then stops. Queued work remains in the data directory. */
    @Override
    public void close() {
        server.close();
        system.close();
    }
}
