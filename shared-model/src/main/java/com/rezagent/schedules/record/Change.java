package com.rezagent.schedules.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one command changed in a record, when, and who sent it. Each version that a command gave a record has exactly one
 * change, which is written in the same transaction as the record.
 *
 * @param version the record's version after the change
 * @param at when the command was applied
 * @param fields what changed, in the order in which responses show the fields
 * @param replaced the definition or settings that the change replaced; null if it did not change them, empty if there were
 *     none
 */
public record Change(
        Subject subject,
        long version,
        Instant at,
        Cause cause,
        List<Field> fields,
        @Nullable JsonObject replaced) {
    /** How long a change is kept. */
    public static final Duration TIME_TO_LIVE = Duration.ofDays(90);

    /**
     * What was changed.
     *
     * @param key of the record: the id of a schedule, or {@code group#} and a name
     * @param scheduleId null for other resources
     * @param name of the schedule; null for other resources
     * @param group of the schedule after the change, or the group itself
     */
    public record Subject(
            String key,
            @Nullable String scheduleId,
            @Nullable String name,
            ResourceName group) {
        /** Returns the subject of changes of a group. */
        public static Subject ofGroup(ResourceName group) {
            return new Subject("group#" + group, null, null, group);
        }
    }

    /**
     * The command that made the change.
     *
     * @param by who sent it
     * @param reason in the sender's words; null for none
     */
    public record Cause(String action, String by, @Nullable String reason, String commandId) {}

    /**
     * A field that changed.
     *
     * @param values null if the field is only named, because its values may be large or confidential
     */
    public record Field(String name, @Nullable Values values) {}

    /** The values of a field before and after a change. A field without a value has a {@code NullNode}. */
    public record Values(JsonNode from, JsonNode to) {}

    public Change {
        fields = List.copyOf(fields);
    }

    /**
     * Returns the change between two states of a record; empty if the version is the same, so that there is none.
     *
     * @param before null if there was no record
     * @param requestedAt when the command was issued, never later than {@code at}; both states are compared as of this
     *     time, because a pause that ends by itself may be over when a late command is applied
     * @param at when the command was applied
     */
    public static <R extends CommandedRecord<R>> Optional<Change> between(
            @Nullable R before, R after, Cause cause, Instant requestedAt, Instant at) {
        if (after.version() == (before == null ? 0 : before.version())) {
            return Optional.empty();
        }
        Snapshot old = before == null ? null : before.snapshot(requestedAt);
        Snapshot next = after.snapshot(requestedAt);
        return Optional.of(new Change(
                next.subject(),
                after.version(),
                at,
                cause,
                next.fieldsChangedSince(old),
                old == null ? null : next.replacedOf(old)));
    }

    /** Returns when the change may be deleted. */
    public Instant expiresAt() {
        return at.truncatedTo(ChronoUnit.SECONDS).plus(TIME_TO_LIVE);
    }

    /** Returns the earliest time of a change that has not expired. */
    public static Instant oldest(Instant now) {
        return now.minus(TIME_TO_LIVE).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    /** Returns the sort key in lists of several records: the time, then what tells changes of one moment apart. */
    public String timeKey() {
        return SortKey.text(at, subject.key() + "#" + String.format(Locale.ROOT, "%012d", version));
    }
}
