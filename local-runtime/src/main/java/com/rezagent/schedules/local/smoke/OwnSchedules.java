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
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The schedules that a smoke test creates, all under names with one random prefix, and whatever it does with them. Nothing
 * else of the stage is changed.
 */
final class OwnSchedules {
    /** By when a command must be in force, in the stage's time: SNS and Lambda have retried once or twice by then. */
    private static final Duration APPLIED_WITHIN = Duration.ofMinutes(2);

    /** EventBridge fires within a minute of the scheduled time, and Lambda retries a failed attempt a minute later. */
    private static final Duration FIRED_WITHIN = Duration.ofSeconds(150);

    /** Within a minute of the scheduled time, and a little for the way. */
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(75);

    private static final Duration LEAD = Duration.ofSeconds(20);
    private static final double FAST_LEAD_SECONDS = 5;

    /** On a fast clock a deadline passes before anybody can have answered. */
    private static final long FAST_PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

    private static final Map<String, String> WAIT = Map.of("Prefer", "wait=10");
    private static final int ATTEMPTS = 5;
    private static final int PAGES = 20;

    private final StageClient client;
    private final StageClock clock;
    private final String prefix;
    private final LongSupplier nanoTime;
    private final Map<String, String> idsByName = new LinkedHashMap<>();
    private boolean isStuck;

    OwnSchedules(StageClient client, StageClock clock, String prefix, LongSupplier nanoTime) {
        this.client = client;
        this.clock = clock;
        this.prefix = prefix;
        this.nanoTime = nanoTime;
    }

    /** Looks whether something has happened. */
    @FunctionalInterface
    interface Look<T> {
        Optional<T> look() throws NoReplyException, InterruptedException;
    }

    StageClock clock() {
        return clock;
    }

    /** Returns the ids of the schedules that are known to have been created. */
    List<String> ids() {
        return idsByName.values().stream().filter(it -> !it.isEmpty()).toList();
    }

    String key(String name) {
        return prefix + name;
    }

    /** Returns the next whole minute that is far enough off to create a schedule for it. */
    Instant nextMinute() throws InterruptedException {
        Duration lead = clock.speed() <= 1
                ? LEAD
                : Duration.ofMillis((long) (clock.speed() * FAST_LEAD_SECONDS * 1_000))
                        .plus(LEAD);
        return clock.now().plus(lead).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    }

    /** Returns the expression that fires once, at a whole minute. */
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

