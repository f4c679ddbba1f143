package com.rezagent.schedules.simulation;

import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.change.PastDefinition;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Change.Field;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks the change that is written with a record: "exactly one change item for each version of a record, written in the
 * same transaction as the record that has this version", and none otherwise. The definition of each version, computed from
 * the changes after it, must be the one that {@link ReferenceModel} had.
 */
final class ChangeInvariants {
    /** A pause that is over, and a skip that the definition has no firing for, are not shown. */
    private static final Set<ScheduleAction> MAY_CHANGE_NOTHING_VISIBLE =
            Set.of(ScheduleAction.PAUSE, ScheduleAction.RESUME, ScheduleAction.UNSKIP);

    private final SimulatedWorld world;

    /** The definition of each version, by the reference model. */
    private final Map<ScheduleId, NavigableMap<Long, DefinitionSpec>> definitions = new HashMap<>();

    /** When each version began. */
    private final Map<ScheduleId, NavigableMap<Long, Instant>> times = new HashMap<>();

    ChangeInvariants(SimulatedWorld world) {
        this.world = world;
    }

    /**
     * Checks the change of one write.
     *
     * @param commandId of the command that was applied; null if none was
     */
    void check(@Nullable Schedule before, Schedule after, @Nullable Change change, @Nullable String commandId) {
        boolean isNewVersion = after.version() != (before == null ? 0 : before.version());
        if (!isNewVersion || commandId == null) {
            // "A trigger, an engine retry, relisting, an orphan's tombstone: none."
            world.expect(after, change == null, () -> "has a change without a version by a command: " + change);
            return;
        }
        times.computeIfAbsent(after.id(), id -> new TreeMap<>()).put(after.version(), world.callTime());
        if (change == null) {
            world.expect(after, false, () -> "has no change, although " + commandId + " led to this version");
            return;
        }
        CommandSpec command = Objects.requireNonNull(world.sent.get(commandId));
        Change.Subject subject = change.subject();
        world.expect(
                after,
                subject.key().equals(after.id().value())
                        && subject.key().equals(subject.scheduleId())
                        && command.name().equals(subject.name())
                        && subject.group().equals(after.group()),
                () -> "has a change of " + subject);
        world.expect(after, change.version() == after.version(), () -> "has the change of version " + change.version());
        world.expect(
                after,
                change.cause().commandId().equals(commandId)
                        && change.cause().action().equals(command.action().text())
                        && change.cause().by().equals(commandId.startsWith("cmd_") ? "system" : "simulation"),
                () -> "has a change by " + change.cause() + " instead of " + command);
        world.expect(after, change.at().equals(world.callTime()), () -> "has a change at " + change.at());
        world.expect(
                after,
                MAY_CHANGE_NOTHING_VISIBLE.contains(command.action())
                        || !change.fields().isEmpty()
                        || after.outcomeOf(commandId).orElseThrow().result() == CommandOutcome.Result.OVERTAKEN,
                () -> "has a change without fields");
        checkFields(before, after, change);
    }

    private void checkFields(@Nullable Schedule before, Schedule after, Change change) {
        ObservedState old = before == null ? null : ObservedState.of(before);
        ObservedState next = ObservedState.of(after);
        DefinitionSpec oldDef = old == null ? null : old.def();
        DefinitionSpec def = Objects.requireNonNull(next.def());
        if (!isTimed(old) && !isTimed(next)) {
            expectField(change, after, "status", old == null || !status(old).equals(status(next)));
        }
        expectField(
                change,
                after,
                "schedule_expression",
                oldDef == null || !oldDef.expression().equals(def.expression()));
        expectField(change, after, "payload", oldDef == null || !oldDef.mark().equals(def.mark()));
        expectField(change, after, "end_date", !Objects.equals(oldDef == null ? null : oldDef.end(), def.end()));
        for (Field field : change.fields()) {
            boolean isOnlyNamed = field.name().equals("payload") || field.name().equals("arguments");
            world.expect(after, isOnlyNamed == (field.values() == null), () -> "has a change with the field " + field);
            world.expect(
                    after,
                    field.values() == null
                            || !field.values().from().equals(field.values().to()),
                    () -> "has a change with the same values of " + field);
        }
        JsonObject replaced = change.replaced();
        boolean isReplaced = !def.equals(oldDef);
        world.expect(
                after,
                before == null || isReplaced == (replaced != null),
                () -> "has a change that replaced " + replaced);
        world.expect(
                after,
                replaced == null || Objects.equals(DefinitionSpec.of(replaced), oldDef),
                () -> "has a change that replaced " + replaced + " instead of " + oldDef);
    }

