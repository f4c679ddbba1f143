package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.contract.Exchange;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must hold of each event, whatever it is; throws an {@link AssertionError} that says what doesn't. */
final class FuzzInvariants {
    /**
     * In the end of CPU time of the thread that answers, since how long a busy machine lets it wait says nothing of our
     * code; and too long only if it is so each of a few times, since the first may load classes.
     */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int TRIES = 3;

    /** The gateway gives a request its id, which answers carry: one that a mutation has broken can't occur. */
    private static final int LONGEST_REQUEST_ID = 1_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What Lambda takes as an answer at most, in bytes. */
    private static final int LARGEST_ANSWER = 6 * 1024 * 1024;

    /** How long a command waits at most for what it may build on. */
    private static final Duration PATIENCE = Duration.ofMinutes(2).plusSeconds(1);

    private static final Set<String> DECISIONS =
            Set.of("command_decided", "command_redelivered", "command_refused", "reconciled");

    private static final Pattern COMMAND_ID = Pattern.compile("\"command_id\":\"([^\"]+)\"");

    private final FuzzStage stage;
    private final OpenApi openApi;
    private final Map<String, Integer> seen;
    private final List<String> heard = new ArrayList<>();

    /** Commands of whose fault a secret was a part: told again when they are delivered again, whatever else then comes with it. */
    private final Set<String> quotedBy = new TreeSet<>();

    /** @param seen counts what became of the events */
    FuzzInvariants(FuzzStage stage, OpenApi openApi, Map<String, Integer> seen) {
        this.stage = stage;
        this.openApi = openApi;
        this.seen = seen;
    }

    /** What answers told so far that a later request may send: entity tags and page tokens. */
    List<String> heard() {
        return heard;
    }

    /** Sends a request, and judges the answer and all that it left behind. */
    void request(byte[] event) {
        boolean known = Shape.isHttpRequest(event);
        stage.watch();
        byte[][] answer = new byte[1][];
        RuntimeException thrown = quickly(() -> answer[0] = stage.request(event));
        if ((thrown == null) != known) {
            throw new AssertionError(known ? "a request was not answered" : "no request, but answered", thrown);
        }
        if (thrown != null) {
            count("http: unknown event");
            nothingHappened();
            checkSecrets(event, List.of(stackTrace(thrown)));
            return;
        }
        stage.runDue();
        response(event, answer[0]);
    }

    private void response(byte[] event, byte[] answer) {
        check(answer.length <= LARGEST_ANSWER, "an answer of " + answer.length + " bytes");
        JsonNode json = Json.parse(answer);
        int status = json.path("statusCode").intValue();
        String body = json.path("body").textValue();
        HttpRequest request = HttpApiEvent.read(event);
        count("http: " + status);
        check(status < 500, "status " + status + " " + body);
        String error = body.isEmpty() || status < 400
                ? ""
                : Json.parseObject(body).path("error").textValue();
        if (json.path("headers").has("ETag")) {
            heard.add(json.path("headers").path("ETag").textValue());
        }
        if (body.contains("\"next_token\":\"")) {
            heard.add(Json.parseObject(body).path("next_token").asText());
        }
        List<LogEvent> handled = stage.logged("request_handled");
        check(handled.size() == 1, handled.size() + " lines for one request");
        check(handled.get(0).text("status").equals(String.valueOf(status)), "logged with another status");
        check(
                request.method().equals("HEAD") || handled.get(0).text("error").equals(error),
                "answered " + error + " and logged " + handled.get(0).fields());
        if (status >= 400 && stage.logged("command_published").isEmpty()) {
            nothingHappened();
        }
        checkChanges();
        checkSecrets(event, status < 400 ? List.of() : List.of(Json.write(json)));
        List<String> violations = openApi.violations(exchange(request, status, json, body));
        boolean isGateways = !request.id().isEmpty() && request.id().length() <= LONGEST_REQUEST_ID;
        check(violations.isEmpty() || !isGateways, "not as openapi.json says: " + violations);
    }

    private static Exchange exchange(HttpRequest request, int status, JsonNode answer, String body) {
        Map<String, String> headers = new TreeMap<>();
        answer.path("headers")
                .properties()
                .forEach(it -> headers.put(it.getKey(), it.getValue().textValue()));
        String sent;
        try {
            sent = status < 300 ? request.text() : "";
        } catch (RefusedException e) {
            sent = ""; // a route that reads no body was sent bytes that are no text
        }
        return new Exchange(
                request.method(),
                request.path(),
                request.queryString(),
                request.headers(),
                sent,
                status,
                headers,
                body);
    }

