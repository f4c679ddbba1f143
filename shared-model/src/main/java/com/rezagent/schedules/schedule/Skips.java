package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.StoredJson;
import com.rezagent.schedules.record.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The skip registers: one for each firing that was skipped or unskipped. A change of the definition keeps them all, so
 * that commands have the same effect in any order of arrival. Immutable.
 *
 * @param registers by the nominal time of the firing
 * @param floor a stamp: commands with an earlier stamp for a firing without a register are stale, because its register may have
 *     been dropped
 */
public record Skips(NavigableMap<Instant, Skip> registers, Stamp floor) {
    public static final Skips NONE = new Skips(new TreeMap<>(), Stamp.ZERO);

    /** The maximum number of firings to come that are skipped. */
    public static final int MAX_PENDING = 50;

    /** The number of registers above which those without an effect are dropped. */
    static final int MAX_REGISTERS = 100;

    /** How late a firing may arrive: as a dead letter, which a queue keeps for 14 days, that is redriven. */
    private static final Duration MAX_LATENESS = Duration.ofDays(15);

    /** The maximum size of all requesters and reasons in bytes of UTF-8; beyond it those of the oldest commands are dropped. */
    private static final int MAX_TEXT_BYTES = 8_000;

    public Skips {
        registers = Collections.unmodifiableNavigableMap(new TreeMap<>(registers));
    }

    /** Returns whether a command is too late to write the register of a firing. */
    public boolean isStale(Instant time, Stamp stamp) {
        Skip register = registers.get(time);
        return stamp.isBefore(register == null ? floor : register.stamp());
    }

    /** Returns whether there are more registers than a record can hold, all of which have an effect. */
    public boolean isFull() {
        return registers.size() > MAX_REGISTERS;
    }

    /** Returns the latest stamp of all registers. */
    public Stamp latest() {
        return registers.values().stream().map(Skip::stamp).reduce(floor, Stamp::later);
    }

    /** Returns the firing that a command wrote the register of; empty if a later command has, or it was dropped. */
    public Optional<Instant> timeOf(String commandId) {
        return registers.values().stream()
                .filter(it -> it.stamp().commandId().equals(commandId))
                .map(Skip::time)
                .findFirst();
    }

    /** Returns the skips that hold: those requested later than the latest delete. */
    NavigableMap<Instant, Skip> since(Stamp deleted) {
        return selected(it -> it.isSet() && deleted.isBefore(it.stamp()));
    }

    /** Returns the skips of all incarnations. */
    public NavigableMap<Instant, Skip> ofAllIncarnations() {
        return selected(Skip::isSet);
    }

    private NavigableMap<Instant, Skip> selected(Predicate<Skip> isSelected) {
        NavigableMap<Instant, Skip> selected = new TreeMap<>();
        registers.values().stream().filter(isSelected).forEach(it -> selected.put(it.time(), it));
        return Collections.unmodifiableNavigableMap(selected);
    }

    /** Returns a copy after a skip or unskip that is not {@link #isStale stale}. */
    Skips with(Instant time, boolean isSet, Stamp stamp, @Nullable String by, @Nullable String reason) {
        NavigableMap<Instant, Skip> next = new TreeMap<>(registers);
        next.put(time, new Skip(time, isSet, stamp, isSet ? by : null, isSet ? reason : null));
        return new Skips(next, floor).withBoundedTexts();
    }

    /**
     * Returns a copy without registers of firings that can't arrive any more and, above {@value #MAX_REGISTERS}, without
     * those that have no effect, beginning with the earliest stamps. Those that have one are kept, however many.
     *
     * @param hasEffect whether the skip of a firing holds it back
     */
    Skips pruned(Instant now, Predicate<Skip> hasEffect) {
        Instant oldest = now.minus(MAX_LATENESS);
        NavigableMap<Instant, Skip> kept = new TreeMap<>(registers.tailMap(oldest, true));
        Stamp newFloor = floor;
        if (kept.size() > MAX_REGISTERS) {
            List<Skip> dropped = kept.values().stream()
                    .filter(hasEffect.negate())
                    .sorted(Comparator.comparing(Skip::stamp))
                    .limit(kept.size() - MAX_REGISTERS)
                    .toList();
            dropped.forEach(it -> kept.remove(it.time()));
            newFloor = dropped.stream().map(Skip::stamp).reduce(floor, Stamp::later);
        }
        return kept.size() == registers.size() ? this : new Skips(kept, newFloor);
    }

