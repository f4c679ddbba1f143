package com.rezagent.schedules.fuzz;

import static org.assertj.core.api.Assertions.catchRuntimeException;
import static org.assertj.core.util.Throwables.getStackTrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.wire.LambdaEvents;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what must hold for every event. Each check throws an {@link AssertionError} that describes the violation. */
final class FuzzInvariants {
    /**
     * Maximum time to process one event. A call that takes longer in real time is repeated {@link #TRIES} times and
     * measured in CPU time, since a busy machine delays it. It fails only if it is too slow each time, since the first
     * call may load classes.
     */
    private static final Duration MAX_DURATION = Duration.ofSeconds(1);

    private static final int TRIES = 3;

    /** API Gateway assigns the request id, which responses repeat. A mutated, longer one cannot occur in reality. */
    private static final int MAX_REQUEST_ID_LENGTH = 1_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Maximum size of a Lambda response, in bytes. */
    private static final int MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

    /** Longer than the time for which a command is deferred until the commands it depends on have arrived. */
    private static final Duration MAX_DEFERRAL = Duration.ofMinutes(2).plusSeconds(1);

    private static final String DECISIONS =
            "command_(decided|redelivered|refused)|reconciled|swept|report_(applied|ignored|unreadable)";

    private static final Pattern COMMAND_ID = Pattern.compile("\"command_id\":\"([^\"]+)\"");

    private final FuzzStage stage;
    private final OpenApi openApi;
    private final Map<String, Integer> counts;
    private final List<String> tokens = new ArrayList<>();

    /**
     * Ids of commands whose error details contained an exposed secret. A redelivery repeats these details, even if the
     * redelivered event exposes nothing.
     */
    private final Set<String> leakingCommands = new TreeSet<>();

    /** @param counts receives the number of events by result */
    FuzzInvariants(FuzzStage stage, OpenApi openApi, Map<String, Integer> counts) {
        this.stage = stage;
        this.openApi = openApi;
        this.counts = counts;
    }

    /** Returns the entity tags and page tokens of the responses so far, for later requests. */
    List<String> tokens() {
        return tokens;
    }

    /** Sends a request and checks the response and all its effects. */
    void request(byte[] event) {
        boolean known = EventShape.isHttpRequest(event);
        stage.clear();
        byte[][] result = new byte[1][];
        RuntimeException thrown = callWithinLimit(() -> result[0] = stage.request(event));
        if ((thrown == null) != known) {
            throw new AssertionError(
                    known ? "a valid request failed" : "an event that is not a request got a response", thrown);
        }
        if (thrown != null) {
            count("http: unknown event");
            checkNoEffects();
            checkSecrets(event, List.of(getStackTrace(thrown)));
            return;
        }
        stage.runDue();
        checkResponse(event, result[0]);
    }

    private void checkResponse(byte[] event, byte[] response) {
        check(response.length <= MAX_RESPONSE_BYTES, "a response of " + response.length + " bytes");
        JsonNode json = Json.parse(response);
        int status = json.path("statusCode").intValue();
        String body = json.path("body").textValue();
        HttpRequest request = HttpApiEvent.read(event);
        count("http: " + status);
        check(status < 500, "status " + status + " " + body);
        String error = body.isEmpty() || status < 400
                ? ""
                : Json.parseObject(body).path("error").textValue();
        if (json.path("headers").has("ETag")) {
            tokens.add(json.path("headers").path("ETag").textValue());
        }
        if (body.contains("\"next_token\":\"")) {
            tokens.add(Json.parseObject(body).path("next_token").asText());
        }
        List<LogEvent> handled = stage.logged("request_handled");
        check(handled.size() == 1, handled.size() + " request_handled lines for one request");
        check(handled.get(0).text("status").equals(String.valueOf(status)), "the log line has another status");
        check(
                request.method().equals("HEAD") || handled.get(0).text("error").equals(error),
                "the response has the error " + error + ", the log line has "
                        + handled.get(0).fields());
        if (status >= 400 && stage.logged("command_published").isEmpty()) {
            checkNoEffects();
        }
        checkChanges();
        checkSecrets(event, status < 400 ? List.of() : List.of(Json.write(json)));
        List<String> violations =
                openApi.violations(LambdaEvents.exchange(request, status < 300 ? sentText(request) : "", json));
        boolean hasRealRequestId = !request.id().isEmpty() && request.id().length() <= MAX_REQUEST_ID_LENGTH;
        check(violations.isEmpty() || !hasRealRequestId, "violates openapi.json: " + violations);
    }

    private static String sentText(HttpRequest request) {
        try {
            return request.text();
        } catch (RefusedException e) {
            return ""; // not valid text, sent to a route that does not read its body
        }
    }

