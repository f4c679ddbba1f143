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
import java.util.NavigableMap;
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

    private final Map<String, NavigableMap<Long, Change>> changes = new TreeMap<>();

    /** Stores a change; null for none. */
    public synchronized void put(@Nullable Change change) {
        if (change != null) {
            changes.computeIfAbsent(change.subject().key(), it -> new TreeMap<>())
                    .put(change.version(), change);
        }
    }

    /** Returns all changes of all records, by record and version. */
    public synchronized List<Change> all() {
        return changes.values().stream().flatMap(it -> it.values().stream()).toList();
    }

    @Override
    public synchronized Page<Change> list(ChangeQuery query) {
        boolean isOfRecord = query.key() != null;
        Optional<Long> lastVersion = isOfRecord ? query.lastVersion() : Optional.empty();
        Optional<String> lastKey = isOfRecord ? Optional.empty() : query.lastTimeKey();
        List<Change> found = all().stream()
                .filter(it -> isOfRecord
                        ? it.subject().key().equals(query.key())
                        : it.subject().group().equals(query.group()))
                .filter(it -> !it.at().isBefore(query.start()))
                .filter(it -> query.to() == null || it.at().isBefore(query.to()))
                .filter(it -> lastVersion.isEmpty() || it.version() < lastVersion.get())
                .filter(it -> lastKey.isEmpty() || it.timeKey().compareTo(lastKey.get()) < 0)
                .sorted(isOfRecord ? NEWEST_VERSION : NEWEST)
                .limit(query.limit() + 1L)
                .map(it -> query.hasReplaced() ? it : Records.withComponent(it, "replaced", null))
                .toList();
        return MemoryStore.page(found, query.limit(), query::tokenAfter);
    }

    @Override
    public synchronized List<Change> untilReplaced(String key, long version, Instant oldest) {
        List<Change> following = new ArrayList<>();
        for (Change change : changes.getOrDefault(key, new TreeMap<>())
                .tailMap(version, true)
                .values()) {
            if (!change.at().isBefore(oldest)) {
                following.add(change);
                if (change.replaced() != null) {
                    break;
                }
            }
        }
        return following;
    }
}