    /** Returns an expression that does not fire while the test runs. */
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
                .put("description", "Of a smoke test, which deletes it at its end");
        definition
                .putObject("payload")
                .put("message", "Smoke test: please ignore")
                .put("smoke_test", true);
        return definition;
    }

    /**
     * Creates a schedule and returns its id.
     *
     * @throws StepFailedException unless it was created, or will be
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
            // Nothing was created, or it was there before and belongs to somebody else.
            idsByName.remove(full);
        }
        throw new StepFailedException("the create was answered " + reply.problem());
    }

    /** Sends a request about a schedule. */
    Reply send(String method, String id, String route, String body, Map<String, String> headers)
            throws NoReplyException, InterruptedException {
        return client.send(method, path(id) + route, body, headers);
    }

    /** Sends a change, and fails the step unless it is done or under way. */
    Reply change(String method, String id, String route, String body) throws NoReplyException, InterruptedException {
        Reply reply = send(method, id, route, body, WAIT);
        if (reply.status() != 200 && reply.status() != 202) {
            throw new StepFailedException(method + " " + (route.isEmpty() ? "of the schedule" : route.substring(1))
                    + " was answered " + reply.problem());
        }
        return reply;
    }

    /**
     * Waits until a schedule is as it should be, and returns it.
     *
     * @throws StepFailedException if it isn't after two minutes of the stage's time, or at once where another schedule
     *     wasn't
     */
    JsonNode awaitApplied(String id, String what, Predicate<JsonNode> isApplied) throws InterruptedException {
        Instant deadline = isStuck ? Instant.MIN : clock.now().plus(APPLIED_WITHIN);
        Optional<JsonNode> found = await(deadline, () -> {
            Reply reply = client.get(path(id));
            return Optional.of(reply.json()).filter(it -> reply.status() == 200 && isApplied.test(it));
        });
        return found.orElseThrow(() -> {
            isStuck = true;
            return new StepFailedException("the stage accepted " + what + " (202) and has not applied it after "
                    + APPLIED_WITHIN.toMinutes() + " minutes; look at the scheduler function's log and dead letters");
        });
    }

    /** As {@link #awaitApplied}, for a create. */
    JsonNode awaitCreated(String id) throws InterruptedException {
        return awaitApplied(
                id,
                "a create",
                it -> Set.of("active", "completed").contains(it.path("status").asText()));
    }

    /** Waits for a firing, until EventBridge can't come any more. */
    Optional<Firing> awaitFiring(String id, Instant due, Predicate<Firing> isIt) throws InterruptedException {
        return await(
                due.plus(FIRED_WITHIN), () -> firings(id).stream().filter(isIt).findFirst());
    }

    /** Waits until a schedule that fires once in a period would have fired. */
    void awaitSettled(Instant since, Duration period) throws InterruptedException {
        Instant end = since.plus(period).plus(SETTLED_WITHIN);
        while (clock.now().isBefore(end)) {
            clock.pause();
        }
    }

    private <T> Optional<T> await(Instant deadline, Look<T> look) throws InterruptedException {
        long patience = clock.speed() > 1 && !isStuck ? FAST_PATIENCE_NANOS : 0;
        long start = nanoTime.getAsLong();
        while (true) {
            boolean isLast = clock.now().isAfter(deadline) && nanoTime.getAsLong() - start >= patience;
            Optional<T> found = tryTo(look);
            if (found.isPresent() || isLast) {
                return found;
            }
            clock.pause();
        }
    }

    /** A stage may fail to answer once; what it says the next time counts. */
    private static <T> Optional<T> tryTo(Look<T> look) throws InterruptedException {
        try {
            return look.look();
        } catch (NoReplyException e) {
            return Optional.empty();
        }
    }

    /** Returns a schedule's history, newest first. */
    List<Firing> firings(String id) throws NoReplyException, InterruptedException {
        List<Firing> firings = new ArrayList<>();
        String next = "";
        for (int page = 0; page < PAGES; page++) {
            Reply reply = client.get(path(id) + "/executions?limit=100" + next);
            reply.json().path("executions").forEach(it -> firings.add(Firing.of(it)));
            if (reply.text("next_token").isEmpty()
                    || reply.json().path("next_token").isNull()) {
                break;
            }
            next = "&next_token=" + URLEncoder.encode(reply.text("next_token"), StandardCharsets.UTF_8);
        }
        return firings;
    }

    /** What a time read from the stage's clock may be wrong by. */
    Duration uncertainty() {
        return Duration.ofMillis((long) (2_000 * Math.max(1, clock.speed())));
    }

    /** Returns the ids of schedules with this test's prefix that the stage lists: it does not list deleted ones. */
    List<String> listed() throws NoReplyException, InterruptedException {
        List<String> listed = new ArrayList<>();
        ownListed().forEach((name, id) -> listed.add(id));
        return listed;
    }

    private Map<String, String> ownListed() throws NoReplyException, InterruptedException {
        Map<String, String> own = new LinkedHashMap<>();
        String next = "";
        for (int page = 0; page < PAGES; page++) {
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
     * Deletes whatever was created and is not deleted yet.
     *
     * @return what is left: ids, or names of creates whose response was lost
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
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
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
                // The next attempt may get one.
            }
        }
        return false;
    }

    private static String path(String id) {
        return "/api/schedules/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
