package com.rezagent.schedules.local.http;

import static com.rezagent.schedules.log.Log.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.http.GatewayEvent.Response;
import com.rezagent.schedules.local.http.RequestGuard.Denial;
import com.rezagent.schedules.local.store.StoreFailure;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.http.ErrorResponse;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HTTP server on the loopback addresses 127.0.0.1 and, if the machine has IPv6, ::1. Serves the API through the
 * simulated API Gateway, and the runtime's own routes.
 */
public final class LocalServer implements AutoCloseable {
    /** API Gateway's limit, in bytes. */
    private static final int MAX_BODY = 10 * 1024 * 1024;

    /**
     * Bytes read past the limit, so that the client receives the 413; closing the connection earlier would reset it.
     */
    private static final long MAX_DRAINED = 1024L * 1024 * 1024;

    /** Many, since a request may block its thread for ten seconds while it waits for its command or its body. */
    private static final int THREADS = 512;

    private static final long IDLE_THREAD_SECONDS = 10;

    /** Time within which a client must have sent its request; then the connection is closed. */
    private static final int REQUEST_SECONDS = 30;

    private static final long SHUTDOWN_SECONDS = 2;

    private static final byte[] IPV4 = {127, 0, 0, 1};
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    /** Attempts to find a port that is free on both addresses. */
    private static final int PORTS_TRIED = 20;

    static {
        // Without it, a response body waits 40 ms for the client's delayed acknowledgement of the response head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_SECONDS));
    }

    private final List<HttpServer> servers;
    private final LocalSystem system;
    private final ExecutorService threads;
    private final RequestGuard guard;
    private final Gateway gateway;
    private final LocalRoutes routes;
    private final DashboardFiles dashboard;
    private final Log log;

    /**
     * Binds the port and starts to serve requests.
     *
     * @param port 0 for any free port
     * @throws IOException if the port cannot be bound on each of the addresses
     */
    public LocalServer(LocalSystem system, int port, Log log) throws IOException {
        this.gateway = new Gateway(system.webApi(), system.clock(), system.ids(), log);
        this.routes = new LocalRoutes(system, system.ids(), log);
        this.dashboard = new DashboardFiles(system.ids());
        this.log = log;
        this.system = system;
        this.servers = bind(port);
        this.guard = new RequestGuard(port());
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
        for (HttpServer server : servers) {
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            server.start();
        }
    }

    private static List<HttpServer> bind(int port) throws IOException {
        for (int tried = 1; ; tried++) {
            HttpServer first = bind(IPV4, port);
            int bound = first.getAddress().getPort();
            try {
                return List.of(first, bind(IPV6, bound));
            } catch (IOException | UnsupportedAddressTypeException e) {
                if (!isInUse(e)) {
                    // The machine has no IPv6.
                    return List.of(first);
                }
                first.stop(0);
                if (port != 0 || tried == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    private static HttpServer bind(byte[] address, int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(address), port), 0);
    }

    /** Returns whether binding a port failed because it is already in use. */
    public static boolean isInUse(Exception e) {
        return e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
    }

    private int port() {
        return servers.get(0).getAddress().getPort();
    }

    /** Returns the base URL of the API, e.g. {@code http://localhost:3000}. */
    public URI uri() {
        return URI.create("http://localhost:" + port());
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            send(exchange, response(exchange));
        } catch (IOException e) {
            // The client has closed the connection.
            exchange.close();
        } catch (RuntimeException | Error e) {
            log.error("http_failed", field("exception", e.getClass().getName()));
        }
    }

    private Response response(HttpExchange exchange) throws IOException {
        Optional<Denial> denial = guard.check(exchange);
        byte[] body;
        try (InputStream input = exchange.getRequestBody()) {
            body = input.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                drain(input);
            }
        }
        if (denial.isPresent()) {
            return denied(denial.get());
        }
        if (body.length > MAX_BODY) {
            return Gateway.TOO_LARGE;
        }
        String path = String.valueOf(exchange.getRequestURI().getRawPath());
        if (DashboardFiles.isDashboard(path)) {
            return dashboard.handle(exchange.getRequestMethod(), path, exchange.getRequestHeaders());
        }
        Optional<StoreFailure> failure = system.failure();
        return failure.isPresent() ? failed(failure.get()) : flushed(dispatch(exchange, body));
    }

    /** Flushes the store and returns the response, or returns an error if the store has failed. */
    private Response flushed(Response response) {
        try {
            system.flush();
            return system.failure().map(this::failed).orElse(response);
        } catch (TransientException e) {
            return system.failure().map(this::failed).orElseGet(() -> unavailable(e));
        }
    }

    private Response dispatch(HttpExchange exchange, byte[] body) {
        String path = String.valueOf(exchange.getRequestURI().getRawPath());
        return LocalRoutes.isLocal(path)
                ? routes.handle(exchange.getRequestMethod(), path, body)
                : gateway.handle(exchange, body);
    }

    private Response unavailable(TransientException e) {
        return Response.of(ErrorResponse.of(e, system.ids().get()));
    }

    private Response denied(Denial denial) {
        return error(403, denial.code(), denial.message(), denial.details());
    }

    private Response failed(StoreFailure failure) {
        return error(
                503,
                ErrorCode.SERVICE_UNAVAILABLE.code(),
                "The local runtime's store has failed",
                "The store " + failure.reason());
    }

    private Response error(int status, String code, String message, String details) {
        ObjectNode json = Json.object();
        json.put("error", code);
        json.put("message", message);
        json.put("details", details);
        json.put("request_id", system.ids().get());
        return Response.of(HttpResponse.json(status, json));
    }

    private static void drain(InputStream input) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long drained = 0;
        for (int n = input.read(buffer); n >= 0 && drained < MAX_DRAINED; n = input.read(buffer)) {
            drained += n;
        }
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        response.cookies().forEach(it -> exchange.getResponseHeaders().add("Set-Cookie", it));
        boolean hasBody = response.length() != 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(response.status(), hasBody ? Math.max(response.length(), 0) : -1);
        if (hasBody) {
            response.body().writeTo(exchange.getResponseBody());
        }
    }

    /** Stops accepting requests and waits up to two seconds for those in flight. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                log.warn("requests_cut_off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(it -> it.stop(0));
    }
}
