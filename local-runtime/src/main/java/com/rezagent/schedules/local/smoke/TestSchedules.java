package com.rezagent.schedules.local.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import com.rezagent.schedules.local.smoke.StageClient.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The schedules that a smoke test creates, and the requests it sends for them. Their names have one random prefix. No
 * other schedule of the stage is changed.
 */
final class TestSchedules {
    /**
     * Time within which a command must take effect, on the stage's clock. SNS and Lambda retry once or twice in that
     * time.
     */
    private static final Duration APPLIED_WITHIN = Duration.ofMinutes(2);

    /** EventBridge fires within a minute of the scheduled time, and Lambda retries a failed attempt a minute later. */
    private static final Duration FIRED_WITHIN = Duration.ofSeconds(150);

    /** EventBridge fires within a minute of the scheduled time, and delivery takes a few seconds. */
    private static final Duration PUBLISHED_WITHIN = Duration.ofSeconds(75);

    /** Minimum time between a create and its first firing. */
    private static final Duration LEAD = Duration.ofSeconds(20);

    /** The same at a high clock speed, in real seconds. */
    private static final double FAST_LEAD_SECONDS = 5;

    /** Minimum real time to wait: on a fast clock, a deadline may pass before the stage can respond. */
    private static final long MIN_WAIT_NANOS = Duration.ofSeconds(15).toNanos();

    /**
     * Highest clock speed for a schedule that fires every minute, so that it fires at most five times per real second.
     */
    private static final int MAX_SPEED_FOR_MINUTES = 300;

    private static final int MAX_SPEED_FOR_HOURS = 60 * MAX_SPEED_FOR_MINUTES;
    private static final Map<ChronoUnit, String> EXPRESSIONS = Map.of(
            ChronoUnit.MINUTES, "cron(* * * * ? *)",
            ChronoUnit.HOURS, "cron(0 * * * ? *)",
            ChronoUnit.DAYS, "cron(0 0 * * ? *)");

    private static final Map<String, String> WAIT = Map.of("Prefer", "wait=10");
    private static final int MAX_ATTEMPTS = 5;
    private static final int MAX_PAGES = 20;

    private final StageClient client;
    private final StageClock clock;
    private final String prefix;
    private final LongSupplier nanoTime;
    private final Map<String, String> idsByName = new LinkedHashMap<>();
    private boolean hasTimedOut;

    TestSchedules(StageClient client, StageClock clock, String prefix, LongSupplier nanoTime) {
        this.client = client;
        this.clock = clock;
        this.prefix = prefix;
        this.nanoTime = nanoTime;
    }

    /** Polls the stage; empty if the expected state has not been reached. */
    @FunctionalInterface
    interface Poll<T> {
        Optional<T> poll() throws NoReplyException, InterruptedException;
    }

    StageClock clock() {
        return clock;
    }

    /** Returns the ids of the schedules that are known to have been created. */
    List<String> ids() {
        return idsByName.values().stream().filter(it -> !it.isEmpty()).toList();
    }

    /** Returns an idempotency key that is unique to this run. */
    String key(String name) {
        return prefix + name;
    }

    /** Returns the next whole minute that is late enough to create a schedule for it. */
    Instant nextMinute() throws InterruptedException {
        Duration lead = clock.speed() <= 1
                ? LEAD
                : Duration.ofMillis((long) (clock.speed() * FAST_LEAD_SECONDS * 1_000))
                        .plus(LEAD);
        return clock.now().plus(lead).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    }

    /** Returns the unit of time in which a schedule may fire every time: a minute, on a fast clock an hour or a day. */
    ChronoUnit shortPeriod() {
        double speed = clock.speed();
        if (speed <= MAX_SPEED_FOR_MINUTES) {
            return ChronoUnit.MINUTES;
        }
        return speed > MAX_SPEED_FOR_HOURS ? ChronoUnit.DAYS : ChronoUnit.HOURS;
    }

    /** Returns a cron expression that fires at the start of each period of that length, in UTC. */
    static String every(ChronoUnit period) {
        return Objects.requireNonNull(EXPRESSIONS.get(period));
    }

