package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.SortKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which schedules a list contains, and in which order: those with these ids in this order; those in a group in the order
 * of their names' UTF-8 bytes; or those of all groups, newest first.
 *
 * @param ids empty for a list that is not by id
 * @param group null for schedules of all groups
 * @param status null for all but deleted schedules; a list by id has schedules of every status
 * @param createdBy null for schedules of all creators
 * @param namePrefix how the names begin; null for any. Only with a group
 * @param labels each schedule has all of them. Only with a group
 */
public record ScheduleFilter(
        List<ScheduleId> ids,
        @Nullable ResourceName group,
        @Nullable Status status,
        @Nullable String createdBy,
        @Nullable String namePrefix,
        Labels labels) {
    public static final int MAX_LABELS = 3;

    public ScheduleFilter {
        ids = List.copyOf(ids);
        if (!ids.isEmpty() && (group != null || status != null || createdBy != null)) {
            throw new IllegalArgumentException("A list by id has no other filter");
        }
        if (group != null && createdBy != null) {
            throw new IllegalArgumentException("There is no list by group and creator");
        }
        if (group == null && (namePrefix != null || !labels.isEmpty())) {
            throw new IllegalArgumentException("Only lists by group can be filtered by name and labels");
        }
    }

    /** Returns a filter for schedules of all groups, newest first. */
    public static ScheduleFilter newestFirst(@Nullable Status status, @Nullable String createdBy) {
        return new ScheduleFilter(List.of(), null, status, createdBy, null, Labels.NONE);
    }

    /** Returns a filter for schedules in a group. */
    public static ScheduleFilter inGroup(
            ResourceName group, @Nullable Status status, @Nullable String namePrefix, Labels labels) {
        return new ScheduleFilter(List.of(), group, status, null, namePrefix, labels);
    }

    /** Returns a filter for schedules with these ids, deleted or not. */
    public static ScheduleFilter withIds(List<ScheduleId> ids) {
        return new ScheduleFilter(ids, null, null, null, null, Labels.NONE);
    }

    public boolean isById() {
        return !ids.isEmpty();
    }

    /** Returns whether a schedule matches in all but its status. */
    boolean matchesApartFromStatus(ScheduleSummary schedule) {
        return (!isById() || ids.contains(schedule.id()))
                && (group == null || group.equals(schedule.group()))
                && (createdBy == null || createdBy.equals(schedule.createdBy()))
                && (namePrefix == null || schedule.name().value().startsWith(namePrefix))
                && schedule.labels().containsAll(labels);
    }

    /** Returns the position of a schedule in the list. */
    public String position(ScheduleSummary schedule) {
        if (isById()) {
            return schedule.id().value();
        }
        return group == null
                ? SortKey.text(schedule.createdAt(), schedule.id().value())
                : schedule.name().value();
    }

    /** Returns whether a text is a position in the list, at which a schedule may be or have been. */
    boolean isPosition(String text) {
        if (isById()) {
            return ids.stream().anyMatch(it -> it.value().equals(text));
        }
        return group == null
                ? SortKey.isOfSchedule(text)
                : ScheduleName.tryParse(text).isPresent() && (namePrefix == null || text.startsWith(namePrefix));
    }

    /** Returns a text that only an equal filter has. No value contains a line break, and no status is called "in". */
    String text() {
        if (isById()) {
            return "schedules\n" + ids.stream().map(ScheduleId::value).collect(Collectors.joining("\n"));
        }
        if (group == null) {
            return "schedules " + status + " " + createdBy;
        }
        StringBuilder text = new StringBuilder("schedules in " + group + " " + status);
        if (namePrefix != null) {
            text.append("\nname ").append(namePrefix);
        }
        for (Map.Entry<String, String> label : labels.byKey().entrySet()) {
            text.append("\nlabel ").append(label.getKey()).append(':').append(label.getValue());
        }
        return text.toString();
    }
}
