package com.rezagent.schedules.local.smoke;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** HTTP proxy between a smoke test and a local runtime that simulates API Gateway or a fault. */
final class StageProxy implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI runtime;
    private final Layer layer;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param uri path and query */
    record Request(String method, URI uri, Map<String, String> headers, byte[] body) {
        String path() {
            return uri.getPath();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** Returns a copy with another value of a header; an empty one is not forwarded. */
        Request with(String header, String value) {
            Map<String, String> changed = new TreeMap<>(headers);
            changed.put(header, value);
            return new Request(method, uri, changed, body);
        }
    }

    record Response(int status, Map<String, String> headers, String body) {
        static Response of(int status, String body) {
            return new Response(status, Map.of("Content-Type", "application/json"), body);
        }

        Response withBody(String newBody) {
            return new Response(status, headers, newBody);
        }
    }

    /** Forwards a request. */
    @FunctionalInterface
    interface Upstream {
        Response send(Request request) throws IOException, InterruptedException;

        default Response send(String method, String path, String body) throws IOException, InterruptedException {
            return send(new Request(method, URI.create(path), Map.of(), body.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Responds to a request itself or forwards it. If it throws, the client gets no response. */
    @FunctionalInterface
    interface Layer {
        Layer NONE = (request, upstream) -> upstream.send(request);

        Response respond(Request request, Upstream upstream) throws IOException, InterruptedException;

        /** Returns this layer in front of another one. */
        default Layer before(Layer next) {
            return (request, upstream) -> respond(request, passed -> next.respond(passed, upstream));
        }
    }

    StageProxy(URI runtime, Layer layer) {
        this.runtime = runtime;
        this.layer = layer;
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    headers,
                    exchange.getRequestBody().readAllBytes());
            Response response = layer.respond(request, this::forward);
            response.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Response forward(Request request) throws IOException, InterruptedException {
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(runtime.resolve(request.uri()))
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        for (String name : new String[] {"content-type", "prefer", "idempotency-key"}) {
            if (!request.header(name).isEmpty()) {
                forwarded.header(name, request.header(name));
            }
        }
        HttpResponse<String> response = CLIENT.send(forwarded.build(), HttpResponse.BodyHandlers.ofString());
        return Response.of(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