    /** Returns a cron expression that fires once, at a whole minute. */
    static String at(Instant minute) {
        ZonedDateTime utc = minute.atZone(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "cron(%d %d %d %d ? %d)",
                utc.getMinute(),
                utc.getHour(),
                utc.getDayOfMonth(),
                utc.getMonthValue(),
                utc.getYear());
    }

    /** Returns a cron expression that does not fire while the test runs. */
    String never() throws InterruptedException {
        return "cron(0 0 1 1 ? " + (clock.now().atZone(ZoneOffset.UTC).getYear() + 2) + ")";
    }

    /** Returns the fields of a definition, without a name. */
    static ObjectNode definition(String expression) {
        ObjectNode definition = Json.object();
        definition
                .put("schedule_expression", expression)
                .put("timezone", "UTC")
                .put("target_type", "notification")
                .put("description", "Created by a smoke test, which deletes it when it ends");
        definition
                .putObject("payload")
                .put("message", "Smoke test: please ignore")
                .put("smoke_test", true);
        return definition;
    }

    /**
     * Creates a schedule and returns its id.
     *
     * @throws StepFailedException if the response is neither 201 nor 202
     */
    String create(String name, ObjectNode definition) throws NoReplyException, InterruptedException {
        String full = prefix + name;
        idsByName.put(full, "");
        ObjectNode body = definition.deepCopy().put("name", full);
        Reply reply = client.send("POST", "/api/schedules", Json.write(body), WAIT);
        String id = reply.text("schedule_id");
        if ((reply.status() == 201 || reply.status() == 202) && !id.isEmpty()) {
            idsByName.put(full, id);
            return id;
        }
        if (reply.status() < 500) {
            // Nothing was created. A schedule of that name, if any, is not this test's and must not be deleted.
            idsByName.remove(full);
        }
        throw new StepFailedException("the create returned " + reply.problem());
    }

    /** Sends a request about a schedule. */
    Reply send(String method, String id, String route, String body, Map<String, String> headers)
            throws NoReplyException, InterruptedException {
        return client.send(method, path(id) + route, body, headers);
    }

    /**
     * Sends a change.
     *
     * @throws StepFailedException if the response is neither 200 nor 202
     */
    Reply change(String method, String id, String route, String body) throws NoReplyException, InterruptedException {
        Reply reply = send(method, id, route, body, WAIT);
        if (reply.status() != 200 && reply.status() != 202) {
            throw new StepFailedException(method + " " + (route.isEmpty() ? "of the schedule" : route.substring(1))
                    + " returned " + reply.problem());
        }
        return reply;
    }

    /**
     * Waits until a schedule is in the expected state, and returns it. Once a wait has timed out, later waits check
     * only once.
     *
     * @throws StepFailedException if the schedule is not in that state after two minutes on the stage's clock
     */
    JsonNode awaitApplied(String id, String what, Predicate<JsonNode> isApplied) throws InterruptedException {
        Instant deadline = hasTimedOut ? Instant.MIN : clock.now().plus(APPLIED_WITHIN);
        Optional<JsonNode> found = await(deadline, () -> {
            Reply reply = client.get(path(id));
            return Optional.of(reply.json()).filter(it -> reply.status() == 200 && isApplied.test(it));
        });
        return found.orElseThrow(() -> {
            hasTimedOut = true;
            return new StepFailedException("the stage accepted " + what + " (202) and has not applied it after "
                    + APPLIED_WITHIN.toMinutes() + " minutes; check the scheduler function's log and dead letters");
        });
    }

    /** Like {@link #awaitApplied}, for a create. */
    JsonNode awaitCreated(String id) throws InterruptedException {
        return awaitApplied(
                id,
                "a create",
                it -> Set.of("active", "completed").contains(it.path("status").asText()));
    }

    /** Waits for a matching firing, for as long as EventBridge may still deliver it; empty if there is none. */
    Optional<ExecutionRow> awaitFiring(String id, Instant due, Predicate<ExecutionRow> matches)
            throws InterruptedException {
        return await(
                due.plus(FIRED_WITHIN),
                () -> firings(id).stream().filter(matches).findFirst());
    }