    /** Delivers an event to the scheduler function and checks its effects. */
    void message(byte[] event) {
        boolean known = EventShape.isForScheduler(event);
        if (known && EventShape.hasInvalidMessageId(event)) {
            count("message: invalid SNS message id");
            return;
        }
        stage.clear();
        RuntimeException thrown = callWithinLimit(() -> stage.message(event));
        if (!known) {
            check(thrown != null, "an unknown event was acknowledged");
            count("message: unknown event");
            checkNoEffects();
            checkSecrets(event, List.of(getStackTrace(thrown)));
            return;
        }
        stage.runDue();
        checkChanges();
        checkSecrets(event, thrown == null ? List.of() : List.of(getStackTrace(thrown)));
        if (thrown instanceof RefusedException && !Json.parse(event).has("Records")) {
            count("message: refused reconcile run");
            return;
        }
        if (thrown instanceof TransientException later && later.reason() == TransientException.Reason.UNKNOWN_VERSION) {
            count("message: from a later release");
            return;
        }
        if (thrown instanceof TransientException early && early.reason() == TransientException.Reason.TOO_EARLY) {
            count("message: deferred");
            stage.advance(MAX_DEFERRAL);
            stage.clear();
            stage.message(event);
            stage.runDue();
            checkChanges();
            checkSecrets(event, List.of());
        } else if (thrown != null) {
            throw new AssertionError("permanent failure", thrown);
        }
        checkDecisions(event);
    }

    /** Checks that each message has a log line, each refusal a notification and each unreadable command a dead letter. */
    private void checkDecisions(byte[] event) {
        int messages = Math.max(0, Json.parse(event).path("Records").size());
        List<LogEvent> lines = stage.logged().stream()
                .filter(it -> it.name().matches(DECISIONS))
                .toList();
        check(
                messages == 0 || lines.size() == messages,
                messages + " messages, but " + lines.size() + " decision lines: " + lines);
        lines.forEach(it -> count("message: " + it.name() + " " + it.text("result") + it.text("code")));
        long refused = lines.stream().filter(FuzzInvariants::isRefusal).count();
        check(
                stage.refusals().size() == refused,
                refused + " refusals, but " + stage.refusals().size() + " notifications");
        long unreadable = lines.stream()
                .filter(it -> it.text("code").equals("unreadable_command"))
                .count();
        check(stage.deadLetterReasons().size() == unreadable, "dead letters and unreadable commands differ");
    }

    private static boolean isRefusal(LogEvent line) {
        return line.name().equals("command_refused") || line.text("result").equals("refused");
    }

    /** Checks that a schedule changed only if a command was applied to it or if it got a tombstone for an orphaned entry. */
    private void checkChanges() {
        Set<String> allowed = stage.logged().stream()
                .filter(it -> it.name().equals("orphan_found")
                        || it.name().equals("command_decided")
                                && it.text("result").equals("applied"))
                .map(it -> it.text("schedule_id"))
                .collect(Collectors.toSet());
        List<String> changed = stage.store.changed().stream()
                .map(Object::toString)
                .filter(it -> !allowed.contains(it))
                .toList();
        check(changed.isEmpty(), "changed by a refused event: " + changed);
    }

    private void checkNoEffects() {
        check(stage.store.written().isEmpty(), "a refused event wrote " + stage.store.written());
        check(stage.topics.published().isEmpty(), "a refused event published a message");
    }

    private void checkSecrets(byte[] event, List<String> responses) {
        List<String> visible = new ArrayList<>(stage.lines());
        visible.addAll(responses);
        visible.addAll(stage.deadLetterReasons());
        stage.refusals().forEach(it -> visible.add(it.body()));
        List<String> leaking = visible.stream().filter(Secrets::isIn).toList();
        if (leaking.isEmpty()) {
            return;
        }
        boolean isExposed = Secrets.areExposed(event);
        for (String text : leaking) {
            if (isExposed) {
                leakingCommands.addAll(commands(text));
            } else if (Collections.disjoint(leakingCommands, commands(text))) {
                throw new AssertionError("a payload or credential leaked: " + text);
            }
        }
        count("secrets that a mutation moved into quotable fields");
    }

    private static Set<String> commands(String text) {
        return COMMAND_ID.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toSet());
    }

    /** Runs a call within {@link #MAX_DURATION}. Returns what it throws, or null. */
    private @Nullable RuntimeException callWithinLimit(Runnable call) {
        long start = System.nanoTime();
        RuntimeException thrown = catchRuntimeException(call::run);
        long fastest = System.nanoTime() - start;
        for (int i = 0; i < TRIES && fastest > MAX_DURATION.toNanos(); i++) {
            stage.clear();
            start = THREADS.getCurrentThreadCpuTime();
            thrown = catchRuntimeException(call::run);
            fastest = Math.min(fastest, THREADS.getCurrentThreadCpuTime() - start);
        }
        check(fastest <= MAX_DURATION.toNanos(), "took " + fastest + " ns");
        return thrown;
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new AssertionError(problem);
        }
    }

    /** Returns an event as text for a failure message, cut after 4,000 characters. */
    static String excerpt(byte[] event) {
        String text = new String(event, StandardCharsets.UTF_8);
        return text.length() > 4_000 ? text.substring(0, 4_000) + "… (" + text.length() + " characters)" : text;
    }
}