    /** Of a pause that ends by itself the time matters, too. */
    private static boolean isTimed(@Nullable ObservedState state) {
        return state != null && !state.timedPause().isEmpty();
    }

    private static String status(ObservedState state) {
        return state.isCompleted() ? "completed" : state.state();
    }

    private void expectField(Change change, Schedule after, String name, boolean isChanged) {
        boolean isThere = change.fields().stream().anyMatch(it -> it.name().equals(name));
        world.expect(after, isThere == isChanged, () -> "has a change with the fields " + change.fields());
    }

    /** Records the definition of a version, by the reference model. */
    void recordDefinition(ScheduleId id, long version, @Nullable DefinitionSpec def) {
        if (def != null) {
            definitions.computeIfAbsent(id, key -> new TreeMap<>()).put(version, def);
        }
    }

    /** Forgets the definitions of a schedule whose record the reference model does not describe any more. */
    void forget(ScheduleId id) {
        definitions.remove(id);
    }

    /** Returns the versions of which changes tell another definition than the reference model had. */
    List<String> differentDefinitions(Schedule schedule) {
        List<String> different = new ArrayList<>();
        if (schedule.definition() == null) {
            return different;
        }
        NavigableMap<Long, Instant> began = times.getOrDefault(schedule.id(), new TreeMap<>());
        definitions
                .getOrDefault(schedule.id(), new TreeMap<>())
                .headMap(schedule.version(), true)
                .forEach((version, def) -> {
                    Instant replacedAt = began.get(version + 1);
                    boolean isGone = replacedAt != null && replacedAt.isBefore(Change.oldest(world.now()));
                    Optional<DefinitionSpec> expected = isGone ? Optional.empty() : Optional.of(def);
                    Optional<DefinitionSpec> computed = past(schedule, version);
                    if (!computed.equals(expected)) {
                        different.add(schedule.id() + ": version " + version + " had " + expected + ", but changes say "
                                + computed);
                    }
                });
        return different;
    }

    /** Returns the versions that a command led to and that have no change, although it has not expired. */
    List<String> lostChanges(Schedule schedule) {
        Set<Long> written = new HashSet<>();
        ChangeQuery query = ChangeQuery.ofRecord(schedule.id().value(), world.now(), 1_000);
        SimulatedWorld.allPages(token -> world.changes.list(query.page(1_000, token)))
                .forEach(it -> written.add(it.version()));
        List<String> lost = new ArrayList<>();
        times.getOrDefault(schedule.id(), new TreeMap<>()).forEach((version, at) -> {
            boolean isExpected = !at.isBefore(Change.oldest(world.now()));
            if (isExpected != written.contains(version)) {
                lost.add(schedule.id() + (isExpected ? " has no" : " still has a") + " change of version " + version);
            }
        });
        return lost;
    }

    /** Returns the definition of a version, as the API computes it for a revert; empty if it is gone. */
    Optional<DefinitionSpec> past(Schedule schedule, long version) {
        JsonObject current = JsonObject.parse(Json.write(ScheduleJson.definition(schedule.requireDefinition())));
        List<Change> following =
                world.changes.untilReplaced(schedule.id().value(), version + 1, Change.oldest(world.now()));
        return PastDefinition.at(version, schedule.version(), current, following)
                .map(DefinitionSpec::of);
    }
}