    /** Waits until a schedule with the given period would have fired. */
    void awaitPeriod(Instant since, Duration period) throws InterruptedException {
        Instant end = since.plus(period).plus(PUBLISHED_WITHIN);
        while (clock.now().isBefore(end)) {
            clock.pause();
        }
    }

    private <T> Optional<T> await(Instant deadline, Poll<T> look) throws InterruptedException {
        long minWait = clock.speed() > 1 && !hasTimedOut ? MIN_WAIT_NANOS : 0;
        long start = nanoTime.getAsLong();
        while (true) {
            boolean isLast = clock.now().isAfter(deadline) && nanoTime.getAsLong() - start >= minWait;
            Optional<T> found = tryTo(look);
            if (found.isPresent() || isLast) {
                return found;
            }
            clock.pause();
        }
    }

    /** Polls once; a missing response counts as not reached, since the next poll may succeed. */
    private static <T> Optional<T> tryTo(Poll<T> look) throws InterruptedException {
        try {
            return look.poll();
        } catch (NoReplyException e) {
            return Optional.empty();
        }
    }

    /** Returns a schedule's history, newest first. */
    List<ExecutionRow> firings(String id) throws NoReplyException, InterruptedException {
        List<ExecutionRow> firings = new ArrayList<>();
        String next = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            Reply reply = client.get(path(id) + "/executions?limit=100" + next);
            reply.json().path("executions").forEach(it -> firings.add(ExecutionRow.of(it)));
            if (reply.text("next_token").isEmpty()
                    || reply.json().path("next_token").isNull()) {
                break;
            }
            next = "&next_token=" + URLEncoder.encode(reply.text("next_token"), StandardCharsets.UTF_8);
        }
        return firings;
    }

    /** Returns the maximum error of a time read from the stage's clock. */
    Duration uncertainty() {
        return Duration.ofMillis((long) (2_000 * Math.max(1, clock.speed())));
    }

    /** Returns the ids of this test's schedules that the stage lists; a stage does not list deleted schedules. */
    List<String> listed() throws NoReplyException, InterruptedException {
        List<String> listed = new ArrayList<>();
        ownListed().forEach((name, id) -> listed.add(id));
        return listed;
    }

    private Map<String, String> ownListed() throws NoReplyException, InterruptedException {
        Map<String, String> own = new LinkedHashMap<>();
        String next = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            Reply reply = client.get("/api/schedules?limit=100" + next);
            reply.json().path("schedules").forEach(it -> {
                if (it.path("name").asText().startsWith(prefix)) {
                    own.put(it.path("name").asText(), it.path("schedule_id").asText());
                }
            });
            if (reply.json().path("next_token").isNull()
                    || reply.text("next_token").isEmpty()) {
                break;
            }
            next = "&next_token=" + URLEncoder.encode(reply.text("next_token"), StandardCharsets.UTF_8);
        }
        return own;
    }

    /**
     * Deletes all schedules that were created and not yet deleted.
     *
     * @return the schedules that could not be deleted: their ids, or the names of creates without a response
     */
    List<String> deleteAll() throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Map.Entry<String, String> schedule : List.copyOf(idsByName.entrySet())) {
            if (delete(schedule.getKey(), schedule.getValue())) {
                idsByName.remove(schedule.getKey());
            } else {
                left.add(schedule.getValue().isEmpty() ? schedule.getKey() : schedule.getValue());
            }
        }
        return left;
    }

    private boolean delete(String name, String knownId) throws InterruptedException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (attempt > 0) {
                clock.pause();
            }
            try {
                String id = knownId.isEmpty() ? ownListed().getOrDefault(name, "") : knownId;
                if (!id.isEmpty()) {
                    client.send("DELETE", path(id), "", WAIT);
                    Reply reply = client.get(path(id));
                    if (reply.status() == 200 && reply.text("status").equals("deleted")) {
                        return true;
                    }
                }
            } catch (NoReplyException e) {
                // Retried by the next attempt.
            }
        }
        return false;
    }

    private static String path(String id) {
        return "/api/schedules/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
