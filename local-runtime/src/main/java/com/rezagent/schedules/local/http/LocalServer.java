package com.rezagent.schedules.local.http;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.local.LocalSystem;
import com.rezagent.schedules.local.http.GatewayEvent.Answer;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** HTTP on this machine's own address: the API through its gateway, and the runtime's own routes. */
public final class LocalServer implements AutoCloseable {
    /** API Gateway's limit. */
    private static final int MAX_BODY = 10 * 1024 * 1024;

    /** What is read past the limit, so that the client hears of it; a connection closed before is reset under it. */
    private static final long MAX_IGNORED = 1024L * 1024 * 1024;

    /** A request may wait ten seconds for its command or its body, so there are more threads than requests at work. */
    private static final int THREADS = 512;

    private static final long IDLE_THREAD_SECONDS = 10;

    /** A client that sends its request slower than this is cut off. */
    private static final int REQUEST_SECONDS = 30;

    private static final long LAST_ANSWERS_SECONDS = 2;

    private static final Pattern OWN_ORIGIN = Pattern.compile("https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?");

    static {
        // Without it, an answer whose body follows its head waits for the client's delayed acknowledgement: 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_SECONDS));
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Gateway gateway;
    private final LocalRoutes routes;
    private final Log log;

    /**
     * Takes the port and answers from now on.
     *
     * @param port 0 for any that is free
     * @throws IOException when the port can't be had
     */
    public LocalServer(LocalSystem system, int port, Log log) throws IOException {
        this.gateway = new Gateway(system.webApi(), system.clock(), system.ids(), log);
        this.routes = new LocalRoutes(system, system.ids(), log);
        this.log = log;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where the API is, e.g. {@code http://localhost:3000}. */
    public URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            send(exchange, answer(exchange));
        } catch (IOException e) {
            // The client has gone; there is nobody to tell.
            exchange.close();
        } catch (RuntimeException | Error e) {
            log.error("http_failed", field("exception", e.getClass().getName()));
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        byte[] body;
        try (InputStream input = exchange.getRequestBody()) {
            body = input.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                ignore(input);
                return Gateway.TOO_LARGE;
            }
        }
        if (isOfForeignPage(exchange)) {
            return Gateway.FOREIGN_PAGE;
        }
        String path = String.valueOf(exchange.getRequestURI().getRawPath());
        if (!LocalRoutes.isLocal(path)) {
            return gateway.answer(exchange, body);
        }
        HttpResponse response = routes.answer(exchange.getRequestMethod(), path, body);
        return new Answer(
                response.status(),
                response.headers(),
                List.of(),
                response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void ignore(InputStream input) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long ignored = 0;
        for (int n = input.read(buffer); n >= 0 && ignored < MAX_IGNORED; n = input.read(buffer)) {
            ignored += n;
        }
    }

    /** Any page that a person visits may send requests to this machine; it names where it is from. */
    private static boolean isOfForeignPage(HttpExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        return origin != null && !OWN_ORIGIN.matcher(origin).matches();
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        answer.cookies().forEach(it -> exchange.getResponseHeaders().add("Set-Cookie", it));
        boolean hasBody =
                answer.body().length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), hasBody ? answer.body().length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    /** Lets requests at work have their answers, and takes no more. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
                log.warn("requests_cut_off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
    }
}
