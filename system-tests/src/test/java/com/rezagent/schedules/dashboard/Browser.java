package com.rezagent.schedules.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Chromium without a window, driven over the Chrome DevTools Protocol.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
public final class Browser implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();

    private Browser(Process process, Path profile, URI address) {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .join();
    }

    /** Returns the browser on the PATH; empty if there is none. */
    public static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a browser with an empty profile. */
    public static Browser start(Path executable) {
        try {
            Path profile = Files.createTempDirectory("browser");
            Process process = new ProcessBuilder(
                            executable.toString(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-extensions",
                            "--disable-background-networking",
                            "--no-first-run",
                            "--hide-scrollbars",
                            "--force-color-profile=srgb",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .start();
            // The browser prints its address once it listens, and nothing else that matters.
            String prefix = "DevTools listening on ";
            var lines = process.inputReader();
            String line = lines.readLine();
            while (line != null && !line.startsWith(prefix)) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("The browser ended before it listened");
            }
            Thread drain = new Thread(() -> lines.lines().forEach(it -> {}), "browser-output");
            drain.setDaemon(true);
            drain.start();
            return new Browser(process, profile, URI.create(line.substring(prefix.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a page of its own, without cookies or storage of another. */
    public BrowserPage open() {
        String context = call("", "Target.createBrowserContext", Json.object())
                .path("browserContextId")
                .asText();
        ObjectNode create = Json.object().put("url", "about:blank").put("browserContextId", context);
        String target = call("", "Target.createTarget", create).path("targetId").asText();
        ObjectNode attach = Json.object().put("targetId", target).put("flatten", true);
        String session =
                call("", "Target.attachToTarget", attach).path("sessionId").asText();
        return new BrowserPage(this, session, context);
    }

    JsonNode call(String session, String method, ObjectNode parameters) {
        JsonNode json = send(session, method, parameters)
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
        if (json.has("error")) {
            throw new IllegalStateException(
                    method + ": " + json.path("error").path("message").asText());
        }
        return json.path("result");
    }

    /** Sends a command without waiting for its response; a listener of events may do only this. */
    CompletableFuture<JsonNode> send(String session, String method, ObjectNode parameters) {
        int id = ids.incrementAndGet();
        ObjectNode message = Json.object().put("id", id).put("method", method);
        message.set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> response = new CompletableFuture<>();
        pending.put(id, response);
        synchronized (this) {
            socket.sendText(Json.write(message), true).join();
        }
        return response;
    }

    void onEvent(Consumer<JsonNode> listener) {
        listeners.add(listener);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = Json.parse(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> waiting =
                        pending.remove(message.path("id").asInt(-1));
                if (waiting != null) {
                    waiting.complete(message);
                } else {
                    listeners.forEach(it -> it.accept(message));
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            delete(profile);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A helper process of the browser may still write; the system's temporary folder is cleaned elsewhere.
        }
    }
}
