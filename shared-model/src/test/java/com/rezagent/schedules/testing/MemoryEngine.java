package com.rezagent.schedules.testing;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Engine} in memory that accepts every entry and fires none. Passes the same contract test as the other
 * implementations, except for what the engine refuses. Thread-safe.
 */
public final class MemoryEngine implements Engine {
    private static final int PAGE_SIZE = 100;

    private final Map<ScheduleId, EngineEntry> entries = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private Runnable beforeWrite = () -> {};

    /** Returns the names of the methods that were called, in order. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Forgets the calls so far. */
    public synchronized void clearCalls() {
        calls.clear();
    }

    /** Sets what runs before each write has an effect; it may throw what a write throws. */
    public synchronized void beforeWrite(Runnable action) {
        beforeWrite = action;
    }

    @Override
    public synchronized Optional<ExistingEntry> find(ScheduleId id) {
        calls.add("find");
        return Optional.ofNullable(entries.get(id)).map(it -> new ExistingEntry(it, arn(id)));
    }

    @Override
    public synchronized Optional<String> create(EngineEntry entry) {
        beforeWrite("create");
        return entries.putIfAbsent(entry.id(), entry) == null ? Optional.of(arn(entry.id())) : Optional.empty();
    }

    @Override
    public synchronized Optional<String> update(EngineEntry entry) {
        beforeWrite("update");
        return entries.replace(entry.id(), entry) != null ? Optional.of(arn(entry.id())) : Optional.empty();
    }

    @Override
    public synchronized void delete(ScheduleId id) {
        beforeWrite("delete");
        entries.remove(id);
    }

    private void beforeWrite(String method) {
        calls.add(method);
        beforeWrite.run();
    }

    @Override
    public synchronized Page<ScheduleId> list(@Nullable String nextToken) {
        calls.add("list");
        String after = PageToken.read("entries", nextToken, position -> true).orElse("");
        List<ScheduleId> rest = entries.keySet().stream()
                .filter(it -> it.value().compareTo(after) > 0)
                .toList();
        return MemoryStore.page(rest, PAGE_SIZE, it -> PageToken.write("entries", it.value()));
    }

    /** Returns the ARN of the entry with that name. */
    public static String arn(ScheduleId id) {
        return "arn:aws:scheduler:us-east-1:123456789012:schedule/memory/" + id.value();
    }
}
