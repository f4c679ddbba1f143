package com.rezagent.schedules.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Local implementation of Lambda's Runtime API for one process, on a free port: supplies the next event, receives its
 * response or error and an initialization error, blocks a function that waits for its snapshot, and supplies
 * credentials after a restore.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda's runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {
    static final String CREDENTIALS = "/2021-04-23/credentials";

    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final String INVOCATION = RUNTIME + "invocation/";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private record Event(String id, byte[] payload) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<byte[]>> responses = new ConcurrentHashMap<>();

    /** Completes when the process reports an initialization error. */
    final CompletableFuture<InvocationFailedException> initError = new CompletableFuture<>();

    /** Completes when the process has started: when it requests an event or waits for its snapshot. */
    final CompletableFuture<Void> started = new CompletableFuture<>();

    /** Completes when the process requests its first event. */
    final CompletableFuture<Void> firstEventRequested = new CompletableFuture<>();

    /** To be completed to continue a process that waits for its snapshot, as after a restore. */
    final CompletableFuture<Void> restored = new CompletableFuture<>();

    RuntimeApi() {
        // Otherwise each response waits 40 ms for a delayed ACK. The property is read once, when the server class is
        // loaded.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Returns host and port, as in {@code AWS_LAMBDA_RUNTIME_API}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Queues an event for the process. Completes with its response, or fails with an {@link InvocationFailedException}. */
    CompletableFuture<byte[]> invoke(byte[] event) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<byte[]> response = new CompletableFuture<>();
        responses.put(id, response);
        events.add(new Event(id, event));
        return response;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.equals(INVOCATION + "next")) {
            next(exchange);
        } else if (path.startsWith(INVOCATION) && path.endsWith("/response")) {
            respond(exchange, 202, new byte[0]);
            removeResponse(path).complete(body);
        } else if (path.startsWith(INVOCATION) && path.endsWith("/error")) {
            respond(exchange, 202, new byte[0]);
            removeResponse(path).completeExceptionally(InvocationFailedException.read(body));
        } else if (path.equals(RUNTIME + "init/error") || path.equals(RUNTIME + "restore/error")) {
            respond(exchange, 202, new byte[0]);
            initError.complete(InvocationFailedException.read(body));
        } else if (path.equals(RUNTIME + "restore/next")) {
            started.complete(null);
            restored.join();
            respond(exchange, 200, new byte[0]);
        } else if (path.equals(CREDENTIALS)) {
            ObjectNode credentials = Json.object().put("AccessKeyId", "key").put("SecretAccessKey", "secret");
            credentials.put("Token", "token").put("Expiration", "2999-01-01T00:00:00Z");
            respond(exchange, 200, Json.writeBytes(credentials));
        } else {
            respond(exchange, 404, new byte[0]);
        }
    }

    private CompletableFuture<byte[]> removeResponse(String path) {
        return responses.remove(path.substring(INVOCATION.length(), path.lastIndexOf('/')));
    }

    private void next(HttpExchange exchange) throws IOException {
        started.complete(null);
        firstEventRequested.complete(null);
        Event event;
        try {
            event = events.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
            return;
        }
        var headers = exchange.getResponseHeaders();
        headers.add("Lambda-Runtime-Aws-Request-Id", event.id());
        headers.add("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + TIMEOUT.toMillis()));
        headers.add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:test:live");
        headers.add("Lambda-Runtime-Trace-Id", "Root=1-690cfe00-5c0a1b2c3d4e5f6071829301;Sampled=0");
        headers.add("Content-Type", "application/json");
        respond(exchange, 200, event.payload());
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        restored.complete(null);
        threads.shutdownNow();
        server.stop(0);
    }
}
