package com.rezagent.schedules.testing;

import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChangeHistory} in memory, to which the stores in memory write. Passes the same contract test as the other
 * implementations. Thread-safe.
 */
public final class MemoryChangeHistory implements ChangeHistory {
    private static final Comparator<Change> NEWEST_VERSION =
            Comparator.comparingLong(Change::version).reversed();
    private static final Comparator<Change> NEWEST =
            Comparator.comparing(Change::timeKey).reversed();

    private record Key(String record, long version) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::record)
                    .thenComparingLong(Key::version)
                    .compare(this, other);
        }
    }

    private final Map<Key, Change> changes = new TreeMap<>();

    /** Stores a change; null for none. */
    public synchronized void put(@Nullable Change change) {
        if (change != null) {
            changes.put(new Key(change.subject().key(), change.version()), change);
        }
    }

    /** Returns all changes of all records, by record and version. */
    public synchronized List<Change> all() {
        return List.copyOf(changes.values());
    }

    @Override
    public synchronized Page<Change> list(ChangeQuery query) {
        boolean isOfRecord = query.key() != null;
        Optional<Long> lastVersion = isOfRecord ? query.lastVersion() : Optional.empty();
        Optional<String> lastKey = isOfRecord ? Optional.empty() : query.lastTimeKey();
        List<Change> found = changes.values().stream()
                .filter(it -> isOfRecord
                        ? it.subject().key().equals(query.key())
                        : it.subject().group().equals(query.group()))
                .filter(it -> !it.at().isBefore(query.start()))
                .filter(it -> query.to() == null || it.at().isBefore(query.to()))
                .filter(it -> lastVersion.map(last -> it.version() < last).orElse(true))
                .filter(it ->
                        lastKey.map(last -> it.timeKey().compareTo(last) < 0).orElse(true))
                .sorted(isOfRecord ? NEWEST_VERSION : NEWEST)
                .limit(query.limit() + 1L)
                .map(it -> query.hasReplaced() ? it : withoutReplaced(it))
                .toList();
        boolean isLast = found.size() <= query.limit();
        List<Change> page = isLast ? found : found.subList(0, query.limit());
        return new Page<>(page, isLast ? null : query.tokenAfter(page.get(page.size() - 1)));
    }

    private static Change withoutReplaced(Change it) {
        return new Change(it.subject(), it.version(), it.at(), it.cause(), it.fields(), null);
    }

    @Override
    public synchronized List<Change> untilReplaced(String key, long version, Instant oldest) {
        List<Change> following = new ArrayList<>();
        for (Change change : changes.values()) {
            if (change.subject().key().equals(key)
                    && change.version() >= version
                    && !change.at().isBefore(oldest)) {
                following.add(change);
                if (change.replaced() != null) {
                    break;
                }
            }
        }
        return following;
    }
}