    /** Hands the scheduler function an event, and judges what became of it. */
    void message(byte[] event) {
        boolean known = Shape.isForScheduler(event);
        if (known && Shape.hasNoIdOfSns(event)) {
            count("message: no id of SNS");
            return;
        }
        stage.watch();
        RuntimeException thrown = quickly(() -> stage.message(event));
        if (!known) {
            check(thrown != null, "not an event of the scheduler function, and acknowledged");
            count("message: unknown event");
            nothingHappened();
            checkSecrets(event, List.of(stackTrace(thrown)));
            return;
        }
        stage.runDue();
        checkChanges();
        checkSecrets(event, thrown == null ? List.of() : List.of(stackTrace(thrown)));
        if (thrown == null) {
            decided(event);
            return;
        }
        if (thrown instanceof RefusedException && !Json.parse(event).has("Records")) {
            count("message: refused run of the reconciler");
            return;
        }
        if (thrown instanceof TransientException later && later.reason() == TransientException.Reason.UNKNOWN_VERSION) {
            count("message: of a later release");
            return;
        }
        if (!(thrown instanceof TransientException early) || early.reason() != TransientException.Reason.TOO_EARLY) {
            throw new AssertionError("failed for ever", thrown);
        }
        count("message: deferred");
        stage.advance(PATIENCE);
        stage.watch();
        stage.message(event);
        stage.runDue();
        checkChanges();
        checkSecrets(event, List.of());
        decided(event);
    }

    /** Each message has its line; each refusal its notice; what is no command is kept. */
    private void decided(byte[] event) {
        int messages = Math.max(0, Json.parse(event).path("Records").size());
        List<LogEvent> lines = stage.logged().stream()
                .filter(it -> DECISIONS.contains(it.name()))
                .toList();
        check(
                messages == 0 || lines.size() == messages,
                messages + " messages, and " + lines.size() + " lines of what became of them: " + lines);
        lines.forEach(it -> count("message: " + it.name() + " " + it.text("result") + it.text("code")));
        long refused = lines.stream().filter(FuzzInvariants::isRefusal).count();
        check(
                stage.topics.refusals().size() == refused,
                refused + " refusals, and " + stage.topics.refusals().size() + " notices of them");
        long unreadable = lines.stream()
                .filter(it -> it.text("code").equals("unreadable_command"))
                .count();
        check(stage.deadLetters().size() == unreadable, "what is no command is not kept, or a command is");
    }

    private static boolean isRefusal(LogEvent line) {
        return line.name().equals("command_refused") || line.text("result").equals("refused");
    }

    /** A schedule changes only where a command was applied to it, or an engine entry without a record got its tombstone. */
    private void checkChanges() {
        Set<String> allowed = new TreeSet<>();
        for (LogEvent line : stage.logged()) {
            boolean applied =
                    line.name().equals("command_decided") && line.text("result").equals("applied");
            if (applied || line.name().equals("orphan_found")) {
                allowed.add(line.text("schedule_id"));
            }
        }
        Set<String> changed =
                stage.store.changed().stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
        changed.removeAll(allowed);
        check(changed.isEmpty(), "changed by what was refused: " + changed);
    }

    private void nothingHappened() {
        check(stage.store.written().isEmpty(), "what was refused wrote " + stage.store.written());
        check(stage.topics.published() == 0, "what was refused published something");
    }

    private void checkSecrets(byte[] event, List<String> answers) {
        List<String> public_ = new ArrayList<>(stage.lines());
        public_.addAll(answers);
        public_.addAll(stage.deadLetters());
        stage.topics.refusals().forEach(it -> public_.add(it.body()));
        List<String> telling = public_.stream().filter(Secrets::isIn).toList();
        if (telling.isEmpty()) {
            return;
        }
        boolean isExposed = Secrets.areExposed(event);
        for (String text : telling) {
            if (isExposed) {
                quotedBy.addAll(commands(text));
            } else if (Collections.disjoint(quotedBy, commands(text))) {
                throw new AssertionError("a payload or a credential is in " + text);
            }
        }
        count("secrets that a mutation carried to where it may be quoted");
    }

    private static Set<String> commands(String text) {
        return COMMAND_ID.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toSet());
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** What it throws, if anything. Whatever takes a second of real time is done again, and its CPU time taken. */
    private @Nullable RuntimeException quickly(Runnable call) {
        long began = System.nanoTime();
        RuntimeException thrown = thrownBy(call);
        long fastest = System.nanoTime() - began;
        for (int i = 0; i < TRIES && fastest > LONGEST.toNanos(); i++) {
            stage.watch();
            began = THREADS.getCurrentThreadCpuTime();
            thrown = thrownBy(call);
            fastest = Math.min(fastest, THREADS.getCurrentThreadCpuTime() - began);
        }
        check(fastest <= LONGEST.toNanos(), "took " + fastest + " ns");
        return thrown;
    }

    private static @Nullable RuntimeException thrownBy(Runnable call) {
        try {
            call.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new AssertionError(problem);
        }
    }

    /** An event as a failure shows it. */
    static String shown(byte[] event) {
        String text = new String(event, StandardCharsets.UTF_8);
        return text.length() > 4_000 ? text.substring(0, 4_000) + "… (" + text.length() + " characters)" : text;
    }
}
