package com.rezagent.schedules.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** One page of a {@link Browser}: loads addresses, waits for what they show, types and clicks, and takes pictures. */
public final class BrowserPage implements AutoCloseable {
    private static final int PATIENCE_MS = 45_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Map<String, Integer> KEY_CODES =
            Map.of("Enter", 13, "Tab", 9, "Escape", 27, "Space", 32, "End", 35, "ArrowDown", 40, "Delete", 46);

    private final Browser browser;
    private final String session;
    private final String context;
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int failure;

    BrowserPage(Browser browser, String session, String context) {
        this.browser = browser;
        this.session = session;
        this.context = context;
        browser.onEvent(event -> {
            if (event.path("sessionId").asText().equals(session)) {
                record(event.path("method").asText(), event.path("params"));
            }
        });
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    private void record(String method, JsonNode params) {
        switch (method) {
            case "Runtime.exceptionThrown" ->
                problems.add("exception: "
                        + params.at("/exceptionDetails/exception/description").asText());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert")
                        .contains(params.path("type").asText())) {
                    problems.add("console: " + params.path("args"));
                }
            }
            case "Log.entryAdded" -> {
                JsonNode entry = params.path("entry");
                // A response of the API with an error status is not a fault of the page. Only axe draws on a canvas.
                boolean isOfPage = !entry.path("source").asText().equals("network")
                        && !entry.path("text").asText().startsWith("Canvas2D:");
                if (isOfPage) {
                    problems.add("log: " + entry.path("text").asText());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(params.at("/request/method").asText() + " "
                        + params.at("/request/url").asText());
            case "Fetch.requestPaused" -> fail(params.path("requestId").asText());
            default -> {}
        }
    }

    private void fail(String requestId) {
        ObjectNode parameters = Json.object().put("requestId", requestId);
        if (failure == 0) {
            browser.send(session, "Fetch.failRequest", parameters.put("errorReason", "ConnectionRefused"));
        } else {
            browser.send(session, "Fetch.fulfillRequest", parameters.put("responseCode", failure));
        }
    }

    /**
     * Makes requests fail whose address matches a pattern with *.
     *
     * @param status of the response, which has no body, as of a gateway; 0 for no response
     */
    public BrowserPage fail(String pattern, int status) {
        failure = status;
        call("Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", pattern))));
        return this;
    }

    /** Lets all requests reach the server again. */
    public BrowserPage failNothing() {
        call("Fetch.disable", Map.of());
        return this;
    }

    /** Runs a script before those of each address that is loaded from now on. */
    public BrowserPage before(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
        return this;
    }

    /** Returns the errors and warnings of the console, exceptions, and violations of the content security policy. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Returns the requests of the page so far, each as method and URL. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return browser.call(session, method, MAPPER.valueToTree(parameters));
    }

    /** Sets the size of the window in CSS pixels. */
    public BrowserPage size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** Sets a media feature, such as {@code prefers-color-scheme} to {@code dark}. */
    public BrowserPage media(String feature, String value) {
        Map<String, String> set = Map.of("name", feature, "value", value);
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(set)));
        return this;
    }

    public BrowserPage timezone(String id) {
        call("Emulation.setTimezoneOverride", Map.of("timezoneId", id));
        return this;
    }

    public BrowserPage go(String url) {
        call("Page.navigate", Map.of("url", url));
        return this;
    }

    /** Returns the value of a JavaScript expression; a promise is awaited. */
    public JsonNode eval(String expression) {
        JsonNode result = call(
                "Runtime.evaluate",
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": "
                    + result.at("/exceptionDetails/exception/description").asText());
        }
        return result.at("/result/value");
    }

    /** Waits until a JavaScript expression is true. */
    public BrowserPage until(String condition) {
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        while (true) {
            try {
                JsonNode done =
                        eval("new Promise(done => { const start = performance.now(); const look = () => { let is"
                                + " = false; try { is = Boolean(" + condition
                                + "); } catch {} if (is || performance.now() - start"
                                + " > " + PATIENCE_MS + ") done(is); else setTimeout(look, 20); }; look(); })");
                if (done.booleanValue()) {
                    return this;
                }
            } catch (IllegalStateException e) {
                // The page was replaced meanwhile.
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Never true: " + condition + "\n" + text() + "\n" + problems);
            }
        }
    }

    /** Waits until the page shows a text. */
    public BrowserPage untilText(String text) {
        return until("document.body.innerText.includes(" + TextNode.valueOf(text) + ")");
    }

    /** Returns the visible text. */
    public String text() {
        return eval("document.body.innerText").asText();
    }

    /**
     * Clicks the first element that matches a selector, or the first button or link with this text. While a dialog is open,
     * only what is in it can be clicked, as by a user; so this waits until the dialog is closed.
     */
    public BrowserPage click(String selectorOrText) {
        String find = "(() => { const s = " + TextNode.valueOf(selectorOrText)
                + "; const root = document.querySelector('dialog:modal') ?? document;"
                + " const all = [...root.querySelectorAll('button, a, summary')];"
                + " return all.find(e => e.innerText.trim() === s && e.offsetParent) || (() => { try { return"
                + " root.querySelector(s); } catch { return null; } })(); })()";
        return until("(e => e && (e.click(), true))(" + find + ")");
    }

    /** Replaces the value of a control as a user does. */
    public BrowserPage fill(String selector, String value) {
        until("document.querySelector('" + selector + "')");
        eval("(() => { const e = document.querySelector('" + selector + "'); e.focus(); e.select(); })()");
        if (value.isEmpty()) {
            press("Delete");
        } else {
            call("Input.insertText", Map.of("text", value));
        }
        return this;
    }

    /** Types a text into the control that has the focus, key by key. */
    public BrowserPage type(String text) {
        text.chars()
                .mapToObj(Character::toString)
                .forEach(it -> call("Input.dispatchKeyEvent", Map.of("type", "char", "text", it)));
        return this;
    }

    /** Presses and releases a key, such as {@code Tab} or {@code Enter}. */
    public BrowserPage press(String key) {
        for (String type : List.of("keyDown", "keyUp")) {
            boolean isSpace = key.equals("Space");
            String character = isSpace ? " " : key.equals("Enter") ? "\r" : "";
            ObjectNode event = Json.object()
                    .put("type", type)
                    .put("key", isSpace ? " " : key)
                    .put("code", key);
            if (KEY_CODES.containsKey(key)) {
                event.put("windowsVirtualKeyCode", KEY_CODES.get(key));
            }
            if (!character.isEmpty()) {
                event.put("text", type.equals("keyDown") ? character : "");
            }
            browser.call(session, "Input.dispatchKeyEvent", event);
        }
        return this;
    }

    /** Closes the page, which then sends no more requests. */
    @Override
    public void close() {
        browser.call("", "Target.disposeBrowserContext", Json.object().put("browserContextId", context));
    }

    /** Writes a picture of the window as PNG. */
    public BrowserPage picture(Path file) {
        String data = call("Page.captureScreenshot", Map.of("format", "png"))
                .path("data")
                .asText();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