    /**
     * Returns a copy for an incarnation that begins. Skips of earlier ones are kept only of firings that were due in them, for
     * their audit; every command that would be stale against another one is stale against the delete.
     *
     * @param deleted the stamp of the latest delete
     */
    Skips forNextIncarnation(Stamp deleted, Instant now) {
        NavigableMap<Instant, Skip> kept = new TreeMap<>(registers);
        kept.tailMap(now, false).values().removeIf(it -> it.stamp().isBefore(deleted));
        return kept.size() == registers.size() ? this : new Skips(kept, floor);
    }

    private Skips withBoundedTexts() {
        NavigableMap<Instant, Skip> next = new TreeMap<>(registers);
        int bytes = 0;
        List<Skip> latestFirst = registers.values().stream()
                .sorted(Comparator.comparing(Skip::stamp).reversed())
                .toList();
        for (Skip skip : latestFirst) {
            bytes += bytes(skip.by()) + bytes(skip.reason());
            if (bytes > MAX_TEXT_BYTES) {
                next.put(skip.time(), skip.withoutTexts());
            }
        }
        return new Skips(next, floor);
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns the stored form; empty if no firing was ever skipped. */
    Optional<ObjectNode> write() {
        if (registers.isEmpty() && floor.equals(Stamp.ZERO)) {
            return Optional.empty();
        }
        ObjectNode json = Json.object();
        json.put("floor", floor.text());
        ArrayNode all = json.putArray("registers");
        for (Skip skip : registers.values()) {
            ObjectNode one = all.addObject();
            StoredJson.put(one, "time", skip.time());
            one.put("set", skip.isSet());
            one.put("stamp", skip.stamp().text());
            StoredJson.put(one, "by", skip.by());
            StoredJson.put(one, "reason", skip.reason());
        }
        return Optional.of(json);
    }

    /**
     * Reads the stored form.
     *
     * @param json not an object if no firing was ever skipped
     * @throws IllegalArgumentException for JSON that {@link #write} cannot have returned
     * @throws java.time.DateTimeException for a time that {@link #write} cannot have returned
     */
    static Skips read(JsonNode json) {
        if (!json.isObject()) {
            return NONE;
        }
        NavigableMap<Instant, Skip> registers = new TreeMap<>();
        for (JsonNode one : json.path("registers")) {
            Skip skip = new Skip(
                    StoredJson.instant(one, "time"),
                    one.path("set").booleanValue(),
                    Stamp.parse(StoredJson.text(one, "stamp")),
                    StoredJson.textOrNull(one, "by"),
                    StoredJson.textOrNull(one, "reason"));
            registers.put(skip.time(), skip);
        }
        return new Skips(registers, Stamp.parse(StoredJson.text(json, "floor")));
    }

    /**
     * Returns the nominal time of a firing; empty if none is left.
     *
     * @param requested a time within the tolerance of the recurrence; null for the next firing after {@code after}
     * @return for a time without a firing, that time
     */
    public static Optional<Instant> firing(Recurrence recurrence, @Nullable Instant requested, Instant after) {
        return requested == null
                ? recurrence.next(after)
                : Optional.of(recurrence.nearest(requested).orElse(requested));
    }

    /** Returns whether a time is the nominal time of a firing. */
    public static boolean isFiring(Recurrence recurrence, Instant time) {
        return recurrence.firesAt(time);
    }

    /** Returns the firings to come of a recurrence that are among the skips, in order. */
    static List<Instant> pending(NavigableMap<Instant, Skip> skips, Recurrence recurrence, Instant now) {
        return skips.tailMap(now, false).keySet().stream()
                .filter(recurrence::firesAt)
                .toList();
    }
}
