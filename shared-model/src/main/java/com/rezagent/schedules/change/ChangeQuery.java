package com.rezagent.schedules.change;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.SortKey;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which list of changes to return: those of one record by version, or those of a group by time.
 *
 * @param key of the record; null for a list of a group
 * @param current the record's version, read before its changes; later ones belong to a change that came in between, or to an
 *     earlier record of the same key that was deleted after its time to live. Null for all, and for a list of a group
 * @param group changes of this group and of its members; null for a list of a record
 * @param from changes at this time or later; null for all
 * @param to changes before this time; null for all
 * @param oldest see {@link Change#oldest}; older changes are never returned
 * @param hasReplaced whether what changes replaced is read, too; otherwise {@link Change#replaced} is null
 * @param limit 1 or more
 * @param nextToken from the previous page; null for the first page
 */
public record ChangeQuery(
        @Nullable String key,
        @Nullable Long current,
        @Nullable ResourceName group,
        @Nullable Instant from,
        @Nullable Instant to,
        Instant oldest,
        boolean hasReplaced,
        int limit,
        @Nullable String nextToken) {
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

    public ChangeQuery {
        if ((key == null) == (group == null) || (hasReplaced && key == null)) {
            throw new IllegalArgumentException(
                    "Changes are listed either of a record or of a group, and what they replaced only of a record");
        }
    }

    /** Returns the query for the first changes of a record. */
    public static ChangeQuery ofRecord(String key, Instant now, int limit) {
        return new ChangeQuery(key, null, null, null, null, Change.oldest(now), false, limit, null);
    }

    /** Returns the query for the first changes of a group and its members. */
    public static ChangeQuery ofGroup(ResourceName group, Instant now, int limit) {
        return new ChangeQuery(null, null, group, null, null, Change.oldest(now), false, limit, null);
    }

    /** Returns a copy for the changes up to a version of the record. */
    public ChangeQuery upTo(long version) {
        return new ChangeQuery(key, version, group, from, to, oldest, hasReplaced, limit, nextToken);
    }

    /** Returns a copy for changes in a range of time. */
    public ChangeQuery between(@Nullable Instant newFrom, @Nullable Instant newTo) {
        return new ChangeQuery(key, current, group, newFrom, newTo, oldest, hasReplaced, limit, nextToken);
    }

    /** Returns a copy that also reads what changes replaced. */
    public ChangeQuery withReplaced() {
        return new ChangeQuery(key, current, group, from, to, oldest, true, limit, nextToken);
    }

    /** Returns a copy for another page. */
    public ChangeQuery page(int newLimit, @Nullable String token) {
        return new ChangeQuery(key, current, group, from, to, oldest, hasReplaced, newLimit, token);
    }

    /** Returns the time from which changes are returned. */
    public Instant start() {
        return from == null || from.isBefore(oldest) ? oldest : from;
    }

    /** Returns the description that tokens are bound to. */
    private String text() {
        return "changes " + (key == null ? "in " + group : "of " + key) + " " + from + " " + to + " " + hasReplaced;
    }

    /**
     * Returns the position in a list of a record: changes of earlier versions follow. On the first page it is behind the
     * record's version; empty for all.
     */
    public Optional<Long> lastVersion() {
        return PageToken.read(text(), nextToken, it -> VERSION.matcher(it).matches())
                .map(Long::valueOf)
                .or(() -> Optional.ofNullable(current).map(it -> it + 1));
    }

    /** Returns the position in a list of a group: {@link Change#timeKey} of the previous page's last change. */
    public Optional<String> lastTimeKey() {
        return PageToken.read(text(), nextToken, SortKey::isOfSchedule);
    }

    /** Returns the token of the page after a change. */
    public String tokenAfter(Change last) {
        return PageToken.write(text(), key == null ? last.timeKey() : Long.toString(last.version()));
    }
}
