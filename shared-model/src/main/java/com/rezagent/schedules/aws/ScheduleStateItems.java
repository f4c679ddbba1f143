package com.rezagent.schedules.aws;

import static com.rezagent.schedules.aws.ExecutionItems.seconds;
import static com.rezagent.schedules.aws.ExecutionItems.text;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The states of schedules as items of the schedules table. The key is the schedule's id and {@value #SUFFIX}, which no id
 * contains; the items lack the keys of all indexes, so no list finds them. A state with {@value ScheduleState#MAX_RECENT}
 * outcomes stays below 1 KB, one write unit: that is why its times are short. One with {@value ScheduleState#MAX_FAILURES}
 * outcomes since the last success stays below 3 KB.
 *
 * <ul>
 *   <li>{@code recent}: a map from {@link ScheduleState#key} to the outcome
 *   <li>{@code has_reported}: true, or absent
 *   <li>{@code expires_at}: that of the schedule's record, once it has one
 * </ul>
 */
final class ScheduleStateItems {
    private static final String SUFFIX = "#state";

    /** One write removes no more than this from {@code recent}, so that its expression stays below 4 KB. */
    private static final int MAX_REMOVED = 100;

    private ScheduleStateItems() {}

    static Map<String, AttributeValue> key(ScheduleId id) {
        return Map.of("id", text(id.value() + SUFFIX));
    }

    static boolean isState(Map<String, AttributeValue> item) {
        return required(item, "id").endsWith(SUFFIX);
    }

    /** Returns the states among items of the schedules table, by schedule. */
    static Map<ScheduleId, ScheduleState> states(Collection<Map<String, AttributeValue>> items) {
        Map<ScheduleId, ScheduleState> states = new HashMap<>();
        items.stream().filter(ScheduleStateItems::isState).forEach(item -> {
            String id = required(item, "id");
            states.put(new ScheduleId(id.substring(0, id.length() - SUFFIX.length())), state(item));
        });
        return states;
    }

    /** Returns the state in an item. One without an incarnation has only got its expiry. */
    private static ScheduleState state(Map<String, AttributeValue> item) {
        if (!item.containsKey("incarnation")) {
            return ScheduleState.NONE;
        }
        NavigableMap<Instant, String> recent = new TreeMap<>();
        item.getOrDefault("recent", AttributeValue.fromM(Map.of()))
                .m()
                .forEach((time, outcome) -> recent.put(ScheduleState.time(time), outcome.s()));
        AttributeValue last = item.get("last_triggered");
        AttributeValue success = item.get("last_success");
        AttributeValue open = item.get("open_execution");
        return new ScheduleState(
                required(item, "incarnation"),
                number(item, "since_version"),
                number(item, "execution_count"),
                last == null ? null : Instant.parse(last.s()),
                recent,
                success == null ? null : ScheduleState.time(success.s()),
                item.containsKey("has_reported"),
                open == null ? null : open.s(),
                List.of());
    }

    /** Returns the write of the first state of an incarnation. It fails if there is one of the same or a later one. */
    static Update begin(String table, ScheduleId id, ScheduleState first) {
        UpdateExpression update = new UpdateExpression();
        update.set("incarnation", text(first.incarnation()));
        update.set("since_version", number(first.sinceVersion()));
        update.set("execution_count", number(first.executionCount()));
        Map<String, AttributeValue> recent = new HashMap<>();
        first.recent().forEach((time, outcome) -> recent.put(ScheduleState.key(time), text(outcome)));
        update.set("recent", AttributeValue.fromM(recent));
        setOrRemove(
                update,
                "last_triggered",
                first.lastTriggered() == null ? null : first.lastTriggered().toString());
        setOrRemove(
                update, "last_success", first.lastSuccess() == null ? null : ScheduleState.key(first.lastSuccess()));
        setOrRemove(update, "open_execution", first.openExecution());
        if (first.hasReported()) {
            update.set("has_reported", AttributeValue.fromBool(true));
        } else {
            update.remove("has_reported");
        }
        update.remove("expires_at");
        String condition = "attribute_not_exists(%1$s) OR (%1$s <> %2$s AND %3$s < %4$s)"
                .formatted(
                        update.name("incarnation"),
                        update.value(text(first.incarnation())),
                        update.name("since_version"),
                        update.value(number(first.sinceVersion())));
        return update.inTransaction(table, key(id))
                .conditionExpression(condition)
                .build();
    }

    /**
     * Returns the write of one more outcome. It fails if there is no state of the incarnation. Everything in it also holds
     * if others have written since: the count is increased, and each outcome is a value of its own in the map.
     *
     * @param seen as it was read
     * @param next what {@code seen} becomes
     */
    static Update add(String table, ScheduleState seen, ScheduleState next, Execution execution) {
        UpdateExpression update = addition(seen, next, execution);
        String condition = incarnationIs(update, next);
        return update.inTransaction(table, key(execution.key().scheduleId()))
                .conditionExpression(condition)
                .build();
    }

    /** Same as {@link #add}, for an execution that becomes the open one. It also fails if another one is open. */
    static Update open(String table, ScheduleState seen, ScheduleState next, Execution execution) {
        UpdateExpression update = addition(seen, next, execution);
        String isFree = "(attribute_not_exists(%1$s) OR %1$s = %2$s)"
                .formatted(
                        update.name("open_execution"),
                        update.value(text(execution.key().sortKey())));
        String condition = incarnationIs(update, next) + " AND " + isFree;
        return update.inTransaction(table, key(execution.key().scheduleId()))
                .conditionExpression(condition)
                .build();
    }

    private static String incarnationIs(UpdateExpression update, ScheduleState next) {
        return update.name("incarnation") + " = " + update.value(text(next.incarnation()));
    }

    private static UpdateExpression addition(ScheduleState seen, ScheduleState next, Execution execution) {
        UpdateExpression update = new UpdateExpression();
        if (next.executionCount() > seen.executionCount()) {
            update.increase("execution_count", next.executionCount() - seen.executionCount());
            update.set(
                    "last_triggered",
                    text(Objects.requireNonNull(next.lastTriggered()).toString()));
        }
        Instant scheduled = execution.key().scheduledTime();
        String outcome = next.recent().get(scheduled);
        if (outcome != null) {
            update.setIn("recent", ScheduleState.key(scheduled), text(outcome));
        }
        next.surplus().stream()
                .distinct()
                .limit(MAX_REMOVED)
                .forEach(it -> update.removeIn("recent", ScheduleState.key(it)));
        Instant success = next.lastSuccess();
        if (success != null && !success.equals(seen.lastSuccess())) {
            update.set("last_success", text(ScheduleState.key(success)));
        }
        if (next.hasReported() && !seen.hasReported()) {
            update.set("has_reported", AttributeValue.fromBool(true));
        }
        if (!Objects.equals(next.openExecution(), seen.openExecution())) {
            setOrRemove(update, "open_execution", next.openExecution());
        }
        return update;
    }

    /** Returns the write by which a state expires with its schedule's record. It creates the item if there is none. */
    static Update expiry(String table, ScheduleId id, @Nullable Instant expiresAt) {
        UpdateExpression update = new UpdateExpression();
        if (expiresAt == null) {
            update.remove("expires_at");
        } else {
            update.set("expires_at", seconds(expiresAt));
        }
        return update.inTransaction(table, key(id)).build();
    }

    private static void setOrRemove(UpdateExpression update, String name, @Nullable String value) {
        if (value == null) {
            update.remove(name);
        } else {
            update.set(name, text(value));
        }
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(Objects.requireNonNull(item.get(name)).n());
    }

    private static String required(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(Objects.requireNonNull(item.get(name)).s(), name);
    }
}
