package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sample definitions and records for tests, with fixed times. */
public final class Schedules {
    /** When the samples are created. */
    public static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");

    public static final TopicArn CUSTOM_TOPIC =
            new TopicArn("arn:aws:sns:us-east-1:123456789012:rez-agent-custom-test");

    private Schedules() {}

    /** Returns a daily web action at six in New York without any optional field. */
    public static Definition definition(String name) {
        return new Definition(
                ScheduleName.parse(name),
                new Timing(expression("cron(0 6 * * ? *)"), ZoneId.of("America/New_York"), null, null, null),
                new Target(TargetType.WEB_ACTION, null),
                JsonObject.parse("{\"url\":\"https://example.com/book\"}"),
                null,
                null,
                RetryPolicy.DEFAULT,
                Labels.NONE);
    }

    /**
     * Returns a definition with every field, and values that are easily lost: exact numbers, empty texts, other
     * scripts.
     */
    public static Definition fullDefinition(String name) {
        return new Definition(
                ScheduleName.parse(name),
                new Timing(
                        expression("rate(5 minutes)"),
                        ZoneId.of("Europe/Berlin"),
                        NOW.plus(Duration.ofDays(1)),
                        NOW.plus(Duration.ofDays(30)),
                        15),
                new Target(TargetType.CUSTOM, CUSTOM_TOPIC),
                JsonObject.parse(
                        "{\"z\":1.10,\"a\":[null,true,\"\",{\"\":{}}],\"big\":12345678901234567890.000000000001,"
                                + "\"text\":\"Grüße, 東京 🏌 \\\"\\\\ \\u0000\"}"),
                JsonObject.parse("{\"dry_run\":false}"),
                "Every five minutes for a month: \"ß\" 🏌",
                new RetryPolicy(3, Duration.ofMinutes(10)),
                new Labels(Map.of("team", "Grüße: 東京 🏌", "cost.center_1-a", "4711")),
                RunPolicies.FULL);
    }

    public static Expression expression(String text) {
        return Expression.parse(text).expression();
    }

    /** Returns a command's stamp with the rank of a create. */
    public static Stamp stamp(Instant issuedAt, String commandId) {
        return new Stamp(issuedAt, 10, commandId);
    }

    /** Returns a new record, not yet written: active, revision 0, status pending. */
    public static Schedule schedule(String name) {
        return schedule(name, NOW, "tests");
    }

    public static Schedule schedule(String name, Instant createdAt, String createdBy) {
        Stamp stamp = stamp(createdAt, "create " + name);
        return Schedule.create(definition(name), List.of(), stamp, createdBy)
                .withOutcome(new CommandOutcome(stamp.commandId(), CommandOutcome.Result.APPLIED, 1, null));
    }

    /** Returns a new record of a web action, not yet written, created at a time. {@code more} adds to its definition. */
    public static Schedule ofExpression(String expression, Instant createdAt, Consumer<ObjectNode> more) {
        ObjectNode body = Json.object()
                .put("name", "a")
                .put("schedule_expression", expression)
                .put("target_type", "web_action")
                .set("payload", Json.object());
        more.accept(body);
        return Schedule.create(
                new DefinitionReader(Set.of()).read(body).definition(), List.of(), stamp(createdAt, "create"), "tests");
    }

    /** Returns such a record with a start and an end, null for none. */
    public static Schedule ofExpression(
            String expression, Instant createdAt, @Nullable Instant start, @Nullable Instant end) {
        return ofExpression(
                expression,
                createdAt,
                body -> body.put("start_date", start == null ? null : start.toString())
                        .put("end_date", end == null ? null : end.toString()));
    }

    /** Returns a new record in a group, not yet written: active, revision 0, status pending. */
    public static Schedule schedule(String name, ResourceName group) {
        return schedule(name, group, NOW);
    }

    public static Schedule schedule(String name, ResourceName group, Instant createdAt) {
        Stamp stamp = stamp(createdAt, "create " + name);
        return Schedule.create(
                new ParsedDefinition(definition(name), Running.RUNNING, group, true, "digest of " + name, List.of()),
                stamp,
                createdAt,
                "tests");
    }

    /** Returns a record with every field, not yet written. */
    public static Schedule fullSchedule(String name) {
        Stamp stamp = stamp(Instant.parse("2025-11-06T20:00:00.123456789Z"), "create " + name);
        ParsedDefinition requested = new ParsedDefinition(
                fullDefinition(name),
                Running.PAUSED,
                new ResourceName("billing"),
                true,
                "sha256 of the body",
                List.of("It skips a run.", "ß 🏌"));
        Schedule created = Schedule.create(requested, stamp, stamp.issuedAt(), "user/ß")
                .moved(new ResourceName("g-2"), stamp(NOW.plusSeconds(1), "move"), NOW.plusSeconds(1))
                .paused(
                        NOW.plus(Duration.ofDays(1)),
                        "Release \"ß\" 🏌",
                        "user/ß@example.com",
                        stamp(NOW.plusSeconds(2), "pause"),
                        NOW.plusSeconds(2));
        return created.withOutcome(new CommandOutcome(stamp.commandId(), CommandOutcome.Result.APPLIED, 1, null))
                .withOutcome(new CommandOutcome("stale one", CommandOutcome.Result.STALE, 1, null))
                .withOutcome(refused("refused one"))
                .converged("arn:aws:scheduler:us-east-1:123456789012:schedule/rez-agent-test/" + created.id())
                .withEngineRefusal(
                        "ValidationException",
                        "Invalid Schedule Expression rate(5 minutes).",
                        NOW.plus(Duration.ofDays(2)))
                .completed(NOW.plusSeconds(5))
                .audited(Instant.parse("2025-11-06T21:00:00.000000001Z"));
    }

    public static CommandOutcome refused(String commandId) {
        return new CommandOutcome(
                commandId,
                CommandOutcome.Result.REFUSED,
                1,
                new CommandOutcome.Refusal(
                        ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                        "Cron expression is invalid",
                        List.of("hour: 25 is not in 0-23", "day-of-week: write MON,WED,FRI instead of MON/2")));
    }
}
